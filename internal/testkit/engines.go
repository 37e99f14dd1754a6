// Package testkit builds what tests need: a migrated database of each engine, a clock, actors, and the fictional service.
package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit/pgtest"
)

// Start is the instant at which test clocks begin: a Tuesday, 08:55 in Bishkek.
var Start = time.Date(2026, 3, 3, 2, 55, 0, 0, time.UTC)

// Clock is a clock that tests move by hand.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts a clock at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Now returns the clock's time and moves it by a millisecond, so that instants of one test differ.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Advance moves the clock.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Set puts the clock at t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// EachDB runs the test on a fresh migrated database of both engines. PostgreSQL absent skips with a message, unless
// TUZJOL_REQUIRE names postgres.
func EachDB(t *testing.T, test func(t *testing.T, d *db.DB, clock *Clock)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			clock := NewClock()
			test(t, OpenDB(t, engine, db.Options{Clock: clock.Now}), clock)
		})
	}
}

// OpenDB opens a fresh migrated database of one engine; it is closed and removed with the test.
func OpenDB(t testing.TB, engine string, opts db.Options) *db.DB {
	t.Helper()
	opts.Schema = schema.FS
	var url string
	if engine == "postgres" {
		url = postgres(t)
	} else {
		url = sqlite(t)
	}
	d, err := db.Open(context.Background(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the test is over
	return d
}

// Require reports whether TUZJOL_REQUIRE names a thing, so that its absence must fail instead of skip.
func Require(thing string) bool {
	for w := range strings.SplitSeq(os.Getenv("TUZJOL_REQUIRE"), ",") {
		if strings.TrimSpace(w) == thing {
			return true
		}
	}
	return false
}

// SkipOrFail skips the test for want of a thing, or fails it when TUZJOL_REQUIRE names that thing.
func SkipOrFail(t testing.TB, thing, why string) {
	t.Helper()
	if Require(thing) {
		t.Fatalf("%s is required: %s", thing, why)
	}
	t.Skipf("%s: %s", thing, why)
}

func postgres(t testing.TB) string {
	t.Helper()
	url, drop, err := pgtest.Clone("tuzjol_"+schemaHash(t), migrate)
	if errors.Is(err, pgtest.ErrAbsent) {
		SkipOrFail(t, "postgres", err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return url
}

func sqlite(t testing.TB) string {
	t.Helper()
	template := filepath.Join(os.TempDir(), "tuzjol-test-"+schemaHash(t)+".db")
	if _, err := os.Stat(template); err != nil {
		making := filepath.Join(t.TempDir(), "template.db")
		if err := migrate(making); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(making, template); err != nil {
			copyFile(t, making, template)
		}
	}
	path := filepath.Join(t.TempDir(), "tuzjol.db")
	copyFile(t, template, path)
	return path
}

func migrate(url string) error {
	d, err := db.Open(context.Background(), url, db.Options{Schema: schema.FS})
	if err != nil {
		return err
	}
	_, err = d.Migrate(context.Background())
	return errors.Join(err, d.Close())
}

func copyFile(t testing.TB, from, to string) {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func schemaHash(t testing.TB) string {
	t.Helper()
	h := sha256.New()
	names, err := fs.Glob(schema.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := fs.ReadFile(schema.FS, n)
		if err != nil {
			t.Fatal(err)
		}
		h.Write([]byte(n))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}
