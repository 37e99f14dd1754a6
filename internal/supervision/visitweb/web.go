// Package visitweb shows the record of a visit: the form that opens by plan, flag or choice, the record with its corrections and
// photographs, its print, and the pages of field work.
package visitweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/internal/supervision/visitsamplesvc"
	"tuzjol/internal/supervision/visitsvc"
)

// SheetFacts are what a printed record says of the client besides the visit.
type SheetFacts struct {
	Name, File, Officer, Office string
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *visitsvc.Service
	Samples *visitsamplesvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Sheet gives what the printed record says of client and office.
	Sheet func(ctx context.Context, client id.Client) (SheetFacts, error)
	// Offices offers the offices in the reader's sight.
	Offices func(ctx context.Context) ([]ui.Option, error)
	// Asset is the address of a static file.
	Asset func(name string) string
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web {
	if d.Asset == nil {
		d.Asset = func(name string) string { return "/static/" + name }
	}
	return &Web{d}
}

const purpose actor.Purpose = "supervision"

func get(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
	return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
}

func post(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
	return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
}

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	const one = "/clients/{id}/visits/{visit}"
	return append(append(w.fieldRoutes(), w.watchRoutes()...), []httpx.Route{
		get("/clients/{id}/visits/new", access.RecordVisit, w.newVisit),
		post("/clients/{id}/visits", access.RecordVisit, w.record),
		get(one, access.ReadClient, w.visit),
		get(one+"/print", access.ReadClient, w.print),
		get(one+"/photos/{photo}", access.ReadClient, w.photo),
		get(one+"/correct", access.CorrectRecord, w.correctPage),
		post(one+"/correct", access.CorrectRecord, w.correct),
	}...)
}

// frame is what every page of a client's visits carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
	rules  *rulebook.Rulebook
}

func (f frame) help(step string) templ.Component {
	return rulebookui.StepHelp(f.rules, step, f.w.Service.Today())
}

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "contacts"); err != nil {
			return f, err
		}
	}
	if w.Names != nil && len(refs) > 0 {
		f.names, err = w.Names(q.Ctx(), refs)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

func (f frame) visits(path string) string { return f.at("/visits" + path) }

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func (f frame) options(ctx context.Context, list string, keep func(rulebook.Item) bool) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if keep == nil || keep(i) {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge)
}

// HrefNew is where a visit is recorded; appointment may be empty. HrefVisit is where it is shown.
func HrefNew(client id.Client, appointment string) string {
	at := "/clients/" + string(client) + "/visits/new"
	if appointment != "" {
		at += "?appointment=" + appointment
	}
	return at
}

// HrefVisit is where a visit is shown.
func HrefVisit(client id.Client, visit string) string {
	return "/clients/" + string(client) + "/visits/" + visit
}
