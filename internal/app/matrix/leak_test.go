package matrix

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/world"
)

// twins are two services that differ in restricted people of office A: one at work with an officer, one awaited.
type twins struct{ with, without *world.World }

func eachTwins(t *testing.T, test func(t *testing.T, w twins, who *world.Client)) {
	for _, engine := range world.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := twins{world.Open(t, engine), world.Open(t, engine)}
			who := world.Latecomer()
			w.with.Admit(who)
			w.with.Admit(world.Expected())
			test(t, w, who)
		})
	}
}

// without right are those for whom the person must be as if never born.
func withoutRight(w *world.World, who *world.Client) []*world.Staff {
	return slices.DeleteFunc(actors(w), func(s *world.Staff) bool { return who.Stand(s).Visible })
}

// With and without a restricted person, every page answers the same to everybody without right: lists, counts, boards,
// search, files for print and export, and the person's own pages (S15, leak test).
func TestARestrictedPersonIsAbsent(t *testing.T) {
	eachTwins(t, func(t *testing.T, w twins, who *world.Client) {
		asked := leakPages(t, w.without, who)
		for _, s := range withoutRight(w.with, who) { // one after another: logs of access show who came when
			a, b := visit(t, w.with, s.Key), visit(t, w.without, s.Key)
			for _, p := range asked {
				if _, refused := p.want(a.staff); !refused || p.client == who {
					compare(a, b, p)
				}
			}
		}
	})
}

// What the service does by itself in a month of nights - reminders, escalation, ends of terms, covers - tells nobody without
// right that there is one more.
func TestTheTasksOfTheNightSayNothing(t *testing.T) {
	eachTwins(t, func(t *testing.T, w twins, who *world.Client) {
		for _, x := range []*world.World{w.with, w.without} {
			nights(t, x)
		}
		lists := slices.DeleteFunc(leakPages(t, w.without, who), func(p page) bool {
			return p.client != nil || p.route.Method != http.MethodGet || p.row.about == own && p.path != "/notices"
		})
		for _, key := range []string{"officer", "head_b", "regional", "director", "programme_lead", "analyst"} {
			a, b := visit(t, w.with, key), visit(t, w.without, key)
			for _, p := range lists {
				if _, refused := p.want(a.staff); !refused {
					compare(a, b, p)
				}
			}
		}
	})
}

func nights(t *testing.T, w *world.World) {
	t.Helper()
	for _, days := range []int{14, 30, 45} {
		w.Clock.Set(testkit.Start.AddDate(0, 0, days))
		for _, task := range []func(context.Context) error{
			func(ctx context.Context) error { _, err := world.Service[*ordersvc.Service](w).EndDue(ctx); return err },
			func(ctx context.Context) error {
				_, err := world.Service[*ordersvc.Service](w).Escalate(ctx)
				return err
			},
			world.Service[*orgsvc.Service](w).Sweep, world.Service[*orgcasesvc.Service](w).Escalate,
			world.Service[*standardsvc.Service](w).Nightly,
		} {
			if err := task(w.Job()); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Clock.Set(testkit.Start.AddDate(0, 0, 46))
}

// leakPages are all pages, the person's own as nobody's, and the ways of asking lists for somebody.
func leakPages(t *testing.T, w *world.World, who *world.Client) []page {
	t.Helper()
	others := []string{world.Own, world.Waiting}
	out := slices.DeleteFunc(pages(t, w, http.MethodGet), func(p page) bool {
		return p.row.about == open || p.row.about == own && p.route.Pattern != "/account" && p.route.Pattern != "/notices" || p.client != nil && !slices.Contains(others, p.client.State)
	})
	known := routes()
	for _, r := range w.Router.Routes() {
		x := known[r.Method+" "+r.Pattern]
		if r.Method == http.MethodGet && (x.about == client || x.about == item || x.about == judgment) {
			out = append(out, page{r, x, who, x.path(r.Pattern, who, string(who.ID))})
		}
		if x.about == list && r.Method == http.MethodGet && !strings.Contains(r.Pattern, "{") {
			for _, q := range questions(r.Pattern) {
				out = append(out, page{r, x, nil, r.Pattern + "?" + q})
			}
		}
		for _, form := range typed(r.Method+" "+r.Pattern, who) {
			out = append(out, page{r, row{about: list, action: r.Action, query: form}, nil, r.Pattern})
		}
	}
	return out
}

// typed are the forms in which somebody may be asked for by name or number.
func typed(route string, who *world.Client) []string {
	var out []string
	switch route {
	case "POST /search", "POST /intake/search":
		for _, text := range []string{who.Surname, who.Surname[:8], who.Given + " " + who.Surname, who.PIN, "0" + who.Phone, who.File, who.Number, "1993"} {
			out = append(out, url.Values{"q": {text}}.Encode())
		}
	case "POST /received-here":
		out = append(out, url.Values{"file_number": {who.File}, "birth": {"1993-12-18"}}.Encode(), url.Values{"file_number": {who.File}, "birth": {"1993-12-19"}}.Encode())
	case "POST /break-glass":
		out = append(out, url.Values{"pin": {who.PIN}}.Encode(), url.Values{"file": {who.File}, "birth": {"18.12.1993"}}.Encode(),
			url.Values{"pin": {who.PIN}, "reason": {"danger"}}.Encode())
	case "POST /audit/find":
		out = append(out, url.Values{"q": {who.File}}.Encode())
	}
	return out
}

// questions are the filters of a list.
func questions(pattern string) []string {
	q := []string{"office=" + string(world.A), "sort=-name"}
	switch {
	case strings.Contains(pattern, "caseload"), strings.HasPrefix(pattern, "/api/"):
		for _, status := range []string{"any", "supervised", "running", "ended"} {
			q = append(q, "status="+status)
		}
		q = append(q, "limit=1", "restricted=true")
	case pattern == "/register", pattern == "/endings", pattern == "/lost":
		for _, view := range []string{"all", "to_call", "overdue", "soon", "over"} {
			q = append(q, "view="+view)
		}
	}
	return q
}

var instants = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// compare asks both services the same and reports where they differ.
func compare(a, b *visitor, p page) {
	if strings.HasPrefix(p.path, "/audit") && access.ReachOf([]access.Role{a.staff.Role}, access.ReadAudit) != access.None {
		return // the record of what the service did is itself what differs
	}
	var x, y answer
	var both sync.WaitGroup
	both.Go(func() { x = a.leak(p) })
	both.Go(func() { y = b.leak(p) })
	both.Wait()
	if x.status != y.status {
		a.errorf(p, "%s answers %d with the restricted person, %d without", p.path, x.status, y.status)
		return
	}
	one, two := plain(x), plain(y)
	if one != two {
		a.errorf(p, "%s %q differs when a restricted person exists: %s", p.path, p.row.query, differ(one, two))
	}
	if p.route.Method == http.MethodGet { // a form shows again what was typed into it
		a.betrays(p, x)
	}
}

func (v *visitor) leak(p page) answer {
	if p.route.Method == http.MethodPost {
		form, err := url.ParseQuery(p.row.query)
		if err != nil {
			v.t.Error(err)
		}
		return v.post(p.path, form)
	}
	return v.get(p.path)
}

func plain(a answer) string {
	s := uuid.ReplaceAllString(a.calm(""), "UUID")
	s = instants.ReplaceAllString(s, "INSTANT")
	return a.header.Get("Location") + "\n" + s
}

// A clerk of another office who takes in a judgment of the restricted person sees what is seen with every judgment, and
// break-glass is asked about a stranger as about the person.
func TestIntakeAndBreakGlassSayNothing(t *testing.T) {
	eachTwins(t, func(t *testing.T, w twins, who *world.Client) {
		one, two := takeIn(t, w.with, who), takeIn(t, w.without, who)
		if one != two {
			t.Errorf("intake differs:\n%s\n%s", one, two)
		}
		one, two = knock(w.with, who), knock(w.without, who)
		if one != two {
			t.Errorf("break-glass differs:\n%s\n%s", one, two)
		}
	})
}

// takeIn takes a second judgment of the person in, at another office, and tells what the clerk saw.
func takeIn(t *testing.T, w *world.World, who *world.Client) string {
	t.Helper()
	svc := world.Service[*orderintakesvc.Service](w)
	ctx := w.As("head_b")
	in := who.Paper(55)
	in.Office, in.Number = string(world.B), "УД-5577/26"
	in.Person.District = string(world.B)
	j, err := svc.Receive(ctx, in)
	out := fmt.Sprint("received ", err)
	out += fmt.Sprint("\nchecked ", svc.Check(ctx, orderintakesvc.Check{ID: j, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes}))
	found, err := svc.Candidates(ctx, j)
	out += fmt.Sprintf("\ncandidates %+v %v", found, err)
	out += fmt.Sprint("\naccepted ", svc.Accept(ctx, orderintakesvc.Accept{ID: j, Version: 2}))
	seen, err := svc.Judgment(ctx, j)
	out += fmt.Sprintf("\njudgment %s %s v%d %v %v %v", seen.State, seen.LetterNo, seen.Version, seen.Reasons, seen.Checks, err)
	all, err := svc.List(ctx, orderintakesvc.Filter{})
	out += fmt.Sprintf("\nlist %d %v %v", len(all.Items), all.Counts, err)
	return out
}

// knock asks break-glass about the person in every way, without going through it.
func knock(w *world.World, who *world.Client) string {
	svc := world.Service[*accesssvc.Service](w)
	out := ""
	for _, key := range []string{"officer", "officer_b", "duty_operator"} {
		for _, q := range []access.GlassQuery{{PIN: who.PIN}, {PIN: "20101198012345"}, {File: who.File, Birth: civil.MustDate("1993-12-18")}} {
			for _, whole := range []bool{false, true} {
				err := svc.Check(w.As(key), accesssvc.OpenGlass{Query: q, Reason: "danger", Text: "Өмүрүнө коркунуч бар"}, whole)
				out += fmt.Sprintln(key, fault.KindOf(err), err)
			}
		}
	}
	return out
}

// A sealed person cannot be opened by break-glass: the answer is that for a stranger.
func TestBreakGlassNeverOpensASeal(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		svc := world.Service[*accesssvc.Service](w)
		open := func(ctx context.Context, pin string) string {
			found, err := svc.Open(ctx, accesssvc.OpenGlass{Query: access.GlassQuery{PIN: pin}, Reason: "danger", Text: "Өмүрүнө коркунуч бар"})
			return fmt.Sprintf("%s %v", found, err)
		}
		ctx := w.As("officer_b")
		stranger := open(ctx, "20101198012345")
		for _, state := range []string{world.Sealed, world.Hidden} {
			if got := open(ctx, w.Client(state).PIN); got != stranger {
				t.Errorf("%s: %s; stranger: %s", state, got, stranger)
			}
		}
		v := visit(t, w, "duty_operator")
		form := func(pin string) string {
			a := v.post("/break-glass", url.Values{"pin": {pin}, "reason": {"danger"}, "text": {"Өмүрүнө коркунуч бар"}})
			return fmt.Sprint(a.status, " ", strings.ReplaceAll(plain(a), pin, "PIN"))
		}
		nobodysPage := form("20101198012345")
		for _, state := range []string{world.Sealed, world.Hidden} {
			if got := form(w.Client(state).PIN); got != nobodysPage {
				t.Errorf("%s: the page differs: %s", state, differ(got, nobodysPage))
			}
		}
		if got, who := open(ctx, w.Client(world.Restricted).PIN), w.Client(world.Restricted); got != string(who.ID)+" <nil>" {
			t.Errorf("a restricted person is not opened: %s", got)
		}
	})
}
