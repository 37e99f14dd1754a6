package exporting_test

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/exporting"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh    = id.Office("41721000000000")
	talas  = id.Office("41707400000010")
	system = access.Role("system")
)

var loaded = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func as(role access.Role, offices ...id.Office) context.Context {
	rights := access.Rights{Account: "a1", Offices: offices, Now: civil.At(testkit.Start), System: role == system}
	if role != system {
		rights.Posts = []access.Post{{ID: "p", Role: role, Office: offices[0]}}
	}
	return accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Command, Name: "test"}), rights)
}

// fill makes four clients: two of Osh, of whom one is the officer's own, one of Talas, one restricted.
func fill(t *testing.T, d *db.DB) {
	t.Helper()
	ctx := as(system)
	must(t, d.Write(ctx, func(tx *db.Tx) error {
		for _, c := range []struct {
			client           id.Client
			name, sort, kind string
			office           id.Office
			officer, status  any
			restricted       bool
		}{
			{"c1", "Бактыбеков Усон", "1", "executive", osh, "a1", "running", false},
			{"c2", "=cmd()", "2", "executive", osh, "a2", "ended", false},
			{"c3", "Жакшылык кызы Нургүл", "3", "executive", talas, nil, "pending", false},
			{"c4", "Жашыруун", "4", "executive", osh, "a2", "running", true},
		} {
			if err := tx.Insert(ctx, "access_client", db.Row{
				"id": c.client, "client_id": c.client, "office_id": c.office, "restricted": c.restricted,
				"sealed": false, "hidden": false, "version": 1,
			}); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `insert into casefile_card (client_id, name, name_sort, source_number, order_status, kind, measure, office_id, officer_id, sex)
				values ($1, $2, $3, $4, $5, $6, 'probation_supervision', $7, $8, 'm')`, c.client, c.name, c.sort, "N-"+c.sort, c.status, c.kind, c.office, c.officer); err != nil {
				return err
			}
		}
		return tx.Record(ctx, "test", "")
	}))
}

type recorded struct {
	clients []id.Client
	fail    error
}

func exporter(t *testing.T, d *db.DB, rec *recorded) *exporting.Exporter {
	t.Helper()
	set, err := loaded()
	must(t, err)
	return &exporting.Exporter{DB: d, Words: exporting.Words{Rules: set.All()[0], Codes: true}, Record: func(_ context.Context, clients []id.Client) error {
		rec.clients = append(rec.clients, clients...)
		return rec.fail
	}}
}

// run exports as CSV and returns the column "name" with the error.
func run(t *testing.T, ctx context.Context, d *db.DB, f exporting.Filter, rec *recorded) ([]string, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out.csv")
	out, err := exporting.Create(path, "Clients")
	must(t, err)
	if _, err := exporter(t, d, rec).Run(ctx, f, out); err != nil {
		out.Drop()
		if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
			t.Errorf("a refused export leaves %v", left)
		}
		return nil, err
	}
	must(t, out.Close())
	b, err := os.ReadFile(path)
	must(t, err)
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff"))).ReadAll()
	must(t, err)
	var names []string
	for _, row := range all[1:] {
		names = append(names, row[1])
	}
	return names, nil
}

func TestExportKeepsToTheSight(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		fill(t, d)
		for name, x := range map[string]struct {
			ctx  context.Context
			f    exporting.Filter
			want []string
		}{
			"operator": {as(system), exporting.Filter{}, []string{"Бактыбеков Усон", "'=cmd()", "Жакшылык кызы Нургүл", "Жашыруун"}},
			"head":     {as(access.Head, osh), exporting.Filter{Status: "any"}, []string{"Бактыбеков Усон", "'=cmd()"}},
			"officer":  {as(access.Officer, osh), exporting.Filter{}, []string{"Бактыбеков Усон"}},
			"status":   {as(system), exporting.Filter{Status: "active", Office: osh}, []string{"Бактыбеков Усон", "Жашыруун"}},
			"ended":    {as(access.Head, osh), exporting.Filter{Status: "ended"}, []string{"'=cmd()"}},
			"nobody":   {as(access.Head, talas), exporting.Filter{Office: osh}, nil},
		} {
			t.Run(name, func(t *testing.T) {
				rec := &recorded{}
				got, err := run(t, x.ctx, d, x.f, rec)
				must(t, err)
				if diff := cmp.Diff(x.want, got); diff != "" {
					t.Error(diff)
				}
				if len(rec.clients) != len(got) {
					t.Errorf("%d clients in the record, %d in the file", len(rec.clients), len(got))
				}
			})
		}
	})
}

func TestExportIsRefused(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		fill(t, d)
		rec := &recorded{}
		if _, err := run(t, as(access.Auditor, osh), d, exporting.Filter{}, rec); !fault.Is(err, fault.Forbidden) || len(rec.clients) > 0 {
			t.Errorf("an auditor exports: %v", err)
		}
		rec = &recorded{fail: errors.New("disk full")}
		if _, err := run(t, as(system), d, exporting.Filter{}, rec); err == nil {
			t.Error("exported without a record")
		}
	})
}

func TestWorkbook(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		fill(t, d)
		path := filepath.Join(t.TempDir(), "out.xlsx")
		out, err := exporting.Create(path, "Clients")
		must(t, err)
		_, err = exporter(t, d, &recorded{}).Run(as(system), exporting.Filter{}, out)
		must(t, errors.Join(err, out.Close()))
		book, err := excelize.OpenFile(path)
		must(t, err)
		rows, err := book.GetRows("Clients")
		must(t, errors.Join(err, book.Close()))
		if len(rows) != 5 || rows[0][1] != "name" || rows[2][1] != "'=cmd()" || rows[3][1] != "Жакшылык кызы Нургүл" {
			t.Errorf("%q", rows)
		}
	})
}

func TestOtherKindsOfFilesAreRefused(t *testing.T) {
	if _, err := exporting.Create(filepath.Join(t.TempDir(), "out.pdf"), "x"); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
}
