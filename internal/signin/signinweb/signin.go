package signinweb

import (
	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
)

func (w *Web) signInPage(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect(w.back(q)), nil
	}
	if q.Session.Locked {
		return httpx.Redirect(w.onward(q, "/signin/resume")), nil
	}
	return httpx.Page(signInView(ui.Form{}, w.back(q))), nil
}

func (w *Web) signIn(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.SignIn(q.Ctx(), q.Value("login"), q.Form().Get("password"), from(q))
	if err != nil {
		return again(q, err, func(f ui.Form) templ.Component { return signInView(f, w.back(q)) })
	}
	return w.next(q, step)
}

// next leads to the step that follows.
func (w *Web) next(q *httpx.Req, step signinsvc.Opened) (httpx.Reply, error) {
	w.keep(q, step.Cookie)
	switch step.Stage {
	case signin.StageCode:
		return httpx.Redirect(w.onward(q, "/signin/code")), nil
	case signin.StageEnrol:
		return httpx.Redirect(w.onward(q, "/signin/enrol")), nil
	}
	return httpx.Redirect(w.back(q)), nil
}

func (w *Web) codePage(q *httpx.Req) (httpx.Reply, error) {
	if q.Account() != "" {
		return httpx.Redirect(w.back(q)), nil
	}
	return httpx.Page(codeView(ui.Form{}, w.back(q))), nil
}

func (w *Web) code(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.Confirm(q.Ctx(), w.cookieOf(q.R), q.Form().Get("code"), from(q))
	if fault.Is(err, fault.Unauthenticated) {
		return httpx.Redirect(w.onward(q, "/signin")), nil
	}
	if err != nil {
		return again(q, err, func(f ui.Form) templ.Component { return codeView(f, w.back(q)) })
	}
	return w.next(q, step)
}

func (w *Web) resumePage(q *httpx.Req) (httpx.Reply, error) {
	if !q.Session.Locked {
		return httpx.Redirect(w.back(q)), nil
	}
	return httpx.Page(resumeView(ui.Form{}, w.back(q))), nil
}

func (w *Web) resume(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.Resume(q.Ctx(), w.cookieOf(q.R), q.Form().Get("password"), q.Form().Get("code"), from(q))
	if fault.Is(err, fault.Unauthenticated) {
		return httpx.Redirect(w.onward(q, "/signin")), nil
	}
	if err != nil {
		return again(q, err, func(f ui.Form) templ.Component { return resumeView(f, w.back(q)) })
	}
	return w.next(q, step)
}

func (w *Web) stepUpPage(q *httpx.Req) (httpx.Reply, error) {
	return httpx.Page(stepUpView(ui.Form{}, w.back(q))), nil
}

func (w *Web) stepUp(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.StepUp(q.Ctx(), w.cookieOf(q.R), q.Form().Get("code"), from(q))
	if err != nil {
		return again(q, err, func(f ui.Form) templ.Component { return stepUpView(f, w.back(q)) })
	}
	return w.next(q, step)
}

func (w *Web) signOut(q *httpx.Req) (httpx.Reply, error) {
	if cookie := w.cookieOf(q.R); cookie != "" {
		if err := w.Service.SignOut(q.Ctx(), cookie); err != nil {
			return httpx.Reply{}, err
		}
	}
	w.keep(q, "")
	return httpx.Redirect("/signin").Header("Clear-Site-Data", `"storage"`), nil
}
