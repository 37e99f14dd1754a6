package assessmentcareweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// validityView is how long the client's assessment holds, and what may be said about it.
type validityView struct {
	frame
	v       assessmentcaresvc.Validity
	note    ui.Form
	confirm ui.Form
	settle  ui.Form
	failed  string // the change whose form was sent
}

func (w *Web) validity(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.validityView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(validityPage(v)), nil
}

func (w *Web) validityView(q *httpx.Req) (validityView, error) {
	got, err := w.Service.Validity(q.Ctx(), clientOf(q))
	if err != nil {
		return validityView{}, err
	}
	v := validityView{v: got, note: ui.Form{Prefix: "n-"}, confirm: ui.Form{Prefix: "k-"}}
	var refs []string
	for _, c := range got.Changes {
		refs = append(refs, c.RecordedBy, c.SettledBy)
	}
	for _, c := range got.Confirmations {
		refs = append(refs, c.By)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

// answer redirects after a write, or shows the page again with what was typed.
func (w *Web) answer(q *httpx.Req, err error, form func(*validityView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/validity?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.validityView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	return httpx.Invalid(validityPage(v)), nil
}

func (w *Web) noteChange(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := assessmentcaresvc.NoteChange{Client: clientOf(q), Kind: q.Value("kind"), Note: q.Value("note")}
	if text := q.Value("occurred_on"); text != "" {
		day, err := civil.ParseDate(text)
		if err != nil {
			problems.Add("occurred_on", "date.invalid")
		}
		in.OccurredOn = day
	}
	err := problems.Err()
	if err == nil {
		err = w.Service.NoteChange(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *validityView) *ui.Form { return &v.note })
}

func (w *Web) settleChange(q *httpx.Req) (httpx.Reply, error) {
	change := q.PathValue("change")
	err := w.Service.SettleChange(q.Ctx(), assessmentcaresvc.SettleChange{Client: clientOf(q), Change: change, Version: version(q), Text: q.Value("text")})
	return w.answer(q, err, func(v *validityView) *ui.Form {
		v.failed, v.settle.Prefix = change, change+"-"
		return &v.settle
	})
}

func (w *Web) confirm(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.ConfirmNoChange(q.Ctx(), assessmentcaresvc.ConfirmNoChange{
		Client: clientOf(q), Assessment: q.Value("assessment"), Version: version(q), Reason: q.Value("reason"), Text: q.Value("text"),
	})
	return w.answer(q, err, func(v *validityView) *ui.Form { return &v.confirm })
}

// formOf keeps the forms of several changes on one page apart.
func (v validityView) formOf(c assessment.SignificantChange) ui.Form {
	if c.ID == v.failed {
		return v.settle
	}
	return ui.Form{Prefix: c.ID + "-"}
}

func (v validityView) problems() int {
	return len(v.note.Problems) + len(v.confirm.Problems) + len(v.settle.Problems)
}

// mayConfirm reports whether the form of "no significant change" is offered: it is shown also after it was refused, so that
// nothing typed is lost.
func (v validityView) mayConfirm() bool {
	return v.v.Refusal == nil && v.v.Qualified && v.v.Assessment != "" || len(v.confirm.Problems) > 0
}

func (v validityView) row() string { return strconv.Itoa(v.v.Version) }

func rowOf(c assessment.SignificantChange) string { return strconv.Itoa(c.Row) }

// standing is the state with its day and its reason.
func (f frame) standing(c assessment.ClockOut) templ.Component {
	parts := []templ.Component{ui.Tag(f.tone(c), ui.M("assessment.standing."+string(c.State)))}
	if !c.Due.IsZero() {
		key := "casefile.assessment.by"
		if c.Passed(f.w.Service.Today()) {
			key = "casefile.assessment.was_due"
		}
		parts = append(parts, ui.Say(ui.M(key, "Day", c.Due)))
	}
	if !c.Certain {
		parts = append(parts, ui.ToBeConfirmed(""))
	}
	return ui.Lines(ui.Beside(parts...), ui.Say(ui.M("assessment.why."+c.Why)))
}

func (f frame) tone(c assessment.ClockOut) ui.Kind {
	switch {
	case c.Passed(f.w.Service.Today()):
		return ui.Bad
	case c.State == assessment.StandValid:
		return ui.Good
	case c.State == assessment.StandNone, c.State == assessment.StandNotNeeded:
		return ui.Neutral
	}
	return ui.Warn
}

func (f frame) careItems(v assessmentcaresvc.Validity, open int) []ui.Item {
	waiting := 0
	for _, c := range v.Changes {
		if c.State == assessment.ChangeOpen {
			waiting++
		}
	}
	return []ui.Item{
		{Label: ui.M("assessment.care.standing"), Value: f.standing(v.Clock)},
		{Label: ui.M("assessment.care.changes"), Value: ui.Link(f.at("/validity"), ui.N("assessment.care.changes_open", waiting))},
		{Label: ui.M("assessment.care.flags"), Value: ui.Link(f.at("/flags"), ui.N("assessment.care.flags_open", open))},
	}
}

func (v validityView) items() []ui.Item {
	out := []ui.Item{{Label: ui.M("assessment.care.standing"), Value: v.standing(v.v.Clock)}}
	if v.v.Assessment != "" {
		out = append(out, ui.Item{Label: ui.M("assessment.care.signed"), Value: ui.Day(v.v.Signed)}, ui.Item{Label: ui.M("assessment.care.until"), Value: ui.Day(v.v.Until)})
	}
	return append(out, ui.Item{Label: ui.M("assessment.care.rules"), Value: ui.Beside(
		ui.Say(ui.M("assessment.care.rules_text", "Months", v.v.Month, "Lead", v.v.LeadDays, "Periods", v.v.Periods)), ui.ToBeConfirmed(""),
	)})
}

// changes are the significant changes as a timeline; an open one carries its form.
func (v validityView) events(ctx context.Context, open bool) []ui.Event {
	var out []ui.Event
	for _, c := range v.v.Changes {
		if (c.State == assessment.ChangeOpen) != open {
			continue
		}
		e := ui.Event{
			ID: "h-" + c.ID, Day: c.OccurredOn, Title: ui.M("assessment.change.line", "Kind", v.code(ctx, rulebook.ListChangeKinds, c.Kind)),
			Who: v.who(c.RecordedBy), Text: c.Note, Detail: changeState(v, c),
		}
		out = append(out, e)
	}
	return out
}

func (v validityView) confirmed(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, c := range v.v.Confirmations {
		out = append(out, ui.Event{
			ID: "k-" + c.ID, Day: c.On, Title: ui.M("assessment.confirm.line", "Reason", v.code(ctx, rulebook.ListNoChangeReasons, c.Reason), "Until", c.ValidUntil),
			Who: v.who(c.By), Text: c.Text,
		})
	}
	return out
}
