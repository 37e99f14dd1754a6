package outageweb

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// oneView is one entry with what may be done with it.
type oneView struct {
	common
	entry   outagesvc.Whole
	now     civil.Instant
	act     ui.Form
	correct ui.Form
}

func (w *Web) oneView(q *httpx.Req) (oneView, error) {
	v := oneView{now: w.Register.Now(), act: ui.Form{Prefix: "d-"}}
	var err error
	if v.entry, err = w.Register.One(q.Ctx(), q.PathValue("row")); err != nil {
		return v, err
	}
	x := v.entry
	v.correct = ui.Form{Values: url.Values{
		"what": {x.What}, "area": {x.Place.Area}, "village": {x.Place.Village}, "operator": {x.Place.Operator}, "source": {x.Source}, "note": {x.Note},
	}}
	w.split(v.correct.Values, "from", x.From)
	w.split(v.correct.Values, "until", x.Until)
	v.common, err = w.common(q, x.MadeBy)
	return v, err
}

// split puts a moment into the fields of a day and a time.
func (w *Web) split(values url.Values, name string, at civil.Instant) {
	if at.IsZero() {
		return
	}
	values.Set(name, at.Time().In(w.Register.Zone).Format("02.01.2006"))
	values.Set(name+"_time", at.Time().In(w.Register.Zone).Format("15:04"))
}

func (w *Web) one(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.oneView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(onePage(v)), nil
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	err := w.Register.Decide(q.Ctx(), outagesvc.Decide{ID: q.PathValue("row"), Version: version(q), What: q.Value("what"), Reason: q.Value("reason")})
	return w.acted(q, err, func(v *oneView, form ui.Form) {
		v.act = form
		v.act.Prefix = "d-"
	})
}

func (w *Web) correct(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := outagesvc.Correct{ID: q.PathValue("row"), Version: version(q), Entry: w.entry(&p, q), Reason: q.Value("reason")}
	err := p.Err()
	if err == nil {
		err = w.Register.Correct(q.Ctx(), in)
	}
	return w.acted(q, err, func(v *oneView, form ui.Form) { v.correct = form })
}

func (w *Web) acted(q *httpx.Req, err error, wrong func(v *oneView, form ui.Form)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(Path + "/" + q.PathValue("row") + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, fail := w.oneView(q)
	if fail != nil {
		return httpx.Reply{}, fail
	}
	wrong(&v, ui.NewForm(q.Form(), err))
	return httpx.Invalid(onePage(v)), nil
}

func (v oneView) version() string { return strconv.Itoa(v.entry.Row) }

// mayCorrect: what the service says of itself and what was dismissed stay as they are.
func (v oneView) mayCorrect() bool {
	return v.manages && v.entry.What != outage.Service && v.entry.State != outage.Dismissed
}

func (v oneView) acts() []ui.Option {
	var out []ui.Option
	add := func(act string) {
		out = append(out, ui.Option{Value: act, Label: ui.M("monitoring.outage.act." + act)})
	}
	if v.entry.State == outage.Recognised {
		add(outage.Confirmed)
		add(outage.Dismissed)
	}
	if v.entry.At(v.now) == outagesvc.Running && v.entry.State != outage.Dismissed && v.entry.What != outage.Service {
		add("ended")
	}
	return out
}

func (v oneView) items() []ui.Item {
	x := v.entry
	items := []ui.Item{
		{Label: ui.M("monitoring.outage.what"), Value: ui.Say(ui.M("monitoring.outage." + x.What))},
		{Label: ui.M("monitoring.outage.place"), Value: v.place(x.Outage)},
		{Label: ui.M("monitoring.outage.from"), Value: ui.Moment(x.From)},
		{Label: ui.M("monitoring.outage.until"), Value: ends(x.Outage)},
		{Label: ui.M("monitoring.state"), Value: ui.Tag(tones[x.State], ui.M("monitoring.outage.state."+x.State))},
		{Label: ui.M("monitoring.outage.source"), Value: v.who(x.Outage)},
		{Label: ui.M("monitoring.outage.wearers"), Value: ui.Say(ui.M("monitoring.outage.wearers_said", "All", x.Worn, "Silent", x.Quiet))},
	}
	for _, t := range []struct{ key, text string }{{"note", x.Note}, {"reason", x.Reason}} {
		if t.text != "" {
			items = append(items, ui.Item{Label: ui.M("monitoring.outage." + t.key), Value: ui.Val(t.text)})
		}
	}
	return items
}

var tones = map[string]ui.Kind{outage.Recognised: ui.Warn, outage.Confirmed: ui.Info, outage.Dismissed: ui.Neutral}

func ends(x outagesvc.Outage) templ.Component {
	if x.Until.IsZero() {
		return ui.Say(ui.M("monitoring.outage.goes_on"))
	}
	return ui.Moment(x.Until)
}
