package matrix

import (
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/testkit/world"
)

// What a client learns of who looked is the same before and after a victim's worker, a reader inside a sealed compartment and somebody
// under a broken glass have read the record: no line, no shorter page, no other count.
func TestWhoLookedTellsNothingOfTheProtected(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		router, err := w.App.PortalRouter()
		if err != nil {
			t.Fatal(err)
		}
		me := w.Client(world.Team)
		w.Qualify("psychologist", "veo_assessor")
		w.Qualify("social_worker", "victim_worker")
		h := &host{t: t, router: router, jar: map[string]string{}}
		h.jar["me"], h.jar["account"] = sessionBy(t, w, me.ID, "officer2")
		looked := func() string {
			body := h.send(http.MethodGet, "/looked", nil).Body.String()
			_, body, ok := strings.Cut(body, "<main")
			if !ok {
				t.Fatal("no page")
			}
			body, _, _ = strings.Cut(body, "</main>")
			return body
		}
		own := "/clients/" + string(me.ID)
		head := visit(t, w, "head")
		for range 55 { // more than a page: lines taken out afterwards would leave it short
			head.get(own)
		}
		before := looked()
		if !strings.Contains(before, "after=") {
			t.Fatal("the lines fit on one page")
		}
		planned := fill(t, w, world.Team, access.Victim, access.PartWorker, "social_worker", "kg-victim-safety")
		worker := visit(t, w, "social_worker")
		for _, p := range []string{own, own + "/timeline", own + "/contacts", planned} {
			if a := worker.get(p); a.status >= http.StatusBadRequest {
				t.Errorf("the victim's worker: %s answers %d", p, a.status)
			}
		}
		same := func(who string) {
			t.Helper()
			if after := looked(); after != before {
				t.Errorf("%s is told of:\n%s\n---\n%s", who, before, after)
			}
		}
		same("a victim's worker")
		judged := fill(t, w, world.Team, access.Extremism, access.PartAssessor, "psychologist", "kg-extremism")
		inside := visit(t, w, "psychologist")
		if a := inside.get(judged); a.status >= http.StatusBadRequest {
			t.Errorf("inside: %d", a.status)
		}
		same("a reader inside a sealed compartment")
		found, err := world.Service[*accesssvc.Service](w).Open(w.As("officer_far"), accesssvc.OpenGlass{
			Query: access.GlassQuery{PIN: me.PIN}, Reason: "danger", Text: "Өмүрүнө коркунуч бар",
		})
		if err != nil || found != me.ID {
			t.Fatalf("%s %v", found, err)
		}
		far := visit(t, w, "officer_far")
		if a := far.get(own); a.status != http.StatusOK {
			t.Errorf("under the glass: %d", a.status)
		}
		same("a reader under a broken glass")
		visit(t, w, "records").get(own)
		if looked() == before {
			t.Error("an ordinary reader is not told of either")
		}
	})
}
