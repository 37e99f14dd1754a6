// Package planweb shows the plan made with a client: one page with its two parts, goals and steps, agreement, versions side by
// side, the bilingual sheets to be signed, and the list of plans that wait for a second person.
package planweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

// SheetFacts are what a printed sheet says of the client besides the plan.
type SheetFacts struct {
	Name, File, Officer string
	Office              map[string]string // by language
	Lang                string            // the language that the client understands best
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *plansvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Sheet gives what the printed sheet says of client and office.
	Sheet func(ctx context.Context, client id.Client) (SheetFacts, error)
	// Language is the language that the client understands best.
	Language func(ctx context.Context, client id.Client) (string, error)
	// Offices offers the offices in the reader's sight for the filter of the list.
	Offices func(ctx context.Context) ([]ui.Option, error)
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
	const one, version = "/clients/{id}/plan", "/clients/{id}/plans/{plan}"
	return []httpx.Route{
		get(one, access.ReadPlan, w.page),
		post(one, access.ManagePlan, w.begin),
		get(one+"/versions", access.ReadPlan, w.versions),
		get(one+"/withdraw", access.ManagePlan, w.withdrawPage),
		post(one+"/withdraw", access.ManagePlan, w.withdraw),
		get(one+"/progress", access.ManagePlan, w.progressPage),
		post(one+"/progress", access.ManagePlan, w.progress),
		get(one+"/progress/{note}", access.CorrectRecord, w.correctPage),
		post(one+"/progress/{note}", access.CorrectRecord, w.correct),
		get(version+"/answers/{entry}", access.CorrectRecord, w.answerPage),
		post(version+"/answers/{entry}", access.CorrectRecord, w.correctAnswer),
		post(version+"/notes", access.ManagePlan, w.notes),
		get(version+"/goals", access.ManagePlan, w.newGoal),
		post(version+"/goals", access.ManagePlan, w.addGoal),
		get(version+"/goals/{goal}", access.ManagePlan, w.goalPage),
		post(version+"/goals/{goal}", access.ManagePlan, w.changeGoal),
		post(version+"/goals/{goal}/place", access.ManagePlan, w.placeGoal),
		post(version+"/goals/{goal}/steps", access.ManagePlan, w.addStep),
		get(version+"/steps/{step}", access.ManagePlan, w.stepPage),
		post(version+"/steps/{step}", access.ManagePlan, w.changeStep),
		post(version+"/steps/{step}/drop", access.ManagePlan, w.dropStep),
		get(version+"/gap", access.ManagePlan, w.gapPage),
		post(version+"/gap", access.ManagePlan, w.gap),
		get(version+"/agreement/{code}", access.ManagePlan, w.agreePage),
		post(version+"/agreement/{code}", access.ManagePlan, w.agree),
		get(version+"/print/{code}", access.ReadPlan, w.print),
		post(version+"/submit", access.ManagePlan, w.submit),
		post(version+"/back", access.ManagePlan, w.takeBack),
		post(version+"/drop", access.ManagePlan, w.drop),
		post(version+"/return", access.CountersignPlan, w.giveBack),
		post(version+"/countersign", access.CountersignPlan, w.countersign),
		get("/plans", access.ReadPlan, w.plans),
	}
}

// frame is what every page of a client's plan carries.
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
		if f.bar, err = w.Shell(q.Ctx(), f.client, "plan"); err != nil {
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

// at is an address of the plan's page; version is one below a version of it.
func (f frame) at(path string) string { return "/clients/" + string(f.client) + "/plan" + path }

func (f frame) version(planID, path string) string {
	return "/clients/" + string(f.client) + "/plans/" + planID + path
}

// page is the address of the page of a version by its number.
func (f frame) page(number int, anchor string) string {
	return f.at("?v=" + strconv.Itoa(number) + anchor)
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

// reasons are those of a correction but for "wrong client", which has a page of its own.
func (f frame) reasons(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(rulebook.ListCorrectionReasons).On(f.w.Service.Today()) {
		if !i.Is("moves") {
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

func readWhy(q *httpx.Req) plansvc.Why {
	return plansvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")}
}

// done leads back to the page of a version after a write.
func done(client id.Client, number int, anchor string) httpx.Reply {
	return httpx.Redirect("/clients/" + string(client) + "/plan?v=" + strconv.Itoa(number) + "&done=saved" + anchor)
}

// failed is the form as it was sent with what is wrong with it. What was read before the service was asked is joined.
func failed(q *httpx.Req, err error, prefix string) ui.Form {
	f := ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	return f
}

// values is a form that offers present values.
func values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

// either gives the problems of reading a form, or else those of the service.
func either(problems fault.Problems, do func() error) error {
	err := problems.Err()
	if err == nil {
		err = do()
	}
	return err
}
