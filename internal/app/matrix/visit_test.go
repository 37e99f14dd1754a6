package matrix

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/testkit/world"
)

// visitor is one member of staff with a session.
type visitor struct {
	t      *testing.T
	w      *world.World
	staff  *world.Staff
	cookie *http.Cookie
	sent   []sent
}

// sent is one request as the audit record must know it.
type sent struct {
	id, route, purpose, action, subject string
	status                              int
	unsafe                              bool
}

type answer struct {
	id     string
	status int
	body   string
	header http.Header
}

// actors are one member of staff for each role, and those of the neighbouring office.
func actors(w *world.World) []*world.Staff {
	return slices.DeleteFunc(slices.Clone(w.Staff), func(s *world.Staff) bool {
		return slices.Contains([]string{"officer2", "officer_far", "head_far", "custodian2"}, s.Key)
	})
}

func visit(t *testing.T, w *world.World, key string) *visitor {
	t.Helper()
	return &visitor{t: t, w: w, staff: w.Member(key), cookie: w.Enter(key)}
}

func (v *visitor) get(path string) answer { return v.send(http.MethodGet, path, nil) }

// post sends a form with a key of its own, as the form of a page would.
func (v *visitor) post(path string, form url.Values) answer {
	if form == nil {
		form = url.Values{}
	}
	form.Set("_key", v.w.Router.FormKey(string(v.staff.Account)))
	return v.send(http.MethodPost, path, form)
}

func (v *visitor) send(method, path string, form url.Values) answer {
	var r *http.Request
	if form == nil {
		r = httptest.NewRequest(method, world.BaseURL+path, nil)
	} else {
		r = httptest.NewRequest(method, world.BaseURL+path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.cookie != nil {
		r.AddCookie(v.cookie)
	}
	return v.roundTrip(r)
}

func (v *visitor) roundTrip(r *http.Request) answer {
	rec := httptest.NewRecorder()
	v.w.Handler.ServeHTTP(rec, r)
	return answer{rec.Header().Get("X-Request-Id"), rec.Code, rec.Body.String(), rec.Header()}
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// keyless takes out the form keys and those of forms that save themselves.
func keyless(s string) string {
	return without(without(s, `name="_key" value="`), `name="_keepkey" value="`)
}

// without takes out the values of a field.
func without(s, field string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(s, field)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, s, _ = strings.Cut(rest, `"`)
	}
}

// calm takes out of a body what differs between two equal answers: form keys, the number of the request, and the
// identifier that the reader asked for.
func (a answer) calm(asked string) string {
	s := keyless(strings.ReplaceAll(a.body, a.id, "REQUEST"))
	if asked != "" {
		s = strings.ReplaceAll(s, asked, "ASKED")
	}
	return s
}

func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:8])
}

// differ shows the first place where two texts differ.
func differ(a, b string) string {
	n := min(len(a), len(b))
	i := 0
	for i < n && a[i] == b[i] {
		i++
	}
	from := max(0, i-80)
	return "…" + a[from:min(len(a), i+120)] + "\n… instead of …\n" + b[from:min(len(b), i+120)]
}
