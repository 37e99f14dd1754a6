package matrix

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/testkit/world"
)

// Every answer of every route carries the headers of a page that nobody else may frame, sniff or keep (S41), no page runs
// anything inline (S42), and no address in it speaks of anybody (S44). Unsafe requests without a key of our own form, or
// from another site, are refused on every route (S39).
func TestEveryAnswerIsSafeInABrowser(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		var wg sync.WaitGroup
		for _, key := range []string{"head", "director", "custodian", "admin", "auditor"} {
			v := visit(t, w, key)
			wg.Go(func() {
				for _, p := range pages(t, w, http.MethodGet) {
					if p.client != nil && p.client.State != world.Own && p.client.State != world.Other {
						continue
					}
					a := v.get(p.path)
					v.headers(p, a)
					v.addresses(p, a)
				}
			})
		}
		wg.Wait()
		v := visit(t, w, "head")
		for _, p := range pages(t, w, http.MethodPost) {
			v.forged(p)
		}
	})
}

const year = "max-age=31536000"

func (v *visitor) headers(p page, a answer) {
	csp := a.header.Get("Content-Security-Policy")
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		if got := a.header.Get(name); got != want {
			v.errorf(p, "header %s is %q", name, got)
		}
	}
	if !strings.Contains(a.header.Get("Strict-Transport-Security"), year) {
		v.errorf(p, "no HSTS for a year: %q", a.header.Get("Strict-Transport-Security"))
	}
	if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe-") {
		v.errorf(p, "policy %q", csp)
	}
	if strings.HasPrefix(a.header.Get("Content-Disposition"), "attachment") && !strings.Contains(csp, "sandbox") {
		v.errorf(p, "a file is served without a sandbox: %q", csp)
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		if found := inline.FindString(a.body); found != "" {
			v.errorf(p, "runs something inline: %.80q", found)
		}
	}
}

var (
	inline = regexp.MustCompile(`(?i)<script(?:\s[^>]*)?>\s*[^<\s]|<style[\s>]|\sstyle="|\son[a-z]+="|javascript:`)
	link   = regexp.MustCompile(`(?:href|action|src|hx-[a-z]+|data-[a-z-]*href)="([^"]*)"`)
	plain8 = regexp.MustCompile(`^[\p{ASCII}]*$`)
	digits = regexp.MustCompile(`\d{9,}`)
)

// addresses looks at every link and form of a page: identifiers and codes only.
func (v *visitor) addresses(p page, a answer) {
	if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		return
	}
	for _, m := range link.FindAllStringSubmatch(a.body, -1) {
		u, err := url.QueryUnescape(strings.ReplaceAll(m[1], "&amp;", "&"))
		if err != nil || strings.HasPrefix(u, "tel:") {
			continue
		}
		bare := uuid.ReplaceAllString(u, "")
		for _, office := range []string{string(world.A), string(world.B), string(world.Far)} {
			bare = strings.ReplaceAll(bare, office, "")
		}
		if !plain8.MatchString(bare) {
			v.errorf(p, "an address with words in it: %s", u)
		}
		for _, c := range v.w.Clients {
			for _, text := range []string{c.Surname, c.PIN, c.Phone, c.Address, c.Birth, c.File} {
				if text != "" && strings.Contains(bare, text) {
					v.errorf(p, "an address speaks of somebody: %s", u)
				}
			}
		}
		if digits.MatchString(bare) && !known(bare) {
			v.errorf(p, "an address with a long number: %s", u)
		}
	}
}

// known are the long numbers that addresses may have: codes of territories and fingerprints of static files.
func known(u string) bool {
	return strings.HasPrefix(u, "/assets/") || strings.HasPrefix(u, "/static/") || regexp.MustCompile(`^[^\d]*417\d{11}\D*$`).MatchString(u)
}

// forged sends a form as another site could make a browser send it.
func (v *visitor) forged(p page) {
	if p.row.about == open && strings.HasPrefix(p.path, "/api/") {
		return
	}
	if p.client != nil && p.client.State != world.Own {
		return
	}
	before := len(v.sent)
	a := v.send(http.MethodPost, p.path, url.Values{"x": {"1"}})
	if a.status != http.StatusForbidden && a.status != http.StatusNotFound {
		v.errorf(p, "without a form key answers %d", a.status)
	}
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://example.org"} {
		form := url.Values{"_key": {v.w.Router.FormKey(string(v.staff.Account))}}
		r := httptest.NewRequest(http.MethodPost, world.BaseURL+p.path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(name, value)
		r.AddCookie(v.cookie)
		if b := v.roundTrip(r); b.status != http.StatusForbidden {
			v.errorf(p, "with %s %s answers %d", name, value, b.status)
		}
	}
	v.sent = v.sent[:before]
}

// Nothing secret stands in the log of a whole run, in the database or in the files beside it: no personal number, phone,
// address or text about a person, no password, token, code or cookie (S25, S52).
func TestCanariesStayInTheirCage(t *testing.T) {
	const password = "Кайберен-жолу-4711"
	world.Each(t, func(t *testing.T, w *world.World) {
		v := visit(t, w, "head")
		for _, p := range pages(t, w, http.MethodGet) {
			v.get(p.path)
		}
		who := w.Client(world.Own)
		own := "/clients/" + string(who.ID)
		v.post("/search", url.Values{"q": {who.PIN}})
		v.post("/search", url.Values{"q": {who.Surname}})
		v.post("/signin", url.Values{"login": {"t.head"}, "password": {password}})
		v.post("/account/password", url.Values{"current": {password}, "password": {password}, "repeat": {password}})
		v.post(own+"/person/edit", url.Values{"part": {"phone"}, "phone": {"0" + who.Phone}})
		v.post(own+"/contacts", url.Values{"kind": {"note"}, "text": {who.Secret}})
		v.post("/break-glass", url.Values{"pin": {who.PIN}, "reason": {"danger"}, "text": {who.Secret}})
		v.get("/clients/" + who.PIN + "?q=" + url.QueryEscape(who.Surname))
		secrets := []string{password, v.cookie.Value, world.TOTP}
		for _, c := range w.Clients {
			secrets = append(secrets, c.PIN, c.Phone, c.Address)
			if c.Secret != "" {
				secrets = append(secrets, c.Secret)
			}
		}
		logged := w.Log.String()
		if !strings.Contains(logged, "/clients/{id}") {
			t.Error("the log holds no request; nothing is proven")
		}
		for _, s := range append(secrets, who.Surname) {
			if strings.Contains(logged, s) {
				t.Errorf("the log holds %q", s)
			}
		}
		inFiles(t, w, secrets)
	})
}

// inFiles looks into every stored file of the service as an intruder with the disk would.
func inFiles(t *testing.T, w *world.World, secrets []string) {
	t.Helper()
	stored := 0
	err := filepath.WalkDir(w.Data, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".key") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, s := range secrets {
			if strings.Contains(string(b), s) {
				t.Errorf("%s holds %q", filepath.Base(path), s)
			}
		}
		stored += len(b)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if w.Engine == "sqlite" && stored < 100_000 {
		t.Errorf("only %d bytes were looked at", stored)
	}
	inTables(t, w, secrets)
}
