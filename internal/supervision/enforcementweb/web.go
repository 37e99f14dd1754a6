// Package enforcementweb shows what follows when an obligation was not kept: what the table proposes and why, cases from opening to
// the court's answer, the papers, the breach file, and the list of an office.
package enforcementweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

type component = templ.Component

// SheetFacts are what a printed paper says of client and office.
type SheetFacts struct {
	Name, File, Officer string
	Office              map[string]string // by language
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *enforcementsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Sheet gives what papers say of client and office.
	Sheet func(ctx context.Context, client id.Client) (SheetFacts, error)
	// Documents offers the papers of the file, such as the act of a court.
	Documents func(ctx context.Context, client id.Client) ([]ui.Option, error)
	// Offices offers the offices in the reader's sight for the filter of the list.
	Offices func(ctx context.Context) ([]ui.Option, error)
	// Explain is where the conditions are explained again.
	Explain func(client id.Client) string
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const all, one = "/clients/{id}/enforcement", "/clients/{id}/enforcement/{case}"
	return []httpx.Route{
		get(all, access.ReadClient, w.overview),
		post(all, access.Enforce, w.open),
		get(one, access.ReadClient, w.page),
		post(one+"/attempt", access.Enforce, w.step(enforcement.Attempt)),
		post(one+"/hearing", access.Enforce, w.step(enforcement.Hearing)),
		post(one+"/proposal", access.Enforce, w.step(enforcement.Propose)),
		post(one+"/decision", access.DecideEnforcement, w.step(enforcement.Decide)),
		post(one+"/paper", access.Enforce, w.step(enforcement.Paper)),
		post(one+"/delivery", access.Enforce, w.step(enforcement.Delivery)),
		post(one+"/sent", access.Enforce, w.step(enforcement.Send)),
		post(one+"/court", access.Enforce, w.step(enforcement.CourtResult)),
		post(one+"/withdrawal", access.Enforce, w.step(enforcement.Withdraw)),
		get(one+"/steps/{step}", access.CorrectRecord, w.correctPage),
		post(one+"/steps/{step}", access.CorrectRecord, w.correct),
		get(one+"/print", access.ReadClient, w.print),
		get(one+"/file", access.ReadClient, w.file),
		get("/enforcement", access.Enforce, w.list),
		get("/enforcement.csv", access.ExportClients, w.csv),
	}
}

// frame is what every page of this package carries.
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
		if f.bar, err = w.Shell(q.Ctx(), f.client, "enforcement"); err != nil {
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

func (f frame) at(path string) string { return "/clients/" + string(f.client) + "/enforcement" + path }

func (f frame) explain() string {
	if f.w.Explain == nil {
		return ""
	}
	return f.w.Explain(f.client)
}

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func (f frame) options(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if list != rulebook.ListCorrectionReasons || !i.Is("moves") {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// day reads an optional date of a field.
func day(problems *fault.Problems, q *httpx.Req, field string) civil.Date {
	d, err := civil.ParseDate(q.Value(field))
	if err != nil {
		problems.Add(field, "date.invalid")
	}
	return d
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0 // an unreadable number is none
	}
	return n
}

func values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}
