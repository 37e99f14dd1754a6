package httpx

import (
	"net/http"
	"slices"
	"strings"
)

const langCookie = "tuzjol_lang"

// chooseLanguage takes ?lang= (and remembers it), then what was chosen here before, the account's preference, and what
// the browser asks for; the state language is the default.
func (e *endpoint) chooseLanguage(q *Req) {
	opt := &e.router.opt
	known := func(lang string) bool { return slices.Contains(opt.Languages, lang) }
	asked := q.R.URL.Query().Get("lang")
	switch c, err := q.R.Cookie(langCookie); {
	case known(asked):
		q.Lang = asked
		http.SetCookie(q.W, &http.Cookie{
			Name: langCookie, Value: asked, Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, Secure: opt.TLS, SameSite: http.SameSiteLaxMode,
		})
	case err == nil && known(c.Value):
		q.Lang = c.Value
	case known(q.Session.Lang):
		q.Lang = q.Session.Lang
	default:
		q.Lang = accepted(q.R.Header.Get("Accept-Language"), opt.Languages)
	}
	if opt.Language != nil {
		q.ctx = opt.Language(q.ctx, q.Lang)
	}
}

// accepted picks the first language the browser lists that we have; browsers list them by preference.
func accepted(header string, languages []string) string {
	for part := range strings.SplitSeq(header[:min(len(header), 200)], ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(languages, base) {
			return base
		}
	}
	return languages[0]
}
