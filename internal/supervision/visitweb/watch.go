package visitweb

import (
	"context"
	"net/url"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsamplesvc"
)

func (w *Web) watchRoutes() []httpx.Route {
	return []httpx.Route{
		get("/clients/{id}/visits/safety", access.RecordVisit, w.safetyPage),
		post("/clients/{id}/visits/safety", access.RecordVisit, w.planSafety),
		get("/field/safety", access.RecordVisit, w.outside),
		post("/field/safety/{entry}", access.RecordVisit, w.back),
		get("/office/visits", access.SampleVisits, w.samples),
		post("/office/visits", access.SampleVisits, w.draw),
		post("/office/visits/{entry}", access.SampleVisits, w.judge),
	}
}

// safetyView is the officer's plan before a visit.
type safetyView struct {
	frame
	form ui.Form
}

func (w *Web) safetyPage(q *httpx.Req) (httpx.Reply, error) {
	if _, err := w.Service.Before(q.Ctx(), clientOf(q), ""); err != nil {
		return httpx.Reply{}, err
	}
	f, err := w.frame(q, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(safetyPage(safetyView{f, ui.Form{Values: url.Values{}}})), nil
}

func (w *Web) planSafety(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := visit.Safety{Client: clientOf(q), Place: q.Value("place"), Companions: q.Value("companions")}
	if text := q.Value("back"); text != "" {
		at, ok := w.Service.Zone().At(w.Service.Today(), clockText(text))
		if !ok {
			problems.Add("back", "supervision.time_bad")
		}
		in.BackBy = at
	}
	err := problems.Err()
	if err == nil {
		err = w.Service.PlanSafety(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/field/safety?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	f, e := w.frame(q, nil)
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(safetyPage(safetyView{f, ui.NewForm(q.Form(), err)})), nil
}

// outsideView lists who is out.
type outsideView struct {
	frame
	list   []visit.Safety
	labels map[id.Client]string
}

func (w *Web) outside(q *httpx.Req) (httpx.Reply, error) {
	v := outsideView{frame: frame{w: w, rules: w.Service.Rulebook()}}
	var err error
	if v.list, err = w.Service.Outside(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	var refs []string
	for _, x := range v.list {
		clients, refs = append(clients, x.Client), append(refs, string(x.Account))
	}
	if w.Labels != nil {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	if w.Names != nil {
		if v.names, err = w.Names(q.Ctx(), refs); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(outsidePage(v)), nil
}

func (w *Web) back(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.Back(q.Ctx(), q.PathValue("entry"), number(q.Value("version"))); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/field/safety?done=saved"), nil
}

func (v outsideView) items(ctx context.Context, x visit.Safety) []ui.Item {
	back := ui.Val(i18n.Instant(ctx, x.BackBy))
	if x.Overdue(v.w.Service.Now()) {
		back = ui.Beside(back, ui.Tag(ui.Bad, ui.M("visit.safety.overdue")))
	}
	return []ui.Item{
		{Label: ui.M("supervision.officer"), Value: ui.Val(v.who(string(x.Account)))},
		{Label: ui.M("visit.safety.place"), Value: ui.Val(x.Place)},
		{Label: ui.M("visit.safety.companions"), Value: ui.Val(x.Companions)},
		{Label: ui.M("visit.safety.leaves"), Value: ui.Moment(x.LeavesAt)},
		{Label: ui.M("visit.safety.back"), Value: back},
	}
}

// samplesView is the sample of an office and month, with the shares of the offices in sight.
type samplesView struct {
	frame
	visitsamplesvc.Samples
	office  id.Office
	month   string
	offices []ui.Option
	labels  map[id.Client]string
	form    ui.Form
	failed  string
}

// lastMonth is the month before today's.
func (w *Web) lastMonth() string {
	today := w.Service.Today()
	return visit.Month(today.AddDays(-today.Day()))
}

func (w *Web) samplesView(q *httpx.Req, values url.Values) (samplesView, error) {
	ctx := q.Ctx()
	v := samplesView{frame: frame{w: w, rules: w.Service.Rulebook()}, office: id.Office(values.Get("office")), month: values.Get("month")}
	if _, ok := visit.MonthStart(v.month); !ok {
		v.month = w.lastMonth()
	}
	var err error
	if w.Offices != nil {
		if v.offices, err = w.Offices(ctx); err != nil {
			return v, err
		}
	}
	if v.office == "" && len(v.offices) > 0 {
		v.office = id.Office(v.offices[0].Value)
	}
	if v.Samples, err = w.Samples.Samples(ctx, v.office, v.month); err != nil {
		return v, err
	}
	var clients []id.Client
	for _, x := range v.List {
		clients = append(clients, x.Client)
	}
	if w.Labels != nil {
		v.labels, err = w.Labels(ctx, clients)
	}
	v.form = ui.Form{Values: url.Values{"office": {string(v.office)}, "month": {v.month}}}
	return v, err
}

func (w *Web) samples(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.samplesView(q, q.Query())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(samplesPage(v)), nil
}

func (w *Web) draw(q *httpx.Req) (httpx.Reply, error) {
	err := w.Samples.Draw(q.Ctx(), id.Office(q.Value("office")), q.Value("month"))
	if err == nil {
		return httpx.Redirect("/office/visits?" + url.Values{"office": {q.Value("office")}, "month": {q.Value("month")}}.Encode()), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.samplesView(q, q.Form())
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(samplesPage(v)), nil
}

func (w *Web) judge(q *httpx.Req) (httpx.Reply, error) {
	in := visitsamplesvc.Judge{
		Client: id.Client(q.Value("client")), Sample: q.PathValue("entry"), Version: number(q.Value("version")), Verdict: visit.Verdict(q.Value("verdict")), Note: q.Value("note"),
	}
	err := w.Samples.Judge(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/office/visits?" + url.Values{"office": {q.Value("office")}, "month": {q.Value("month")}}.Encode()), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.samplesView(q, q.Form())
	if e != nil {
		return httpx.Reply{}, e
	}
	v.failed, v.form = in.Sample, ui.NewForm(q.Form(), err)
	v.form.Prefix = "s" + in.Sample + "-"
	return httpx.Invalid(samplesPage(v)), nil
}

func (v samplesView) formOf(x visitsamplesvc.Sampled) ui.Form {
	if x.ID == v.failed {
		return v.form
	}
	return ui.Form{Prefix: "s" + x.ID + "-"}
}

// chooser holds the office and month that are shown.
func (v samplesView) chooser() ui.Form {
	return ui.Form{Prefix: "c-", Values: url.Values{"office": {string(v.office)}, "month": {v.month}}}
}

func (v samplesView) grid() ui.Grid {
	out := ui.Grid{Caption: ui.M("visit.share.title"), Empty: ui.M("visit.share.none"), Columns: []ui.Column{
		{Label: ui.M("visit.share.office")},
		{Label: ui.M("visit.share.contacts"), Narrow: true},
		{Label: ui.M("visit.share.substantive"), Narrow: true},
		{Label: ui.M("visit.share.percent"), Narrow: true},
		{Label: ui.M("visit.share.disputed"), Narrow: true},
	}}
	for _, s := range v.Shares {
		name := string(s.Office)
		for _, o := range v.offices {
			if o.Value == name {
				name = o.Text
				break
			}
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Val(name), ui.Num(s.Contacts), ui.Num(s.Substantive), ui.Val(strconv.Itoa(s.Percent()) + " %"), ui.Num(s.Disputed)}})
	}
	return out
}

func verdicts() []ui.Option {
	return []ui.Option{
		{Value: string(visit.Confirmed), Label: ui.M("visit.verdict.confirmed")},
		{Value: string(visit.Disputed), Label: ui.M("visit.verdict.disputed")},
	}
}
