package badinput

import (
	"bytes"
	"html"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/testkit/world"
)

// reader is somebody at a browser without scripts.
type reader struct {
	t      *testing.T
	w      *world.World
	key    string
	lang   string
	cookie *http.Cookie
}

func enter(t *testing.T, w *world.World, key string) *reader {
	t.Helper()
	return &reader{t: t, w: w, key: key, lang: "ky", cookie: w.Enter(key)}
}

// answer is what came back.
type answer struct {
	status   int
	location string
	body     string
}

func (v *reader) do(r *http.Request) answer {
	v.t.Helper()
	r.AddCookie(v.cookie)
	r.AddCookie(&http.Cookie{Name: "__Host-tuzjol_lang", Value: v.lang})
	r.AddCookie(&http.Cookie{Name: "tuzjol_lang", Value: v.lang})
	r.Header.Set("Origin", world.BaseURL)
	rec := httptest.NewRecorder()
	v.w.Handler.ServeHTTP(rec, r)
	body := rec.Body.String()
	if strings.Contains(body, "⟦") {
		v.t.Errorf("%s %s (%s): a text without a translation", r.Method, r.URL.Path, v.lang)
	}
	return answer{rec.Code, rec.Header().Get("Location"), body}
}

func (v *reader) get(path string) answer {
	v.t.Helper()
	return v.do(httptest.NewRequest(http.MethodGet, world.BaseURL+path, nil))
}

// form adds the submission key that the page of a form carries.
func (v *reader) form(pairs ...string) url.Values {
	form := url.Values{"_key": {v.w.Router.FormKey(string(v.w.Member(v.key).Account))}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form
}

func (v *reader) send(path string, form url.Values) answer {
	v.t.Helper()
	r := httptest.NewRequest(http.MethodPost, world.BaseURL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Referer", world.BaseURL+path)
	return v.do(r)
}

// upload sends a form with a file of any length, which is never held in memory.
func (v *reader) upload(path, field, name string, file io.Reader, length int64, form url.Values) answer {
	v.t.Helper()
	var head bytes.Buffer
	m := multipart.NewWriter(&head)
	for n, values := range form {
		for _, value := range values {
			if err := m.WriteField(n, value); err != nil {
				v.t.Fatal(err)
			}
		}
	}
	if _, err := m.CreateFormFile(field, name); err != nil {
		v.t.Fatal(err)
	}
	tail := "\r\n--" + m.Boundary() + "--\r\n"
	r := httptest.NewRequest(http.MethodPost, world.BaseURL+path, io.MultiReader(&head, file, strings.NewReader(tail)))
	r.ContentLength = int64(head.Len()) + length + int64(len(tail))
	r.Header.Set("Content-Type", m.FormDataContentType())
	return v.do(r)
}

var (
	summaryRE = regexp.MustCompile(`(?s)<ul class="govuk-list govuk-error-summary__list">(.*?)</ul>`)
	linkRE    = regexp.MustCompile(`<a href="#([^"]*)">([^<]*)</a>`)
	labelRE   = regexp.MustCompile(`(?s)<label class="govuk-label[^"]*" for="([^"]*)">([^<]*)`)
)

// problems are what the error summary says, by the id of the field that it links to; what names no field is under "".
func (a answer) problems() map[string]string {
	out := map[string]string{}
	m := summaryRE.FindStringSubmatch(a.body)
	if m == nil {
		return out
	}
	for _, l := range linkRE.FindAllStringSubmatch(m[1], -1) {
		out[l[1]] = html.UnescapeString(l[2])
	}
	if rest := strings.TrimSpace(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(linkRE.ReplaceAllString(m[1], ""), "")); rest != "" {
		out[""] = html.UnescapeString(rest)
	}
	return out
}

// label is what a field is called.
func (a answer) label(id string) string {
	for _, l := range labelRE.FindAllStringSubmatch(a.body, -1) {
		if l[1] == id {
			return strings.TrimSpace(html.UnescapeString(l[2]))
		}
	}
	return ""
}

// names asserts that the answer refuses, names each field by its label with a remedy, and still holds what was typed.
func (v *reader) names(a answer, typed url.Values, fields ...string) {
	v.t.Helper()
	if a.status != http.StatusUnprocessableEntity {
		v.t.Fatalf("%s: status %d, want 422", v.lang, a.status)
	}
	got := a.problems()
	for _, f := range fields {
		said, label := got[f], a.label(f)
		if label == "" || !strings.HasPrefix(said, label+": ") || len(said) < len(label)+10 {
			v.t.Errorf("%s: of the field %s (%q) the summary says %q", v.lang, f, label, said)
		}
	}
	v.kept(a, typed)
}

// kept asserts that the page still holds what was typed.
func (v *reader) kept(a answer, typed url.Values) {
	v.t.Helper()
	for name, values := range typed {
		for _, value := range values {
			if name != "_key" && value != "" && !strings.Contains(html.UnescapeString(a.body), value) {
				v.t.Errorf("%s: %s lost what was typed: %q", v.lang, name, value)
			}
		}
	}
}

// inEachLanguage repeats what one reader does.
func inEachLanguage(v *reader, do func()) {
	for _, lang := range []string{"ky", "ru", "en"} {
		v.lang = lang
		do()
	}
}
