// Package assessmentweb shows the use of instruments with a client: the list with levels, one page a domain, the review before the
// signature, what was signed, the second person, and the print.
package assessmentweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// PrintFacts are what a print says besides the assessment.
type PrintFacts struct{ Client, Office, Number, By string }

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *assessmentsvc.Service
	Levels  *assessmentlevelsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Print gives what a print says of client, office and reader.
	Print func(ctx context.Context, client id.Client) (PrintFacts, error)
	// Beside are parts that other pages of assessment put on the list: clocks, flags, comparison.
	Beside []func(ctx context.Context, client id.Client) (templ.Component, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "assessment"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	get := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	post := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: action, Purpose: purpose, Do: do}
	}
	const base = "/clients/{id}/assessment"
	return []httpx.Route{
		get(base, access.ReadAssessment, w.list),
		post(base, access.Assess, w.begin),
		get(base+"/{assessment}", access.ReadAssessment, w.view),
		get(base+"/{assessment}/review", access.ReadAssessment, w.review),
		post(base+"/{assessment}/sign", access.Assess, w.sign),
		post(base+"/{assessment}/countersign", access.CountersignAssessment, w.countersign),
		post(base+"/{assessment}/read", access.Assess, w.read),
		post(base+"/{assessment}/refuse", access.Assess, w.refuse),
		post(base+"/{assessment}/drop", access.Assess, w.drop),
		get(base+"/{assessment}/print", access.ReadAssessment, w.print),
		get(base+"/{assessment}/{domain}", access.ReadAssessment, w.domain),
		post(base+"/{assessment}/{domain}", access.Assess, w.save),
		post("/clients/{id}/level/{proposal}", access.CountersignAssessment, w.settle),
		get("/assessments/waiting", access.CountersignAssessment, w.waiting),
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

func (w *Web) frame(q *httpx.Req, refs ...string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Service.Rulebook()}
	var err error
	if w.Shell != nil && f.client != "" {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "assessment"); err != nil {
			return f, err
		}
	}
	if w.Names != nil {
		f.names, err = w.Names(q.Ctx(), refs)
	}
	return f, err
}

// help is the work instruction of a step.
func (f frame) help(step string) templ.Component {
	return rulebookui.StepHelp(f.rules, step, f.w.Service.Today())
}

func (f frame) who(ref id.Account) string {
	if n := f.names[string(ref)]; n != "" {
		return n
	}
	return string(ref)
}

func (f frame) home() string { return "/clients/" + string(f.client) + "/assessment" }

func (f frame) at(c string, more string) string { return f.home() + "/" + c + more }

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

// options are the codes of a list that may be chosen today.
func (f frame) options(ctx context.Context, list string, but ...string) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.w.Service.Today()) {
		if len(but) == 0 || i.Code != but[0] {
			out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
		}
	}
	return out
}

// said makes a message of a text that is data.
func said(t rulebook.Text) msg.Message {
	if len(t) == 0 {
		return msg.Message{}
	}
	return ui.M("assessment.text", "Text", t)
}

func plain(s string) msg.Message { return ui.M("assessment.text", "Text", s) }

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func caseOf(q *httpx.Req) string { return q.PathValue("assessment") }

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict)
}

// stateKind is the tone of a state.
func stateKind(s assessment.State) ui.Kind {
	switch s {
	case assessment.InForce:
		return ui.Good
	case assessment.Signed:
		return ui.Warn
	case assessment.Open:
		return ui.Info
	case assessment.Replaced, assessment.Dropped:
	}
	return ui.Neutral
}

func levelKind(l assessment.Level) ui.Kind {
	switch l {
	case assessment.High:
		return ui.Bad
	case assessment.Medium:
		return ui.Warn
	case assessment.Low:
		return ui.Good
	case assessment.Unassessed:
	}
	return ui.Neutral
}

// refs names the accounts of a case.
func refs(c assessment.Case, d assessment.LevelDecision) []string {
	return []string{string(c.Assessor), string(c.SignedBy), string(c.ReadBy), string(c.CountersignedBy), c.ClosedBy, string(d.DecidedBy), string(d.SecondBy)}
}
