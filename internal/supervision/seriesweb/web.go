// Package seriesweb shows series of appointments and gives appointments as calendar files.
package seriesweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/seriessvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service      *seriessvc.Service
	Appointments *supervisionsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Files gives the file numbers of clients, which stand in an officer's calendar instead of names.
	Files func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Language is the one that the client understands best.
	Language func(ctx context.Context, client id.Client) (string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/clients/{id}/series", access.ManageAppointment, w.fresh),
		route(http.MethodPost, "/clients/{id}/series", access.ManageAppointment, w.make),
		route(http.MethodGet, "/clients/{id}/series/{row}", access.ReadClient, w.series),
		route(http.MethodPost, "/clients/{id}/series/{row}/change", access.ManageAppointment, w.change),
		route(http.MethodPost, "/clients/{id}/series/{row}/call-off", access.ManageAppointment, w.callOff),
		route(http.MethodGet, "/clients/{id}/calendar", access.ReadClient, w.clientCalendar),
		route(http.MethodGet, "/day/calendar", access.ReadDay, w.ownCalendar),
	}
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// frame is what every page of this package carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	rules  *rulebook.Rulebook
}

func (w *Web) frame(q *httpx.Req) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		f.bar, err = w.Shell(q.Ctx(), f.client, "contacts")
	}
	return f, err
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

func (f frame) kind(ctx context.Context, code string) string {
	return f.rules.List(rulebook.ListContactKinds).Name(code, i18n.Lang(ctx))
}

func (f frame) kinds(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(rulebook.ListContactKinds).On(f.w.Service.Today()) {
		if i.Is("appointment") {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func weekdays(ctx context.Context) []ui.Option {
	var out []ui.Option
	for n := range 7 {
		d := time.Weekday((n + 1) % 7)
		out = append(out, ui.Option{Value: strconv.Itoa(int(d)), Text: i18n.Weekday(ctx, d)})
	}
	return out
}

func units() []ui.Option {
	var out []ui.Option
	for _, u := range []series.Unit{series.Weeks, series.Months} {
		out = append(out, ui.Option{Value: string(u), Label: ui.M("series.unit." + string(u))})
	}
	return out
}

func nths() []ui.Option {
	var out []ui.Option
	for _, n := range []int{1, 2, 3, 4, series.Last} {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: ui.M("series.nth." + nthCode(n))})
	}
	return out
}

func nthCode(n int) string {
	if n == series.Last {
		return "last"
	}
	return strconv.Itoa(n)
}

// number reads a whole number; anything else is a problem at the field.
func number(problems *fault.Problems, q *httpx.Req, field string, empty int) int {
	text := q.Value(field)
	if text == "" {
		return empty
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		problems.Add(field, "field.number")
		return empty
	}
	return n
}

func date(problems *fault.Problems, q *httpx.Req, field string) civil.Date {
	d, err := civil.ParseDate(q.Value(field))
	if err != nil {
		problems.Add(field, "date.invalid")
	}
	return d
}

// clock brings 9.30 and 9:30 to 09:30.
func clock(s string) string {
	for _, layout := range []string{"15:04", "15.04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format("15:04")
		}
	}
	return s
}

// choices reads what was chosen for days that have something against them.
func choices(form url.Values) map[civil.Date]series.Choice {
	out := map[civil.Date]series.Choice{}
	for name := range form {
		if len(name) == len("day-2026-01-01") && name[:4] == "day-" {
			if d, err := civil.ParseDate(name[4:]); err == nil {
				out[d] = series.Choice(form.Get(name))
			}
		}
	}
	return out
}
