// Package world is the fictional service of tests that need a whole one: offices, one member of staff for each role, and
// clients in every state of access, all written through the use cases that people use. It is built once an engine and
// test binary; every test works on a copy of its own.
package world

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/obs"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// The offices: A and B lie in one region, Far in another.
const (
	A      id.Office = "41711202000000"
	B      id.Office = "41711204000000"
	Far    id.Office = "41702410000010"
	Region id.Office = "mru-bishkek-chui-talas"
	HQ               = access.TopOffice
)

// BaseURL is how browsers reach the service of tests: over https, so that cookies and headers are those of production.
const BaseURL = "https://tuzjol.test"

// World is one running service with its people.
type World struct {
	App     *app.App
	Router  *httpx.Router
	Handler http.Handler
	Clock   *testkit.Clock
	Engine  string
	Data    string     // its folder
	Log     *SafeLog   // everything it logged, at every level
	Trace   *Statement // statements that must fail
	model
	t testing.TB
}

// model is what a copy of the service shares with the one that was built.
type model struct {
	Staff   []*Staff
	Clients []*Client
	Entry   map[string]string // identifiers of rows that pages name, by kind
}

// Staff is one member of staff with one post.
type Staff struct {
	Key     string // the role; or role and office
	Account id.Account
	Login   string
	Name    string
	Role    access.Role
	Office  id.Office
	PostID  string
}

// Member finds a member of staff by key.
func (m *model) Member(key string) *Staff {
	for _, s := range m.Staff {
		if s.Key == key {
			return s
		}
	}
	panic("world: nobody is called " + key)
}

// Client finds a client by state.
func (m *model) Client(state string) *Client {
	for _, c := range m.Clients {
		if c.State == state {
			return c
		}
	}
	panic("world: no client is " + state)
}

// Each runs the test on a copy of the service of each engine.
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	for _, engine := range Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			test(t, Open(t, engine))
		})
	}
}

// Engines names the engines.
func Engines() []string { return []string{"sqlite", "postgres"} }

type template struct {
	once  sync.Once
	err   error
	name  string // of the PostgreSQL template
	files map[string][]byte
	model model
}

var templates = map[string]*template{"sqlite": {}, "postgres": {}} //nolint:gochecknoglobals // built once a test binary

// Open gives the test a copy of the service of an engine.
func Open(t testing.TB, engine string) *World {
	t.Helper()
	tpl := templates[engine]
	tpl.once.Do(func() { tpl.build(engine) })
	if errors.Is(tpl.err, pgtest.ErrAbsent) {
		testkit.SkipOrFail(t, "postgres", tpl.err.Error())
	}
	if tpl.err != nil {
		t.Fatalf("the fictional service cannot be built: %v", tpl.err)
	}
	dir := t.TempDir()
	for name, b := range tpl.files {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, b, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	url := ""
	if engine == "postgres" {
		u, drop, err := pgtest.Clone(tpl.name, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(drop)
		url = u
	}
	clock := testkit.NewClock()
	w, err := open(dir, url, clock)
	if err != nil {
		t.Fatal(err)
	}
	w.t, w.Engine, w.model = t, engine, tpl.model
	t.Cleanup(func() {
		if err := w.App.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return w
}

// Settings are those of the service of tests, as in production.
func Settings(dir, url string) config.Config {
	return config.Config{Production: true, Data: dir, Database: url, BaseURL: BaseURL}
}

func open(dir, url string, clock *testkit.Clock) (*World, error) {
	w := &World{Clock: clock, Data: dir, Log: &SafeLog{}, Trace: &Statement{}}
	a, err := app.Open(context.Background(), Settings(dir, url), app.Options{Clock: clock.Now, Log: obs.NewLog(w.Log, "json", obs.Level("debug")), Trace: w.Trace.see})
	if err != nil {
		return nil, err
	}
	w.App = a
	Service[*signinsvc.Service](w).Demo = true // entering without a password, which only tests do here
	if w.Router, err = a.Router(); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	w.Handler = a.Handler(w.Router)
	return w, nil
}

// build makes the service once and keeps it as files in memory and, for PostgreSQL, as a template database.
func (tpl *template) build(engine string) {
	dir, err := os.MkdirTemp("", "tuzjol-world-*")
	if err != nil {
		tpl.err = err
		return
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	if engine == "sqlite" {
		tpl.err = tpl.fill(dir, "")
	} else {
		tpl.name = "tuzjol_world_" + strconv.Itoa(os.Getpid()) + "_" + strconv.FormatInt(time.Now().UnixNano(), 36)
		_, drop, err := pgtest.Clone(tpl.name, func(url string) error { return tpl.fill(dir, url) })
		if err == nil {
			drop()
		}
		tpl.err = err
	}
	if tpl.err == nil {
		tpl.files, tpl.err = files(dir)
	}
}

func (tpl *template) fill(dir, url string) error {
	clock := testkit.NewClock()
	clock.Set(testkit.Start.AddDate(0, 0, -12))
	w, err := open(dir, url, clock)
	if err != nil {
		return err
	}
	err = (&builder{World: w}).all()
	tpl.model = w.model
	return errors.Join(err, w.App.Close())
}

func files(dir string) (map[string][]byte, error) {
	out := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		out[rel], err = os.ReadFile(path)
		return err
	})
	return out, err
}

// Service finds the service of a type among those of the app.
func Service[T any](w *World) T {
	for _, s := range w.App.Services() {
		if v, ok := s.(T); ok {
			return v
		}
	}
	panic("world: the app has no " + reflect.TypeFor[T]().String())
}

// As puts a member of staff in the context with the rights that they have now, as a request does.
func (w *World) As(key string) context.Context {
	ctx, err := w.as(w.Member(key))
	if err != nil {
		w.t.Fatal(err)
	}
	return ctx
}

func (w *World) as(s *Staff) (context.Context, error) {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: s.Account, Display: s.Name})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "test", Purpose: "test", Address: "192.0.2.1"})
	ctx, _ = db.WithSubjects(ctx)
	var rights access.Rights
	err := w.App.DB.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, s.Account, w.App.DB.Now(), w.App.Zone)
		return err
	})
	return accesssvc.Context(ctx, rights), err
}

// Job is the context of a named task of the service.
func (w *World) Job() context.Context { return w.App.System(context.Background(), "test") }

// Today is the service's civil date.
func (w *World) Today() civil.Date { return w.App.Today() }

// Enter opens a session and returns its cookie.
func (w *World) Enter(key string) *http.Cookie {
	w.t.Helper()
	in, err := Service[*signinsvc.Service](w).Enter(w.Job(), w.Member(key).Login, signinsvc.From{Address: "192.0.2.1"})
	if err != nil {
		w.t.Fatal(err)
	}
	return &http.Cookie{Name: "__Host-tuzjol", Value: in.Cookie}
}

// SafeLog keeps a log for many writers.
type SafeLog struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write keeps a line.
func (l *SafeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String is everything written so far.
func (l *SafeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// Statement watches the statements of a service.
type Statement struct {
	mu   sync.Mutex
	Seen func(sql string, args []any)
}

func (s *Statement) see(sql string, args []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Seen != nil {
		s.Seen(sql, args)
	}
}
