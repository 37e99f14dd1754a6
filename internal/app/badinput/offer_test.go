package badinput

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/testkit/world"
)

var actionRE = regexp.MustCompile(`<form\s[^>]*action="([^"]*)"`)

// A page about somebody else's client offers no form and no tab that would be refused: what is typed into one would be lost.
func TestAColleaguesClientOffersNothingThatIsRefused(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "officer")
		for state, own := range map[string]bool{world.Own: true, world.Team: false} {
			client := "/clients/" + string(w.Client(state).ID)
			for _, page := range []string{"/contacts", "/documents", "/order"} {
				a := v.get(client + page)
				if a.status != http.StatusOK {
					t.Fatalf("%s%s: %d", state, page, a.status)
				}
				writes := false
				for _, m := range actionRE.FindAllStringSubmatch(a.body, -1) {
					writes = writes || strings.HasPrefix(m[1], client)
				}
				if writes != own {
					t.Errorf("the client %q, %s: a form to write is shown: %v", state, page, writes)
				}
				if tab := strings.Contains(a.body, client+"/access-log"); tab != own {
					t.Errorf("the client %q, %s: the access log is offered: %v", state, page, tab)
				}
			}
		}
	})
}
