package deskweb_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/deskweb"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/live"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// kit is the pages over one database, with a client in Osh, read by whoever who and role say.
type kit struct {
	t      *testing.T
	d      *db.DB
	seal   *seal.Sealer
	desk   *desksvc.Service
	hub    *live.Hub
	site   *pagetest.Site
	client id.Client
	who    atomic.Value // id.Account
	role   atomic.Value // access.Role
	out    atomic.Bool  // the session is over
	n      int
}

// Above, Duty, Chief and Tell implement desksvc.Staff.
func (*kit) Above(_ context.Context, _ *db.Reader, office id.Office) ([]id.Office, error) {
	return []id.Office{office}, nil
}

func (*kit) Duty(context.Context, *db.Reader, id.Office) ([]id.Account, error) {
	return []id.Account{"d1", "d2"}, nil
}

func (*kit) Chief(context.Context, *db.Reader, id.Office) ([]id.Account, error) {
	return []id.Account{"h1"}, nil
}

func (*kit) Tell(context.Context, *db.Tx, id.Account, access.Notice) error { return nil }

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) as(ctx context.Context) (context.Context, id.Account) {
	who, role := k.who.Load().(id.Account), k.role.Load().(access.Role) //nolint:errcheck,forcetypeassert // set below
	rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: k.d.Now()}
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
}

func (k *kit) job() context.Context {
	return accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"}), access.Rights{System: true, Now: k.d.Now()})
}

func newKit(t *testing.T, d *db.DB) *kit {
	t.Helper()
	k := &kit{t: t, d: d, hub: live.New(3)}
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	k.must(err)
	rules, err := kg.Load()
	k.must(err)
	zone, err := time.LoadLocation("Asia/Bishkek")
	k.must(err)
	k.seal = seal.New(ring)
	k.desk = desksvc.New(d, desksvc.Deps{
		Seal: k.seal, Rules: rules, Zone: zone, Outbox: &notify.Outbox{Seal: k.seal, Zone: zone}, Staff: k, Woke: k.hub.Wake,
		Say: func(lang, key string, _ ...any) string { return lang + key },
		Explain: func(context.Context, *db.Reader, string) (judge.Explain, bool, error) {
			return judge.Explain{Rules: "1", Rulebook: "kg", Distance: 120.4, Accuracy: 9, M: 2, N: 3, Dwell: time.Minute, Evidence: []judge.Ref{{Arrival: 77, At: d.Now().Time()}}}, true, nil
		},
	})
	k.who.Store(id.Account("d1"))
	k.role.Store(access.DutyOperator)
	w := deskweb.New(deskweb.Deps{
		Desk: k.desk, Lines: linesvc.New(d, k.seal), Hub: k.hub, Offices: func(context.Context, string) (map[id.Office]string, error) {
			return map[id.Office]string{osh: "Ош шаары"}, nil
		},
		Labels: func(_ context.Context, list []id.Client) (map[id.Client]string, error) {
			return map[id.Client]string{list[0]: "А. Б. Клиент"}, nil
		},
		Place: func(_ context.Context, a desksvc.Whole) (deskweb.Where, error) {
			if a.OfVictim() {
				return deskweb.Where{}, nil
			}
			return deskweb.Where{Fixes: []deskweb.Fix{{At: d.Now(), Lat: 40.51401, Lon: 72.81611, Accuracy: 9}}}, nil
		},
		Spots: func(_ context.Context, list []desksvc.Alert) (map[id.Client]deskweb.Fix, error) {
			out := map[id.Client]deskweb.Fix{}
			for _, a := range list {
				if a.Open() && !a.OfVictim() {
					out[a.Client] = deskweb.Fix{At: d.Now(), Lat: 40.52, Lon: 72.82, Accuracy: 14}
				}
			}
			return out, nil
		},
		Phones: func(context.Context, id.Client) ([]deskweb.Phone, error) {
			return []deskweb.Phone{{Number: "+996 555 000 001", Shared: true}}, nil
		},
		Fresh: func(q *httpx.Req) (context.Context, bool) {
			ctx, _ := k.as(q.R.Context())
			return ctx, !k.out.Load()
		},
	})
	k.site = pagetest.New(t, d, k.as, w.Routes()...)
	k.must(d.Write(k.job(), func(tx *db.Tx) error {
		k.client = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(k.job(), tx, k.client, osh); err != nil {
			return err
		}
		return tx.Record(k.job(), access.Allocate, "")
	}))
	return k
}

func (k *kit) raise(s alert.Subject) string {
	k.t.Helper()
	k.n++
	key := fmt.Sprintf("alert%027d", k.n)
	k.must(k.d.Write(k.job(), func(tx *db.Tx) error {
		explain, err := k.seal.Seal(k.job(), tx, k.client, "monitoring_alert", "explain", key, []byte("{}"))
		if err != nil {
			return err
		}
		if err := tx.Insert(k.job(), "monitoring_alert", db.Row{
			"id": key, "client_id": k.client, "monitoring_id": "m1", "regime": string(s.Regime), "office_id": osh, "rule": string(s.Rule), "class": string(s.Class),
			"severity": int(s.Severity()), "zone_kind": db.Null(s.Kind), "from_at": tx.Now, "decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 1, "told_at": tx.Now,
			"updates": 0, "late": false, "drill": false, "endangers": s.Endangers(), "weakens": s.Weakens(), "explain": explain, "state": "raised", "version": 1,
		}); err != nil {
			return err
		}
		if err := k.desk.Ops().Raised(k.job(), tx, []desksvc.Heard{{Alert: key, What: evaluator.Raised}}); err != nil {
			return err
		}
		return tx.Record(k.job(), access.WorkAlerts, "")
	}))
	return key
}

var (
	absent = alert.Subject{Rule: judge.PresenceAbsent, Class: judge.Violation, Kind: zone.Home, Regime: alert.Supervision}
	danger = alert.Subject{Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.VictimFixed, Regime: alert.ProtectionOrder}
)

// Through the pages, in three languages: the queue with a storm as one line, an alert with why and what to say, the acts with everything
// that is wrong at once, the second who is told who has it, a shift handed over, a drill, the lines to the police.
func TestDeskPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := newKit(t, d)
		first := k.raise(absent)
		grave := k.raise(danger)
		_, body := k.site.Get("/monitoring/desk", "ru")
		k.site.Wants(body, "А. Б. Клиент", "Вошёл в зону потерпевшего", "и ещё 1 тревога", "не сообщено: 3", `data-live="/monitoring/desk/live"`)
		if strings.Count(body, `id="g-`) != 1 {
			t.Error("a storm of one client is one line")
		}
		_, part := k.site.Get("/monitoring/desk?part=queue&severity=high", "ru")
		if strings.Contains(part, "<html") || strings.Contains(part, grave) || !strings.Contains(part, first) {
			t.Error("the queue alone, under a filter")
		}
		at := "/monitoring/alerts/" + first
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{"/monitoring/desk", "/monitoring/desk?state=closed", "/monitoring/desk/shifts", "/monitoring/desk/drills", "/monitoring/desk/lines", at, "/monitoring/alerts/" + grave} {
				if code, _ := k.site.Get(path, lang); code != http.StatusOK {
					t.Errorf("%s %s: %d", lang, path, code)
				}
			}
		}
		_, body = k.site.Get("/monitoring/alerts/"+grave, "ru")
		k.site.Wants(body, "Не сообщено: милиция", "Не сообщено: защищаемое лицо", "Где находится потерпевший, здесь не показано", "органы внутренних дел", "Требует подтверждения", "№ 77", "+996 555 000 001")
		if strings.Contains(body, "data-map") {
			t.Error("a map of an alert that protects somebody")
		}
		_, body = k.site.Get(at, "en")
		k.site.Wants(body, "data-map", "40.51401, 72.81611")
		post := func(want int, fields ...string) string {
			t.Helper()
			code, body := k.site.Post(at+"/act", fields...)
			if code != want {
				t.Fatalf("%v: %d %.300s", fields, code, body)
			}
			return body
		}
		post(http.StatusSeeOther, "what", "take", "version", "1")
		k.who.Store(id.Account("d2"))
		k.site.Wants(post(http.StatusConflict, "what", "take", "version", "1"), "Вы не успели: тревогу взял(а) d1")
		k.who.Store(id.Account("d1"))
		k.site.Wants(post(http.StatusUnprocessableEntity, "what", "contact", "version", "2", "words", "звонил дважды"), `href="#contact-whom"`, `href="#contact-way"`, `href="#contact-result"`, "звонил дважды")
		post(http.StatusSeeOther, "what", "contact", "version", "2", "whom", "wearer", "way", "call", "result", "no_answer")
		post(http.StatusConflict, "what", "resolve", "version", "2", "reason", "gps")
		post(http.StatusSeeOther, "what", "resolve", "version", "3", "reason", "gps")
		_, body = k.site.Get("/monitoring/desk/csv", "ru")
		k.site.Wants(body, desksvc.Number(first), "Нет там, где должен быть")
		if strings.Contains(body, "Клиент") || strings.Contains(body, string(k.client)) {
			t.Error("the export names somebody")
		}

		saved := func(path string, fields ...string) string {
			t.Helper()
			code, to := k.site.Post(path, fields...)
			if code != http.StatusSeeOther {
				t.Fatalf("%s: %d %.300s", path, code, to)
			}
			return to
		}
		saved("/monitoring/desk/shifts", "office", string(osh))
		shifts, err := k.desk.Shifts(k.job())
		k.must(err)
		shift := "/monitoring/desk/shifts/" + shifts[0].ID
		if code, _ := k.site.Post(shift+"/hand", "version", "1"); code != http.StatusUnprocessableEntity {
			t.Error("to nobody", code)
		}
		saved(shift+"/hand", "version", "1", "next", "d2", "words", "Следить за связью")
		k.who.Store(id.Account("d2"))
		saved(shift+"/accept", "version", "2")
		_, body = k.site.Get(shift, "en")
		k.site.Wants(body, "Следить за связью", "Entered a place to keep away from")
		drill := saved("/monitoring/desk/drills", "office", string(osh), "scenario", "tamper")
		_, body = k.site.Get(drill, "ru")
		k.site.Wants(body, "Это учение")
		k.role.Store(access.Head)
		k.who.Store(id.Account("h1"))
		if code, body := k.site.Post("/monitoring/desk/lines", "office", string(osh), "way", "sms", "address", "102"); code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#lang"`) {
			t.Error("an address that no gateway takes, and no language", code)
		}
		saved("/monitoring/desk/lines", "office", string(osh), "way", "sms", "address", "+996 3222 10202", "lang", "ru")
	})
}

// stream is one open desk: everything that came over the line.
type stream struct {
	mu   sync.Mutex
	text strings.Builder
	end  chan struct{}
	stop context.CancelFunc
}

func (s *stream) read() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// waits returns once the line has said something, or fails.
func (s *stream) waits(t *testing.T, what string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if strings.Contains(s.read(), what) {
			return
		}
	}
	t.Fatalf("the line never said %q: %q", what, s.read())
}

func (k *kit) open(base string) *stream {
	k.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	s := &stream{end: make(chan struct{}), stop: stop}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/monitoring/desk/live", http.NoBody)
	k.must(err)
	res, err := http.DefaultClient.Do(req)
	k.must(err)
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		k.t.Fatal(res.StatusCode, res.Header)
	}
	k.t.Cleanup(stop)
	go func() {
		defer close(s.end)
		defer res.Body.Close() //nolint:errcheck // only read
		for r := bufio.NewReader(res.Body); ; {
			line, err := r.ReadString('\n')
			s.mu.Lock()
			s.text.WriteString(line)
			s.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return s
}

// An open desk hears of what is in its sight and of nothing else: not a byte comes of a restricted client's alert. Seats are bounded, and
// whoever signs out is sent away.
func TestAnOpenDeskHearsItsOwn(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := newKit(t, d)
		srv := httptest.NewServer(k.site.HTTP)
		t.Cleanup(srv.Close)
		s := k.open(srv.URL)
		a := k.raise(absent)
		s.waits(t, `data: {"new":["`+a+`"]}`)
		k.must(k.desk.Act(k.duty(), desksvc.Do{Alert: a, Version: 1, What: alert.Take}))
		s.waits(t, `data: {"changed":["`+a+`"]}`)

		k.must(d.Write(k.job(), func(tx *db.Tx) error {
			if err := tx.Update(k.job(), "access_client", string(k.client), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.job(), access.RestrictClient, "")
		}))
		k.hub.Wake()
		s.waits(t, `data: {"gone":["`+a+`"]}`)
		before := s.read()
		hidden := k.raise(danger) // wakes everybody
		key, err := k.desk.Drill(k.duty(), osh, "tamper")
		k.must(err)
		s.waits(t, key)
		if got := strings.TrimPrefix(s.read(), before); strings.Contains(got, hidden) || strings.Count(got, "event:") != 1 {
			t.Errorf("of a restricted client nothing comes, only the drill after it: %q", got)
		}

		more := []*stream{k.open(srv.URL), k.open(srv.URL)}
		if res, err := http.Get(srv.URL + "/monitoring/desk/live"); err != nil || res.StatusCode != http.StatusServiceUnavailable {
			t.Error("a fourth desk", err)
		} else {
			res.Body.Close() //nolint:errcheck,gosec // nothing to read
		}
		more[0].stop()
		<-more[0].end
		k.out.Store(true)
		k.hub.Wake()
		<-s.end
		<-more[1].end
	})
}

func (k *kit) duty() context.Context {
	ctx, _ := k.as(context.Background())
	return ctx
}

// A desk that is open when the service ends does not hold it up.
func TestTheServiceEnds(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := newKit(t, d)
		srv := httptest.NewServer(k.site.HTTP)
		t.Cleanup(srv.Close)
		s := k.open(srv.URL)
		k.hub.Close()
		<-s.end
	})
}
