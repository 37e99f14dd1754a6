package signinweb

import (
	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin/signinsvc"
)

// tokenOf is the one-time token of a set-up or reset link: in the address when the link is opened, in the form afterwards.
func tokenOf(q *httpx.Req) string {
	if t := q.Form().Get("token"); t != "" {
		return t
	}
	return q.Query().Get("t")
}

// spent shows that a one-time link no longer opens anything.
func spent(q *httpx.Req, err error) (httpx.Reply, error) {
	if fault.Is(err, fault.NotFound) {
		return httpx.Page(spentView()).Status(404), nil
	}
	return again(q, err, func(ui.Form) templ.Component { return spentView() })
}

// firstPage takes the token in the address, or asks for it.
func (w *Web) firstPage(q *httpx.Req) (httpx.Reply, error) {
	if tokenOf(q) == "" {
		return httpx.Page(firstView(ui.Form{}, "")), nil
	}
	t, err := w.Service.OpenTicket(q.Ctx(), tokenOf(q), from(q))
	if err != nil || t.Kind != signinsvc.TokenFirst {
		return spent(q, orMissing(err))
	}
	return httpx.Page(firstView(ui.Form{}, tokenOf(q))), nil
}

func (w *Web) first(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.First(q.Ctx(), tokenOf(q), signinsvc.FirstAdmin{
		Login: q.Value("login"), Display: q.Value("display"),
		Password: q.Form().Get("password"), Language: q.Lang,
	}, from(q))
	if fault.Is(err, fault.NotFound) {
		return spent(q, err)
	}
	if err != nil {
		return again(q, err, func(f ui.Form) templ.Component { return firstView(f, tokenOf(q)) })
	}
	return w.next(q, step)
}

func (w *Web) tokenPage(q *httpx.Req) (httpx.Reply, error) {
	t, err := w.Service.OpenTicket(q.Ctx(), tokenOf(q), from(q))
	if err != nil || t.Kind == signinsvc.TokenFirst {
		return spent(q, orMissing(err))
	}
	return httpx.Page(tokenView(ui.Form{}, t, tokenOf(q))), nil
}

func (w *Web) token(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.UseTicket(q.Ctx(), tokenOf(q), q.Form().Get("password"), from(q))
	switch {
	case fault.Is(err, fault.NotFound):
		return spent(q, err)
	case fault.Is(err, fault.Invalid):
		t, missing := w.Service.OpenTicket(q.Ctx(), tokenOf(q), from(q))
		if missing != nil {
			return spent(q, missing)
		}
		return again(q, err, func(f ui.Form) templ.Component { return tokenView(f, t, tokenOf(q)) })
	case err != nil:
		return again(q, err, func(ui.Form) templ.Component { return spentView() })
	case step.Cookie == "":
		return httpx.Redirect("/signin"), nil
	}
	return w.next(q, step)
}

func orMissing(err error) error {
	if err == nil {
		return fault.MissingRecord()
	}
	return err
}

// enrolPage is the step of a new account; factorPage the same for somebody signed in.
func (w *Web) enrolPage(q *httpx.Req) (httpx.Reply, error) { return w.showEnrol(q, "/signin/enrol") }

func (w *Web) factorPage(q *httpx.Req) (httpx.Reply, error) { return w.showEnrol(q, "/account/factor") }

func (w *Web) showEnrol(q *httpx.Req, at string) (httpx.Reply, error) {
	key, err := w.Service.BeginTOTP(q.Ctx(), w.cookieOf(q.R))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(enrolView(ui.Form{}, key, at, w.back(q))), nil
}

func (w *Web) enrol(q *httpx.Req) (httpx.Reply, error) { return w.finishEnrol(q, "/signin/enrol") }

func (w *Web) factor(q *httpx.Req) (httpx.Reply, error) { return w.finishEnrol(q, "/account/factor") }

func (w *Web) finishEnrol(q *httpx.Req, at string) (httpx.Reply, error) {
	cookie := w.cookieOf(q.R)
	step, err := w.Service.FinishTOTP(q.Ctx(), cookie, q.Form().Get("code"), from(q))
	if fault.Is(err, fault.Invalid) {
		key, missing := w.Service.BeginTOTP(q.Ctx(), cookie)
		if missing != nil {
			return httpx.Reply{}, missing
		}
		return again(q, err, func(f ui.Form) templ.Component { return enrolView(f, key, at, w.back(q)) })
	}
	if err != nil {
		return httpx.Reply{}, err
	}
	return w.next(q, step)
}

// qr is the picture for the authenticator; the policy allows no data: addresses, so it is a route of its own.
func (w *Web) qr(q *httpx.Req) (httpx.Reply, error) {
	key, err := w.Service.BeginTOTP(q.Ctx(), w.cookieOf(q.R))
	if err != nil {
		return httpx.Reply{}, err
	}
	png, err := key.QR()
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Image("image/png", png), nil
}

// sheet makes a new sheet of codes and shows it once.
func (w *Web) sheet(q *httpx.Req) (httpx.Reply, error) {
	codes, err := w.Service.NewSheet(q.Ctx(), w.cookieOf(q.R))
	if err != nil {
		return httpx.Reply{}, err
	}
	next := "/account"
	if q.Account() == "" {
		next = w.onward(q, "/signin/code")
	}
	return httpx.Page(sheetView(codes, next, w.Service.DB.Now())), nil
}
