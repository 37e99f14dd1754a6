package portalweb

import (
	"context"
	"net/url"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/portal/checkinsvc"
)

// help of a danger: whom to call at once, and that nobody reads this at night.
type emergency struct {
	number, hotline, hours string
	officer, office        string
}

func (w *Web) emergency(q *httpx.Req) emergency {
	rules, today := w.rules(), w.today()
	e := emergency{number: rules.TextOf("portal.emergency", today), hotline: w.Hotline(), hours: rules.TextOf("portal.office_hours", today)}
	if q.Account() != "" {
		if m, err := w.Mine(q.Ctx(), self(q)); err == nil { // the numbers are shown in any case
			e.officer, e.office = m.Officer, m.Office[i18n.Lang(q.Ctx())]
		}
	}
	return e
}

type checkinView struct {
	head
	round  checkin.Round
	asks   bool
	paused string
	hours  string
}

// checkin leads to the first page of the check-in that waits, or says when the next one comes.
func (w *Web) checkin(q *httpx.Req) (httpx.Reply, error) {
	v := checkinView{head: w.head(q, "checkin", "/home"), hours: w.rules().TextOf("portal.office_hours", w.today())}
	waiting, err := w.Checkins.Waiting(q.Ctx(), self(q))
	v.round, v.asks, v.paused = waiting.Round, waiting.Asks, waiting.Paused
	return w.show(checkinPage(v)), err
}

type stepView struct {
	head
	asked checkinsvc.Asked
	step  checkin.Step
	form  ui.Form
	stale bool
}

func (w *Web) stepView(q *httpx.Req) (stepView, error) {
	v := stepView{head: w.head(q, "checkin", "/checkin"), step: checkin.Step(q.PathValue("step"))}
	var err error
	if v.asked, err = w.Checkins.Asked(q.Ctx(), self(q), q.PathValue("entry")); err != nil {
		return v, err
	}
	if !v.known() && v.step != "danger" {
		return v, fault.MissingRecord()
	}
	if before := v.asked.Plan.Before(v.step); before != "" {
		v.back = v.at(before)
	}
	v.form = ui.Form{Values: values(v.asked.Draft)}
	return v, nil
}

func (v stepView) known() bool {
	for _, s := range v.asked.Plan.Steps() {
		if s == v.step {
			return true
		}
	}
	return false
}

func (v stepView) at(s checkin.Step) string {
	return "/checkin/" + v.asked.Round.ID + "/" + string(s)
}

// number and total say how far the client is.
func (v stepView) number() int {
	for i, s := range v.asked.Plan.Steps() {
		if s == v.step {
			return i + 1
		}
	}
	return 0
}

func (w *Web) step(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.stepView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.step == "danger" {
		next := checkin.Step(q.Query().Get("next"))
		if v.step = next; !v.known() {
			v.step = checkin.Help
		}
		return w.show(dangerPage(v, w.emergency(q))), nil
	}
	if v.asked.Round.State != checkin.Open {
		return httpx.Redirect("/checkin"), nil
	}
	return w.show(stepPage(v)), nil
}

// answer saves one page and leads to the next; the last page sends.
func (w *Web) answer(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.stepView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.step == "danger" {
		return httpx.Reply{}, fault.MissingRecord()
	}
	if v.step == checkin.Send {
		err = w.Checkins.Send(q.Ctx(), self(q), v.asked.Round.ID)
		if err == nil {
			return httpx.Redirect("/checkin?done=checkin"), nil
		}
		return w.refused(q, v, err)
	}
	in := checkinsvc.Save{Client: self(q), Entry: v.asked.Round.ID, Step: v.step, Answers: read(q, v)}
	if v.step == checkin.Photo {
		if in.Photo, err = photo(q); err != nil {
			return w.refused(q, v, err)
		}
	}
	danger, err := w.Checkins.Save(q.Ctx(), in)
	if err != nil {
		return w.refused(q, v, err)
	}
	next := v.asked.Plan.After(v.step)
	if danger != "" && (v.step == checkin.Feel || v.step == checkin.Help) {
		return httpx.Redirect(v.at("danger") + "?next=" + string(next)), nil
	}
	return httpx.Redirect(v.at(next)), nil
}

// refused shows the page again with what was typed. A check-in that is over meanwhile says so in plain words.
func (w *Web) refused(q *httpx.Req, v stepView, err error) (httpx.Reply, error) {
	switch {
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.TooLarge):
		v.form, v.failed = ui.NewForm(q.Form(), err), true
		return httpx.Invalid(stepPage(v)), nil
	case fault.Is(err, fault.Conflict):
		v.form, v.stale = ui.NewForm(q.Form(), err), true
		return httpx.Invalid(stepPage(v)).Status(httpx.Status(fault.Conflict)), nil
	}
	return httpx.Reply{}, err
}

// photo is the picture that was sent; none is as good as one. What the camera wrote into it about the place is taken out here.
func photo(q *httpx.Req) (*blob.File, error) {
	f, err := q.File("photo")
	if err != nil || f == nil {
		return nil, err
	}
	data, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	out, err := blob.Accept("photo", f.Name, data, blob.DefaultLimits())
	if err != nil {
		return nil, err
	}
	if out.Kind != blob.JPEG && out.Kind != blob.PNG {
		var problems fault.Problems
		problems.Add("photo", "checkin.photo_kind")
		return nil, problems.Err()
	}
	return &out, nil
}

func read(q *httpx.Req, v stepView) checkin.Answers {
	form := q.Form()
	a := checkin.Answers{
		You: q.Value("you"), Feel: q.Value("feel"), FeelText: q.Value("feel_text"), Help: form["help"], HelpText: q.Value("help_text"),
		Call: q.Value("call"), Changes: form["changes"], ChangesText: q.Value("changes_text"),
	}
	for i := range v.asked.Plan.Questions {
		a.Own = append(a.Own, q.Value(ownField(i)))
	}
	return checkin.Answers{}.Take(v.step, a)
}

func ownField(i int) string { return "own" + string(rune('1'+i)) }

func values(a checkin.Answers) url.Values {
	out := url.Values{
		"you": {a.You}, "feel": {a.Feel}, "feel_text": {a.FeelText}, "help": a.Help, "help_text": {a.HelpText}, "call": {a.Call},
		"changes": a.Changes, "changes_text": {a.ChangesText},
	}
	for i, text := range a.Own {
		out.Set(ownField(i), text)
	}
	return out
}

func options(s checkin.Step) []ui.Option {
	var out []ui.Option
	for _, c := range checkin.Choices(s) {
		out = append(out, ui.Option{Value: c, Label: ui.M("checkin." + string(s) + "." + c)})
	}
	return out
}

// said is what was answered on a page, for the last look before sending.
func (v stepView) said(ctx context.Context, s checkin.Step) string {
	a := v.asked.Draft
	word := func(code string) string {
		if code == "" {
			return ""
		}
		return i18n.T(ctx, "checkin."+string(s)+"."+code)
	}
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	switch s {
	case checkin.You:
		add(word(a.You))
	case checkin.Feel:
		add(word(a.Feel))
		add(a.FeelText)
	case checkin.Help:
		for _, c := range a.Help {
			add(word(c))
		}
		add(a.HelpText)
	case checkin.Call:
		add(word(a.Call))
	case checkin.Changes:
		for _, c := range a.Changes {
			add(word(c))
		}
		add(a.ChangesText)
	case checkin.Own:
		for _, text := range a.Own {
			add(text)
		}
	case checkin.Photo:
		if v.asked.Photo {
			add(i18n.T(ctx, "checkin.photo_there"))
		}
	case checkin.Send:
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, "; ")
}
