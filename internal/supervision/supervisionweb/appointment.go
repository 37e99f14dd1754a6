package supervisionweb

import (
	"context"
	"net/url"
	"strconv"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// appointmentView is one appointment with everything that may be done about it.
type appointmentView struct {
	frame
	a                      supervision.Appointment
	old                    []supervision.Appointment
	outcome, change, fixed ui.Form
	cancel                 ui.Form
	papers                 []ui.Option
	series                 string
	stale                  bool
}

func (w *Web) appointment(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.appointmentView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(appointmentPage(v)), nil
}

func (w *Web) appointmentView(q *httpx.Req) (appointmentView, error) {
	ctx := q.Ctx()
	e, err := w.Service.Entry(ctx, clientOf(q), q.PathValue("entry"))
	if err != nil {
		return appointmentView{}, err
	}
	if len(e.Appointment) == 0 {
		return appointmentView{}, fault.MissingRecord()
	}
	n := len(e.Appointment) - 1
	v := appointmentView{a: e.Appointment[n], old: e.Appointment[:n]}
	var rows []person.Version
	for _, a := range e.Appointment {
		rows = append(rows, a.Version, person.Version{RecordedBy: string(a.Officer)})
	}
	if v.frame, err = w.frame(q, rows); err != nil {
		return v, err
	}
	if w.Papers != nil && v.a.Open() {
		if v.papers, err = w.Papers(ctx, v.client); err != nil {
			return v, err
		}
	}
	if w.Series != nil {
		if v.series, err = w.Series(ctx, v.client, v.a.Entry); err != nil {
			return v, err
		}
	}
	v.outcome = ui.Form{Prefix: "o-"}
	v.cancel = ui.Form{Prefix: "x-"}
	v.fixed = ui.Form{Prefix: "f-", Values: url.Values{"outcome": {v.a.Outcome}, "absence_reason": {v.a.AbsenceReason}, "text": {v.a.Closing}}}
	v.change = ui.Form{Prefix: "c-", Values: url.Values{
		"kind": {v.a.Kind}, "date": {i18n.Date(ctx, w.zoneDate(v.a.PlannedAt))},
		"time": {i18n.Time(ctx, v.a.PlannedAt)}, "minutes": {strconv.Itoa(v.a.Minutes)}, "place": {v.a.Place}, "purpose": {v.a.Purpose},
	}}
	return v, nil
}

// answer redirects after a write, or shows the appointment again with what was typed and what stands now.
func (w *Web) answer(q *httpx.Req, err error, form func(*appointmentView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/contacts?done=saved#a-" + q.PathValue("entry")), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.appointmentView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(appointmentPage(v)), nil
}

func readOutcome(q *httpx.Req) supervision.Outcome {
	return supervision.Outcome{Code: q.Value("outcome"), Reason: q.Value("absence_reason"), Text: q.Value("text")}
}

func (w *Web) outcome(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.RecordOutcome(q.Ctx(), supervisionsvc.RecordOutcome{
		Client: clientOf(q), Entry: q.PathValue("entry"), Row: q.Value("row"),
		Outcome: readOutcome(q), Rests: q.Form()["rests"],
	})
	return w.answer(q, err, func(v *appointmentView) *ui.Form { return &v.outcome })
}

func (w *Web) correctOutcome(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.CorrectOutcome(q.Ctx(), supervisionsvc.CorrectOutcome{
		Client: clientOf(q), Entry: q.PathValue("entry"), Row: q.Value("row"),
		Outcome: readOutcome(q), Why: readWhy(q),
	})
	return w.answer(q, err, func(v *appointmentView) *ui.Form { return &v.fixed })
}

func readWhy(q *httpx.Req) supervisionsvc.Why {
	return supervisionsvc.Why{Reason: q.Value("reason"), Text: q.Value("reason_text")}
}

func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := supervisionsvc.ChangeAppointment{
		Client: clientOf(q), Entry: q.PathValue("entry"), Row: q.Value("row"), Kind: q.Value("kind"),
		PlannedAt: w.moment(&problems, q), Minutes: minutes(&problems, q), Place: q.Value("place"), Purpose: q.Value("purpose"),
		Text: q.Value("text"), Anyway: q.Value("anyway") != "",
	}
	err := problems.Err()
	if err == nil {
		err = w.Service.ChangeAppointment(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *appointmentView) *ui.Form { return &v.change })
}

func (w *Web) cancel(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.CancelAppointment(q.Ctx(), supervisionsvc.CancelAppointment{
		Client: clientOf(q), Entry: q.PathValue("entry"), Row: q.Value("row"),
		Text: q.Value("text"),
	})
	return w.answer(q, err, func(v *appointmentView) *ui.Form { return &v.cancel })
}

// offered leaves out the outcomes that cannot be true before the hour of the appointment.
func (f frame) offered(a supervision.Appointment) func(rulebook.Item) bool {
	now := f.w.Service.Now()
	return func(i rulebook.Item) bool { return !supervision.Early(i, now, a.PlannedAt) }
}

func outcomeKind(f frame, a supervision.Appointment) ui.Kind {
	i, _ := f.rules.List(rulebook.ListOutcomes).Item(a.Outcome)
	if i.Is("complied") {
		return ui.Good
	}
	return ui.Bad
}

// history lists the versions of an appointment, the latest first.
func (v appointmentView) history(ctx context.Context) []ui.Event {
	var out []ui.Event
	for i := len(v.old); i >= 0; i-- {
		a := v.a
		if i < len(v.old) {
			a = v.old[i]
		}
		out = append(out, ui.Event{
			Occurred: a.RecordedAt, Who: v.who(a.RecordedBy), Replaced: !a.Current(), Detail: planOutcome(v.frame, a, nil),
			Title: ui.M("supervision.version", "When", i18n.Instant(ctx, a.PlannedAt), "Kind", v.code(ctx, rulebook.ListContactKinds, a.Kind)),
			Text:  joinReason(v.code(ctx, rulebook.ListCorrectionReasons, a.Reason), a.ReasonText),
		})
	}
	return out
}

func joinReason(code, text string) string {
	if code != "" && text != "" {
		return code + " · " + text
	}
	return code + text
}
