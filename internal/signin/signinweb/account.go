package signinweb

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
)

func say(ctx context.Context, key string) string { return i18n.T(ctx, key) }

// spaced groups a secret in fours for typing.
func spaced(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func sheetAction(at string) string {
	if at == "/signin/enrol" {
		return "/signin/enrol/sheet"
	}
	return "/account/sheet"
}

// accountView is what the page of the reader's own account shows.
type ownAccount struct {
	signinsvc.Account
	sessions []signinsvc.OpenSession
	drafts   []signinsvc.DraftRow
	left     int
}

func (w *Web) account(q *httpx.Req) (httpx.Reply, error) {
	var v ownAccount
	var err error
	if v.Account, err = w.Service.Account(q.Ctx(), q.Account()); err != nil {
		return httpx.Reply{}, err
	}
	if v.sessions, err = w.Service.Sessions(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	if v.drafts, err = w.Service.Drafts(q.Ctx(), q.Account()); err != nil {
		return httpx.Reply{}, err
	}
	if v.left, err = w.Service.CodesLeft(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(accountView(v)), nil
}

func (w *Web) endSession(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.EndSession(q.Ctx(), q.PathValue("id")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/account"), nil
}

func (w *Web) dropDraft(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.DropDraft(q.Ctx(), q.Account(), q.PathValue("id")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/account"), nil
}

func (w *Web) passwordPage(*httpx.Req) (httpx.Reply, error) {
	return httpx.Page(passwordView(ui.Form{})), nil
}

func (w *Web) password(q *httpx.Req) (httpx.Reply, error) {
	step, err := w.Service.ChangePassword(q.Ctx(), w.cookieOf(q.R), q.Form().Get("current"), q.Form().Get("password"), from(q))
	if err != nil {
		return again(q, err, passwordView)
	}
	w.keep(q, step.Cookie)
	return httpx.Redirect("/account"), nil
}

func (w *Web) tokensPage(q *httpx.Req) (httpx.Reply, error) { return w.showTokens(q, ui.Form{}, "") }

func (w *Web) showTokens(q *httpx.Req, f ui.Form, made string) (httpx.Reply, error) {
	list, err := w.Service.APITokens(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(tokensView(f, list, made)), nil
}

func (w *Web) newToken(q *httpx.Req) (httpx.Reply, error) {
	days, err := strconv.Atoi(q.Value("days"))
	if err != nil {
		days = 0
	}
	made, err := w.Service.NewAPIToken(q.Ctx(), q.Value("name"), signin.ScopeActions(q.Form()["scopes"]), days)
	if err != nil {
		list, failed := w.Service.APITokens(q.Ctx())
		if failed != nil {
			return httpx.Reply{}, failed
		}
		return again(q, err, func(f ui.Form) templ.Component { return tokensView(f, list, "") })
	}
	return w.showTokens(q, ui.Form{}, made)
}

func (w *Web) endToken(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.EndAPIToken(q.Ctx(), q.PathValue("id")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/account/tokens"), nil
}

func (w *Web) adminPage(q *httpx.Req) (httpx.Reply, error) {
	a, err := w.Service.Account(q.Ctx(), id.Account(q.PathValue("id")))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(adminView(ui.Form{}, a)), nil
}

// adminToken shows a one-time link once; the administrator hands it over.
func (w *Web) adminToken(q *httpx.Req) (httpx.Reply, error) {
	account := id.Account(q.PathValue("id"))
	token, err := w.Service.IssueToken(q.Ctx(), account, q.Value("kind"))
	if err != nil {
		return httpx.Reply{}, err
	}
	a, err := w.Service.Account(q.Ctx(), account)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(linkView(a, q.Value("kind"), origin(q)+"/signin/token?t="+token)), nil
}

func origin(q *httpx.Req) string {
	scheme := "https://"
	if q.R.TLS == nil && q.R.Header.Get("X-Forwarded-Proto") != "https" {
		scheme = "http://"
	}
	return scheme + q.R.Host
}

func (w *Web) adminEnd(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.EndAll(q.Ctx(), id.Account(q.PathValue("id"))); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/accounts/" + q.PathValue("id")), nil
}

func (w *Web) adminDisable(q *httpx.Req) (httpx.Reply, error) {
	account := id.Account(q.PathValue("id"))
	err := w.Service.SetDisabled(q.Ctx(), account, q.Value("disabled") == "yes", q.Value("reason"))
	if fault.Is(err, fault.Invalid) {
		a, missing := w.Service.Account(q.Ctx(), account)
		if missing != nil {
			return httpx.Reply{}, missing
		}
		return again(q, err, func(f ui.Form) templ.Component { return adminView(f, a) })
	}
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/accounts/" + q.PathValue("id")), nil
}

func disableTitle(a signinsvc.Account) msg.Message {
	if a.Disabled {
		return ui.M("signin.enable")
	}
	return ui.M("signin.disable")
}

func otherState(a signinsvc.Account) string {
	if a.Disabled {
		return "no"
	}
	return "yes"
}
