// Package rulebookweb shows the rulebook: every rule in force with its status and source, the code lists, the calendar,
// the sheets for clients and the handbook of work instructions. Everybody who is signed in may read it; nothing here is
// about a person.
package rulebookweb

import (
	"net/http"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/rulebook"
)

// Deps are what the pages need. Now gives the instant of the service's clock; its civil date is taken in the zone of the
// newest rulebook.
type Deps struct {
	Rules *rulebook.Set
	Today func() civil.Date
	Now   func() civil.Instant
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const reference actor.Purpose = "reference"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: access.ReadRulebook, Purpose: reference, Do: do}
	}
	return []httpx.Route{
		get("/rulebook", w.rules),
		get("/rulebook/lists/{list}", w.list),
		get("/rulebook/calendar", w.calendar),
		get("/rulebook/texts/{lang}", w.texts),
		get("/rulebook/instructions", w.instructions),
	}
}

// version is the version that the address names, else the one in force today. An unknown one is not found.
func (w *Web) version(q *httpx.Req) (*rulebook.Rulebook, error) {
	v := q.Query().Get("version")
	if v == "" {
		return w.Rules.At(w.Today()), nil
	}
	rb, ok := w.Rules.Version(v)
	if !ok {
		return nil, fault.MissingRecord()
	}
	return rb, nil
}

func (w *Web) rules(q *httpx.Req) (httpx.Reply, error) {
	rb, err := w.version(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(rulesPage(newRulesView(q, w.Rules, rb, w.Today()))), nil
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	rb, err := w.version(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	l := rb.List(q.PathValue("list"))
	if len(l.Items) == 0 {
		return httpx.Reply{}, fault.MissingRecord()
	}
	return httpx.Page(listPage(l)), nil
}

func (w *Web) calendar(q *httpx.Req) (httpx.Reply, error) {
	rb, err := w.version(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(calendarPage(rb)), nil
}

func (w *Web) texts(q *httpx.Req) (httpx.Reply, error) {
	rb, err := w.version(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	t, ok := rb.ClientText(q.PathValue("lang"))
	if !ok {
		return httpx.Reply{}, fault.MissingRecord()
	}
	return httpx.Page(textsPage(rb, t)), nil
}

func (w *Web) instructions(q *httpx.Req) (httpx.Reply, error) {
	rb, err := w.version(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v := newHandbookView(q, rb, w.Today())
	v.sheet.By, v.sheet.Printed = actor.From(q.Ctx()).Display, w.Now()
	return httpx.Page(handbookPage(v)), nil
}
