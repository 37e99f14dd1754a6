package lifeweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
)

// clientView is the tab: what happened, and the form of the kind that was chosen.
type clientView struct {
	frame
	list      []life.Event
	transfers []Transfer
	kind      life.Kind
	form      ui.Form
}

func (w *Web) clientView(q *httpx.Req, kind string) (clientView, error) {
	ctx, client := q.Ctx(), clientOf(q)
	list, err := w.Service.OfClient(ctx, client)
	if err != nil {
		return clientView{}, err
	}
	v := clientView{list: list, form: ui.Form{Values: url.Values{"from": {i18n.Date(ctx, w.Service.Today())}}}}
	if k := life.Kind(kind); k.Known() {
		v.kind = k
	}
	if w.Transfers != nil {
		if v.transfers, err = w.Transfers(ctx, client); err != nil {
			return v, err
		}
	}
	v.frame, err = w.frame(q, nil)
	return v, err
}

func (w *Web) ofClient(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientView(q, q.Query().Get("kind"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientPage(v)), nil
}

func (w *Web) start(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := lifesvc.Start{Client: clientOf(q), Kind: q.Value("kind"), Act: act(&problems, q)}
	err := problems.Err()
	event := ""
	if err == nil {
		event, err = w.Service.Start(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/life/" + event + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.clientView(q, in.Kind)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(clientPage(v)), nil
}

// grid shows events; transfers stand among them as events that live elsewhere.
func (v clientView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("life.title"), HideCaption: true, Empty: ui.M("life.empty"), Columns: []ui.Column{
		{Label: ui.M("life.what")},
		{Label: ui.M("life.days"), Narrow: true},
		{Label: ui.M("life.state")},
		{Label: ui.M("life.due"), Narrow: true},
	}}
	for _, e := range v.list {
		g.Rows = append(g.Rows, v.row(ctx, e))
	}
	for _, t := range v.transfers {
		g.Rows = append(g.Rows, ui.Row{ID: "t-" + t.ID, Off: t.State != "requested", Cells: []templ.Component{
			ui.Lines(ui.Link("/clients/"+string(v.client)+"/allocation", ui.M("life.kind.transfer")), ui.Val(t.From+" → "+t.To)),
			ui.Moment(t.At), ui.Say(ui.M("life.transfer." + t.State)), nil,
		}})
	}
	return g
}

func (f frame) row(ctx context.Context, e life.Event) ui.Row {
	row := ui.Row{ID: "e-" + e.ID, Off: !e.Open(), Cells: []templ.Component{
		ui.Lines(ui.Link("/clients/"+string(e.Client)+"/life/"+e.ID, ui.M("life.kind."+string(e.Kind))), ui.Val(f.code(ctx, life.Of(e.Kind).List, e.Code))),
		days(e), f.state(e), f.due(e),
	}}
	if e.Late(f.w.Service.Today()) {
		row.Tone = ui.Bad
	}
	return row
}

func days(e life.Event) templ.Component {
	last := e.Until
	if !e.Ended.IsZero() {
		last = e.Ended
	}
	if last.IsZero() || last == e.From {
		return ui.Day(e.From)
	}
	return ui.Lines(ui.Day(e.From), ui.Day(last))
}

// state is how far it is, with what is owed.
func (f frame) state(e life.Event) templ.Component {
	kind := ui.Neutral
	if e.Open() {
		kind = ui.Info
	}
	parts := []templ.Component{ui.Tag(kind, ui.M("life.state."+string(e.State)))}
	for _, d := range e.Debts(f.w.Service.Today()) {
		parts = append(parts, ui.Tag(ui.Warn, ui.M("life.debt."+d)))
	}
	return ui.Lines(parts...)
}

// due is the clock with the standing of its rule.
func (f frame) due(e life.Event) templ.Component {
	if !e.Open() || e.Due.IsZero() {
		return nil
	}
	if rule, ok := f.rules.Lookup(e.DueRule, f.w.Service.Today()); ok && rule.Status.ToConfirm() {
		return ui.Lines(ui.Day(e.Due), ui.ToBeConfirmed(""))
	}
	return ui.Day(e.Due)
}
