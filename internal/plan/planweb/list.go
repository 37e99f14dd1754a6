package planweb

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

func (w *Web) plans(q *httpx.Req) (httpx.Reply, error) {
	ctx, query := q.Ctx(), q.Query()
	v := plansView{frame: frame{w: w, rules: w.Service.Rulebook()}, labels: map[string]string{}}
	v.filter = plansvc.Filter{
		State: query.Get("state"), Office: id.Office(query.Get("office")), By: id.Account(query.Get("by")),
		Page: page.Request{After: page.Decode(query.Get("after"))},
	}
	var err error
	if v.list, err = w.Service.Plans(ctx, v.filter); err != nil {
		return httpx.Reply{}, err
	}
	var refs []string
	var clients []id.Client
	for _, x := range v.list.Lines {
		refs = append(refs, x.BegunBy)
		if x.SubmittedBy != "" {
			refs = append(refs, x.SubmittedBy)
		}
		clients = append(clients, x.Client)
	}
	if w.Names != nil && len(refs) > 0 {
		if v.names, err = w.Names(ctx, refs); err != nil {
			return httpx.Reply{}, err
		}
	}
	if w.Labels != nil && len(clients) > 0 {
		labels, err := w.Labels(ctx, clients)
		if err != nil {
			return httpx.Reply{}, err
		}
		for c, l := range labels {
			v.labels[string(c)] = l
		}
	}
	if w.Offices != nil {
		if v.offices, err = w.Offices(ctx); err != nil {
			return httpx.Reply{}, err
		}
	}
	if v.list.Next.ID != "" {
		v.paging.Next = ui.Address(q.R.URL, "after", v.list.Next.Encode())
	}
	if query.Get("after") != "" {
		v.paging.First = ui.Address(q.R.URL, "after", "")
	}
	return httpx.Page(plansPage(v)), nil
}

func (v plansView) form() ui.Form {
	return ui.Form{Values: values("state", v.filter.State, "office", string(v.filter.Office), "by", string(v.filter.By))}
}

// clear is the address of the whole list; empty while nothing is filtered.
func (v plansView) clear() string {
	if v.filter.State == "" && v.filter.Office == "" && v.filter.By == "" {
		return ""
	}
	return "/plans"
}

func listStates() []ui.Option {
	var out []ui.Option
	for _, s := range plansvc.States() {
		out = append(out, ui.Option{Value: s, Label: ui.M("plan.list.state." + s)})
	}
	return out
}

// people are those whose plans stand on the page.
func (v plansView) people() []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, x := range v.list.Lines {
		if !seen[x.BegunBy] {
			out = append(out, ui.Option{Value: x.BegunBy, Text: v.who(x.BegunBy)})
		}
		seen[x.BegunBy] = true
	}
	if by := string(v.filter.By); by != "" && !seen[by] {
		out = append(out, ui.Option{Value: by, Text: v.who(by)})
	}
	return out
}

func (v plansView) grid(ctx context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("plan.list.title"), HideCaption: true, Empty: ui.M("plan.list.empty"), Columns: []ui.Column{
		{Label: ui.M("plan.list.client")},
		{Label: ui.M("plan.number"), Narrow: true},
		{Label: ui.M("plan.begun")},
		{Label: ui.M("plan.submitted")},
		{Label: ui.M("plan.review_on"), Narrow: true},
		{Label: ui.M("common.status")},
	}}
	me := string(access.From(ctx).Account)
	for _, x := range v.list.Lines {
		href := "/clients/" + string(x.Client) + "/plan?v=" + strconv.Itoa(x.Number)
		out.Rows = append(out.Rows, ui.Row{Cells: []component{
			ui.LinkTo(href, v.labels[string(x.Client)]), ui.Num(x.Number), signed(v.frame, x.BegunAt, x.BegunBy),
			signed(v.frame, x.SubmittedAt, x.SubmittedBy), ui.Day(x.ReviewOn),
			ui.Beside(ui.Tags([]ui.Label{stateTag(x.State)}), mark(v, x.SubmittedBy == me || x.BegunBy == me)),
		}})
	}
	return out
}
