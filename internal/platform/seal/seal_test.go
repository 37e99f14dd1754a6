package seal_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
)

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.System(context.Background(), "test", fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, fn func(*db.Reader) error) error {
	t.Helper()
	return d.Read(context.Background(), fn)
}

func newRing(t *testing.T) (*seal.Ring, string) {
	t.Helper()
	dir := t.TempDir()
	r, err := seal.LoadOrCreateKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r, dir
}

func TestSealedValueIsBoundToItsPlace(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx, ring := t.Context(), first(newRing(t))
		s := seal.New(ring)
		var box, other []byte
		write(t, d, func(tx *db.Tx) (err error) {
			if box, err = s.SealText(ctx, tx, "c1", "person_pin", "value", "r1", "20101199900011"); err != nil {
				return err
			}
			other, err = s.SealText(ctx, tx, "c2", "person_pin", "value", "r2", "20101199900022")
			return err
		})
		if bytes.Contains(box, []byte("20101199900011")) {
			t.Fatal("the value stands in plain")
		}
		fresh := seal.New(ring) // nothing cached
		err := read(t, d, func(r *db.Reader) error {
			got, err := fresh.OpenText(ctx, r, "c1", "person_pin", "value", "r1", box)
			if err != nil || got != "20101199900011" {
				t.Errorf("open: %q, %v", got, err)
			}
			for name, try := range map[string]func() ([]byte, error){
				"other row":    func() ([]byte, error) { return fresh.Open(ctx, r, "c1", "person_pin", "value", "r9", box) },
				"other column": func() ([]byte, error) { return fresh.Open(ctx, r, "c1", "person_pin", "note", "r1", box) },
				"other table":  func() ([]byte, error) { return fresh.Open(ctx, r, "c1", "person_phone", "value", "r1", box) },
				"other person": func() ([]byte, error) { return fresh.Open(ctx, r, "c2", "person_pin", "value", "r1", box) },
				"swapped":      func() ([]byte, error) { return fresh.Open(ctx, r, "c1", "person_pin", "value", "r1", other) },
				"cut":          func() ([]byte, error) { return fresh.Open(ctx, r, "c1", "person_pin", "value", "r1", box[:20]) },
			} {
				if v, err := try(); err == nil {
					t.Errorf("%s: opened as %q", name, v)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestEraseMakesUnreadableForGood(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		s := seal.New(first(newRing(t)))
		var box []byte
		write(t, d, func(tx *db.Tx) (err error) {
			box, err = s.SealText(ctx, tx, "c1", "t", "c", "r", "secret")
			return err
		})
		write(t, d, func(tx *db.Tx) error { return s.Erase(ctx, tx, seal.Client("c1")) })
		if err := read(t, d, func(r *db.Reader) error {
			_, err := s.Open(ctx, r, "c1", "t", "c", "r", box)
			return err
		}); !errors.Is(err, seal.ErrErased) {
			t.Errorf("after erase: %v", err)
		}
		err := d.System(ctx, "test", func(tx *db.Tx) error {
			_, err := s.SealText(ctx, tx, "c1", "t", "c", "r", "again")
			return err
		})
		if !errors.Is(err, seal.ErrErased) {
			t.Errorf("sealing for an erased person: %v", err)
		}
	})
}

func TestRolledBackKeyIsNeverUsed(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx, ring := t.Context(), first(newRing(t))
		s := seal.New(ring)
		stop := errors.New("stop")
		err := d.System(ctx, "test", func(tx *db.Tx) error {
			box, err := s.SealText(ctx, tx, "c1", "t", "c", "r", "lost")
			if err != nil {
				return err
			}
			if got, err := s.OpenText(ctx, &tx.Reader, "c1", "t", "c", "r", box); err != nil || got != "lost" {
				t.Errorf("within the transaction: %q, %v", got, err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Fatal(err)
		}
		var box []byte
		write(t, d, func(tx *db.Tx) (err error) {
			box, err = s.SealText(ctx, tx, "c1", "t", "c", "r", "kept")
			return err
		})
		for _, sealer := range []*seal.Sealer{s, seal.New(ring)} {
			if err := read(t, d, func(r *db.Reader) error {
				got, err := sealer.OpenText(ctx, r, "c1", "t", "c", "r", box)
				if got != "kept" {
					t.Errorf("got %q", got)
				}
				return err
			}); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestRotation(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ctx := t.Context()
		ring, dir := newRing(t)
		s := seal.New(ring)
		var boxes []seal.Box
		write(t, d, func(tx *db.Tx) error {
			boxes = nil
			for i := range 5 {
				b, err := s.SealScope(ctx, tx, seal.Scope(fmt.Sprint("account:", i)), "t", "c", "r", []byte("v"))
				if err != nil {
					return err
				}
				boxes = append(boxes, seal.Box{Scope: seal.Scope(fmt.Sprint("account:", i)), Table: "t", Column: "c", Row: "r", Sealed: b})
			}
			return nil
		})
		blind := ring.Blind("pin", "1")
		if err := ring.Rotate(dir); err != nil {
			t.Fatal(err)
		}
		total := 0
		for {
			n, err := s.Rewrap(ctx, d, 2)
			if err != nil {
				t.Fatal(err)
			}
			if total += n; n == 0 {
				break
			}
		}
		if total != 5 {
			t.Errorf("moved %d keys", total)
		}
		if err := ring.Retire(dir); err != nil {
			t.Fatal(err)
		}
		again, err := seal.LoadKey(filepath.Join(dir, seal.KeyFile))
		if err != nil {
			t.Fatal(err)
		}
		if err := read(t, d, func(r *db.Reader) error { return seal.New(again).OpenAll(ctx, r, boxes) }); err != nil {
			t.Fatal(err)
		}
		for _, b := range boxes {
			if string(b.Plain) != "v" {
				t.Errorf("%s: %q", b.Scope, b.Plain)
			}
		}
		if again.Blind("pin", "1") != blind {
			t.Error("rotation changed the blind index")
		}
		stranger := seal.New(first(newRing(t)))
		if err := read(t, d, func(r *db.Reader) error { return stranger.OpenAll(ctx, r, boxes) }); err == nil {
			t.Error("another service's key opens the values")
		}
	})
}

func TestKeyFile(t *testing.T) {
	ring, dir := newRing(t)
	path := filepath.Join(dir, seal.KeyFile)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	again, err := seal.LoadOrCreateKey(dir)
	if err != nil || again.Blind("pin", "x") != ring.Blind("pin", "x") {
		t.Error("a second start does not read the same key")
	}
	if ring.Blind("pin", "x") == ring.Blind("phone", "x") {
		t.Error("kinds share an index")
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := seal.LoadOrCreateKey(dir); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a world-readable key file: %v", err)
	}
	for _, bad := range []string{"", "wrap 1 AAAA\n", "lock 1 x\n", "wrap 1\n"} {
		if _, err := seal.ParseKey(bad); err == nil {
			t.Errorf("accepted %q", bad)
		}
	}
}

func first[A, B any](a A, _ B) A { return a }
