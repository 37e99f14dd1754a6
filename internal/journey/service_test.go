package journey

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // as RFC 6238 says
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill"
	"tuzjol/internal/demo/working"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/lifesvc"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visitsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
	"tuzjol/jurisdiction/kg"
)

// service is a running demonstration of a test's own, at 08:55 on its Tuesday.
type service struct {
	app    *app.App
	router *httpx.Router
	clock  *demo.Clock
	base   string
	world  fill.Seeded
	ahead  time.Duration // how far the test has moved the clock
	start  time.Time
}

// template is the demonstration as it was filled once for an engine.
type template struct {
	once  sync.Once
	err   error
	dir   string
	name  string // of the PostgreSQL template
	world fill.Seeded
}

var templates = map[string]*template{"sqlite": {}, "postgres": {}}

const clients = 90

// TestMain removes what the templates left.
func TestMain(m *testing.M) {
	code := m.Run()
	for _, tpl := range templates {
		if tpl.dir != "" {
			os.RemoveAll(tpl.dir) //nolint:errcheck,gosec // temporary
		}
	}
	os.Exit(code)
}

// open starts a copy of the demonstration, with other settings where the test has some.
func open(t *testing.T, engine string, set ...func(*config.Config)) *service {
	t.Helper()
	tpl := templates[engine]
	tpl.once.Do(func() { tpl.err = tpl.build(engine) })
	if errors.Is(tpl.err, pgtest.ErrAbsent) {
		testkit.SkipOrFail(t, "postgres", tpl.err.Error())
	}
	if tpl.err != nil {
		t.Fatalf("the demonstration cannot be filled: %v", tpl.err)
	}
	dir, url := t.TempDir(), ""
	if err := copyFolder(filepath.Join(dir, "data"), tpl.dir); err != nil {
		t.Fatal(err)
	}
	if engine == "postgres" {
		u, drop, err := pgtest.Clone(tpl.name, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(drop)
		url = u
	}
	s, err := start(filepath.Join(dir, "data"), url, set...)
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Run(demo.Start(s.app.Zone), s.elapsed)
	s.world = tpl.world
	s.app.SetDemonstration(demo.Mark{Seed: 1, Clients: clients, Done: true, Stories: tpl.world.Stories})
	srv := httptest.NewServer(s.app.Handler(s.router))
	s.base = srv.URL
	s.app.Start()
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		if err := s.app.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return s
}

func start(dir, url string, set ...func(*config.Config)) (*service, error) {
	s := &service{start: time.Now()}
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		return nil, err
	}
	s.clock = demo.NewClock(zone)
	cfg := config.Config{
		Data: dir, Database: url, Demo: true, Zone: zone, BaseURL: "http://127.0.0.1", Idle: 15 * time.Minute,
		Absolute: 12 * time.Hour, StepUp: 10 * time.Minute, MaxFile: 20 << 20, AccountPerMinute: 100_000, AddressPerMinute: 100_000,
	}
	for _, do := range set {
		do(&cfg)
	}
	if s.app, err = app.Open(context.Background(), cfg, app.Options{Clock: s.clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))}); err != nil {
		return nil, err
	}
	s.router, err = s.app.Router()
	return s, err
}

func (s *service) elapsed() time.Duration { return time.Since(s.start) + s.ahead }

// forward moves the clock.
func (s *service) forward(d time.Duration) { s.ahead += d }

func (tpl *template) build(engine string) error {
	var err error
	if tpl.dir, err = os.MkdirTemp("", "tuzjol-journey-*"); err != nil {
		return err
	}
	if engine == "sqlite" {
		return tpl.fill("")
	}
	tpl.name = "tuzjol_journey_" + strconv.Itoa(os.Getpid())
	_, drop, err := pgtest.Clone(tpl.name, tpl.fill)
	if err == nil {
		drop()
	}
	return err
}

func (tpl *template) fill(url string) error {
	s, err := start(tpl.dir, url)
	if err != nil {
		return err
	}
	offices, err := kg.Offices()
	if err != nil {
		return err
	}
	courts, err := kg.Courts()
	if err != nil {
		return err
	}
	w := demo.Make(demo.Options{Seed: 1, Clients: clients, Offices: offices, Courts: courts, Calendar: s.app.Rules.At(demo.Today()).Calendar(), Zone: s.app.Zone})
	services := s.app.Services()
	var today func(context.Context) error
	tpl.world, err = fill.Seed(context.Background(), fill.Services{
		DB: s.app.DB, Access: pick[*accesssvc.Service](services), Signin: pick[*signinsvc.Service](services), Org: pick[*orgsvc.Service](services),
		Cases: pick[*orgcasesvc.Service](services), People: pick[*personsvc.Service](services), Orders: pick[*ordersvc.Service](services),
		Intake: pick[*orderintakesvc.Service](services), Register: pick[*orderregistersvc.Service](services),
		Supervision: pick[*supervisionsvc.Service](services),
		Studies:     pick[*assessmentstudysvc.Service](services),
		Assess:      pick[*assessmentsvc.Service](services),
		Levels:      pick[*assessmentlevelsvc.Service](services),
		Standards:   pick[*rulebooksvc.Service](services),
		Plans:       pick[*plansvc.Service](services),
		Work: &working.Work{
			Enforcement: pick[*enforcementsvc.Service](services), Life: pick[*lifesvc.Service](services), Crises: pick[*crisissvc.Service](services),
			Exemptions: pick[*standardsvc.Service](services), Visits: pick[*visitsvc.Service](services), Papers: pick[*papersvc.Service](services),
			Requests: pick[*requestsvc.Service](services), Checkins: pick[*checkinsvc.Service](services),
			Outbox: &notify.Outbox{Seal: s.app.Sealer, Zone: s.app.Zone},
			Today:  func(tell func(context.Context) error) { today = tell },
		},
	}, w, s.clock, func(int, int) {})
	if err == nil {
		err = today(context.Background())
	}
	if err == nil { // as the demonstration does: what is overdue has been told to those above
		_, err = pick[*ordersvc.Service](services).Escalate(s.app.System(context.Background(), "order.escalate"))
	}
	return errors.Join(err, s.app.DB.Loading(context.Background(), false), s.app.Close())
}

// copyFolder copies files that only their owner may read.
func copyFolder(to, from string) error {
	return filepath.WalkDir(from, func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, strings.TrimPrefix(path, from))
		if e.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, 0o600)
	})
}

// pick finds a service by its type.
func pick[T any](services map[string]any) T {
	for _, s := range services {
		if v, ok := s.(T); ok {
			return v
		}
	}
	var none T
	return none
}

// account is what a persona signs in with.
func (s *service) account(t testing.TB, p demo.Persona) demo.Account {
	t.Helper()
	for _, a := range s.world.Accounts {
		if a.Persona == p {
			return a
		}
	}
	t.Fatalf("no persona %s", p)
	return demo.Account{}
}

// client is the client of a told story.
func (s *service) client(t testing.TB, story demo.Story) id.Client {
	t.Helper()
	c := s.world.Stories[story]
	if c == "" {
		t.Fatalf("no story %s", story)
	}
	return c
}

// totp computes the six digits of a secret at a moment (RFC 6238).
func totp(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(at.Unix()/30)) //nolint:gosec // after 1970
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}
