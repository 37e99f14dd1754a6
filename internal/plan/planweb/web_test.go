package planweb_test

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/plan/planweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t    *testing.T
	d    *db.DB
	s    *plansvc.Service
	role access.Role
	who  id.Account
	ctx  context.Context
	*pagetest.Site
}

// record is the order and assessment capabilities as far as this one sees them.
type record struct{ start plan.Start }

func (record) Obligations(context.Context, *db.Reader, id.Client) ([]plan.Obligation, error) {
	return []plan.Obligation{{ID: "ob1", Code: "report", State: "in_force", Binds: true}}, nil
}

func (r record) Starts(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]plan.Start, error) {
	out := map[id.Client]plan.Start{}
	for _, c := range clients {
		out[c] = r.start
	}
	return out, nil
}

func (record) Needs(context.Context, *db.Reader, id.Client) ([]plan.Need, error) {
	text := rulebook.Text{"ky": "Жумуш", "ru": "Работа", "en": "Work"}
	return []plan.Need{{Domain: "work", Rating: "high", Title: text, RatingText: rulebook.Text{"ru": "высокая"}, Strength: "умеет строить", Harm: true}}, nil
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		r := record{plan.Start{Supervised: true, RegisteredOn: d.Now().In(zone), TermEnd: d.Now().In(zone).AddDays(700)}}
		s := &site{t: t, d: d, role: access.Officer, who: "o1"}
		s.s = plansvc.New(d, plansvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Orders: r, Needs: r})
		as := func(ctx context.Context) context.Context {
			rights := access.Rights{Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), rights)
		}
		s.ctx = as(context.Background())
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return as(ctx), s.who }, planweb.New(planweb.Deps{
			Service: s.s,
			Sheet: func(context.Context, id.Client) (planweb.SheetFacts, error) {
				return planweb.SheetFacts{Name: "Бактыбек уулу Үсөн", Lang: "uz", Office: map[string]string{"ky": "Ош", "ru": "Ош"}}, nil
			},
			Labels: func(_ context.Context, list []id.Client) (map[id.Client]string, error) {
				out := map[id.Client]string{}
				for _, c := range list {
					out[c] = "Бактыбек уулу Үсөн"
				}
				return out, nil
			},
		}).Routes()...)
		test(s)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) client() id.Client {
	s.t.Helper()
	var c id.Client
	must(s.t, s.d.Write(s.ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(s.ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(s.ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.Allocate, "")
	}))
	return c
}

func (s *site) send(want int, path string, fields ...string) string {
	s.t.Helper()
	code, body := s.Post(path, fields...)
	if code != want {
		s.t.Fatalf("%s: %d, want %d\n%.900s", path, code, want, strings.Join(problem.FindAllString(body, 6), "\n"))
	}
	return body
}

var problem = regexp.MustCompile(`(?s)<p id="[^"]*-error".*?</p>|class="tz-banner.*?</p>`)

// hidden is the value of a hidden field.
func hidden(body, name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(body)
	if m == nil {
		return ""
	}
	return m[1]
}

// The plan through its pages: refusals keep what was typed, two editors see both texts, the other person countersigns, and every
// page speaks three languages.
func TestPlanPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		one := "/clients/" + string(c) + "/plan"
		_, body := s.Get(one, "ru")
		s.Wants(body, "План", "Работа", "умеет строить", "связано с риском вреда")
		s.send(http.StatusSeeOther, one)
		s.send(http.StatusUnprocessableEntity, one)
		v, err := s.s.View(s.ctx, c, 0)
		must(s.t, err)
		version := "/clients/" + string(c) + "/plans/" + v.Doc.Plan.ID
		_, body = s.Get(version+"/goals?need=work", "ru")
		s.Wants(body, `value="work" checked`, "умеет строить")
		body = s.send(http.StatusUnprocessableEntity, version+"/goals", "part", "own", "place", "current", "words", "хочу строить", "target_on", "31.02.2026")
		s.Wants(body, "хочу строить", "31.02.2026")
		goal := []string{"part", "own", "place", "current", "words", "хочу строить", "measure", "есть договор", "target_on", "01.09.2026", "needs", "work"}
		s.send(http.StatusSeeOther, version+"/goals", goal...)
		s.send(http.StatusSeeOther, version+"/goals", "part", "duty", "place", "current", "words", "прихожу", "measure", "без пропусков", "target_on", "01.09.2026", "obligations", "ob1")
		v, err = s.s.View(s.ctx, c, 0)
		must(s.t, err)
		for _, g := range v.Doc.Goals {
			body = s.send(http.StatusUnprocessableEntity, version+"/goals/"+g.Goal+"/steps", "what", "схожу", "who", "agency", "by", "01.05.2026")
			s.Wants(body, "схожу")
			s.send(http.StatusSeeOther, version+"/goals/"+g.Goal+"/steps", "what", "схожу", "who", "client", "by", "01.05.2026", "milestone", "yes")
		}
		g := v.Doc.Goals[0]
		edit := append([]string{"row", g.Row}, goal...)
		edit[7] = "хочу строить дома"
		s.send(http.StatusSeeOther, version+"/goals/"+g.Goal, edit...)
		edit[7] = "хочу варить металл"
		body = s.send(http.StatusUnprocessableEntity, version+"/goals/"+g.Goal, edit...)
		s.Wants(body, "хочу варить металл", "хочу строить дома", "Пока вы печатали")
		row := func() string {
			v, err := s.s.View(s.ctx, c, 0)
			must(s.t, err)
			return strconv.Itoa(v.Doc.Plan.Row)
		}
		notes := []string{"row", row(), "strengths", "сестра рядом", "relapse", "позвоню сестре", "review_on", "01.08.2026"}
		s.send(http.StatusSeeOther, version+"/notes", notes...)
		notes[3] = "сестра далеко"
		body = s.send(http.StatusUnprocessableEntity, version+"/notes", notes...)
		s.Wants(body, "сестра далеко", "сестра рядом")
		for _, part := range []string{"duty", "own"} {
			_, body = s.Get(version+"/agreement/"+part, "ru")
			answer := []string{"rev", hidden(body, "rev"), "answer", "yes", "language", "ru", "proof", "signature", "on", "03.03.2026"}
			s.send(http.StatusSeeOther, version+"/agreement/"+part, answer...)
			answer[1] = "1"
			body = s.send(http.StatusUnprocessableEntity, version+"/agreement/"+part, answer...)
			s.Wants(body, "Пока вы разъясняли")
		}
		s.send(http.StatusSeeOther, version+"/submit", "row", row())
		s.send(http.StatusNotFound, version+"/countersign", "row", row())
		s.role, s.who = access.Head, "h1"
		_, body = s.Get("/plans", "ru")
		s.Wants(body, "Бактыбек уулу Үсөн")
		s.send(http.StatusUnprocessableEntity, version+"/return", "row", row())
		s.send(http.StatusSeeOther, version+"/countersign", "row", row())
		s.role, s.who = access.Officer, "o1"
		s.languages(c, one, version)
	})
}

// languages opens every page in each language, and the sheets in the client's own.
func (s *site) languages(c id.Client, one, version string) {
	s.t.Helper()
	v, err := s.s.View(s.ctx, c, 0)
	must(s.t, err)
	own := v.Doc.At(plan.Own, plan.Current)[0]
	s.send(http.StatusUnprocessableEntity, one+"/progress", "step", own.Steps[0].Step, "kind", "not_done", "on", "03.03.2026")
	s.send(http.StatusSeeOther, one+"/progress", "step", own.Steps[0].Step, "kind", "done", "on", "03.03.2026")
	v, err = s.s.View(s.ctx, c, 0)
	must(s.t, err)
	note, _ := v.Doc.StepState(own.Steps[0].Step)
	for _, lang := range []string{"ky", "ru", "en"} {
		for _, path := range []string{
			one, one + "?v=1", one + "/versions", one + "/versions?from=1&to=1", one + "/withdraw", one + "/progress?step=" + own.Steps[0].Step,
			one + "/progress?kind=recognised&goal=" + own.Goal, one + "/progress/" + note.Row, version + "/print/duty", version + "/print/own",
			version + "/goals", version + "/goals/" + own.Goal, version + "/steps/" + own.Steps[0].Step, version + "/gap?kind=need&ref=work",
			version + "/agreement/own", "/plans", "/plans?state=in_force", "/plans?state=nonsense",
		} {
			if code, body := s.Get(path, lang); code != http.StatusOK || strings.Contains(body, "⟦") {
				s.t.Errorf("%s %s: %d", lang, path, code)
			}
		}
	}
	_, sheet := s.Get(version+"/print/own", "en")
	s.Wants(sheet, "Бактыбек уулу Үсөн", `lang="ky"`, `lang="ru"`, `lang="uz"`, "хочу строить дома", "tz-sign")
	if strings.Contains(sheet, "прихожу") {
		s.t.Error("the sheet of the programme holds the obligations part")
	}
	for _, path := range []string{one + "?v=9", one + "/versions?from=1&to=7", one + "/progress?goal=x", one + "/progress/x", version + "/print/both", version + "x", "/clients/0190a0a0-0000-7000-8000-00000000ffff/plan"} {
		if code, _ := s.Get(path, "ru"); code != http.StatusNotFound {
			s.t.Errorf("%s: %d", path, code)
		}
	}
	s.send(http.StatusSeeOther, one+"/progress/"+note.Row, "reason", "typing")
	s.send(http.StatusSeeOther, one+"/withdraw", "on", "03.03.2026")
	_, body := s.Get(one, "ru")
	s.Wants(body, "вышел из программы", "отменено")
	part, err := planweb.New(planweb.Deps{Service: s.s}).AsOf(s.ctx, c, s.d.Now())
	must(s.t, err)
	if part == nil {
		s.t.Error("nothing was known")
	}
}
