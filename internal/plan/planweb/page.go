package planweb

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// planView is the one page of a plan.
type planView struct {
	frame
	plansvc.View
	notes, sign ui.Form
	stale       bool
}

func (w *Web) page(q *httpx.Req) (httpx.Reply, error) {
	n := number(q.Query().Get("v"))
	v, err := w.Service.View(q.Ctx(), clientOf(q), n)
	if err != nil {
		return httpx.Reply{}, err
	}
	out, err := w.planView(q, v)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(planPage(out)), nil
}

func (w *Web) planView(q *httpx.Req, v plansvc.View) (planView, error) {
	out := planView{View: v}
	var err error
	out.frame, err = w.frame(q, refs(v))
	out.notes = ui.Form{Prefix: "n-", Values: values("strengths", v.Doc.Plan.Strengths, "relapse", v.Doc.Plan.Relapse, "review_on", i18n.Date(q.Ctx(), v.Doc.Plan.ReviewOn))}
	out.sign = ui.Form{Prefix: "s-"}
	return out, err
}

// refs are the accounts that the page names.
func refs(v plansvc.View) []string {
	var out []string
	for _, p := range v.Versions {
		for _, ref := range []string{p.BegunBy, p.SubmittedBy, p.CountersignedBy, p.ReturnedBy, p.EndedBy} {
			if ref != "" {
				out = append(out, ref)
			}
		}
	}
	for _, a := range v.Doc.Agreements {
		out = append(out, a.RecordedBy, a.ExplainedBy)
	}
	for _, p := range v.Doc.Progress {
		out = append(out, p.RecordedBy)
	}
	for _, g := range v.Older.Goals {
		for _, x := range g {
			out = append(out, x.ReplacedBy)
		}
	}
	for _, s := range v.Older.Steps {
		for _, x := range s {
			out = append(out, x.ReplacedBy)
		}
	}
	return out
}

func (w *Web) begin(q *httpx.Req) (httpx.Reply, error) {
	planID, err := w.Service.Begin(q.Ctx(), clientOf(q))
	if err == nil {
		v, err := w.Service.Version(q.Ctx(), clientOf(q), planID)
		return done(clientOf(q), v.Doc.Plan.Number, ""), err
	}
	return w.again(q, err, "", func(v *planView) *ui.Form { return &v.sign })
}

// again shows the page with the form that was refused: what was typed stays, what stands now is said.
func (w *Web) again(q *httpx.Req, err error, planID string, form func(*planView) *ui.Form) (httpx.Reply, error) {
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	var v plansvc.View
	var e error
	if planID == "" {
		v, e = w.Service.View(q.Ctx(), clientOf(q), 0)
	} else {
		v, e = w.Service.Version(q.Ctx(), clientOf(q), planID)
	}
	if e != nil {
		return httpx.Reply{}, e
	}
	out, e := w.planView(q, v)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&out)
	*f = failed(q, err, f.Prefix)
	out.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(planPage(out)), nil
}

func (w *Web) notes(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := plansvc.SaveNotes{
		Client: clientOf(q), Plan: q.PathValue("plan"), Row: number(q.Value("row")), Strengths: q.Value("strengths"),
		Relapse: q.Value("relapse"), ReviewOn: day(&problems, q, "review_on"),
	}
	err := either(problems, func() error { return w.Service.SaveNotes(q.Ctx(), in) })
	if err == nil {
		return w.back(q, "#notes")
	}
	return w.again(q, err, in.Plan, func(v *planView) *ui.Form { return &v.notes })
}

// back leads to the page of the version that was worked on.
func (w *Web) back(q *httpx.Req, anchor string) (httpx.Reply, error) {
	v, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	return done(clientOf(q), v.Doc.Plan.Number, anchor), err
}

// sign does one act on the whole version.
func (w *Web) act(q *httpx.Req, do func(context.Context, plansvc.Version) error) (httpx.Reply, error) {
	in := plansvc.Version{Client: clientOf(q), Plan: q.PathValue("plan"), Row: number(q.Value("row")), Text: q.Value("text")}
	if err := do(q.Ctx(), in); err != nil {
		return w.again(q, err, in.Plan, func(v *planView) *ui.Form { return &v.sign })
	}
	return w.back(q, "")
}

func (w *Web) submit(q *httpx.Req) (httpx.Reply, error)      { return w.act(q, w.Service.Submit) }
func (w *Web) takeBack(q *httpx.Req) (httpx.Reply, error)    { return w.act(q, w.Service.TakeBack) }
func (w *Web) drop(q *httpx.Req) (httpx.Reply, error)        { return w.act(q, w.Service.Drop) }
func (w *Web) giveBack(q *httpx.Req) (httpx.Reply, error)    { return w.act(q, w.Service.Return) }
func (w *Web) countersign(q *httpx.Req) (httpx.Reply, error) { return w.act(q, w.Service.Countersign) }

// may reports whether the reader may change this version here and now.
func (v planView) may(ctx context.Context) bool {
	return v.Doc.Plan.State == plan.Draft && access.From(ctx).May(access.ManagePlan)
}

// active reports whether progress may be noted here.
func (v planView) active(ctx context.Context) bool {
	return v.Doc.Plan.State == plan.InForce && access.From(ctx).May(access.ManagePlan)
}

// failedAny reports whether a form of the page was refused.
func (v planView) failedAny() bool { return len(v.notes.Problems)+len(v.sign.Problems) > 0 }

// row is the version of the row that acts on the whole plan name.
func (v planView) row() string { return strconv.Itoa(v.Doc.Plan.Row) }

func stateTag(s plan.State) ui.Label {
	kind := ui.Neutral
	switch s {
	case plan.InForce:
		kind = ui.Good
	case plan.Waiting:
		kind = ui.Warn
	case plan.Draft:
		kind = ui.Info
	case plan.Replaced, plan.Dropped, plan.Ended:
	}
	return ui.Label{Kind: kind, Words: ui.M("plan.state." + string(s))}
}

func answerTag(a plan.Answer) ui.Label {
	kind := ui.Neutral
	switch a {
	case plan.Yes:
		kind = ui.Good
	case plan.Stale:
		kind = ui.Warn
	case plan.No, plan.Unable, plan.Withdrawn, plan.None:
	}
	return ui.Label{Kind: kind, Words: ui.M("plan.answer." + string(a))}
}

func (v planView) summary() []ui.Item {
	p := v.Doc.Plan
	out := []ui.Item{
		{Label: ui.M("common.status"), Value: ui.Tags([]ui.Label{stateTag(p.State)})},
		{Label: ui.M("plan.begun"), Value: ui.Beside(ui.Moment(p.BegunAt), ui.Val(v.who(p.BegunBy)))},
	}
	if !p.SubmittedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("plan.submitted"), Value: ui.Beside(ui.Moment(p.SubmittedAt), ui.Val(v.who(p.SubmittedBy)))})
	}
	if !p.CountersignedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("plan.countersigned"), Value: ui.Beside(ui.Moment(p.CountersignedAt), ui.Val(v.who(p.CountersignedBy)))})
	}
	if !p.EndedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("plan.closed"), Value: ui.Beside(ui.Moment(p.EndedAt), ui.Val(v.who(p.EndedBy)), ui.Val(p.EndedText))})
	}
	for _, part := range plan.Parts() {
		out = append(out, ui.Item{Label: ui.M("plan.part." + string(part)), Value: ui.Tags([]ui.Label{answerTag(v.Doc.Standing(part))})})
	}
	return append(out, ui.Item{Label: ui.M("plan.review_on"), Value: ui.Day(p.ReviewOn)})
}

// lackText is one thing that the version lacks, with the name of what it is about.
func (v planView) lackText(ctx context.Context, p fault.Problem) string {
	text := i18n.Msg(ctx, p.Msg)
	kind, ref, _ := strings.Cut(p.Field, "-")
	switch kind {
	case plan.GapNeed:
		for _, n := range v.Needs {
			if n.Domain == ref {
				return n.Title.In(i18n.Lang(ctx)) + ": " + text
			}
		}
	case plan.GapObligation:
		for _, o := range v.Duties {
			if o.ID == ref {
				return v.duty(ctx, o) + ": " + text
			}
		}
	case "goal":
		if g, ok := v.Doc.Goal(ref); ok {
			return g.Words + ": " + text
		}
	case "agree":
		return i18n.T(ctx, "plan.part."+ref) + ": " + text
	}
	return text
}

func (f frame) duty(ctx context.Context, o plan.Obligation) string {
	return strings.TrimSpace(f.code(ctx, rulebook.ListObligations, o.Code) + " " + o.Text)
}

// dutyName finds an obligation that a goal names.
func (v planView) dutyName(ctx context.Context, ref string) string {
	for _, o := range v.Duties {
		if o.ID == ref {
			return v.duty(ctx, o)
		}
	}
	return ""
}

// needName finds the name of a need that a goal answers; an assessment that no longer names it leaves its code.
func (v planView) needName(ctx context.Context, ref string) string {
	for _, n := range v.Needs {
		if n.Domain == ref {
			return n.Title.In(i18n.Lang(ctx))
		}
	}
	return ref
}

func (v planView) goalItems(ctx context.Context, g plan.Goal) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("plan.measure"), Value: ui.Val(g.Measure)},
		{Label: ui.M("plan.target_on"), Value: ui.Day(g.TargetOn)},
	}
	if g.Strength != "" {
		out = append(out, ui.Item{Label: ui.M("plan.builds_on"), Value: ui.Val(g.Strength)})
	}
	var linked []string
	for _, n := range g.Needs {
		linked = append(linked, v.needName(ctx, n))
	}
	for _, o := range g.Obligations {
		linked = append(linked, v.dutyName(ctx, o))
	}
	if len(linked) > 0 {
		out = append(out, ui.Item{Label: ui.M("plan.answers"), Value: ui.Val(strings.Join(linked, "; "))})
	}
	if g.Place == plan.Removed {
		out = append(out, ui.Item{Label: ui.M("plan.removed_why"), Value: ui.Val(joined(v.code(ctx, plan.ListRemove, g.RemoveReason), g.RemoveText))})
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

func (v planView) stepGrid(ctx context.Context, g plan.Goal) ui.Grid {
	out := ui.Grid{Caption: ui.M("plan.steps"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("plan.step.what")},
		{Label: ui.M("plan.step.who")},
		{Label: ui.M("plan.step.by"), Narrow: true},
		{Label: ui.M("common.status")},
	}}
	for _, s := range g.Steps {
		out.Rows = append(out.Rows, ui.Row{ID: "step-" + s.Step, Cells: []component{
			stepWhat(v, s), ui.Val(joined(v.code(ctx, plan.ListActors, s.Who), s.WhoText)), ui.Day(s.By), stepState(v, g, s),
		}})
	}
	return out
}

func progressTag(k plan.ProgressKind) ui.Label {
	kind := ui.Neutral
	switch k {
	case plan.StepDone, plan.GoalAchieved, plan.GoalRecognised:
		kind = ui.Good
	case plan.StepNotDone, plan.StepPlanned, plan.GoalReopened:
	}
	return ui.Label{Kind: kind, Words: ui.M("plan.progress." + string(k))}
}

// notesOf are the notes about a goal and its steps, the latest first, those taken back with the reason.
func (v planView) notesOf(ctx context.Context, g plan.Goal) []ui.Event {
	var out []ui.Event
	for _, p := range v.Doc.Progress {
		if p.Goal != g.Goal {
			continue
		}
		e := ui.Event{
			Day: p.On, Who: v.who(p.RecordedBy), Title: progressTag(p.Kind).Words, Replaced: !p.Current(),
			Text: joined(v.progressCode(ctx, p), p.Text),
		}
		if s, _, ok := v.Doc.Step(p.Step); ok {
			e.Detail = ui.Muted(ui.Val(s.What))
		}
		if !p.Current() {
			e.Text = joined(e.Text, i18n.T(ctx, "plan.taken_back_why", "Reason", joined(v.code(ctx, rulebook.ListCorrectionReasons, p.Reason), p.ReasonText)))
		} else if access.From(ctx).May(access.CorrectRecord) {
			e.Href = v.at("/progress/" + p.Row)
		}
		out = append([]ui.Event{e}, out...)
	}
	return out
}

func (f frame) progressCode(ctx context.Context, p plan.Progress) string {
	if p.Kind == plan.StepNotDone {
		return f.code(ctx, plan.ListNotDone, p.Code)
	}
	return f.code(ctx, plan.ListRecognitions, p.Code)
}

// strengths are those that the assessment names.
func (v planView) strengths() []plan.Need {
	var out []plan.Need
	for _, n := range v.Needs {
		if n.Strength != "" {
			out = append(out, n)
		}
	}
	return out
}

// found are the needs that were found; the others need no goal.
func (v planView) found() []plan.Need {
	var out []plan.Need
	for _, n := range v.Needs {
		if n.Found() {
			out = append(out, n)
		}
	}
	return out
}

func ratingTag(ctx context.Context, n plan.Need) ui.Label {
	kind := ui.Info
	if n.High() {
		kind = ui.Warn
	}
	return ui.Label{Kind: kind, Words: ui.M("plan.rating_is", "Rating", n.RatingText.In(i18n.Lang(ctx)))}
}

func partTitle(p plan.Part) msg.Message { return ui.M("plan.part." + string(p)) }

// whyNot says to somebody who may countersign elsewhere why not here; an empty message when the reader may.
func (v planView) whyNot(account string) msg.Message {
	if f := fault.As(v.Doc.CanCountersign(account)); f != nil {
		return f.Msg
	}
	return msg.Message{}
}
