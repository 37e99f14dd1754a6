package matrix

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/world"
)

// outsiders are those to whom no compartment is open and who decide about none: they see the clients themselves.
func outsiders() []string {
	return []string{"officer", "officer2", "head", "records", "inspector", "duty_operator", "programme_lead", "analyst", "student"}
}

// With and without compartments every page answers the same, byte for byte, to everybody outside: the officer of the case, the
// head who may read the access log, those who see the whole country. Two services differ in what stands inside: a judgement of
// violent extremism that was begun, read and worked at, and a victim's safety plan.
func TestACompartmentIsAbsent(t *testing.T) {
	for _, engine := range world.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := twins{world.Open(t, engine), world.Open(t, engine)}
			for _, x := range []*world.World{w.with, w.without} {
				x.Clock.Set(testkit.Start.Add(-30 * time.Minute))
				x.Qualify("psychologist", "veo_assessor")
				x.Qualify("social_worker", "victim_worker")
			}
			judged := fill(t, w.with, world.Own, access.Extremism, access.PartAssessor, "psychologist", "kg-extremism")
			planned := fill(t, w.with, world.Team, access.Victim, access.PartWorker, "social_worker", "kg-victim-safety")
			insidersSee(t, w.with, judged, planned)
			for _, x := range []*world.World{w.with, w.without} {
				x.Clock.Set(testkit.Start)
			}
			asked := outsidePages(t, w.without, judged, planned)
			for _, key := range outsiders() {
				compareAll(t, w, key, asked)
			}
			// those who decide about compartments see them where they decide, and nowhere else
			asked = slices.DeleteFunc(asked, func(p page) bool {
				return strings.Contains(p.path, "compartments") || p.path == "/notices" || strings.HasPrefix(p.path, "/day")
			})
			compareAll(t, w, "director", asked)
			afterTheEnd(t, w)
		})
	}
}

func compareAll(t *testing.T, w twins, key string, asked []page) {
	t.Helper()
	a, b := visit(t, w.with, key), visit(t, w.without, key)
	for _, p := range asked {
		if _, refused := p.want(a.staff); !refused {
			compare(a, b, p)
		}
	}
}

// fill opens a compartment and works in it; it returns the path of what was made there.
func fill(t *testing.T, w *world.World, state string, compartment access.Compartment, part, key, instrument string) string {
	t.Helper()
	c := w.Client(state)
	w.OpenTo(c, compartment, part, key)
	svc := world.Service[*assessmentsvc.Service](w)
	made, err := svc.Begin(w.As(key), assessmentsvc.Begin{Client: c.ID, Instrument: instrument, Cause: "first"})
	if err != nil {
		t.Fatal(instrument, err)
	}
	ctx := w.Job()
	if err := w.App.DB.System(ctx, "test", func(tx *db.Tx) error {
		return world.Service[*accesscompartmentsvc.Service](w).Ops().WarnWorkers(ctx, tx, c.ID, compartment, "breach")
	}); err != nil {
		t.Fatal(err)
	}
	return "/clients/" + string(c.ID) + "/assessment/" + made
}

// insidersSee reads as the members do, which leaves entries of reading that nobody outside may find.
func insidersSee(t *testing.T, w *world.World, judged, planned string) {
	t.Helper()
	for key, path := range map[string]string{"psychologist": judged, "social_worker": planned} {
		v := visit(t, w, key)
		for _, p := range []string{path, path + "/review"} {
			if a := v.get(p); a.status >= http.StatusBadRequest {
				t.Errorf("%s is inside and %s answers %d", key, p, a.status)
			}
		}
		client := strings.Split(path, "/")[2]
		if a := v.get("/clients/" + client + "/timeline"); !strings.Contains(a.body, "Мөөр басылган бөлүк") {
			t.Errorf("%s is inside and reads nothing of it in the timeline (%d)", key, a.status)
		}
		// what was read there in passing stands in the ordinary log and would tell the twins apart
		w.Break(`delete from audit_subject where entry_id in (select id from audit_entry where kind = 'read' and action = 'casefile.read_client')`)
	}
}

// outsidePages are the pages of the two clients, all lists with their filters, and the addresses of what lies inside.
func outsidePages(t *testing.T, w *world.World, judged, planned string) []page {
	t.Helper()
	var out []page
	known := routes()
	for _, p := range pages(t, w, http.MethodGet) {
		if p.row.about == open || p.row.about == own && p.path != "/notices" || p.client != nil && p.client.State != world.Own && p.client.State != world.Team {
			continue
		}
		out = append(out, p)
		if p.row.about == list && !strings.Contains(p.route.Pattern, "{") {
			for _, q := range questions(p.route.Pattern) {
				out = append(out, page{p.route, p.row, nil, p.route.Pattern + "?" + q})
			}
		}
	}
	for _, state := range []string{world.Own, world.Team} {
		c := w.Client(state)
		for _, more := range []string{
			"/assessment", "/timeline?area=assessment", "/timeline?area=access", "/as-of?at=2026-03-03", "/access-log?kind=write", "/access-log?kind=read", "/access-log/print",
		} {
			out = append(out, page{httpx.Route{Method: http.MethodGet, Pattern: "/clients/{id}" + more}, about(access.ReadClient), c, "/clients/" + string(c.ID) + more})
		}
		for _, q := range []string{c.Surname, c.PIN, c.File} {
			out = append(out, page{
				httpx.Route{Method: http.MethodPost, Pattern: "/search"}, row{about: list, action: access.SearchClients, query: url.Values{"q": {q}}.Encode()}, nil, "/search",
			})
		}
	}
	for _, path := range []string{judged, planned, judged + "/review", planned + "/print"} {
		c := w.Client(world.Own)
		if strings.HasPrefix(path, planned) {
			c = w.Client(world.Team)
		}
		out = append(out, page{httpx.Route{Method: http.MethodGet, Pattern: "/clients/{id}/assessment/{assessment}"}, about(access.ReadClient), c, path})
	}
	if _, ok := known["GET /compartments"]; !ok {
		t.Error("the board of compartments has no row")
	}
	return out
}

// afterTheEnd lets the memberships run out and asks what the night tells of it.
func afterTheEnd(t *testing.T, w twins) {
	t.Helper()
	for _, x := range []*world.World{w.with, w.without} {
		x.Clock.Set(testkit.Start.AddDate(0, 0, 61))
		if err := world.Service[*accesscompartmentsvc.Service](x).Sweep(x.Job()); err != nil {
			t.Fatal(err)
		}
	}
	board, err := world.Service[*accesscompartmentsvc.Service](w.with).Board(w.with.As("director"))
	if err != nil || len(board.Open) != 0 || len(board.Ended) != 2 {
		t.Fatalf("%+v, %v", board, err)
	}
	var asked []page
	for _, p := range outsidePages(t, w.without, "/clients/"+nobody, "/clients/"+nobody) {
		if p.path == "/notices" || p.client != nil && (strings.Contains(p.path, "timeline") || strings.Contains(p.path, "access-log")) {
			asked = append(asked, p)
		}
	}
	for _, key := range []string{"officer", "head", "psychologist"} {
		if key == "psychologist" { // once inside, now as everybody else; what they themselves did before tells nothing new
			asked = slices.DeleteFunc(asked, func(p page) bool { return p.path == "/notices" || strings.Contains(p.path, "access-log") })
		}
		compareAll(t, w, key, asked)
	}
	member := visit(t, w.with, "psychologist")
	if a := member.get("/clients/" + string(w.with.Client(world.Own).ID) + "/timeline"); strings.Contains(a.body, "Мөөр басылган бөлүк") {
		t.Error("the membership has ended and the timeline still tells of the compartment")
	}
}
