// Package crisisweb shows dangers as tasks of the same day: the list, the tasks of a client, one task with what was done.
package crisisweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisissvc"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *crisissvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Takers lists who may take a danger of the client over.
	Takers func(ctx context.Context, client id.Client) ([]ui.Option, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: access.HandleCrisis, Purpose: "supervision", Do: do}
	}
	return []httpx.Route{
		route(http.MethodGet, "/crises", w.list),
		route(http.MethodGet, "/clients/{id}/crises", w.ofClient),
		route(http.MethodPost, "/clients/{id}/crises", w.raise),
		route(http.MethodGet, "/clients/{id}/crises/{crisis}", w.task),
		route(http.MethodPost, "/clients/{id}/crises/{crisis}/answer", w.answer),
		route(http.MethodPost, "/clients/{id}/crises/{crisis}/take-over", w.takeOver),
		route(http.MethodPost, "/clients/{id}/crises/{crisis}/close", w.close),
	}
}

// frame is what every page carries.
type frame struct {
	w      *Web
	client id.Client
	bar    templ.Component
	names  map[string]string
	rules  *rulebook.Rulebook
}

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "contacts"); err != nil {
			return f, err
		}
	}
	f.names, err = w.namesOf(q.Ctx(), refs)
	return f, err
}

func (w *Web) namesOf(ctx context.Context, refs []string) (map[string]string, error) {
	var known []string
	for _, r := range refs {
		if r != "" {
			known = append(known, r)
		}
	}
	if w.Names == nil || len(known) == 0 {
		return map[string]string{}, nil
	}
	return w.Names(ctx, known)
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

// help is the work instruction of a danger, with its status.
func (f frame) help(kind supervision.CrisisKind) templ.Component {
	return rulebookui.StepHelp(f.rules, "flag."+string(kind), f.w.Service.Today())
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
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

// Kinds offers what somebody may be in danger of.
func Kinds() []ui.Option {
	var out []ui.Option
	for _, k := range supervision.CrisisKinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("supervision.crisis." + string(k))})
	}
	return out
}

func options(prefix string, codes ...string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Label: ui.M(prefix + c)}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}
