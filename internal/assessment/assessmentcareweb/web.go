// Package assessmentcareweb shows what surrounds an assessment: dangers as tasks of the same day, how long an assessment holds,
// two assessments side by side, and what heads should ask about.
package assessmentcareweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *assessmentcaresvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Urgent shows what else cannot wait, by scope and state of the list of flags; nil when there is nothing.
	Urgent func(ctx context.Context, scope, state string) (templ.Component, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const (
	supervision actor.Purpose = "supervision"
	management  actor.Purpose = "management"
)

// Tab is the name of the tab of a client's record to which these pages belong.
const Tab = "assessment"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: supervision, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: supervision, Do: do}
	}
	return []httpx.Route{
		get("/flags", access.HandleFlag, w.flags),
		get("/clients/{id}/flags", access.ReadAssessment, w.clientFlags),
		post("/clients/{id}/flags", access.HandleFlag, w.openFlag),
		get("/clients/{id}/flags/{flag}", access.ReadAssessment, w.flag),
		post("/clients/{id}/flags/{flag}/close", access.HandleFlag, w.closeFlag),
		post("/clients/{id}/flags/{flag}/correct", access.HandleFlag, w.correctFlag),
		get("/clients/{id}/validity", access.ReadAssessment, w.validity),
		post("/clients/{id}/validity/changes", access.Assess, w.noteChange),
		post("/clients/{id}/validity/changes/{change}", access.Assess, w.settleChange),
		post("/clients/{id}/validity/confirm", access.Assess, w.confirm),
		get("/clients/{id}/compare", access.ReadAssessment, w.compare),
		{Method: http.MethodGet, Pattern: "/assessments/quality", Action: access.CountersignAssessment, Purpose: management, Do: w.quality},
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

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, Tab); err != nil {
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

func (w *Web) labelsOf(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	if w.Labels == nil || len(clients) == 0 {
		return map[id.Client]string{}, nil
	}
	return w.Labels(ctx, clients)
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string { return "/clients/" + string(f.client) + path }

// help is the work instruction of a step.
func (f frame) help(step string) templ.Component {
	return rulebookui.StepHelp(f.rules, step, f.w.Service.Today())
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

// flagName is a danger in the reader's language.
func (w *Web) flagName(ctx context.Context, flag string) string {
	if f, ok := w.Service.Flag(flag); ok {
		return f.Title.In(i18n.Lang(ctx))
	}
	return flag
}

// OpenFlagHref is where a flag is opened from a contact or note that spoke of a danger.
func (w *Web) OpenFlagHref(client id.Client, entry string) string {
	return "/clients/" + string(client) + "/flags?entry=" + entry
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}
