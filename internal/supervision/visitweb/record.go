package visitweb

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

// formView is the form of a visit, new or corrected.
type formView struct {
	frame
	form        ui.Form
	before      visitsvc.Before
	appointment string
	blocks      []visit.Opened
	old         visitsvc.View // of a correction
	correcting  bool
	stale       bool
}

func (w *Web) newVisit(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q, q.Query().Get("appointment"))
	if err != nil {
		return httpx.Reply{}, err
	}
	if q.Draft() == nil {
		v.form.Values = w.proposed(q.Ctx(), v.before)
	}
	v.open(q.Query()["block"])
	return httpx.Page(formPage(v)), nil
}

// proposed are the values that the service knows already; a finding about a condition is never among them.
func (w *Web) proposed(ctx context.Context, b visitsvc.Before) url.Values {
	now, zone := w.Service.Now(), w.Service.Zone()
	out := url.Values{
		"date": {i18n.Date(ctx, zone.Date(now))}, "time": {i18n.Time(ctx, now)}, "language": {b.Language},
	}
	if a := b.Appointment; a.Entry != "" {
		out.Set("kind", a.Kind)
		out.Set("place", a.Place)
		out.Set("date", i18n.Date(ctx, zone.Date(a.PlannedAt)))
		out.Set("time", i18n.Time(ctx, a.PlannedAt))
	}
	return out
}

func (w *Web) formView(q *httpx.Req, appointment string) (formView, error) {
	v := formView{appointment: appointment}
	var err error
	if v.before, err = w.Service.Before(q.Ctx(), clientOf(q), appointment); err != nil {
		return v, err
	}
	if a := v.before.Appointment; a.Entry != "" && !a.Open() {
		return v, fault.New(fault.Conflict, "supervision.not_open")
	}
	v.frame, err = w.frame(q, nil)
	v.form = ui.Form{Values: url.Values{}}
	return v, err
}

// open decides which blocks are open: by plan, flag, need, kind or choice, and those in which something stands already.
func (v *formView) open(chosen []string) {
	blocks := visit.Blocks(v.rules, v.w.Service.Today())
	for _, b := range blocks {
		for _, f := range b.Fields {
			name := visit.AnswerField(f.Code)
			if v.form.Value(name) != "" || len(v.form.Problem(name)) > 0 {
				chosen = append(chosen, b.Code)
			}
		}
	}
	v.blocks = visit.Open(blocks, v.before.About, v.form.Value("kind"), chosen)
}

func (w *Web) record(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := read(&problems, q.Form(), w.Service.Zone(), w.Service.Rulebook())
	in.Client = clientOf(q)
	photos, err := readPhotos(&problems, q)
	if err != nil {
		return httpx.Reply{}, err
	}
	in.Photos = photos
	key := ""
	if err = problems.Err(); err == nil {
		key, err = w.Service.Record(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect(HrefVisit(in.Client, key) + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.formView(q, in.Appointment)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	v.stale = fault.Is(err, fault.Conflict)
	v.open(nil)
	return httpx.Invalid(formPage(v)), nil
}

// kinds are the kinds of contact that a visit may be.
func (v formView) kinds(ctx context.Context) []ui.Option {
	return v.options(ctx, rulebook.ListContactKinds, func(i rulebook.Item) bool { return i.Code != supervision.NoteKind })
}

// outcomes are those that say that the client was met.
func (v formView) outcomes(ctx context.Context) []ui.Option {
	return v.options(ctx, rulebook.ListOutcomes, func(i rulebook.Item) bool { return i.Is("attended") })
}

func (v formView) worked() []ui.Option {
	var out []ui.Option
	for _, s := range v.before.Steps {
		out = append(out, ui.Option{Value: s.ID, Text: s.Text})
	}
	return out
}

// hinted reports whether the next appointment has hints that the officer may overrule.
func (v formView) hinted() bool { return len(v.form.Problem("next_"+supervision.AnywayField)) > 0 }

func (f frame) duty(ctx context.Context, code, text string) string {
	out := f.code(ctx, rulebook.ListObligations, code)
	if text != "" && text != out {
		out += ": " + text
	}
	return out
}

func states() []ui.Option {
	var out []ui.Option
	for _, s := range visit.States() {
		out = append(out, ui.Option{Value: string(s), Label: ui.M("visit.condition." + string(s))})
	}
	return out
}

// duties are the conditions of the form: those that bind now, or those of the visit that is corrected.
func (v formView) duties() []visit.Duty {
	if !v.correcting {
		return v.before.Duties
	}
	var out []visit.Duty
	for _, c := range v.old.Conditions {
		out = append(out, visit.Duty{ID: c.Duty, Code: c.Code, Text: c.Text})
	}
	return out
}

// conditionForm makes "not checked" the answer that stands until somebody gives another.
func (v formView) conditionForm(duty string) ui.Form {
	f := v.form
	if f.Value(visit.ConditionField(duty)) == "" {
		f.Values = cloned(f.Values)
		f.Values.Set(visit.ConditionField(duty), string(visit.NotChecked))
	}
	return f
}

func cloned(v url.Values) url.Values {
	out := make(url.Values, len(v)+1)
	for k, x := range v {
		out[k] = x
	}
	return out
}

func whys(o visit.Opened) []ui.Label {
	var out []ui.Label
	for _, w := range o.Why {
		if w != visit.ByChoice {
			out = append(out, ui.Label{Kind: ui.Info, Words: ui.M("visit.why." + string(w))})
		}
	}
	return out
}

func label(ctx context.Context, t rulebook.Text) string { return t.In(i18n.Lang(ctx)) }

// cames are what may come of a step of the plan.
func cames() []ui.Option {
	return []ui.Option{
		{Value: string(plan.StepDone), Label: ui.M("plan.progress." + string(plan.StepDone))},
		{Value: string(plan.StepNotDone), Label: ui.M("plan.progress." + string(plan.StepNotDone))},
	}
}
