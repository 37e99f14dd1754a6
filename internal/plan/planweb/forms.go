package planweb

import (
	"context"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

const (
	correctionReasons = rulebook.ListCorrectionReasons
	languages         = rulebook.ListLanguages
)

func needTags(ctx context.Context, n plan.Need) []ui.Label {
	out := []ui.Label{ratingTag(ctx, n)}
	if n.Harm {
		out = append(out, ui.Label{Kind: ui.Bad, Words: ui.M("plan.linked_harm")})
	}
	if n.Reoffending {
		out = append(out, ui.Label{Kind: ui.Neutral, Words: ui.M("plan.linked_reoffending")})
	}
	return out
}

func dutyTag(o plan.Obligation) ui.Label {
	kind := ui.Neutral
	if o.Binds {
		kind = ui.Info
	}
	return ui.Label{Kind: kind, Words: ui.M("plan.duty_state." + o.State)}
}

func (v planView) answersOf(part plan.Part) []plan.Agreement {
	var out []plan.Agreement
	for _, a := range v.Doc.Agreements {
		if a.Part == part {
			out = append([]plan.Agreement{a}, out...)
		}
	}
	return out
}

// asks reports whether an answer may be recorded on this version.
func (v planView) asks(ctx context.Context) bool {
	s := v.Doc.Plan.State
	return (s.Open() || s == plan.InForce) && access.From(ctx).May(access.ManagePlan)
}

// folded hides a form that is rarely needed, but never one with something wrong in it.
func folded(title msg.Message, form ui.Form) templ.Component {
	if len(form.Problems) > 0 {
		return ui.Section(title)
	}
	return ui.Details(title)
}

// goalView is the page of one goal: its text, its place, its steps.
type goalView struct {
	planView
	g                 plan.Goal
	text, place, step ui.Form
}

func (w *Web) goalOf(q *httpx.Req) (goalView, error) {
	v, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return goalView{}, err
	}
	out := goalView{}
	if out.planView, err = w.planView(q, v); err != nil {
		return out, err
	}
	if ref := q.PathValue("goal"); ref != "" {
		var ok bool
		if out.g, ok = v.Doc.Goal(ref); !ok {
			return out, fault.MissingRecord()
		}
	}
	out.place = ui.Form{Prefix: "p-"}
	out.step = ui.Form{Prefix: "new-"}
	return out, nil
}

// newGoal offers an empty goal; a need or an obligation that it was begun from is only ticked.
func (w *Web) newGoal(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.goalOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	part, needs, duties := plan.Own, q.Query()["need"], q.Query()["obligation"]
	if q.Query().Get("part") == string(plan.Duty) || len(duties) > 0 {
		part = plan.Duty
	}
	place := plan.Current
	if len(v.Doc.At("", plan.Current)) >= v.Limit {
		place = plan.Future
	}
	v.text.Values = values("part", string(part), "place", string(place))
	v.text.Values["needs"], v.text.Values["obligations"] = needs, duties
	for _, n := range v.Needs {
		if slices.Contains(needs, n.Domain) {
			v.text.Values.Set("strength", n.Strength)
		}
	}
	return httpx.Page(goalPage(v)), nil
}

func (w *Web) goalPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.goalOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.text = v.formOf(q.Ctx(), v.g)
	return httpx.Page(goalPage(v)), nil
}

func (v goalView) formOf(ctx context.Context, g plan.Goal) ui.Form {
	f := ui.Form{Values: values("part", string(g.Part), "place", string(g.Place), "words", g.Words, "measure", g.Measure, "strength", g.Strength,
		"target_on", i18n.Date(ctx, g.TargetOn))}
	f.Values["needs"], f.Values["obligations"] = g.Needs, g.Obligations
	return f
}

func readGoal(q *httpx.Req, problems *fault.Problems) plansvc.Goal {
	return plansvc.Goal{
		Client: clientOf(q), Plan: q.PathValue("plan"), Goal: q.PathValue("goal"), Row: q.Value("row"), Part: plan.Part(q.Value("part")),
		Place: plan.Place(q.Value("place")), Words: q.Value("words"), Measure: q.Value("measure"), Strength: q.Value("strength"),
		TargetOn: day(problems, q, "target_on"), Needs: q.Form()["needs"], Obligations: q.Form()["obligations"], Why: readWhy(q),
	}
}

func (w *Web) addGoal(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := readGoal(q, &problems)
	made := ""
	err := either(problems, func() (err error) {
		made, err = w.Service.AddGoal(q.Ctx(), in)
		return err
	})
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/plans/" + in.Plan + "/goals/" + made + "?done=saved#new-what"), nil
	}
	return w.goalAgain(q, err, func(v *goalView) *ui.Form { return &v.text })
}

func (w *Web) changeGoal(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := readGoal(q, &problems)
	err := either(problems, func() error { return w.Service.ChangeGoal(q.Ctx(), in) })
	if err == nil {
		return w.back(q, "#goal-"+in.Goal)
	}
	return w.goalAgain(q, err, func(v *goalView) *ui.Form { return &v.text })
}

// goalAgain shows the page of a goal with the form that was refused.
func (w *Web) goalAgain(q *httpx.Req, err error, form func(*goalView) *ui.Form) (httpx.Reply, error) {
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.goalOf(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	if v.g.Goal != "" {
		v.text = v.formOf(q.Ctx(), v.g)
	}
	f := form(&v)
	*f = failed(q, err, f.Prefix)
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(goalPage(v)), nil
}

func (w *Web) placeGoal(q *httpx.Req) (httpx.Reply, error) {
	in := plansvc.PlaceGoal{
		Client: clientOf(q), Plan: q.PathValue("plan"), Goal: q.PathValue("goal"), Row: q.Value("row"),
		Place: plan.Place(q.Value("place")), Reason: q.Value("remove_reason"), Text: q.Value("remove_text"),
	}
	if err := w.Service.PlaceGoal(q.Ctx(), in); err != nil {
		return w.goalAgain(q, err, func(v *goalView) *ui.Form { return &v.place })
	}
	return w.back(q, "")
}

func readStep(q *httpx.Req, problems *fault.Problems) plansvc.Step {
	return plansvc.Step{
		Client: clientOf(q), Plan: q.PathValue("plan"), Goal: q.PathValue("goal"), Step: q.PathValue("step"), Row: q.Value("row"), What: q.Value("what"),
		Who: q.Value("who"), WhoText: q.Value("who_text"), By: day(problems, q, "by"), Milestone: q.Value("milestone") != "", Why: readWhy(q),
	}
}

func (w *Web) addStep(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := readStep(q, &problems)
	err := either(problems, func() error { return w.Service.AddStep(q.Ctx(), in) })
	if err == nil {
		return w.back(q, "#goal-"+in.Goal)
	}
	return w.goalAgain(q, err, func(v *goalView) *ui.Form { return &v.step })
}

// stepView is the page of one step.
type stepView struct {
	planView
	g           plan.Goal
	s           plan.Step
	text, leave ui.Form
}

func (w *Web) stepOf(q *httpx.Req) (stepView, error) {
	v, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return stepView{}, err
	}
	out := stepView{}
	var ok bool
	if out.s, out.g, ok = v.Doc.Step(q.PathValue("step")); !ok {
		return out, fault.MissingRecord()
	}
	out.planView, err = w.planView(q, v)
	milestone := ""
	if out.s.Milestone {
		milestone = "yes"
	}
	out.text.Values = values("what", out.s.What, "who", out.s.Who, "who_text", out.s.WhoText, "by", i18n.Date(q.Ctx(), out.s.By), "milestone", milestone)
	out.leave = ui.Form{Prefix: "l-"}
	return out, err
}

func (w *Web) stepPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.stepOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(stepPage(v)), nil
}

func (w *Web) changeStep(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := readStep(q, &problems)
	err := either(problems, func() error { return w.Service.ChangeStep(q.Ctx(), in) })
	return w.stepAgain(q, err, func(v *stepView) *ui.Form { return &v.text })
}

func (w *Web) dropStep(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.DropStep(q.Ctx(), plansvc.DropStep{
		Client: clientOf(q), Plan: q.PathValue("plan"), Step: q.PathValue("step"), Row: q.Value("row"), Why: readWhy(q),
	})
	return w.stepAgain(q, err, func(v *stepView) *ui.Form { return &v.leave })
}

func (w *Web) stepAgain(q *httpx.Req, err error, form func(*stepView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return w.back(q, "")
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.stepOf(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	*f = failed(q, err, f.Prefix)
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(stepPage(v)), nil
}

// needOptions offers the needs found, the high ones first.
func (v planView) needOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, n := range v.found() {
		out = append(out, ui.Option{Value: n.Domain, Text: n.Title.In(i18n.Lang(ctx)) + " (" + n.RatingText.In(i18n.Lang(ctx)) + ")"})
	}
	return out
}

func (v planView) dutyOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range v.Duties {
		if o.Binds {
			out = append(out, ui.Option{Value: o.ID, Text: v.duty(ctx, o)})
		}
	}
	return out
}

func places(removed bool) []ui.Option {
	out := []ui.Option{{Value: string(plan.Current), Label: ui.M("plan.place.current")}, {Value: string(plan.Future), Label: ui.M("plan.place.future")}}
	if removed {
		out = append(out, ui.Option{Value: string(plan.Removed), Label: ui.M("plan.place.removed")})
	}
	return out
}

func rev(v planView, part plan.Part) string { return strconv.Itoa(v.Doc.Plan.Rev(part)) }

func today(ctx context.Context, d civil.Date) string { return i18n.Date(ctx, d) }
