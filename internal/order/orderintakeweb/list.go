package orderintakeweb

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type listView struct {
	w       *Web
	list    orderintakesvc.List
	filter  orderintakesvc.Filter
	form    ui.Form
	offices map[id.Office]string
	at      *url.URL
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	f := orderintakesvc.Filter{
		State: order.JudgmentState(q.Query().Get("state")), Source: q.Query().Get("source"),
		Page: page.Request{After: page.Decode(q.Query().Get("after"))},
	}
	if f.State != "" && !f.State.Known() {
		f.State = ""
	}
	v, err := w.listView(q, f)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

// search finds judgments by a name or number; it is posted, so that no name stands in an address.
func (w *Web) search(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, orderintakesvc.Filter{Text: q.Value("q")})
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values, v.at = q.Form(), &url.URL{Path: "/intake"}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) listView(q *httpx.Req, f orderintakesvc.Filter) (listView, error) {
	list, err := w.Service.List(q.Ctx(), f)
	if err != nil {
		return listView{}, err
	}
	v := listView{w: w, list: list, filter: f, at: q.R.URL}
	v.offices, err = w.offices(q.Ctx())
	return v, err
}

// states are the filters by state with their counts.
func (v listView) states() []ui.NavItem {
	total := 0
	for _, n := range v.list.Counts {
		total += n
	}
	out := []ui.NavItem{{Label: ui.M("common.all"), Href: ui.Address(v.at, "state", "", "after", ""), Current: v.filter.State == "", Count: total}}
	for _, s := range order.JudgmentStates() {
		out = append(out, ui.NavItem{
			Label: ui.M("judgment.state." + string(s)), Href: ui.Address(v.at, "state", string(s), "after", ""),
			Current: v.filter.State == s, Count: v.list.Counts[s],
		})
	}
	return out
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("judgment.list.title"), HideCaption: true, Empty: ui.M("judgment.list.empty"), Columns: []ui.Column{
		{Label: ui.M("judgment.person")},
		{Label: ui.M("judgment.number")},
		{Label: ui.M("judgment.court")},
		{Label: ui.M("judgment.decided_on"), Narrow: true},
		{Label: ui.M("judgment.received_at"), Narrow: true},
		{Label: ui.M("judgment.source")},
		{Label: ui.M("common.office")},
		{Label: ui.M("common.status")},
	}}
	today := v.w.Service.Today()
	for _, i := range v.list.Items {
		row := ui.Row{Cells: []component{
			ui.LinkTo("/intake/"+i.ID, i.Label), ui.Val(i.Number), ui.Val(v.w.court(ctx, i.Court)), ui.Day(i.DecidedOn), ui.Moment(i.ReceivedAt),
			ui.Val(v.w.source(ctx, i.Source)), ui.Val(v.offices[i.Office]), stateCell(i, today),
		}}
		if i.State.Open() && i.CheckDue.Before(today) && !i.CheckDue.IsZero() {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v listView) pager() ui.Paging {
	p := ui.Paging{Shown: len(v.list.Items)}
	if v.filter.Page.After.ID != "" {
		p.First = ui.Address(v.at, "after", "")
	}
	if v.list.Next.ID != "" && v.filter.Text == "" {
		p.Next = ui.Address(v.at, "after", v.list.Next.Encode())
	}
	return p
}

func (w *Web) source(ctx context.Context, code string) string {
	if code == order.SourceTakeOver {
		return i18n.T(ctx, "order.takeover.source")
	}
	return w.name(ctx, rulebook.ListJudgmentSources, code)
}

func mayTakeOver(ctx context.Context) bool { return access.From(ctx).May(access.TakeOverCase) }

func mayReceive(ctx context.Context) bool { return access.From(ctx).May(access.ReceiveJudgment) }
