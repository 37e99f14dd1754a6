package lifeweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
)

// eventView is one event: how it stands, what may be done next, what was done.
type eventView struct {
	frame
	lifesvc.Whole
	machine life.Machine
	papers  []ui.Option
	failed  string // the form that was refused: a move, paper, appointments or correct
	form    ui.Form
}

func (w *Web) eventView(q *httpx.Req) (eventView, error) {
	whole, err := w.Service.Event(q.Ctx(), clientOf(q), q.PathValue("event"))
	if err != nil {
		return eventView{}, err
	}
	v := eventView{Whole: whole, machine: life.Of(whole.Event.Kind)}
	refs := []string{whole.Event.OpenedBy}
	for _, s := range whole.Steps {
		refs = append(refs, s.By)
	}
	if w.Papers != nil {
		if v.papers, err = w.Papers(q.Ctx(), whole.Event.Client); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) event(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.eventView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(eventPage(v)), nil
}

// chosen are the open appointments for which something was chosen; their fields begin with "a-".
func chosen(form url.Values) map[string]string {
	out := map[string]string{}
	for name, values := range form {
		if entry, ok := strings.CutPrefix(name, "a-"); ok && len(values) > 0 && values[0] != "" {
			out[entry] = values[0]
		}
	}
	return out
}

func (w *Web) moveOf(q *httpx.Req) (lifesvc.Move, error) {
	var problems fault.Problems
	in := lifesvc.Move{
		Client: clientOf(q), Event: q.PathValue("event"), Version: version(q), Act: act(&problems, q), Appointments: chosen(q.Form()),
		Why: i18n.T(q.Ctx(), "life.appointment_why"),
	}
	return in, problems.Err()
}

func (w *Web) move(q *httpx.Req) (httpx.Reply, error) {
	in, err := w.moveOf(q)
	if err == nil {
		err = w.Service.Move(q.Ctx(), in)
	}
	return w.done(q, err, in.Act.Move)
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	in, err := w.moveOf(q)
	if err == nil {
		err = w.Service.Decide(q.Ctx(), in)
	}
	return w.done(q, err, in.Act.Move)
}

func (w *Web) rearrange(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Rearrange(q.Ctx(), lifesvc.Rearrange{
		Client: clientOf(q), Event: q.PathValue("event"), Version: version(q), Appointments: chosen(q.Form()), Why: i18n.T(q.Ctx(), "life.appointment_why"),
	})
	return w.done(q, err, "appointments")
}

func (w *Web) attach(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Attach(q.Ctx(), lifesvc.Attach{
		Client: clientOf(q), Event: q.PathValue("event"), Version: version(q), Role: q.Value("role"), Document: q.Value("document"),
	})
	return w.done(q, err, "paper")
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := lifesvc.Correct{Client: clientOf(q), Event: q.PathValue("event"), Version: version(q), Act: act(&problems, q), Why: q.Value("why")}
	err := problems.Err()
	if err == nil {
		err = w.Service.Correct(q.Ctx(), in)
	}
	return w.done(q, err, life.MoveCorrect)
}

// done goes back to the event, or shows the form that was refused with what was typed.
func (w *Web) done(q *httpx.Req, err error, form string) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/life/" + q.PathValue("event") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.eventView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.failed, v.form = form, ui.NewForm(q.Form(), err)
	v.form.Prefix = form + "-"
	return httpx.Invalid(eventPage(v)), nil
}

// formOf is the form of a move: what was typed when it was refused, else what is known already.
func (v eventView) formOf(name string) ui.Form {
	if v.failed == name {
		return v.form
	}
	return ui.Form{Prefix: name + "-", Values: url.Values{}}
}

// decideForm begins a permission with the last day that was asked for.
func (v eventView) moveForm(ctx context.Context, m life.Move) ui.Form {
	f := v.formOf(m.Name)
	if v.failed != m.Name && m.Extends && !v.Event.Until.IsZero() {
		f.Values.Set("until", i18n.Date(ctx, v.Event.Until))
	}
	return f
}

func (v eventView) correctForm(ctx context.Context) ui.Form {
	f := v.formOf(life.MoveCorrect)
	if v.failed != life.MoveCorrect {
		e := v.Event
		f.Values = url.Values{
			"code": {e.Code}, "from": {i18n.Date(ctx, e.From)}, "until": {i18n.Date(ctx, e.Until)}, "district": {e.District}, "place": {e.Place},
			"body": {e.Body}, "number": {e.Number}, "words": {e.Words},
		}
	}
	return f
}

// moves are those that the reader may make from the present state.
func (v eventView) moves(ctx context.Context) []life.Move {
	rights := access.From(ctx)
	return slices.DeleteFunc(v.machine.From(v.Event.State), func(m life.Move) bool {
		return m.Who == life.Head && !rights.May(access.DecideLifeEvent) || m.Who == life.Worker && !rights.May(access.ManageLifeEvent)
	})
}

// path is where the form of a move goes.
func (v eventView) path(m life.Move) string {
	if m.Who == life.Head {
		return v.at("/" + v.Event.ID + "/decide")
	}
	return v.at("/" + v.Event.ID + "/move")
}

func (v eventView) row() string { return strconv.Itoa(v.Event.Row) }

func (v eventView) items(ctx context.Context) []ui.Item {
	e := v.Event
	items := []ui.Item{{Label: ui.M("life.state"), Value: v.state(e)}, {Label: ui.M("life.days"), Value: days(e)}}
	add := func(f life.Field, value string) {
		if value != "" {
			items = append(items, ui.Item{Label: label(e.Kind, "", f), Value: ui.Val(value)})
		}
	}
	add(life.FCode, v.code(ctx, v.machine.List, e.Code))
	add(life.FDistrict, v.district(e.District))
	add(life.FPlace, e.Place)
	add(life.FBody, e.Body)
	add(life.FNumber, e.Number)
	add(life.FWords, e.Words)
	if due := v.due(e); due != nil {
		items = append(items, ui.Item{Label: ui.M("life.due"), Value: due})
	}
	return append(items, ui.Item{Label: ui.M("life.opened"), Value: ui.Lines(ui.Moment(e.OpenedAt), ui.Val(v.who(e.OpenedBy)))})
}

// history is what was done, the latest first; corrections show what stood before.
func (v eventView) history(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, s := range slices.Backward(v.Steps) {
		e := ui.Event{ID: "s-" + s.ID, Occurred: s.At, Who: v.who(s.By), Title: ui.M("life.done."+s.Move, "What", v.stepCode(ctx, s)), Text: v.stepText(ctx, s)}
		if len(s.Old) > 0 {
			e.Detail = oldValues(v, s)
		}
		out = append(out, e)
	}
	return out
}

func (v eventView) stepCode(ctx context.Context, s life.Step) string {
	switch s.Move {
	case "paper":
		return v.code(ctx, life.ListPapers, s.Code)
	case life.MoveCorrect:
		return v.code(ctx, rulebook.ListCorrectionReasons, s.Reason)
	}
	m, _ := v.machine.Move(s.Move)
	if s.Reason != "" {
		return v.code(ctx, m.Reasons, s.Reason)
	}
	return v.code(ctx, m.List, s.Code)
}

func (v eventView) stepText(ctx context.Context, s life.Step) string {
	var parts []string
	for _, p := range []string{i18n.Date(ctx, s.Day), i18n.Date(ctx, s.Until), s.Body, s.Place, s.Number, s.Text} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// missing are the papers that the state expects and the file lacks.
func (v eventView) missing() []string {
	return slices.DeleteFunc(v.machine.Expected(v.Event.State), func(role string) bool {
		return slices.ContainsFunc(v.Whole.Papers, func(p life.Paper) bool { return p.Role == role })
	})
}

// choices are what may become of an open appointment within the days.
func (v eventView) choices() []ui.Option {
	out := options("life.appointment.", "stay", "off")
	out[0].Value = lifesvc.LeaveAppointment
	if !v.Event.Until.IsZero() || !v.Event.Ended.IsZero() {
		out = append(out, options("life.appointment.", "after")...)
	}
	return out
}

// spans reports whether a move makes days in which contacts rest or go by what was permitted.
func (v eventView) spans(m life.Move) bool {
	return len(v.Appointments) > 0 && v.machine.Span != "" && slices.Contains(v.machine.SpanIn, m.To) && !slices.Contains(v.machine.SpanIn, v.Event.State)
}

// resting reports whether the days hold already and appointments stand in them.
func (v eventView) resting() bool {
	_, ok := v.Event.Span()
	return ok && len(v.Appointments) > 0
}

func (v eventView) oldValue(ctx context.Context, field, value string) string {
	switch life.Field(field) {
	case life.FCode:
		return v.code(ctx, v.machine.List, value)
	case life.FDistrict:
		return v.district(value)
	}
	return value
}
