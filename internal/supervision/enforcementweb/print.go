package enforcementweb

import (
	"context"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// paperView is the warning or the submission on paper, in Kyrgyz and Russian side by side. An official act is written in the state and
// the official language and in no other; whoever understands neither hears it through an interpreter, which the paper says and the
// interpreter signs. That this is enough is to be confirmed by the Department.
type paperView struct {
	caseView
	facts SheetFacts
	sheet ui.Sheet
	draft bool // not issued yet: it is no paper
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v := paperView{}
	var err error
	if v.caseView, err = w.caseView(q); err != nil {
		return httpx.Reply{}, err
	}
	if !v.Case.Action.Papered() || v.Case.DecidedOn.IsZero() {
		return httpx.Redirect(v.path("")), nil // nothing decided, nothing to hand out
	}
	if w.Sheet != nil {
		if v.facts, err = w.Sheet(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	ctx := q.Ctx()
	paper, issued := v.Current(enforcement.Paper)
	v.draft = !issued
	v.sheet = ui.Sheet{
		Title: pair(ctx, "enforcement.paper.title."+string(v.Case.Action)), Office: both(v.facts.Office[i18n.Kyrgyz], v.facts.Office[i18n.Russian]),
		Number: paper.Ref, By: actor.From(ctx).Display, Printed: w.Service.Now(),
		Sign: []msg.Message{pair(ctx, "enforcement.sign.client"), pair(ctx, "enforcement.sign.witness"), pair(ctx, "enforcement.sign.officer"), pair(ctx, "enforcement.sign.head")},
	}
	if v.interpreted() {
		v.sheet.Sign = append(v.sheet.Sign, pair(ctx, "enforcement.sign.interpreter"))
	}
	return httpx.Page(paperPage(v)), nil
}

// parallel is the text in both languages, paragraph beside paragraph.
func (v paperView) parallel(ctx context.Context) ui.Grid {
	out := ui.Grid{Plain: true, Caption: ui.M("enforcement.title"), HideCaption: true, Columns: []ui.Column{{Label: ui.M("language.ky")}, {Label: ui.M("language.ru")}}}
	ky, ru := v.text(i18n.With(ctx, i18n.Kyrgyz)), v.text(i18n.With(ctx, i18n.Russian))
	for i := range ky {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{spoken(i18n.Kyrgyz, ky[i]), spoken(i18n.Russian, ru[i])}})
	}
	return out
}

// interpreted reports whether the client understands another language than the two of the paper best.
func (v paperView) interpreted() bool { return enforcement.Interpreted(v.Speaks) }

// text are the paragraphs in the language of the context: to whom, on what obligation, what happened, what was decided, what follows,
// and where and how one may appeal.
func (v paperView) text(ctx context.Context) []string {
	a := string(v.Case.Action)
	out := []string{
		i18n.T(ctx, "enforcement.paper.whom", "Name", v.facts.Name, "File", v.facts.File),
		i18n.T(ctx, "enforcement.paper.duty", "Duty", v.duty(ctx, v.Duty)),
		i18n.T(ctx, "enforcement.paper.happened"),
	}
	for _, l := range v.Lines {
		out = append(out, "– "+joined(i18n.Date(ctx, l.On), v.what(ctx, l)))
	}
	if e := v.explainedOn(); !e.IsZero() {
		out = append(out, i18n.T(ctx, "enforcement.paper.explained", "Day", e))
	}
	if h, ok := v.Current(enforcement.Hearing); ok {
		out = append(out, i18n.T(ctx, "enforcement.paper.heard", "Day", h.On, "Result", v.code(ctx, enforcement.ListHearing, h.Code)))
	}
	if d, ok := v.Current(enforcement.Decide); ok {
		out = append(out, i18n.T(ctx, "enforcement.paper.decided."+a, "Day", d.On))
	}
	out = append(out, i18n.T(ctx, "enforcement.paper.follows."+a), i18n.T(ctx, "enforcement.paper.appeal"))
	if d, ok := v.rules.Deadline(enforcement.RuleAppealDays, v.w.Service.Today()); ok {
		out = append(out, i18n.N(ctx, "enforcement.paper.appeal_days", d.Clock.N))
	}
	if v.interpreted() {
		out = append(out, i18n.T(ctx, "enforcement.paper.interpreter", "Language", v.code(ctx, rulebook.ListLanguages, v.Speaks)))
	}
	return out
}

// both joins the two official languages where they differ.
func both(a, b string) string {
	if a == b || b == "" {
		return a
	}
	return a + " / " + b
}

// pair is a text of the service in Kyrgyz and Russian.
func pair(ctx context.Context, key string) msg.Message {
	return ui.M("enforcement.sheet_text", "Text", inBoth(ctx, key))
}

func inBoth(ctx context.Context, key string) string {
	return both(i18n.T(i18n.With(ctx, i18n.Kyrgyz), key), i18n.T(i18n.With(ctx, i18n.Russian), key))
}

// fileView is the breach file on paper.
type fileView struct {
	caseView
	events []enforcementsvc.Event
	facts  SheetFacts
	sheet  ui.Sheet
}

func (w *Web) file(q *httpx.Req) (httpx.Reply, error) {
	f, err := w.Service.File(q.Ctx(), clientOf(q), q.PathValue("case"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v := fileView{events: f.Events}
	v.View = f.View
	refs := v.refs()
	for _, e := range f.Events {
		if e.By != "" {
			refs = append(refs, e.By)
		}
	}
	if v.frame, err = w.frame(q, refs); err != nil {
		return httpx.Reply{}, err
	}
	if w.Sheet != nil {
		if v.facts, err = w.Sheet(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	ctx := q.Ctx()
	v.sheet = ui.Sheet{
		Title: ui.M("enforcement.file.title", "Number", v.Case.Number()), Office: v.facts.Office[i18n.Lang(ctx)], Number: v.facts.File,
		By: actor.From(ctx).Display, Printed: w.Service.Now(), Sign: []msg.Message{ui.M("enforcement.sign.officer"), ui.M("enforcement.sign.head")},
	}
	return httpx.Page(filePage(v)), nil
}

func (v fileView) grid(ctx context.Context) ui.Grid {
	out := ui.Grid{Plain: true, Caption: ui.M("enforcement.file.chronology"), Columns: []ui.Column{
		{Label: ui.M("common.date"), Narrow: true}, {Label: ui.M("enforcement.what")},
	}}
	for _, e := range v.events {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Day(e.On), ui.Lines(v.eventLines(ctx, e)...)}})
	}
	return out
}

// eventLines are what happened, whether it counts, and who wrote it down.
func (v fileView) eventLines(ctx context.Context, e enforcementsvc.Event) []component {
	out := []component{ui.Val(v.eventText(ctx, e))}
	switch {
	case e.Line == nil:
	case e.Line.Counts():
		out = append(out, ui.Tags([]ui.Label{{Kind: ui.Warn, Words: ui.M("enforcement.counted_one")}}))
	default:
		out = append(out, ui.Say(v.whyNot(*e.Line)))
	}
	if e.By != "" {
		out = append(out, ui.Muted(ui.Val(v.who(e.By))))
	}
	return out
}

// Told is one line of the breach file in words, for a paper: what happened, without who wrote it down.
func Told(ctx context.Context, rb *rulebook.Rulebook, e enforcementsvc.Event) string {
	v := fileView{}
	v.rules = rb
	return v.eventText(ctx, e)
}

// Happened says what an act rests on, in words, for a paper.
func Happened(ctx context.Context, rb *rulebook.Rulebook, l enforcement.Line) string {
	return frame{rules: rb}.what(ctx, l)
}

func (v fileView) eventText(ctx context.Context, e enforcementsvc.Event) string {
	switch e.Kind {
	case enforcementsvc.LineExplained:
		return joined(i18n.T(ctx, "enforcement.explained_on"), v.code(ctx, rulebook.ListLanguages, e.Extra))
	case enforcementsvc.LineAppointment, enforcementsvc.LineBroken:
		return v.what(ctx, *e.Line)
	case enforcementsvc.LineContact:
		return v.code(ctx, rulebook.ListContactKinds, e.Code)
	}
	s := enforcement.Step{Kind: enforcement.Kind(e.Kind), Code: e.Code, ReasonCode: e.Extra, Name: e.Name, Ref: e.Ref}
	number := ""
	if !e.Own {
		number = i18n.T(ctx, "enforcement.case_is", "Number", e.Case.Number())
	}
	return joined(number, i18n.T(ctx, "enforcement.step."+e.Kind), v.detail(ctx, s), e.Text)
}
