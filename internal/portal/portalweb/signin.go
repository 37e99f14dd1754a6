package portalweb

import (
	"net/url"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/portalsvc"
)

func (w *Web) front(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect("/home"), nil
	}
	return httpx.Redirect("/signin"), nil
}

func (w *Web) signInPage(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect("/home"), nil
	}
	return w.show(signInView(w.head(q, "signin", ""), ui.Form{}, portalsvc.Begun{})), nil
}

func (w *Web) signIn(q *httpx.Req) (httpx.Reply, error) {
	in := portalsvc.Begin{
		Who: q.Value("who"), Word: q.Value("word"), Lang: i18n.Lang(q.Ctx()), Ticket: q.Value("ticket"), Device: cookie(q.R, w.cookieName("device")),
	}
	b, err := w.Portal.Begin(q.Ctx(), in)
	form := ui.NewForm(url.Values{"who": {in.Who}}, err) // the code word is typed again: the telephone may be somebody else's
	switch {
	case fault.Is(err, fault.Invalid):
		return httpx.Invalid(signInView(w.head(q, "signin", ""), form, portalsvc.Begun{Ticket: in.Ticket})), nil
	case err != nil:
		return httpx.Reply{}, err
	case b.Ticket != "":
		return httpx.Invalid(signInView(w.head(q, "signin", ""), form, b)).Status(httpx.Status(fault.TooMany)), nil
	}
	w.keep(q, "try", b.Attempt)
	return httpx.Redirect("/code"), nil
}

func (w *Web) codePage(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect("/home"), nil
	}
	attempt := cookie(q.R, w.cookieName("try"))
	if attempt == "" {
		return httpx.Redirect("/signin"), nil
	}
	return w.show(codeView(w.head(q, "code", "/signin"), ui.Form{}, w.told(attempt))), nil
}

// told is the code as the demonstration shows it, where no message arrives.
func (w *Web) told(attempt string) string {
	if w.Demo == nil {
		return ""
	}
	return w.Demo(attempt)
}

func (w *Web) code(q *httpx.Req) (httpx.Reply, error) {
	attempt := cookie(q.R, w.cookieName("try"))
	in, err := w.Portal.Enter(q.Ctx(), portalsvc.Enter{Attempt: attempt, Code: q.Value("code")})
	if fault.Is(err, fault.Invalid) {
		return httpx.Invalid(codeView(w.head(q, "code", "/signin"), ui.NewForm(nil, err), w.told(attempt))), nil
	}
	if err != nil {
		return httpx.Reply{}, err
	}
	w.keep(q, "try", "")
	w.keep(q, "me", in.Token)
	w.keepFor(q, "device", in.Device, portal.DeviceFor)
	return httpx.Redirect("/home"), nil
}

func (w *Web) signOut(q *httpx.Req) (httpx.Reply, error) {
	if token := cookie(q.R, w.cookieName("me")); token != "" {
		if err := w.Portal.SignOut(q.Ctx(), token); err != nil {
			return httpx.Reply{}, err
		}
	}
	w.keep(q, "me", "")
	return httpx.Redirect("/signin?out=yes"), nil
}

func (w *Web) help(q *httpx.Req) (httpx.Reply, error) {
	back := "/signin"
	if q.Account() != "" {
		back = "/home"
	}
	return w.show(helpView(w.head(q, "help", back), w.emergency(q))), nil
}

func (w *Web) listen(q *httpx.Req) (httpx.Reply, error) {
	if w.Listen == nil {
		return httpx.Reply{}, fault.MissingRecord()
	}
	b, err := w.Listen(q.PathValue("lang"), q.PathValue("name"))
	if err != nil {
		return httpx.Reply{}, fault.MissingRecord()
	}
	return httpx.Image("audio/mpeg", b), nil
}
