// Package paperweb shows the papers given out on a client, issues them, takes back photographs of the signed sheets, prints blanks and
// keeps the templates.
package paperweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *papersvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Appointments offers the open appointments of a client.
	Appointments func(ctx context.Context, client id.Client) ([]ui.Option, error)
	// Chronology is the client's timeline in words between two days; an empty one is open.
	Chronology func(ctx context.Context, client id.Client, from, until civil.Date) (string, error)
	// Lang is the language that a client understands best.
	Lang func(ctx context.Context, client id.Client) (string, error)
	// DaySheet puts the reader's own day of today into the fields of its sheet, in the language of the context.
	DaySheet func(ctx context.Context) (papersvc.DaySheet, error)
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
	return []httpx.Route{
		get("/clients/{id}/papers", access.ReadClient, w.papers),
		get("/clients/{id}/papers/new", access.IssuePaper, w.form),
		post("/clients/{id}/papers", access.IssuePaper, w.issue),
		get("/clients/{id}/papers/{paper}", access.ReadClient, w.paper),
		get("/clients/{id}/papers/{paper}/file/{code}", access.ReadClient, w.file),
		post("/clients/{id}/papers/{paper}/print", access.IssuePaper, w.print),
		post("/clients/{id}/papers/{paper}/void", access.IssuePaper, w.void),
		post("/clients/{id}/papers/{paper}/show", access.IssuePaper, w.show),
		get("/papers/day", access.IssuePaper, w.day),
		post("/papers/day", access.IssuePaper, w.issueDay),
		get("/papers/day/{paper}/file/{code}", access.IssuePaper, w.dayFile),
		get("/papers/photos", access.UploadDocument, w.photos),
		post("/papers/photos", access.UploadDocument, w.upload),
		get("/papers/photos/{file}", access.UploadDocument, w.picture),
		post("/papers/photos/{file}", access.UploadDocument, w.fileTray),
		get("/papers/blanks", access.IssuePaper, w.blanks),
		post("/papers/blanks", access.IssuePaper, w.reserve),
		get("/papers/blanks/{paper}/sheets", access.IssuePaper, w.sheets),
		post("/papers/blanks/{paper}/spoil", access.IssuePaper, w.spoil),
		get("/papers/templates", access.ManageTemplates, w.templates),
		post("/papers/templates", access.ManageTemplates, w.uploadTemplate),
		get("/papers/templates/{code}/{lang}/{version}", access.ManageTemplates, w.templateFile),
		post("/papers/templates/{version}", access.ManageTemplates, w.turn),
	}
}

// frame is what every page of a client carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
	rules  *rulebook.Rulebook
}

func (w *Web) frame(q *httpx.Req, refs ...string) (frame, error) {
	f := frame{w: w, client: id.Client(q.PathValue("id")), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil && f.client != "" {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "papers"); err != nil {
			return f, err
		}
	}
	if w.Names != nil {
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

func (f frame) at(path string) string { return "/clients/" + string(f.client) + "/papers" + path }

func (f frame) kind(ctx context.Context, code string) string {
	return f.rules.List(paper.ListKinds).Name(code, i18n.Lang(ctx))
}

func (f frame) field(ctx context.Context, code string) string {
	return f.rules.List(paper.ListFields).Name(code, i18n.Lang(ctx))
}

// options are the codes of a list that keep accepts.
func (f frame) options(ctx context.Context, list string, keep func(rulebook.Item) bool) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if keep == nil || keep(i) {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

func languages() []ui.Option {
	var out []ui.Option
	for _, l := range paper.Languages() {
		out = append(out, ui.Option{Value: l, Label: ui.M("language." + l)})
	}
	return out
}

// home is the office whose blanks and tray a reader works with: that of the first post.
func home(ctx context.Context) id.Office { return access.From(ctx).Home() }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge)
}

func number(text string) int {
	n := 0
	for _, r := range text {
		if r < '0' || r > '9' || n > 1_000_000 {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

func (f frame) code(ctx context.Context, list, code string) string {
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}
