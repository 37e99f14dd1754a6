package matrix

import (
	"cmp"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/testkit/world"
)

// nobody is an identifier of the right shape that belongs to nobody.
const nobody = "01890a5d-ac96-774b-bcce-b302099a8057"

// subject is what a route or method is about.
type subject int

const (
	open     subject = iota // before signing in
	own                     // the reader's own account, or things that concern no person
	list                    // over many clients, or about none: a role that may not is told so
	client                  // one client, by identifier
	judgment                // one judgment, which is somebody's once accepted
	item                    // one thing of a client, named by its own identifier: not found is the only refusal
	job                     // only named tasks of the service
)

// row says what a route is; it is written by hand, so that a slip in the routing table shows.
type row struct {
	about  subject
	action actor.Action
	paths  []string // for routes with other placeholders than those of a client: the path to ask for
	query  string   // what a page of a client needs to know besides
	ends   bool     // sending it ends the session of the one who does
}

// A role that may not reach an action is told 403 on lists; whatever concerns a person answers 404.

// EveryRoute has a row, and every row a route with the same action.
func TestEveryRouteHasARow(t *testing.T) {
	w := world.Open(t, "sqlite")
	known := routes()
	for _, r := range w.Router.Routes() {
		name := r.Method + " " + r.Pattern
		x, ok := known[name]
		if !ok {
			t.Errorf("no row for the route %q (action %s, public %v): write one in the table of routes", name, r.Action, r.Public)
			continue
		}
		delete(known, name)
		if x.action != r.Action {
			t.Errorf("%s: action %s, the table says %s", name, r.Action, x.action)
		}
		if (x.about == open) != r.Public {
			t.Errorf("%s: public %v", name, r.Public)
		}
		if (x.about == client || x.about == item) && !r.About() {
			t.Errorf("%s is about a person and the router does not know it: refusals would say 403", name)
		}
		if !r.Public && r.Purpose == "" {
			t.Errorf("%s has no purpose", name)
		}
	}
	for name := range known {
		t.Errorf("the row %q has no route", name)
	}
}

var placeholders = regexp.MustCompile(`\{[a-z$]+\}`)

// path puts the identifiers of a client's things into a pattern.
func (x row) path(pattern string, c *world.Client, id string) string {
	entry := c.Contact
	if strings.Contains(pattern, "/appointments/") {
		entry = c.Meeting
	}
	thing := map[subject]string{judgment: c.Judgment, item: c.Order}[x.about]
	if thing == "" {
		thing = id
	}
	if id == nobody {
		entry, thing = nobody, nobody
	}
	order, duty, paper, doc := c.Order, c.Obligation, c.Judgment, c.Document
	if id == nobody {
		order, duty, paper, doc = nobody, nobody, nobody, nobody
	}
	doc, entry = cmp.Or(doc, nobody), cmp.Or(entry, nobody)
	assessed, enforced := cmp.Or(c.Assessment, nobody), cmp.Or(c.Enforcement, nobody)
	if id == nobody {
		assessed, enforced = nobody, nobody
	}
	known := map[string]string{
		"id": thing, "client": id, "entry": entry, "document": doc, "order": order, "obligation": duty, "office": string(world.A), "judgment": paper,
		"assessment": assessed, "case": enforced, "domain": "living", "study": thing, "code": "own", "what": "report", "$": "",
	}
	return placeholders.ReplaceAllStringFunc(pattern, func(m string) string {
		if v, ok := known[m[1:len(m)-1]]; ok {
			return v
		}
		return nobody // a thing that nobody has
	}) + x.query
}

// page is one path to ask a member of staff for.
type page struct {
	route  httpx.Route
	row    row
	client *world.Client // nil when it is about none
	path   string
}

// pages lists what is asked of one member of staff by a method.
func pages(t *testing.T, w *world.World, method string) []page {
	t.Helper()
	known := routes()
	var out []page
	for _, r := range w.Router.Routes() {
		x, ok := known[r.Method+" "+r.Pattern]
		if !ok || r.Method != method {
			continue
		}
		switch {
		case x.about == client || x.about == item || x.about == judgment:
			for _, c := range w.Clients {
				out = append(out, page{r, x, c, x.path(r.Pattern, c, string(c.ID))})
			}
		case len(x.paths) > 0:
			for _, p := range x.paths {
				out = append(out, page{r, x, nil, strings.ReplaceAll(p, "{account}", string(w.Member("officer2").Account))})
			}
		default:
			out = append(out, page{r, x, nil, x.path(r.Pattern, &world.Client{}, nobody)})
		}
	}
	return out
}

// want says whether the answer must be a refusal, and which.
func (p page) want(s *world.Staff) (status int, refused bool) {
	reach := access.ReachOf([]access.Role{s.Role}, p.row.action)
	switch p.row.about {
	case open, own:
		return 0, false
	case judgment: // the door says no to whom no judgment is open, whosever it is
		if reach == access.None {
			return http.StatusForbidden, true
		}
		if access.Decide(reach, p.client.Stand(s)) != access.Granted {
			return http.StatusNotFound, true
		}
		return 0, false
	case client, item:
		if access.Decide(reach, p.client.Stand(s)) != access.Granted {
			return http.StatusNotFound, true
		}
		return 0, false
	}
	if reach == access.None {
		return http.StatusForbidden, true
	}
	return 0, false
}
