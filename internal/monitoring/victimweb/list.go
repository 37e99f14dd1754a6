package victimweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// listView is the list; a name is asked for by POST and stands in no address.
type listView struct {
	frame
	list  []victimsvc.Line
	more  bool
	state victim.State
	order string
	form  ui.Form
	asked bool // by name
}

func (w *Web) listView(q *httpx.Req, f victimsvc.Filter) (listView, error) {
	v := listView{state: f.State, order: f.Order, form: blank("")}
	var err error
	if v.list, v.more, err = w.Victims.List(q.Ctx(), f); err != nil {
		return v, err
	}
	var clients []id.Client
	for _, x := range v.list {
		clients = append(clients, x.Client)
	}
	v.frame, err = w.frame(q.Ctx(), nil, clients)
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, victimsvc.Filter{State: victim.State(q.Query().Get("state")), Order: q.Query().Get("order")})
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values.Set("state", string(v.state))
	return httpx.Page(listPage(v)), nil
}

func (w *Web) search(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, victimsvc.Filter{Name: q.Value("name")})
	if err != nil {
		return httpx.Reply{}, err
	}
	v.asked, v.form.Values = true, url.Values{"name": {q.Value("name")}}
	return httpx.Page(listPage(v)), nil
}

// stateTag is how the consent stands.
func stateTag(s victim.State) templ.Component {
	kind := map[victim.State]ui.Kind{
		victim.NoConsent: ui.Warn, victim.Standing: ui.Good, victim.Renew: ui.Warn, victim.Withdrawn: ui.Bad, victim.Over: ui.Neutral,
	}[s]
	return ui.Tag(kind, ui.M("monitoring.victim.state."+string(s)))
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.victim.list"), HideCaption: true, Empty: ui.M("monitoring.victim.none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.victim.number"), Narrow: true},
		{Label: ui.M("monitoring.victim.consent")},
		{Label: ui.M("monitoring.order")},
		{Label: ui.M("monitoring.victim.places"), Narrow: true},
		{Label: ui.M("monitoring.victim.device"), Narrow: true},
		{Label: ui.M("monitoring.victim.made_at"), Narrow: true},
	}}
	for _, x := range v.list {
		row := ui.Row{ID: "v-" + x.ID, Off: x.State == victim.Over || x.State == victim.Withdrawn, Cells: []templ.Component{
			ui.LinkTo(At+"/"+x.ID, label(ctx, x.Number)), stateTag(x.State), v.orderLink(ctx, x.Client, x.Order, x.Regime), count(x), yes(x.Device), ui.Moment(x.MadeAt),
		}}
		if x.State == victim.NoConsent || x.State == victim.Renew {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func count(x victimsvc.Line) templ.Component {
	if x.Waiting > 0 {
		return ui.Lines(ui.Num(x.Places), ui.Say(ui.M("monitoring.victim.waiting_n", "N", x.Waiting)))
	}
	return ui.Num(x.Places)
}

func yes(b bool) templ.Component {
	if b {
		return ui.Say(ui.M("common.yes"))
	}
	return ui.Say(ui.M("common.no"))
}

// label is how a person is called where the record is closed.
func label(ctx context.Context, n int) string {
	return i18n.T(ctx, "monitoring.victim.label", "Number", strconv.Itoa(n))
}

// enterView is the form of a new record.
type enterView struct {
	frame
	form  ui.Form
	order string
	kind  regime.Kind
	of    id.Client
}

func (w *Web) enterView(q *httpx.Req, order string) (enterView, error) {
	v := enterView{order: order, form: blank("")}
	var err error
	if v.of, v.kind, err = w.Victims.OfOrder(q.Ctx(), order); err != nil {
		return v, err
	}
	v.frame, err = w.frame(q.Ctx(), nil, []id.Client{v.of})
	return v, err
}

func (w *Web) enterForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.enterView(q, q.Query().Get("order"))
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values.Set("lang", i18n.Lang(q.Ctx()))
	return httpx.Page(enterPage(v)), nil
}

func entry(q *httpx.Req) victim.Entry {
	return victim.Entry{
		Name: q.Value("name"), Lang: q.Value("lang"), Hours: victim.Hours{From: q.Value("hours_from"), To: q.Value("hours_until")},
		Phrase: q.Value("phrase"), Words: q.Value("words"),
	}
}

func (w *Web) enter(q *httpx.Req) (httpx.Reply, error) {
	made, err := w.Victims.Enter(q.Ctx(), q.Value("order"), entry(q))
	if err == nil {
		return httpx.Redirect(At + "/" + made + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.enterView(q, q.Value("order"))
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(enterPage(v)), nil
}
