package planweb

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

func goalTitle(v goalView) msg.Message {
	if v.g.Goal == "" {
		return ui.M("plan.new_goal")
	}
	return ui.M("plan.change_goal")
}

// goalAction is where the form of a goal is sent.
func (v goalView) goalAction() string {
	if v.g.Goal == "" {
		return v.version(v.Doc.Plan.ID, "/goals")
	}
	return v.version(v.Doc.Plan.ID, "/goals/"+v.g.Goal)
}

// formView is a page with one form about the plan.
type formView struct {
	planView
	form ui.Form
	part plan.Part
	kind string // of a gap or of progress
	ref  string
	what string // in words: the need, the obligation, the goal or step
	note plan.Progress
}

// gapPage asks why a need or an obligation has no goal.
func (w *Web) gapPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.gapOf(q, q.Query().Get("kind"), q.Query().Get("ref"))
	if err != nil {
		return httpx.Reply{}, err
	}
	if g, ok := v.Doc.Gap(v.kind, v.ref); ok {
		v.form.Values = values("code", g.Code, "text", g.Text)
	}
	return httpx.Page(gapPage(v)), nil
}

func (w *Web) gapOf(q *httpx.Req, kind, ref string) (formView, error) {
	doc, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return formView{}, err
	}
	v := formView{kind: kind, ref: ref}
	if v.planView, err = w.planView(q, doc); err != nil {
		return v, err
	}
	if v.what = v.dutyName(q.Ctx(), ref); kind == plan.GapNeed {
		v.what = v.needName(q.Ctx(), ref)
	}
	return v, nil
}

func (w *Web) gap(q *httpx.Req) (httpx.Reply, error) {
	in := plansvc.StateGap{
		Client: clientOf(q), Plan: q.PathValue("plan"), Kind: q.Value("kind"), Ref: q.Value("ref"), Code: q.Value("code"), Text: q.Value("text"),
	}
	err := w.Service.StateGap(q.Ctx(), in)
	if err == nil {
		return w.back(q, "#"+in.Kind+"-"+in.Ref)
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.gapOf(q, in.Kind, in.Ref)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = failed(q, err, "")
	return httpx.Invalid(gapPage(v)), nil
}

// agreePage shows one part as it is written now, to be explained, and takes the answer.
func (w *Web) agreePage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.agreeOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	lang := ""
	if w.Language != nil {
		if lang, err = w.Language(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	v.form.Values = values("on", today(q.Ctx(), w.Service.Today()), "language", lang)
	return httpx.Page(agreePage(v)), nil
}

func (w *Web) agreeOf(q *httpx.Req) (formView, error) {
	v := formView{part: plan.Part(q.PathValue("code"))}
	if !v.part.Known() {
		return v, fault.MissingRecord()
	}
	doc, err := w.Service.Version(q.Ctx(), clientOf(q), q.PathValue("plan"))
	if err != nil {
		return v, err
	}
	v.planView, err = w.planView(q, doc)
	return v, err
}

func (w *Web) agree(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := plansvc.Agree{
		Client: clientOf(q), Plan: q.PathValue("plan"), Part: plan.Part(q.PathValue("code")), Rev: number(q.Value("rev")),
		Answer: plan.Answer(q.Value("answer")), Why: q.Value("why"), Language: q.Value("language"), Interpreter: q.Value("interpreter"),
		On: day(&problems, q, "on"), Proof: q.Value("proof"),
	}
	err := either(problems, func() error { return w.Service.Agree(q.Ctx(), in) })
	if err == nil {
		return w.back(q, "#agree-"+string(in.Part))
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.agreeOf(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.stale = failed(q, err, ""), fault.Is(err, fault.Conflict)
	return httpx.Invalid(agreePage(v)), nil
}

func answers() []ui.Option {
	var out []ui.Option
	for _, a := range plan.Answers() {
		out = append(out, ui.Option{Value: string(a), Label: ui.M("plan.answer_is." + string(a))})
	}
	return out
}

func proofs() []ui.Option {
	var out []ui.Option
	for _, p := range plan.Proofs() {
		out = append(out, ui.Option{Value: p, Label: ui.M("plan.proof." + p)})
	}
	return out
}

func (w *Web) withdrawPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.leaving(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = values("on", today(q.Ctx(), w.Service.Today()))
	return httpx.Page(withdrawPage(v)), nil
}

func (w *Web) leaving(q *httpx.Req) (formView, error) {
	doc, err := w.Service.View(q.Ctx(), clientOf(q), 0)
	if err != nil {
		return formView{}, err
	}
	v := formView{part: plan.Own}
	v.planView, err = w.planView(q, doc)
	return v, err
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := plansvc.Withdraw{Client: clientOf(q), On: day(&problems, q, "on"), Why: q.Value("why")}
	err := either(problems, func() error { return w.Service.Withdraw(q.Ctx(), in) })
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/plan?done=saved#agree-own"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.leaving(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = failed(q, err, "")
	return httpx.Invalid(withdrawPage(v)), nil
}

// progressPage takes a note about a step, or about a goal of a kind.
func (w *Web) progressPage(q *httpx.Req) (httpx.Reply, error) {
	if q.Query().Get("goal") == "" && q.Query().Get("step") == "" { // of nothing in particular: the plan shows what there is
		_, err := w.Service.View(q.Ctx(), clientOf(q), 0)
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/plan"), err
	}
	v, err := w.progressOf(q, q.Query().Get("goal"), q.Query().Get("step"), q.Query().Get("kind"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values = values("on", today(q.Ctx(), w.Service.Today()), "kind", v.kind)
	return httpx.Page(progressPage(v)), nil
}

func (w *Web) progressOf(q *httpx.Req, goal, step, kind string) (formView, error) {
	doc, err := w.Service.View(q.Ctx(), clientOf(q), 0)
	if err != nil {
		return formView{}, err
	}
	v := formView{kind: kind}
	v.note.Goal, v.note.Step = goal, step
	if s, g, ok := doc.Doc.Step(step); ok {
		v.what, v.part, v.kind = s.What, g.Part, ""
	} else if g, ok := doc.Doc.Goal(goal); ok && step == "" && plan.ProgressKind(kind).OfGoal() {
		v.what, v.part = g.Words, g.Part
	} else {
		return v, fault.MissingRecord()
	}
	v.planView, err = w.planView(q, doc)
	return v, err
}

func (w *Web) progress(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := plansvc.NoteProgress{
		Client: clientOf(q), Goal: q.Value("goal"), Step: q.Value("step"), Kind: plan.ProgressKind(q.Value("kind")), Code: q.Value("code"),
		Text: q.Value("text"), On: day(&problems, q, "on"),
	}
	err := either(problems, func() error { return w.Service.NoteProgress(q.Ctx(), in) })
	if err == nil {
		anchor := "#goal-" + in.Goal
		if in.Step != "" {
			anchor = "#step-" + in.Step
		}
		return httpx.Redirect("/clients/" + string(in.Client) + "/plan?done=saved" + anchor), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.progressOf(q, in.Goal, in.Step, string(in.Kind))
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = failed(q, err, "")
	return httpx.Invalid(progressPage(v)), nil
}

// stepKinds are what may be said of a step.
func (v formView) stepKinds() []ui.Option {
	var out []ui.Option
	for _, k := range []plan.ProgressKind{plan.StepDone, plan.StepNotDone, plan.StepPlanned} {
		if k == plan.StepNotDone && v.part == plan.Own && v.Doc.Standing(plan.Own) != plan.Yes {
			continue // nothing is asked of the client
		}
		out = append(out, ui.Option{Value: string(k), Label: ui.M("plan.progress." + string(k))})
	}
	return out
}

func (w *Web) correctPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.noteOf(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(correctPage(v)), nil
}

func (w *Web) noteOf(q *httpx.Req) (formView, error) {
	doc, err := w.Service.View(q.Ctx(), clientOf(q), 0)
	if err != nil {
		return formView{}, err
	}
	v := formView{}
	for _, p := range doc.Doc.Progress {
		if p.Row == q.PathValue("note") {
			v.note = p
		}
	}
	if v.note.Row == "" {
		return v, fault.MissingRecord()
	}
	if g, ok := doc.Doc.Goal(v.note.Goal); ok {
		v.what = g.Words
	}
	v.planView, err = w.planView(q, doc)
	return v, err
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.CorrectProgress(q.Ctx(), plansvc.CorrectProgress{Client: clientOf(q), Progress: q.PathValue("note"), Why: readWhy(q)})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/plan?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.noteOf(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = failed(q, err, "")
	return httpx.Invalid(correctPage(v)), nil
}

// noteText is a note in words.
func (v formView) noteText(ctx context.Context) string {
	return joined(i18n.Date(ctx, v.note.On), i18n.T(ctx, "plan.progress."+string(v.note.Kind)), v.progressCode(ctx, v.note), v.note.Text, v.who(v.note.RecordedBy))
}
