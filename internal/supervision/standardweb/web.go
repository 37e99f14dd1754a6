// Package standardweb shows what is asked of a client by the standards and why, exemptions with their agreements, and the list of
// contacts that are late, due or owed by the service.
package standardweb

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
	"tuzjol/internal/supervision/standardsvc"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *standardsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Offices names the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Basis says what an accepted opportunity for fewer contacts rests on, and where it was decided; ok is false where there is none.
	Basis func(ctx context.Context, client id.Client, chance string) (basis Basis, ok bool, err error)
	// Papers offers the documents of a file on which an exemption may rest.
	Papers func(ctx context.Context, client id.Client) ([]ui.Option, error)
}

// Basis is an accepted opportunity on which an exemption rests: its reasons and the words of whoever accepted it.
type Basis struct {
	Reasons []string
	Words   string
	Href    string
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "supervision"

// Tab is the tab of a client's record to which these pages belong.
const Tab = "standards"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const one = "/clients/{id}/exemptions/{exemption}"
	return []httpx.Route{
		get("/clients/{id}/standards", access.ReadClient, w.client),
		get("/clients/{id}/exemptions", access.ExemptContact, w.proposal),
		post("/clients/{id}/exemptions", access.ExemptContact, w.propose),
		get(one, access.ReadClient, w.exemption),
		post(one+"/decide", access.ApproveExemption, w.decide),
		post(one+"/end", access.ExemptContact, w.end),
		post(one+"/correct", access.ExemptContact, w.correct),
		post(one+"/confirm", access.ExemptContact, w.confirm),
		get("/exemptions", access.ApproveExemption, w.waiting),
		get("/contacts-due", access.ReadCaseload, w.list),
		get("/contacts-due/export", access.ExportClients, w.export),
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
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook(), names: map[string]string{}}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, Tab); err != nil {
			return f, err
		}
	}
	var known []string
	for _, r := range refs {
		if r != "" {
			known = append(known, r)
		}
	}
	if w.Names != nil && len(known) > 0 {
		f.names, err = w.Names(q.Ctx(), known)
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

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}
