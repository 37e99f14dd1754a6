// Package orderweb shows the way to the register and the order of a client: worklist, journey, the lost, the endings, the
// term with its arithmetic, changes and the end.
package orderweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderlistsvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type component = templ.Component

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Orders   *ordersvc.Service
	Register *orderregistersvc.Service
	Lists    *orderlistsvc.Service
	Now      func() civil.Instant
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// OfficeNames names all offices in a language, in one query.
	OfficeNames func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Officers lists who can be given a client of an office, for those who may allocate.
	Officers func(ctx context.Context, office id.Office) ([]ui.Option, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Granted gives what a court granted on a submission for an early end, for the form that ends the order; ok is false for none.
	Granted func(ctx context.Context, client id.Client, order, from string) (end ordersvc.End, ok bool, err error)
	// Court is a court in the reader's language.
	Court func(ctx context.Context, name string) string
	// Ending is what the record says already of why the supervision of a client ends: a death that a paper confirmed. ok is false for
	// nothing.
	Ending func(ctx context.Context, client id.Client) (e Ending, ok bool, err error)
}

// Ending is what the form of an ending begins with.
type Ending struct {
	Ground string // code of rulebook.ListEndGrounds
	On     civil.Date
	Number string // of the paper
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

func (w *Web) court(ctx context.Context, name string) string {
	if w.Court == nil {
		return name
	}
	return w.Court(ctx, name)
}

const (
	registration actor.Purpose = "registration"
	supervision  actor.Purpose = "supervision"
	management   actor.Purpose = "management"
)

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	row := func(method, pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const client = "/clients/{id}"
	return []httpx.Route{
		row(http.MethodGet, "/register", access.ReadCaseload, registration, w.worklist),
		row(http.MethodGet, "/received-here", access.RegisterClient, registration, w.receivedPage),
		row(http.MethodPost, "/received-here", access.RegisterClient, registration, w.received),
		row(http.MethodGet, "/lost", access.ReadBoard, management, w.lost),
		row(http.MethodGet, "/endings", access.ReadCaseload, supervision, w.endings),
		row(http.MethodGet, client+"/registration", access.ReadClient, registration, w.journey),
		row(http.MethodGet, client+"/registration/sheet", access.ReadClient, registration, w.sheet),
		row(http.MethodGet, client+"/registration/conditions", access.ReadClient, registration, w.conditions),
		row(http.MethodPost, client+"/registration/call", access.RegisterClient, registration, w.call),
		row(http.MethodPost, client+"/registration/appear", access.RegisterClient, registration, w.appear),
		row(http.MethodPost, client+"/registration/explain", access.RegisterClient, registration, w.explain),
		row(http.MethodPost, client+"/registration/inquire", access.RegisterClient, registration, w.inquire),
		row(http.MethodPost, client+"/registration/found", access.RegisterClient, registration, w.found),
		row(http.MethodPost, client+"/registration/register", access.RegisterClient, registration, w.register),
		row(http.MethodGet, client+"/order", access.ReadClient, supervision, w.order),
		row(http.MethodPost, client+"/order/{order}/checked", access.RegisterClient, supervision, w.checked),
		row(http.MethodGet, client+"/order/{order}/change", access.ManageOrder, supervision, w.changePage),
		row(http.MethodPost, client+"/order/{order}/change", access.ManageOrder, supervision, w.change),
		row(http.MethodPost, client+"/order/{order}/resume", access.ManageOrder, supervision, w.resume),
		row(http.MethodPost, client+"/order/{order}/withdraw/{change}", access.ManageOrder, supervision, w.withdraw),
		row(http.MethodPost, client+"/order/{order}/obligations", access.ManageOrder, supervision, w.addObligation),
		row(http.MethodPost, client+"/order/{order}/obligations/{obligation}", access.ManageOrder, supervision, w.moveObligation),
		row(http.MethodGet, client+"/order/{order}/end", access.EndSupervision, supervision, w.endPage),
		row(http.MethodPost, client+"/order/{order}/end", access.EndSupervision, supervision, w.end),
	}
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func (w *Web) rules() *rulebook.Rulebook { return w.Orders.Rulebook() }

func (w *Web) today() civil.Date { return w.Orders.Today() }

// codes are the options of a rulebook list on today's date.
func (w *Web) codes(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range w.rules().List(list).On(w.today()) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func (w *Web) name(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return w.rules().List(list).Name(code, i18n.Lang(ctx))
}

func (w *Web) shell(ctx context.Context, client id.Client, tab string) (component, error) {
	if w.Shell == nil {
		return nil, nil //nolint:nilnil // a page without the bar still shows
	}
	return w.Shell(ctx, client, tab)
}

func (w *Web) names(ctx context.Context, refs ...string) (map[string]string, error) {
	if w.Names == nil {
		return map[string]string{}, nil
	}
	return w.Names(ctx, refs)
}

// asForm reports whether a fault belongs into the form.
func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

func number(q *httpx.Req, field string) int {
	n, err := strconv.Atoi(q.Value(field))
	if err != nil {
		return -1
	}
	return n
}

// reader reads dates and numbers of a form and keeps what cannot be read.
type reader struct {
	q        *httpx.Req
	problems fault.Problems
}

func (r *reader) date(field string) civil.Date {
	d, err := civil.ParseDate(r.q.Value(field))
	if err != nil {
		r.problems.Add(field, "date.invalid")
	}
	return d
}

func (r *reader) number(field string) int {
	if r.q.Value(field) == "" {
		return 0
	}
	n, err := strconv.Atoi(r.q.Value(field))
	if err != nil || n < 0 {
		r.problems.Add(field, "field.number")
		return 0
	}
	return n
}

func yes(key string) []ui.Option { return []ui.Option{{Value: "yes", Label: ui.M(key)}} }
