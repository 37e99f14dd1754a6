package auditsvc_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/fstest"

	"tuzjol/internal/access"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

const things = `-- +goose Up
-- thing_item [record]: a thing of a client
create table thing_item (
  id {{key}} primary key,
  client_id {{key}} not null,
  version {{int}} not null,
  open {{bool}} not null,
  note {{text}},
  body {{bytes}},
  compartment {{key}}
){{strict}};
-- thing_rule [record]: a rule that belongs to nobody
create table thing_rule (
  id {{key}} primary key,
  value {{text}}
){{strict}};
`

type bundle struct {
	ctx   context.Context
	db    *db.DB
	rec   *auditsvc.Recorder
	seq   *auditsvc.Sequencer
	svc   *auditsvc.Service
	seal  *seal.Sealer
	clock *testkit.Clock
	keys  string
}

// each runs the test on both engines with the audit's tables and two tables of records.
func each(t *testing.T, test func(t *testing.T, b *bundle)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, setup(t, engine))
		})
	}
}

func testSchema(t testing.TB) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{"9000_thing.sql": {Data: []byte(things)}}
	for _, glob := range []string{"0001_*.sql", "0005_*.sql", "0006_*.sql", "0007_*.sql", "0020_*.sql", "0151_*.sql"} {
		names, err := fs.Glob(schema.FS, glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			b, err := fs.ReadFile(schema.FS, n)
			if err != nil {
				t.Fatal(err)
			}
			out[n] = &fstest.MapFile{Data: b}
		}
	}
	return out
}

func setup(t testing.TB, engine string) *bundle {
	t.Helper()
	b := &bundle{clock: testkit.NewClock(), keys: t.TempDir()}
	b.ctx = actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "acc-1", Display: "Айбек Токтосунов"})
	b.ctx = actor.WithRequest(b.ctx, actor.Request{ID: "req-1", Route: "/clients/{id}", Purpose: "supervision"})
	b.ctx = access.With(db.WithSight(b.ctx, db.Everyone{}), access.Rights{System: true})
	tables := testSchema(t)
	migrate := func(url string) error {
		d, err := db.Open(b.ctx, url, db.Options{Schema: tables})
		if err != nil {
			return err
		}
		defer d.Close() //nolint:errcheck // short-lived
		_, err = d.Migrate(b.ctx)
		return err
	}
	url := filepath.Join(t.TempDir(), "audit.db")
	if engine == "postgres" {
		h := sha256.New()
		for _, n := range []string{"0001_db_submission.sql", "0005_seal_key.sql", "0006_blob_file.sql", "0007_event_cursor.sql", "0020_audit_entry.sql", "0151_audit_inside.sql", "9000_thing.sql"} {
			if f := tables[n]; f != nil {
				h.Write(f.Data)
			}
		}
		clone, drop, err := pgtest.Clone("tuzjol_audit_"+hex.EncodeToString(h.Sum(nil)[:8]), migrate)
		if err != nil {
			testkit.SkipOrFail(t, "postgres", err.Error())
		}
		t.Cleanup(drop)
		url = clone
	} else if err := migrate(url); err != nil {
		t.Fatal(err)
	}
	var err error
	if b.db, err = db.Open(b.ctx, url, db.Options{Schema: tables, Clock: b.clock.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.db.Close() }) //nolint:errcheck // the test is over
	b.wire(t)
	return b
}

func (b *bundle) wire(t testing.TB) {
	t.Helper()
	ring, err := seal.LoadOrCreateKey(b.keys)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := auditsvc.LoadOrCreateKeys(b.keys)
	if err != nil {
		t.Fatal(err)
	}
	b.seal = seal.New(ring)
	b.rec = auditsvc.NewRecorder(b.seal)
	b.db.SetRecorders(b.rec)
	b.seq = auditsvc.NewSequencer(b.db, b.rec, slog.New(slog.DiscardHandler))
	b.svc = auditsvc.New(b.db, b.seal, b.seq, keys, auditsvc.Deps{})
}

func (b *bundle) add(t *testing.T, row string, client id.Client, note string) {
	t.Helper()
	err := b.db.Write(b.ctx, func(tx *db.Tx) error {
		err := tx.Insert(b.ctx, "thing_item", db.Row{"id": row, "client_id": client, "version": 1, "open": true, "note": note, "body": []byte{1}})
		if err != nil {
			return err
		}
		return tx.Record(b.ctx, "thing.add", "because of "+note, fact.New("thing.added", client, "thing", row))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) change(t *testing.T, row, note string) {
	t.Helper()
	err := b.db.Write(b.ctx, func(tx *db.Tx) error {
		if err := tx.Update(b.ctx, "thing_item", row, db.Row{"note": note}); err != nil {
			return err
		}
		return tx.Record(b.ctx, "thing.change", "")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// fill makes a small history: eight entries over three clients, a change of each kind, a read.
func (b *bundle) fill(t *testing.T) {
	t.Helper()
	b.add(t, "r1", "c1", "one")
	b.add(t, "r2", "c2", "two")
	b.add(t, "r3", "c3", "three")
	b.change(t, "r1", "one again")
	b.change(t, "r1", "one at last")
	err := b.db.Write(b.ctx, func(tx *db.Tx) error {
		if err := tx.Insert(b.ctx, "thing_rule", db.Row{"id": "rule-1", "value": "30 days"}); err != nil {
			return err
		}
		return tx.Record(b.ctx, "thing.rule", "new law")
	})
	if err != nil {
		t.Fatal(err)
	}
	reads := auditsvc.NewReads(b.db, b.rec)
	defer reads.Close()
	for range 2 {
		if err := reads.Write(b.ctx, auditsvc.Shown{Action: "casefile.read_client", Result: "ok", Subjects: []id.Client{"c1", "c2", "c1"}}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.seq.Drain(b.ctx); err != nil {
		t.Fatal(err)
	}
}

// tamper changes the database behind the service's back.
func (b *bundle) tamper(t *testing.T, statements ...string) {
	t.Helper()
	for _, s := range statements {
		res, err := b.db.SQL().ExecContext(b.ctx, s)
		if err != nil {
			t.Fatalf("%s: %v", s, err)
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			t.Fatalf("%s: touched %d rows, %v", s, n, err)
		}
	}
}
