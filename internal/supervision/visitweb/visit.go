package visitweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

type component = templ.Component

// visitView is one visit with what it said before it was corrected.
type visitView struct {
	frame
	visitsvc.View
	sheet ui.Sheet
	facts SheetFacts
}

func (w *Web) visitView(q *httpx.Req) (visitView, error) {
	var v visitView
	var err error
	if v.View, err = w.Service.Visit(q.Ctx(), clientOf(q), q.PathValue("visit")); err != nil {
		return v, err
	}
	refs := []string{v.WrittenBy, v.RecordedBy}
	for _, o := range v.Old {
		refs = append(refs, o.ReplacedBy)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) visit(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.visitView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(visitPage(v)), nil
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.visitView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if w.Sheet != nil {
		if v.facts, err = w.Sheet(q.Ctx(), v.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	v.sheet = ui.Sheet{
		Title: ui.M("visit.sheet"), Office: v.facts.Office, Number: v.facts.File, By: actor.From(q.Ctx()).Display, Printed: w.Service.Now(),
		Sign: []msg.Message{ui.M("visit.sign_officer")},
	}
	return httpx.Page(sheetPage(v)), nil
}

func (w *Web) photo(q *httpx.Req) (httpx.Reply, error) {
	data, media, err := w.Service.Photo(q.Ctx(), clientOf(q), q.PathValue("photo"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Image(media, data), nil
}

// nature says whether the visit was more than an administrative contact.
func (v visitView) nature() component {
	if v.Substantive {
		return ui.Tag(ui.Good, ui.M("visit.substantive"))
	}
	return ui.Tag(ui.Neutral, ui.M("visit.administrative"))
}

// timing says when it was written down, with both times when it came late or from a device.
func (v visitView) timing() component {
	if v.InTime() {
		return ui.Tag(ui.Good, ui.M("visit.in_time"))
	}
	return ui.Tag(ui.Warn, ui.M("visit.late"))
}

func (v visitView) items(ctx context.Context) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("supervision.kind"), Value: ui.Val(v.code(ctx, rulebook.ListContactKinds, v.Kind))},
		{Label: ui.M("common.when"), Value: ui.Val(v.span(ctx))},
	}
	add := func(key, text string) {
		if text != "" {
			out = append(out, ui.Item{Label: ui.M(key), Value: ui.Val(text)})
		}
	}
	add("supervision.place", v.Place)
	add("visit.present", v.WithWhom)
	add("visit.partners", v.codes(ctx, visit.ListPartners, v.Partners))
	language := v.code(ctx, rulebook.ListLanguages, v.Language)
	if v.Interpreter {
		language = strings.TrimPrefix(language+", "+i18n.T(ctx, "visit.interpreter"), ", ")
	}
	add("visit.language", language)
	add("visit.identity", v.code(ctx, visit.ListIdentity, v.Identity))
	add("visit.talk", v.Talk)
	var worked []string
	for _, s := range v.Worked {
		worked = append(worked, s.Text)
	}
	add("visit.worked", strings.Join(worked, "; "))
	var came []string
	for _, c := range v.Came {
		came = append(came, strings.TrimSuffix(c.Text+": "+i18n.T(ctx, "plan.progress."+string(c.Kind))+", "+v.code(ctx, plan.ListNotDone, c.Code), ", "))
	}
	add("visit.came_title", strings.Join(came, "; "))
	if !v.NextOn.IsZero() {
		add("visit.next", i18n.Date(ctx, v.NextOn))
	}
	if !v.CapturedAt.IsZero() {
		add("visit.captured", i18n.Instant(ctx, v.CapturedAt))
	}
	out = append(out, ui.Item{Label: ui.M("visit.written"), Value: ui.Beside(ui.Val(i18n.Instant(ctx, v.WrittenAt)+", "+v.who(v.WrittenBy)), v.timing())})
	return append(out, ui.Item{Label: ui.M("visit.nature"), Value: v.nature()})
}

func (v visitView) span(ctx context.Context) string {
	text := i18n.Instant(ctx, v.StartedAt)
	if v.Minutes > 0 {
		text += "–" + i18n.Time(ctx, v.EndedAt()) + " (" + i18n.N(ctx, "common.minutes", v.Minutes) + ")"
	}
	return text
}

func (f frame) codes(ctx context.Context, list string, codes []string) string {
	var out []string
	for _, c := range codes {
		out = append(out, f.code(ctx, list, c))
	}
	return strings.Join(out, ", ")
}

func (v visitView) conditionGrid(ctx context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("visit.conditions"), Columns: []ui.Column{{Label: ui.M("visit.condition_col")}, {Label: ui.M("common.status"), Narrow: true}, {Label: ui.M("visit.evidence")}}}
	for _, c := range v.Conditions {
		kind := map[visit.State]ui.Kind{visit.Kept: ui.Good, visit.NotKept: ui.Bad, visit.NotChecked: ui.Neutral}[c.State]
		out.Rows = append(out.Rows, ui.Row{Cells: []component{
			ui.Val(v.duty(ctx, c.Code, c.Text)), ui.Tag(kind, ui.M("visit.condition."+string(c.State))), ui.Val(c.Evidence),
		}})
	}
	return out
}

func (v visitView) stepGrid() ui.Grid {
	out := ui.Grid{Caption: ui.M("visit.agreed"), Columns: []ui.Column{{Label: ui.M("visit.step")}, {Label: ui.M("visit.step_who")}, {Label: ui.M("visit.step_by"), Narrow: true}}}
	for _, s := range v.Steps {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Val(s.What), ui.Val(s.Who), ui.Day(s.By)}})
	}
	return out
}

// answered is a block with its answers.
type answered struct {
	title string
	items []ui.Item
}

func (f frame) answers(ctx context.Context, r visit.Record) []answered {
	var out []answered
	fields := visit.Fields(f.rules)
	for _, b := range f.rules.List(visit.ListBlocks).Items {
		a := answered{title: b.Label.In(i18n.Lang(ctx))}
		for _, x := range fields {
			if x.Block == b.Code && len(r.Answers[x.Code]) > 0 {
				a.items = append(a.items, ui.Item{Label: ui.M("visit.text", "Text", label(ctx, x.Label)), Value: ui.Val(f.answer(ctx, x, r.Answers[x.Code]))})
			}
		}
		if len(a.items) > 0 {
			out = append(out, a)
		}
	}
	return out
}

func (f frame) answer(ctx context.Context, x visit.Field, values []string) string {
	if x.Kind == visit.One || x.Kind == visit.Many {
		return f.codes(ctx, x.List, values)
	}
	return strings.Join(values, ", ")
}

// changes are what a correction changed, beside what stands now.
func (v visitView) changes(ctx context.Context, old, now visit.Record) []ui.Change {
	var out []ui.Change
	add := func(name, a, b string) {
		if a != b {
			out = append(out, ui.Change{Old: name + ": " + a, New: name + ": " + b})
		}
	}
	for _, x := range visit.Fields(v.rules) {
		add(label(ctx, x.Label), v.answer(ctx, x, old.Answers[x.Code]), v.answer(ctx, x, now.Answers[x.Code]))
	}
	for i, c := range now.Conditions {
		if i < len(old.Conditions) {
			say := func(c visit.Condition) string {
				return strings.TrimSpace(i18n.T(ctx, "visit.condition."+string(c.State)) + " " + c.Evidence)
			}
			add(v.duty(ctx, c.Code, c.Text), say(old.Conditions[i]), say(c))
		}
	}
	add(i18n.T(ctx, "visit.agreed"), said(ctx, old.Steps), said(ctx, now.Steps))
	add(i18n.T(ctx, "visit.identity"), v.code(ctx, visit.ListIdentity, old.Identity), v.code(ctx, visit.ListIdentity, now.Identity))
	add(i18n.T(ctx, "visit.partners"), v.codes(ctx, visit.ListPartners, old.Partners), v.codes(ctx, visit.ListPartners, now.Partners))
	add(i18n.T(ctx, "visit.language"), v.code(ctx, rulebook.ListLanguages, old.Language), v.code(ctx, rulebook.ListLanguages, now.Language))
	return out
}

func said(ctx context.Context, steps []visit.Agreed) string {
	var out []string
	for _, s := range steps {
		line := s.What
		if s.Who != "" {
			line += " (" + s.Who + ")"
		}
		if !s.By.IsZero() {
			line += " " + i18n.Date(ctx, s.By)
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// next is the version that followed an old one.
func (v visitView) next(i int) visit.Record {
	if i+1 < len(v.Old) {
		return v.Old[i+1]
	}
	return v.Record
}

func stays(i rulebook.Item) bool { return !i.Is("moves") }

func (w *Web) correctView(q *httpx.Req) (formView, error) {
	v := formView{correcting: true}
	var err error
	if v.old, err = w.Service.Visit(q.Ctx(), clientOf(q), q.PathValue("visit")); err != nil {
		return v, err
	}
	v.before.Steps = v.old.Worked
	v.frame, err = w.frame(q, nil)
	return v, err
}

func (w *Web) correctPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.correctView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form = ui.Form{Values: w.written(q.Ctx(), v.old)}
	v.open(nil)
	return httpx.Page(formPage(v)), nil
}

// written are the values of a record in its form.
func (w *Web) written(ctx context.Context, r visitsvc.View) url.Values {
	out := url.Values{
		"kind": {r.Kind}, "date": {i18n.Date(ctx, w.Service.Zone().Date(r.StartedAt))}, "time": {i18n.Time(ctx, r.StartedAt)},
		"place": {r.Place}, "with_whom": {r.WithWhom}, "text": {r.Talk}, "language": {r.Language}, "identity": {r.Identity},
		"partners": r.Partners,
	}
	for _, s := range r.Worked {
		out.Add("worked", s.ID)
	}
	if r.Minutes > 0 {
		out.Set("until", i18n.Time(ctx, r.EndedAt()))
	}
	if r.Interpreter {
		out.Set("interpreter", "yes")
	}
	for _, c := range r.Conditions {
		out.Set(visit.ConditionField(c.Duty), string(c.State))
		out.Set(visit.EvidenceField(c.Duty), c.Evidence)
	}
	for i, s := range r.Steps {
		n := strconv.Itoa(i + 1)
		out.Set("step_what_"+n, s.What)
		out.Set("step_who_"+n, s.Who)
		out.Set("step_by_"+n, i18n.Date(ctx, s.By))
	}
	for code, list := range r.Answers {
		out[visit.AnswerField(code)] = list
	}
	return out
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := visitsvc.Correct{
		Record: read(&problems, q.Form(), w.Service.Zone(), w.Service.Rulebook()).Record, Row: q.Value("row"), ContactRow: q.Value("contact_row"),
		Why: visitsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")},
	}
	in.Client, in.Visit = clientOf(q), q.PathValue("visit")
	err := problems.Err()
	if err == nil {
		err = w.Service.Correct(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect(HrefVisit(in.Client, in.Visit) + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.correctView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	v.stale = fault.Is(err, fault.Conflict)
	v.open(nil)
	return httpx.Invalid(formPage(v)), nil
}

func formTitle(v formView) msg.Message {
	if v.correcting {
		return ui.M("visit.correct_title")
	}
	return ui.M("visit.new_title")
}

func formButton(v formView) msg.Message {
	if v.correcting {
		return ui.M("common.correct")
	}
	return ui.M("visit.save")
}

func formBack(v formView) string {
	if v.correcting {
		return v.visits("/" + v.old.Visit)
	}
	return v.at("/contacts")
}

func formAction(v formView) string {
	if v.correcting {
		return v.visits("/" + v.old.Visit + "/correct")
	}
	return v.visits("")
}
