package supervisionweb

import (
	"github.com/a-h/templ"

	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// slipView is the paper that the client takes home, in the language the client understands.
type slipView struct {
	frame
	a     supervision.Appointment
	lang  string
	draft bool
	sheet rulebook.Sheet
}

func (w *Web) slip(q *httpx.Req) (httpx.Reply, error) {
	av, err := w.appointmentView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	facts := SlipFacts{Values: map[string]string{}, Lang: "ky"}
	if w.Slip != nil {
		if facts, err = w.Slip(q.Ctx(), av.client); err != nil {
			return httpx.Reply{}, err
		}
	}
	if lang := q.Query().Get("lang"); lang != "" {
		facts.Lang = lang
	}
	text, ok := av.rules.ClientText(facts.Lang)
	if !ok {
		text, _ = av.rules.ClientText("ky")
	}
	sheet, _ := text.Sheet(rulebook.SheetAppointment)
	ctx := i18n.With(q.Ctx(), text.Lang)
	values := map[string]string{
		"date": i18n.DayDate(ctx, w.zoneDate(av.a.PlannedAt)), "time": i18n.Time(ctx, av.a.PlannedAt),
		"officer": av.who(string(av.a.Officer)), "purpose": av.a.Purpose, "kind": av.rules.List(rulebook.ListContactKinds).Name(av.a.Kind, text.Lang),
	}
	for k, v := range facts.Values {
		values[k] = v
	}
	if av.a.Place != "" {
		values["address"] = av.a.Place
	}
	return httpx.Page(slipPage(slipView{frame: av.frame, a: av.a, lang: text.Lang, draft: text.Draft, sheet: sheet.Fill(values)})), nil
}

func (v appointmentView) items() []ui.Item {
	return []ui.Item{
		{Label: ui.M("common.when"), Value: ui.Lines(ui.Moment(v.a.PlannedAt), v.moved())},
		{Label: ui.M("supervision.kind"), Value: planWhat(v.frame, v.a)},
		{Label: ui.M("supervision.officer"), Value: ui.Val(v.who(string(v.a.Officer)))},
		{Label: ui.M("common.status"), Value: planOutcome(v.frame, v.a, v.old)},
	}
}

func (v appointmentView) failed() bool {
	return len(v.outcome.Problems)+len(v.change.Problems)+len(v.fixed.Problems)+len(v.cancel.Problems) > 0
}

// reasons leaves "wrong client" to the page that moves an entry.
func reasons(moves bool) func(rulebook.Item) bool {
	return func(i rulebook.Item) bool { return moves || !i.Is("moves") }
}

// moved shows the times at which the appointment stood before, the latest last, each with the reason why it was moved.
func (v appointmentView) moved() templ.Component {
	var parts []templ.Component
	for i, o := range v.old {
		next := v.a
		if i+1 < len(v.old) {
			next = v.old[i+1]
		}
		if o.PlannedAt != next.PlannedAt {
			parts = append(parts, earlier(o, next))
		}
	}
	return ui.Lines(parts...)
}
