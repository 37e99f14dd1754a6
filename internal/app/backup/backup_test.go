package backup_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/app/backup"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
)

const canary = "20101199900011"

type house struct {
	backup.Place
	ctx    context.Context
	sealer *seal.Sealer
	store  *blob.Store
	rec    *auditsvc.Recorder
	box    []byte
	ref    blob.Ref
}

// live is a small service with a write, a read, a sealed value and a stored file.
func live(t *testing.T, engine, blobs string) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{Place: backup.Place{DB: testkit.OpenDB(t, engine, db.Options{Clock: testkit.NewClock().Now}), KeyDir: dir, BlobDir: blobs}}
	h.ctx = db.WithSight(actor.With(t.Context(), actor.Actor{Kind: actor.User, Account: "acc-1", Display: "A"}), db.Everyone{})
	ring, err := seal.LoadOrCreateKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := auditsvc.LoadOrCreateKeys(dir); err != nil {
		t.Fatal(err)
	}
	h.sealer = seal.New(ring)
	if h.store, err = blob.New(h.sealer, blobs); err != nil {
		t.Fatal(err)
	}
	h.rec = auditsvc.NewRecorder(h.sealer)
	h.DB.SetRecorders(h.rec)
	st, err := h.store.Stage("client:c1", blob.File{Kind: blob.PDF, Data: []byte("%PDF-" + canary + strings.Repeat("x", 100_000))})
	if err != nil {
		t.Fatal(err)
	}
	err = h.DB.Write(h.ctx, func(tx *db.Tx) error {
		if h.box, err = h.sealer.SealText(h.ctx, tx, "c1", "person_pin", "value", "r1", canary); err != nil {
			return err
		}
		if h.ref, err = h.store.Keep(h.ctx, tx, st); err != nil {
			return err
		}
		for _, row := range []string{"p1", "p2"} {
			if err := tx.Insert(h.ctx, "access_post", db.Row{"id": row, "account_id": "acc-2", "role": "head", "office_id": "<ү&>\n\"", "valid_from": "2026-01-01", "recorded_at": tx.Now}); err != nil {
				return err
			}
		}
		return tx.Record(h.ctx, access.ManageStaff, "об "+canary, fact.New("thing.added", "c1", "a", "b"))
	})
	if err != nil {
		t.Fatal(err)
	}
	reads := auditsvc.NewReads(h.DB, h.rec)
	defer reads.Close()
	if err := reads.Write(h.ctx, auditsvc.Shown{Action: "r", Result: "ok", Subjects: []id.Client{"c1"}}); err != nil {
		t.Fatal(err)
	}
	return h
}

func recipient(t *testing.T) (public, private string) {
	t.Helper()
	k, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return k.Recipient().String(), k.String()
}

func empty(t *testing.T, engine, blobs string) backup.Place {
	t.Helper()
	return backup.Place{DB: testkit.OpenDB(t, engine, db.Options{Clock: testkit.NewClock().Now}), KeyDir: t.TempDir(), BlobDir: blobs}
}

func TestRoundTrip(t *testing.T) {
	for _, way := range []struct {
		from, to string
		folder   bool
	}{{"sqlite", "sqlite", true}, {"postgres", "postgres", false}, {"sqlite", "postgres", true}, {"postgres", "sqlite", false}} {
		t.Run(way.from+" to "+way.to, func(t *testing.T) {
			t.Parallel()
			blobs, target := "", ""
			if way.folder {
				blobs, target = t.TempDir(), t.TempDir()
			}
			h := live(t, way.from, blobs)
			anna, annaKey := recipient(t)
			bolot, bolotKey := recipient(t)
			file := filepath.Join(t.TempDir(), "nightly.tar.age")
			sum, err := backup.WriteFile(h.ctx, file, h.Place, backup.Options{Recipients: anna + "\n" + bolot})
			if err != nil || sum.Rows < 8 {
				t.Fatalf("%+v, %v", sum, err)
			}
			if _, err := backup.WriteFile(h.ctx, file, h.Place, backup.Options{Recipients: anna}); err == nil {
				t.Error("an older backup was overwritten")
			}
			body, err := os.ReadFile(file)
			if err != nil || bytes.Contains(body, []byte(canary)) || bytes.Contains(body, []byte("access_post")) {
				t.Errorf("the file is readable without a key, %v", err)
			}
			for _, key := range []string{annaKey, bolotKey} {
				if target != "" {
					target = t.TempDir()
				}
				to := empty(t, way.to, target)
				proof, err := backup.Restore(h.ctx, bytes.NewReader(body), to, backup.RestoreOptions{Identities: key})
				if err != nil || !proof.OK() || proof.Audit.Rows != 2 || proof.Audit.Pending != 0 || proof.Audit.Entries != 2 || proof.Rows != sum.Rows {
					t.Fatalf("%+v, %v", proof, err)
				}
				h.sameAs(t, to, way.from == way.to && way.from == "sqlite")
				if _, err := backup.Restore(h.ctx, bytes.NewReader(body), to, backup.RestoreOptions{Identities: key}); err == nil || !strings.Contains(err.Error(), "not empty") {
					t.Errorf("restored onto what was there: %v", err)
				}
			}
		})
	}
}

// sameAs opens what was sealed with the restored keys, reads the file, and compares the sums where no entry was numbered
// in between.
func (h *house) sameAs(t *testing.T, to backup.Place, sums bool) {
	t.Helper()
	if sums {
		want, err := backup.Sums(h.ctx, h.DB)
		if err != nil {
			t.Fatal(err)
		}
		got, err := backup.Sums(h.ctx, to.DB)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Error(diff, err)
		}
	}
	ring, err := seal.LoadOrCreateKey(to.KeyDir)
	if err != nil {
		t.Fatal(err)
	}
	sealer := seal.New(ring)
	store, err := blob.New(sealer, to.BlobDir)
	if err != nil {
		t.Fatal(err)
	}
	if err := to.DB.Read(h.ctx, func(r *db.Reader) error {
		got, err := sealer.OpenText(h.ctx, r, "c1", "person_pin", "value", "r1", h.box)
		if got != canary {
			t.Errorf("opened %q", got)
		}
		if err != nil {
			return err
		}
		c, err := store.Open(h.ctx, r, h.ref)
		if err != nil {
			return err
		}
		return c.Close()
	}); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	h := live(t, "sqlite", t.TempDir())
	public, private := recipient(t)
	_, stranger := recipient(t)
	var out bytes.Buffer
	if _, err := backup.Write(h.ctx, &out, h.Place, backup.Options{Recipients: public}); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Write(h.ctx, &bytes.Buffer{}, h.Place, backup.Options{}); err == nil {
		t.Error("a backup without a recipient")
	}
	whole := out.Bytes()
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 1
	for name, c := range map[string]struct {
		body []byte
		key  string
	}{
		"wrong key": {whole, stranger}, "cut": {whole[:len(whole)-70_000], private}, "one bit": {flipped, private}, "nonsense": {[]byte("hello"), private}, "no key": {whole, ""},
	} {
		if _, err := backup.Restore(h.ctx, bytes.NewReader(c.body), empty(t, "sqlite", t.TempDir()), backup.RestoreOptions{Identities: c.key}); err == nil {
			t.Errorf("%s: restored", name)
		}
	}
	used := empty(t, "sqlite", t.TempDir())
	if _, err := seal.LoadOrCreateKey(used.KeyDir); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Restore(h.ctx, bytes.NewReader(whole), used, backup.RestoreOptions{Identities: private}); err == nil || !strings.Contains(err.Error(), "another key") {
		t.Errorf("over another service's key: %v", err)
	}
}

// A database that was tampered with before the backup does not pass as sound after the restore.
func TestRestoreTellsOfDamageInTheOriginal(t *testing.T) {
	h := live(t, "sqlite", t.TempDir())
	if _, err := h.DB.SQL().Exec(`update access_post set role = 'director' where id = 'p2'`); err != nil {
		t.Fatal(err)
	}
	public, private := recipient(t)
	var out bytes.Buffer
	if _, err := backup.Write(h.ctx, &out, h.Place, backup.Options{Recipients: public}); err != nil {
		t.Fatal(err)
	}
	proof, err := backup.Restore(h.ctx, &out, empty(t, "sqlite", t.TempDir()), backup.RestoreOptions{Identities: private})
	if err != nil || proof.OK() || proof.Audit.Problems[0].Row != "p2" {
		t.Errorf("%+v, %v", proof, err)
	}
}

// Neither the database file nor its journal holds a canary's number in plain (check S52).
func TestDatabaseFileHoldsNothingInPlain(t *testing.T) {
	h := live(t, "sqlite", t.TempDir())
	var path string
	if err := h.DB.SQL().QueryRow(`select file from pragma_database_list where name = 'main'`).Scan(&path); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		if b, err := os.ReadFile(name); err != nil || bytes.Contains(b, []byte(canary)) {
			t.Errorf("%s holds the canary, %v", filepath.Base(name), err)
		}
	}
}
