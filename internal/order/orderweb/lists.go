package orderweb

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/order/orderlistsvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type listView struct {
	w       *Web
	list    orderlistsvc.List
	view    string
	offices map[id.Office]string
	at      *url.URL
	paged   bool
	lost    orderlistsvc.Lost
	after   []orderlistsvc.AfterEnd
	wide    int
	mid     int
}

func query(q *httpx.Req) orderlistsvc.Query {
	return orderlistsvc.Query{
		View: q.Query().Get("view"), Office: id.Office(q.Query().Get("office")),
		Page: page.Request{After: page.Decode(q.Query().Get("after"))},
	}
}

func (w *Web) listView(q *httpx.Req, list orderlistsvc.List) (listView, error) {
	v := listView{w: w, list: list, view: q.Query().Get("view"), at: q.R.URL, paged: q.Query().Get("after") != ""}
	if w.OfficeNames == nil {
		return v, nil
	}
	var err error
	v.offices, err = w.OfficeNames(q.Ctx(), i18n.Lang(q.Ctx()))
	return v, err
}

func (w *Web) worklist(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Lists.Register(q.Ctx(), query(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	v, err := w.listView(q, list)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(worklistPage(v)), nil
}

func (w *Web) lost(q *httpx.Req) (httpx.Reply, error) {
	lost, err := w.Lists.Lost(q.Ctx(), query(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	v, err := w.listView(q, lost.List)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.lost = lost
	return httpx.Page(lostPage(v)), nil
}

func (w *Web) endings(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Lists.Endings(q.Ctx(), query(q))
	if err != nil {
		return httpx.Reply{}, err
	}
	v, err := w.listView(q, list)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.after, err = w.Lists.AfterEnd(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	v.wide, v.mid = w.Lists.Windows()
	return httpx.Page(endingsPage(v)), nil
}

// views are the tabs of a list with their counts; the first stands for an empty choice.
func (v listView) views(prefix string, names ...string) []ui.NavItem {
	var out []ui.NavItem
	for i, n := range names {
		out = append(out, ui.NavItem{
			Label: ui.M(prefix+n, "Days", v.days(n)), Href: ui.Address(v.at, "view", n, "after", ""),
			Current: v.view == n || v.view == "" && i == 0, Count: v.list.Counts[n],
		})
	}
	return out
}

func (v listView) days(view string) int {
	if view == orderlistsvc.ViewMid {
		return v.mid
	}
	return v.wide
}

func (v listView) pager() ui.Paging {
	p := ui.Paging{Shown: len(v.list.Lines)}
	if v.paged {
		p.First = ui.Address(v.at, "after", "")
	}
	if v.list.Next.ID != "" {
		p.Next = ui.Address(v.at, "after", v.list.Next.Encode())
	}
	return p
}

// worklistGrid is whom to call, to explain to, to place on the register.
func (v listView) worklistGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("order.worklist.title"), HideCaption: true, Empty: ui.M("order.worklist.empty"), Columns: []ui.Column{
		{Label: ui.M("order.client")},
		{Label: ui.M("order.file_number"), Narrow: true},
		{Label: ui.M("judgment.measure")},
		{Label: ui.M("judgment.in_force_on"), Narrow: true},
		{Label: ui.M("order.register_due"), Narrow: true},
		{Label: ui.M("order.worklist.state")},
		{Label: ui.M("common.office")},
	}}
	for _, l := range v.list.Lines {
		row := ui.Row{Cells: []component{
			ui.LinkTo(journeyHref(l.Client), l.Label), ui.Val(string(l.FileNumber)),
			ui.Val(v.w.name(ctx, rulebook.ListMeasures, l.Measure)), ui.Day(l.InForceOn), dueCell(l, v.w.today()), stateCell(l), ui.Val(v.offices[l.Office]),
		}}
		if l.Overdue(v.w.today()) > 0 {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func journeyHref(client id.Client) string { return "/clients/" + string(client) + "/registration" }

func orderHref(client id.Client) string { return "/clients/" + string(client) + "/order" }

// lostGrid lists the judgments in force without registration, the longest overdue first.
func (v listView) lostGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("order.lost.list"), Empty: ui.M("order.lost.empty"), Columns: []ui.Column{
		{Label: ui.M("order.client")},
		{Label: ui.M("judgment.number")},
		{Label: ui.M("judgment.court")},
		{Label: ui.M("order.register_due"), Narrow: true},
		{Label: ui.M("order.lost.days"), Numeric: true},
		{Label: ui.M("order.lost.told")},
		{Label: ui.M("common.office")},
	}}
	for _, l := range v.list.Lines {
		g.Rows = append(g.Rows, ui.Row{Tone: ui.Bad, Cells: []component{
			ui.LinkTo(journeyHref(l.Client), l.Label), ui.Val(l.Number), ui.Val(v.w.court(ctx, l.Court)), ui.Day(l.Due),
			ui.Num(l.Overdue(v.w.today())), toldCell(l), ui.Val(v.offices[l.Office]),
		}})
	}

	return g
}

func (v listView) officesGrid() ui.Grid {
	g := ui.Grid{Caption: ui.M("order.lost.by_office"), Empty: ui.M("order.lost.empty"), Columns: []ui.Column{
		{Label: ui.M("common.office")},
		{Label: ui.M("order.lost.n"), Numeric: true},
		{Label: ui.M("order.lost.oldest"), Narrow: true},
		{Label: ui.M("order.lost.told_head"), Numeric: true},
		{Label: ui.M("order.lost.told_region"), Numeric: true},
		{Label: ui.M("order.lost.told_nation"), Numeric: true},
		{Label: ui.M("order.lost.searched"), Numeric: true},
	}}
	for _, o := range v.lost.Offices {
		g.Rows = append(g.Rows, ui.Row{Cells: []component{
			ui.LinkTo(ui.Address(v.at, "office", string(o.Office), "after", ""), v.offices[o.Office]), ui.Num(o.N),
			ui.Day(o.Oldest), ui.Num(o.Told), ui.Num(o.ToldUp), ui.Num(o.ToldTop), ui.Num(o.Searched),
		}})
	}
	return g
}

func (v listView) endingsGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("order.endings.title"), HideCaption: true, Empty: ui.M("order.endings.empty"), Columns: []ui.Column{
		{Label: ui.M("order.client")},
		{Label: ui.M("order.file_number"), Narrow: true},
		{Label: ui.M("judgment.measure")},
		{Label: ui.M("order.last_day"), Narrow: true},
		{Label: ui.M("order.days_left"), Numeric: true},
		{Label: ui.M("common.office")},
	}}
	for _, l := range v.list.Lines {
		row := ui.Row{Cells: []component{
			ui.LinkTo(orderHref(l.Client), l.Label), ui.Val(string(l.FileNumber)), ui.Val(v.w.name(ctx, rulebook.ListMeasures, l.Measure)),
			ui.Day(l.TermEnd), ui.Num(v.w.today().DaysUntil(l.TermEnd)), ui.Val(v.offices[l.Office]),
		}}
		if l.TermEnd.Before(v.w.today()) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v listView) afterGrid() ui.Grid {
	g := ui.Grid{Caption: ui.M("order.after_end.title"), HideCaption: true, Empty: ui.M("order.after_end.empty"), Columns: []ui.Column{
		{Label: ui.M("order.client")}, {Label: ui.M("order.ended_on"), Narrow: true}, {Label: ui.M("order.after_end.on"), Narrow: true}, {Label: ui.M("common.what")},
	}}
	for _, d := range v.after {
		g.Rows = append(g.Rows, ui.Row{Tone: ui.Bad, Cells: []component{ui.LinkTo("/clients/"+string(d.Client), d.Label), ui.Day(d.EndedOn), ui.Day(d.On), kindCell(v.w, d.Kind)}})
	}
	return g
}

type receivedView struct {
	form ui.Form
	done bool
	w    *Web
}

func (w *Web) receivedPage(q *httpx.Req) (httpx.Reply, error) {
	return httpx.Page(receivedPage(receivedView{w: w, done: q.Query().Get("noted") == "yes"})), nil
}

// received takes in a client of another office; the answer never tells whether there is such a file.
func (w *Web) received(q *httpx.Req) (httpx.Reply, error) {
	err := w.Register.ReceivedHere(q.Ctx(), orderregistersvc.CameHere{FileNumber: q.Value("file_number"), Birth: q.Value("birth")})
	if err == nil {
		return httpx.Redirect("/received-here?noted=yes"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	return httpx.Invalid(receivedPage(receivedView{w: w, form: ui.NewForm(q.Form(), err)})), nil
}
