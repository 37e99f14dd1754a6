package matrix

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/app/backup"
	"tuzjol/internal/testkit/world"
)

// Every page as every role against every client: the status is the one that the rules give, a refusal is the answer that
// nobody's identifier gets (S13), no page shows somebody out of sight (S15), nothing changes, and each request leaves its
// one entry in the record (S21).
func TestEveryPageAsEveryRole(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		asked, forms := pages(t, w, http.MethodGet), pages(t, w, http.MethodPost)
		before := sums(t, w)
		var wg sync.WaitGroup
		for _, s := range actors(w) {
			v := visit(t, w, s.Key)
			wg.Go(func() {
				v.readAll(asked)
				v.refuseAll(forms)
				v.recorded()
			})
		}
		wg.Wait()
		same(t, before, sums(t, w))
	})
}

// Every form as every role that may send it: what is wrong with it is said, or it is done; no refusal, no failure, and
// one entry in the record. What one form changed, later ones find changed.
func TestEveryFormThatIsAllowed(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		forms := pages(t, w, http.MethodPost)
		for _, s := range actors(w) {
			v := visit(t, w, s.Key)
			for _, p := range forms {
				if _, refused := p.want(s); refused || p.row.about == open || p.row.ends {
					continue
				}
				a := v.post(p.path, nil)
				v.note(p, a)
				if a.status >= http.StatusInternalServerError || a.status == http.StatusForbidden || a.status == http.StatusUnauthorized {
					v.errorf(p, "answers %d: %s", a.status, problem(w, a))
				}
			}
			v.recorded()
		}
	})
}

// problem finds in the log what went wrong with a request.
func problem(w *world.World, a answer) string {
	for line := range strings.Lines(w.Log.String()) {
		if strings.Contains(line, a.id) && strings.Contains(line, "error") {
			return line
		}
	}
	return ""
}

// refuseAll sends every form that the member of staff may not send: the answer is that for nobody, and nothing is written.
func (v *visitor) refuseAll(forms []page) {
	absent := map[string]string{}
	for _, p := range forms {
		status, refused := p.want(v.staff)
		if !refused {
			continue
		}
		a := v.post(p.path, nil)
		v.note(p, a)
		if a.status != status {
			v.errorf(p, "answers %d, want %d", a.status, status)
			continue
		}
		if p.client != nil {
			v.sameAsNobody(p, a, absent)
		}
		v.betrays(p, a)
	}
}

// readAll asks for every page.
func (v *visitor) readAll(asked []page) {
	absent := map[string]string{}
	for _, p := range asked {
		a := v.get(p.path)
		v.note(p, a)
		status, refused := p.want(v.staff)
		switch {
		case refused && a.status != status:
			v.errorf(p, "answers %d, want %d", a.status, status)
		case refused && p.client != nil:
			v.sameAsNobody(p, a, absent)
		case !refused && p.row.about != open && !fine(p, a.status):
			v.errorf(p, "answers %d although allowed", a.status)
		}
		v.betrays(p, a)
	}
}

// fine are the answers of an allowed GET: things that the client does not have are not found.
func fine(p page, status int) bool {
	return status < 400 || status == http.StatusNotFound && (p.row.about != client || strings.Contains(p.path, nobody))
}

// sameAsNobody compares the refusal with the answer about an identifier that belongs to nobody.
func (v *visitor) sameAsNobody(p page, a answer, absent map[string]string) {
	key := p.route.Pattern
	if _, ok := absent[key]; !ok {
		none := page{p.route, p.row, nil, p.row.path(p.route.Pattern, p.client, nobody)}
		b := v.ask(none)
		v.note(none, b)
		absent[key] = digest(b.calm(nobody)) + " " + b.calm(nobody)
	}
	calm := strings.ReplaceAll(a.calm(string(p.client.ID)), nobody, "ASKED")
	for _, id := range []string{p.client.Contact, p.client.Meeting, p.client.Document, p.client.Judgment, p.client.Order, p.client.Obligation, p.client.Assessment, p.client.Enforcement} {
		if id != "" {
			calm = strings.ReplaceAll(calm, id, "ASKED")
		}
	}
	if want := absent[key]; digest(calm)+" "+calm != want {
		v.errorf(p, "the refusal differs from that for nobody: %s", differ(calm, want[17:]))
	}
}

func (v *visitor) ask(p page) answer {
	if p.route.Method == http.MethodPost {
		return v.post(p.path, nil)
	}
	return v.get(p.path)
}

// betrays looks for traces of people out of the reader's sight.
func (v *visitor) betrays(p page, a answer) {
	for _, c := range v.w.Clients {
		if c.Stand(v.staff).Visible {
			continue
		}
		for _, text := range c.Traces() {
			if p.client == c && uuid.MatchString(text) || numbered(p, text) {
				continue
			}
			if strings.Contains(a.body, text) {
				v.errorf(p, "shows %q of the client %s", text, c.State)
			}
		}
	}
}

// numbered are the pages of the record itself, which speak of cases by number to those who follow it, and the custodians'
// list of seals, which has no names and no numbers but must say which record a proposal is about.
func numbered(p page, text string) bool {
	if p.path == "/sealed" {
		return uuid.MatchString(text)
	}
	return strings.HasPrefix(p.path, "/audit") && (uuid.MatchString(text) || strings.Count(text, "-") == 2)
}

func (v *visitor) errorf(p page, format string, args ...any) {
	state := "-"
	if p.client != nil {
		state = p.client.State
	}
	v.t.Errorf("%s as %s on %s: "+format, append([]any{p.route.Method + " " + p.route.Pattern, v.staff.Key, state}, args...)...)
}

// sums are those of the tables that keep records.
func sums(t *testing.T, w *world.World) map[string]backup.Sum {
	t.Helper()
	all, err := backup.Sums(t.Context(), w.App.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range w.App.DB.Tables() {
		if string(table.Kind) != "record" {
			delete(all, table.Name)
		}
	}
	return all
}

func same(t *testing.T, before, after map[string]backup.Sum) {
	t.Helper()
	for name, s := range before {
		if after[name] != s && !slices.Contains([]string{"signin_session"}, name) {
			t.Errorf("refused or reading requests changed the table %s", name)
		}
	}
}
