package assessmentstudyweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

type listView struct {
	w       *Web
	list    assessmentstudysvc.List
	filter  assessmentstudysvc.Filter
	form    ui.Form
	offices map[id.Office]string
	names   map[string]string
	at      *url.URL
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	f := assessmentstudysvc.Filter{
		Mine: q.Query().Get("whose") == "mine", State: study.State(q.Query().Get("state")), Overdue: q.Query().Get("clock") == "overdue",
		Page: page.Request{After: page.Decode(q.Query().Get("after"))},
	}
	if !f.State.Known() {
		f.State = ""
	}
	v := listView{w: w, filter: f, at: q.R.URL, form: ui.Form{Values: q.Query()}}
	var err error
	if v.list, err = w.Service.List(q.Ctx(), f); err != nil {
		return httpx.Reply{}, err
	}
	if v.offices, err = w.offices(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var refs []string
	for _, i := range v.list.Items {
		if i.Author != "" {
			refs = append(refs, string(i.Author))
		}
	}
	if v.names, err = w.people(q.Ctx(), refs); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

// states are the filters by state with their counts; a state that nothing is in is left out.
func (v listView) states() []ui.NavItem {
	total := 0
	for _, n := range v.list.Counts {
		total += n
	}
	out := []ui.NavItem{{Label: ui.M("common.all"), Href: ui.Address(v.at, "state", "", "after", ""), Current: v.filter.State == "", Count: total}}
	for _, s := range study.States() {
		if v.list.Counts[s] > 0 || v.filter.State == s {
			out = append(out, ui.NavItem{
				Label: ui.M("study.state." + string(s)), Href: ui.Address(v.at, "state", string(s), "after", ""), Current: v.filter.State == s, Count: v.list.Counts[s],
			})
		}
	}
	return out
}

func (v listView) row() ui.Filter {
	f := ui.Filter{Action: "/studies"}
	if v.filter.Mine || v.filter.Overdue || v.filter.State != "" {
		f.Clear = "/studies"
	}
	return f
}

func whose() []ui.Option {
	return []ui.Option{{Value: "", Label: ui.M("study.whose.open")}, {Value: "mine", Label: ui.M("study.whose.mine")}}
}

func clocks() []ui.Option {
	return []ui.Option{{Value: "", Label: ui.M("common.all")}, {Value: "overdue", Label: ui.M("common.overdue")}}
}

func (v listView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("study.list.title"), HideCaption: true, Empty: ui.M("study.list.empty"), Columns: []ui.Column{
		{Label: ui.M("study.person")},
		{Label: ui.M("study.list.request")},
		{Label: ui.M("study.list.asker")},
		{Label: ui.M("study.author")},
		{Label: ui.M("common.office")},
		{Label: ui.M("study.list.due"), Narrow: true},
		{Label: ui.M("common.status")},
	}}
	today := v.w.Service.Today()
	for _, i := range v.list.Items {
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo("/studies/"+i.ID, i.Request.Name()), requestCell(i.Request), ui.Val(i.Request.Get("body")), ui.Val(v.names[string(i.Author)]),
			ui.Val(v.offices[i.Office]), dueCell(i.Study, today), ui.Tag(stateKind(i.State), ui.M("study.state."+string(i.State))),
		}}
		if i.Overdue(today) {
			row.Tone = ui.Bad
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
	if v.list.Next.ID != "" {
		p.Next = ui.Address(v.at, "after", v.list.Next.Encode())
	}
	return p
}

func stateKind(s study.State) ui.Kind {
	switch s {
	case study.Received, study.WithHead:
		return ui.Warn
	case study.Signed, study.Delivered, study.Decided:
		return ui.Good
	case study.Returned, study.Withdrawn, study.Closed:
		return ui.Neutral
	case study.Accepted, study.Assigned, study.Working:
	}
	return ui.Info
}

func mayReceive(ctx context.Context) bool { return access.From(ctx).May(access.ReceiveStudy) }

// closedView is the custodian's list.
type closedView struct {
	w       *Web
	list    []assessmentstudysvc.ClosedLine
	offices map[id.Office]string
}

func (w *Web) closed(q *httpx.Req) (httpx.Reply, error) {
	v := closedView{w: w}
	var err error
	if v.list, err = w.Service.Closed(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	v.offices, err = w.offices(q.Ctx())
	return httpx.Page(closedPage(v)), err
}

func (v closedView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("study.closed.title"), HideCaption: true, Empty: ui.M("study.closed.empty"), Columns: []ui.Column{
		{Label: ui.M("study.closed.since")}, {Label: ui.M("common.reason")}, {Label: ui.M("common.office")}, {Label: ui.M("common.open"), HideLabel: true},
	}}
	for _, x := range v.list {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Moment(x.ClosedAt), ui.Val(v.w.name(ctx, study.ListDecisions, x.Outcome)), ui.Val(v.offices[id.Office(x.Office)]),
			ui.Link("/studies/closed/"+x.ID, ui.M("common.open")),
		}})
	}
	return g
}
