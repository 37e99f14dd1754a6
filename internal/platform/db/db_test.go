package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

var tiny = fstest.MapFS{
	"0001_sub.sql": {Data: []byte(`-- +goose Up
-- db_submission [technical]: submissions
create table db_submission (
  actor {{key}} not null, key {{key}} not null, hash {{key}} not null, request_id {{key}} not null, at {{instant}} not null,
  status {{int}} not null, location {{text}} not null, primary key (actor, key)
){{strict}};
`)},
	"0002_thing.sql": {Data: []byte(`-- +goose Up
-- thing_item [record]: a thing of a client
create table thing_item (
  id {{key}} primary key,
  client_id {{key}} not null,
  version {{int}} not null,
  open {{bool}} not null,
  note {{text}},
  body {{bytes}}
){{strict}};
create index thing_item_client on thing_item (client_id);
-- thing_count [projection]: how many
create table thing_count (
  id {{key}} primary key,
  n {{int}} not null
){{strict}};
`)},
}

type book struct {
	mu      sync.Mutex
	entries []db.Entry
	fail    error
}

func (b *book) Record(_ context.Context, _ *db.Tx, e db.Entry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.entries = append(b.entries, e)
	return b.fail
}

func each(t *testing.T, test func(t *testing.T, d *db.DB, b *book)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			url := filepath.Join(t.TempDir(), "x.db")
			if engine == "postgres" {
				u, drop, err := pgtest.Clone("dbtest_empty", func(string) error { return nil })
				if errors.Is(err, pgtest.ErrAbsent) {
					testkit.SkipOrFail(t, "postgres", err.Error())
				}
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(drop)
				url = u
			}
			b := &book{}
			d, err := db.Open(context.Background(), url, db.Options{Schema: tiny, Recorders: []db.Recorder{b}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			if _, err := d.Migrate(context.Background()); err != nil {
				t.Fatal(err)
			}
			test(t, d, b)
		})
	}
}

func insert(tx *db.Tx, note string) (string, error) {
	row := tx.NewID()
	return row, tx.Insert(context.Background(), "thing_item", db.Row{
		"id": row, "client_id": id.Client("c1"), "version": 1, "open": true,
		"note": db.Null(note), "body": []byte{1, 2},
	})
}

// A write without an audit entry must not be kept, nor one whose recorder fails.
func TestWriteNeedsRecord(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, b *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		err := d.Write(ctx, func(tx *db.Tx) error { _, err := insert(tx, "a"); return err })
		if err == nil || !strings.Contains(err.Error(), "without an audit entry") {
			t.Fatalf("unrecorded write: %v", err)
		}
		b.fail = os.ErrClosed
		err = d.Write(ctx, func(tx *db.Tx) error {
			if _, err := insert(tx, "a"); err != nil {
				return err
			}
			return tx.Record(ctx, "thing.add", "")
		})
		if !errors.Is(err, os.ErrClosed) {
			t.Fatalf("failing recorder: %v", err)
		}
		if n := count(t, d, ctx); n != 0 {
			t.Fatalf("%d rows kept", n)
		}
	})
}

func count(t *testing.T, d *db.DB, ctx context.Context) int {
	t.Helper()
	var n int
	if err := d.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, "select count(*) from thing_item c where {visible c.client_id}")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// The digest that the entry commits to is that of the row as the database gives it back, on both engines alike.
func TestDigestIsOfTheStoredRow(t *testing.T) {
	var digests []string
	each(t, func(t *testing.T, d *db.DB, b *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		const row = "0190a0a0-0000-7000-8000-000000000001"
		err := d.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Insert(ctx, "thing_item", db.Row{"id": row, "client_id": "c1", "version": 1, "open": true, "note": nil, "body": []byte{9}}); err != nil {
				return err
			}
			if err := tx.UpdateVersion(ctx, "thing_item", row, 1, db.Row{"open": false, "note": "Үсөн"}); err != nil {
				return err
			}
			if err := tx.UpdateVersion(ctx, "thing_item", row, 1, db.Row{"open": true}); !fault.Is(err, fault.Conflict) {
				t.Errorf("stale version: %v", err)
			}
			return tx.Record(ctx, "thing.add", "because")
		})
		if err != nil {
			t.Fatal(err)
		}
		e := b.entries[0]
		if len(e.Changes) != 2 || e.Changes[1].Before["version"] != int64(1) || e.Changes[1].After["note"] != "Үсөн" {
			t.Fatalf("changes: %+v", e.Changes)
		}
		err = d.System(ctx, "look", func(tx *db.Tx) error {
			stored, err := tx.Load(ctx, "thing_item", row)
			if err != nil {
				return err
			}
			if got := db.RowDigest("thing_item", stored); got != e.Changes[1].Digest {
				t.Errorf("digest of the stored row differs")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		digests = append(digests, fmt.Sprintf("%x", e.Changes[1].Digest))
	})
	if len(digests) == 2 && digests[0] != digests[1] {
		t.Fatal("the engines disagree on the digest")
	}
}

type onlyClient string

func (o onlyClient) Predicate(col string, b *db.Binder) string {
	return col + " = " + b.Bind(string(o))
}

func (o onlyClient) Inside(client, compartment string, b *db.Binder) string {
	return compartment + " is null or " + compartment + " = " + b.Bind("open")
}

func TestSight(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *book) {
		ctx := context.Background()
		if err := d.Read(ctx, func(r *db.Reader) error {
			_, err := db.One[int](ctx, r, "select count(*) from thing_item c where {visible c.client_id}")
			return err
		}); err == nil {
			t.Fatal("a query over people ran without a sight")
		}
		all := db.WithSight(ctx, db.Everyone{})
		if err := d.Write(all, func(tx *db.Tx) error {
			if _, err := insert(tx, ""); err != nil {
				return err
			}
			return tx.Record(ctx, "thing.add", "")
		}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, db.WithSight(ctx, onlyClient("c1"))); n != 1 {
			t.Fatalf("own client: %d", n)
		}
		if n := count(t, d, db.WithSight(ctx, onlyClient("c2"))); n != 0 {
			t.Fatalf("other client: %d", n)
		}
	})
}

// The same submission twice has one effect; the same key with another body is refused.
func TestSubmissionKey(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *book) {
		base := db.WithSight(actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "a"}), db.Everyone{})
		submit := func(request, hash string) error {
			ctx := actor.WithRequest(base, actor.Request{ID: request, Key: "k", KeyHash: hash})
			return d.Write(ctx, func(tx *db.Tx) error {
				if _, err := insert(tx, ""); err != nil {
					return err
				}
				return tx.Record(ctx, "thing.add", "")
			})
		}
		if err := submit("r1", "h"); err != nil {
			t.Fatal(err)
		}
		first := actor.WithRequest(base, actor.Request{ID: "r1", Key: "k", KeyHash: "h"})
		if err := d.Remember(first, 303, "/things/1"); err != nil {
			t.Fatal(err)
		}
		var rep *db.Repeated
		if err := submit("r2", "h"); !errors.As(err, &rep) || rep.Location != "/things/1" {
			t.Fatalf("repeat: %v", err)
		}
		if err := submit("r3", "other"); !fault.Is(err, fault.Conflict) {
			t.Fatalf("other body: %v", err)
		}
		if n := count(t, d, base); n != 1 {
			t.Fatalf("%d rows", n)
		}
	})
}

// Fifty writers that each read and raise one number lose no step, on both engines.
func TestConcurrentWritersLoseNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		if err := d.System(ctx, "seed", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "insert into thing_count (id, n) values ('x', 0)")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var failed sync.Map
		for i := range 50 {
			wg.Go(func() {
				err := d.System(ctx, "raise", func(tx *db.Tx) error {
					n, err := db.One[int](ctx, tx, "select n from thing_count where id = 'x'")
					if err != nil {
						return err
					}
					_, err = tx.Exec(ctx, "update thing_count set n = $1 where id = 'x'", n+1)
					return err
				})
				if err != nil {
					failed.Store(i, err)
				}
			})
		}
		wg.Wait()
		lost := 0
		failed.Range(func(_, v any) bool { lost++; return true })
		if err := d.Read(ctx, func(r *db.Reader) error {
			n, err := db.One[int](ctx, r, "select n from thing_count where id = 'x'")
			if n != 50-lost {
				t.Errorf("n = %d with %d refused", n, lost)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestExecRefusesRecords(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *book) {
		ctx := context.Background()
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "delete from thing_item")
			return err
		})
		if err == nil {
			t.Fatal("a raw statement wrote a record table")
		}
	})
}
