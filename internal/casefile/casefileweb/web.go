// Package casefileweb shows the reading desk: the officer's day, caseload, search, the client's shell and the board.
package casefileweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Tab is one page of a client's record; capabilities give theirs to app, which hands all of them to the shell.
type Tab struct {
	Name   string // last part of the address, and what the page says it is
	Label  string // message key
	Action actor.Action
	Order  int
}

// Phone is a number on the morning pack.
type Phone struct {
	Number string
	Shared bool   // somebody else may answer: say nothing but that you call again
	Safe   string // when it is safe to call
}

// Deps are what the pages need.
type Deps struct {
	Service *casefilesvc.Service
	Rules   *rulebook.Set
	Tabs    []Tab
	// PIN gives the client's PIN as the actor may see it; empty when unknown.
	PIN func(ctx context.Context, client id.Client) (string, error)
	// Names gives the display names of the accounts that facts name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Phones gives the clients' numbers for the morning pack.
	Phones func(ctx context.Context, clients []id.Client) (map[id.Client][]Phone, error)
	// Word says a code of a fact that stands in no list of the rulebook, by area and name; empty for others.
	Word func(ctx context.Context, place, code string) string
	// Overview is what other capabilities add to the overview, such as an open request.
	Overview func(ctx context.Context, client id.Client) (templ.Component, error)
	// Banner is what stands above every page of a client while something cannot wait; nil when nothing does.
	Banner func(ctx context.Context, client id.Client) (templ.Component, error)
	// Court is a court in the reader's language.
	Court func(ctx context.Context, name string) string
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{Deps: d} }

func (w *Web) court(ctx context.Context, name string) string {
	if w.Court == nil {
		return name
	}
	return w.Court(ctx, name)
}

const (
	supervision actor.Purpose = "supervision"
	management  actor.Purpose = "management"
)

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, purpose actor.Purpose, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		get("/day", access.ReadDay, supervision, w.day),
		get("/day/pack", access.ReadDay, supervision, w.pack),
		get("/caseload", access.ReadCaseload, supervision, w.caseload),
		get("/caseload/print", access.ReadCaseload, supervision, w.caseloadPrint),
		get("/caseload/export", access.ExportClients, supervision, w.caseloadCSV),
		get("/search", access.SearchClients, supervision, w.searchPage),
		{Method: http.MethodPost, Pattern: "/search", Action: access.SearchClients, Purpose: supervision, Do: w.search},
		get("/clients/{id}", access.ReadClient, supervision, w.overview),
		get("/clients/{id}/timeline", access.ReadClient, supervision, w.timeline),
		get("/clients/{id}/print", access.ReadClient, supervision, w.overviewPrint),
		get("/national", access.ReadNational, management, w.national),
	}
}

// Shell is the identity bar with the tabs: it stands above every page of one client. Faults: not_found.
func (w *Web) Shell(ctx context.Context, client id.Client, tab string) (templ.Component, error) {
	c, err := w.Service.Card(ctx, client)
	if err != nil {
		return nil, err
	}
	return w.bar(ctx, c, tab)
}

func (w *Web) bar(ctx context.Context, c casefile.Card, tab string) (templ.Component, error) {
	offices, err := w.Service.OfficeNames(ctx, i18n.Lang(ctx))
	if err != nil {
		return nil, err
	}
	who := ui.Identity{
		Name: c.Label(), Href: "/clients/" + string(c.Client), FileNo: c.FileNumber, Born: i18n.Partial(ctx, c.Birth),
		Age: age(c.Birth, w.Service.Today()), Office: offices[c.Office], Officer: c.OfficerName, Tags: w.tags(ctx, c),
	}
	if w.PIN != nil {
		if who.PIN, err = w.PIN(ctx, c.Client); err != nil {
			return nil, err
		}
	}
	bar := shell(who, w.tabs(ctx, c.Client, tab))
	if w.Banner == nil {
		return bar, nil
	}
	urgent, err := w.Banner(ctx, c.Client)
	if err != nil || urgent == nil {
		return bar, err
	}
	return templ.Join(bar, urgent), nil
}

func (w *Web) tabs(ctx context.Context, client id.Client, current string) []ui.NavItem {
	rights := access.From(ctx)
	var out []ui.NavItem
	for _, t := range w.Tabs {
		if !rights.May(t.Action) {
			continue
		}
		href := "/clients/" + string(client)
		if t.Name != "overview" {
			href += "/" + t.Name
		}
		out = append(out, ui.NavItem{Name: t.Name, Label: ui.M(t.Label), Href: href, Current: t.Name == current})
	}
	return out
}

func age(birth civil.Partial, today civil.Date) int {
	young, _, ok := birth.AgeOn(today)
	if !ok {
		return 0
	}
	return young
}

// name gives a code's label from a rulebook list in the reader's language.
func (w *Web) name(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return w.Rules.At(w.Service.Today()).List(list).Name(code, i18n.Lang(ctx))
}
