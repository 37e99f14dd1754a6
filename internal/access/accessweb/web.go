// Package accessweb shows restriction, sealed records and break-glass: who may see a client and why, one page for
// emergency access, and its reviews.
package accessweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// Deps are what the pages need; app binds them.
type Deps struct {
	Service *accesssvc.Service
	Rules   *rulebook.Set // for the work instruction beside each step; nil shows none
	// Shell is the identity bar and tabs of a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Staff lists the members of staff to choose from.
	Staff func(ctx context.Context) ([]ui.Option, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const (
	emergency  actor.Purpose = "emergency"
	protection actor.Purpose = "protection"
)

// Routes lists the pages and forms.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	get, post := http.MethodGet, http.MethodPost
	return []httpx.Route{
		route(get, "/break-glass", access.BreakGlass, emergency, w.glass),
		route(post, "/break-glass", access.BreakGlass, emergency, w.openGlass),
		route(get, "/break-glass/reviews", access.ReviewBreakGlass, protection, w.reviews),
		route(post, "/break-glass/reviews/{id}", access.ReviewBreakGlass, protection, w.review),
		route(get, "/clients/{id}/restriction", access.RestrictClient, protection, w.client),
		route(post, "/clients/{id}/restriction", access.RestrictClient, protection, w.restrict),
		route(post, "/clients/{id}/restriction/list", access.RestrictClient, protection, w.changeList),
		route(post, "/clients/{id}/restriction/lift", access.RestrictClient, protection, w.proposeLift),
		route(post, "/clients/{id}/restriction/decide", access.LiftRestriction, protection, w.decideLift),
		route(post, "/clients/{id}/restriction/seal", access.SealClient, protection, w.seal),
		route(get, "/restrictions", access.LiftRestriction, protection, w.restricted),
		route(get, "/sealed", access.SealClient, protection, w.sealed),
		route(post, "/sealed/propose", access.SealClient, protection, w.proposeSealed),
		route(post, "/sealed/decide", access.SealClient, protection, w.decideSealed),
	}
}

// help is the work instruction of a step, folded beside it.
func (w *Web) help(step string) templ.Component {
	if w.Rules == nil {
		return templ.NopComponent
	}
	return rulebookui.StepHelp(w.Rules.At(w.Service.Today()), step, w.Service.Today())
}

// sent is the form that was just sent and failed: its name tells it from the other forms of the page.
type sent struct {
	name string
	form ui.Form
}

func (s sent) of(name string) ui.Form {
	if s.name == name {
		s.form.Prefix = name + "-"
		return s.form
	}
	return ui.Form{Prefix: name + "-"}
}

// answer leads on after a write, or shows the page again with what was typed and what is wrong with it.
func answer(q *httpx.Req, err error, to, name string, again func(sent) (templ.Component, error)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(to), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return httpx.Reply{}, err
	}
	page, err := again(sent{name, ui.NewForm(q.Form(), err)})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(page), nil
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -2 // never a version: the answer is a conflict
	}
	return n
}

// codes makes options of a code list of the rulebook.
func (w *Web) codes(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range w.Service.List(list).On(w.Service.Today()) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func say(ctx context.Context, key string) string { return i18n.T(ctx, key) }

func named(ctx context.Context, l rulebook.List, code string) templ.Component {
	return ui.Val(l.Name(code, i18n.Lang(ctx)))
}
