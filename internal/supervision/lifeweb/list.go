package lifeweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
)

type listView struct {
	frame
	filter lifesvc.Filter
	list   []life.Event
	labels map[id.Client]string
	more   bool
	query  string
}

func (w *Web) listView(q *httpx.Req) (listView, error) {
	ctx, query := q.Ctx(), q.Query()
	f := lifesvc.Filter{Scope: query.Get("scope"), Kind: query.Get("kind"), State: query.Get("state"), Debt: query.Get("debt")}
	if f.Scope == "" && access.From(ctx).Reach(access.ManageLifeEvent) != access.Own {
		f.Scope = "office"
	}
	v := listView{frame: frame{w: w, rules: w.Service.Rulebook()}, filter: f, query: q.R.URL.RawQuery}
	var err error
	if v.list, v.more, err = w.Service.List(ctx, f); err != nil {
		return v, err
	}
	var clients []id.Client
	for _, e := range v.list {
		clients = append(clients, e.Client)
	}
	v.labels = map[id.Client]string{}
	if w.Labels != nil && len(clients) > 0 {
		v.labels, err = w.Labels(ctx, clients)
	}
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (v listView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"scope": {v.filter.Scope}, "state": {v.filter.State}, "kind": {v.filter.Kind}, "debt": {v.filter.Debt}}}
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("life.title"), HideCaption: true, Empty: ui.M("life.none"), Columns: []ui.Column{
		{Label: ui.M("life.client")},
		{Label: ui.M("life.what")},
		{Label: ui.M("life.days"), Narrow: true},
		{Label: ui.M("life.state")},
		{Label: ui.M("life.due"), Narrow: true},
	}}
	for _, e := range v.list {
		row := v.row(ctx, e)
		row.Cells = append([]templ.Component{ui.LinkTo("/clients/"+string(e.Client), v.labels[e.Client])}, row.Cells...)
		g.Rows = append(g.Rows, row)
	}
	return g
}

// csv is the list as a file, with the same filters.
func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	rows := [][]string{{}}
	for _, key := range []string{"life.client", "life.what", "life.field.code", "life.field.from", "life.field.until", "life.state", "life.due"} {
		rows[0] = append(rows[0], i18n.T(ctx, key))
	}
	for _, e := range v.list {
		last := e.Until
		if !e.Ended.IsZero() {
			last = e.Ended
		}
		rows = append(rows, []string{
			v.labels[e.Client], i18n.T(ctx, "life.kind."+string(e.Kind)), v.code(ctx, life.Of(e.Kind).List, e.Code), i18n.Date(ctx, e.From),
			i18n.Date(ctx, last), i18n.T(ctx, "life.state."+string(e.State)), i18n.Date(ctx, e.Due),
		})
	}
	return httpx.CSV("life.csv", rows), nil
}
