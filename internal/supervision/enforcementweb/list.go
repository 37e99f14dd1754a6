package enforcementweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// listView is the list of cases of an office.
type listView struct {
	frame
	list    enforcementsvc.List
	filter  enforcementsvc.Filter
	labels  map[id.Client]string
	offices []ui.Option
	paging  ui.Paging
	csv     string
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if v.list.Next.ID != "" {
		v.paging.Next = ui.Address(q.R.URL, "after", v.list.Next.Encode())
	}
	if q.Query().Get("after") != "" {
		v.paging.First = ui.Address(q.R.URL, "after", "")
	}
	at := *q.R.URL
	at.Path = "/enforcement.csv"
	v.csv = ui.Address(&at, "after", "")
	return httpx.Page(listPage(v)), nil
}

func (w *Web) listView(q *httpx.Req) (listView, error) {
	v, err := w.listPart(q, page.Request{After: page.Decode(q.Query().Get("after"))})
	if err == nil && w.Offices != nil {
		v.offices, err = w.Offices(q.Ctx())
	}
	return v, err
}

// listPart is one page of the list with the names of the people on it.
func (w *Web) listPart(q *httpx.Req, at page.Request) (listView, error) {
	ctx, query := q.Ctx(), q.Query()
	v := listView{frame: frame{w: w, rules: w.Service.Rulebook()}, labels: map[id.Client]string{}}
	v.filter = enforcementsvc.Filter{
		State: query.Get("state"), Action: query.Get("action"), Office: id.Office(query.Get("office")), By: id.Account(query.Get("by")),
		Page: at,
	}
	var err error
	if v.list, err = w.Service.Cases(ctx, v.filter); err != nil {
		return v, err
	}
	err = v.name(ctx)
	return v, err
}

// name finds how the people of the list are called.
func (v *listView) name(ctx context.Context) error {
	var refs []string
	var clients []id.Client
	for _, x := range v.list.Lines {
		refs, clients = append(refs, x.OpenedBy), append(clients, x.Client)
		if x.ProposedBy != "" {
			refs = append(refs, x.ProposedBy)
		}
	}
	var err error
	if v.w.Names != nil && len(refs) > 0 {
		if v.names, err = v.w.Names(ctx, refs); err != nil {
			return err
		}
	}
	if v.w.Labels != nil && len(clients) > 0 {
		v.labels, err = v.w.Labels(ctx, clients)
	}
	return err
}

func (v listView) form() ui.Form {
	return ui.Form{Values: values("state", v.filter.State, "action", v.filter.Action, "office", string(v.filter.Office), "by", string(v.filter.By))}
}

// clear is the address of the whole list; empty while nothing is filtered.
func (v listView) clear() string {
	if v.filter.State == "" && v.filter.Action == "" && v.filter.Office == "" && v.filter.By == "" {
		return ""
	}
	return "/enforcement"
}

func listStates() []ui.Option {
	var out []ui.Option
	for _, s := range enforcementsvc.Filters() {
		out = append(out, ui.Option{Value: s, Label: ui.M("enforcement.state." + s)})
	}
	return out
}

// people are those whose cases stand on the page.
func (v listView) people() []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, x := range v.list.Lines {
		if !seen[x.OpenedBy] {
			out = append(out, ui.Option{Value: x.OpenedBy, Text: v.who(x.OpenedBy)})
		}
		seen[x.OpenedBy] = true
	}
	if by := string(v.filter.By); by != "" && !seen[by] {
		out = append(out, ui.Option{Value: by, Text: v.who(by)})
	}
	return out
}

func (v listView) grid(ctx context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("enforcement.list.title"), HideCaption: true, Empty: ui.M("enforcement.list.empty"), Columns: []ui.Column{
		{Label: ui.M("enforcement.number"), Narrow: true},
		{Label: ui.M("enforcement.list.client")},
		{Label: ui.M("enforcement.opened")},
		{Label: ui.M("common.status")},
		{Label: ui.M("enforcement.action")},
		{Label: ui.M("enforcement.due"), Narrow: true},
	}}
	today := v.w.Service.Today()
	for _, x := range v.list.Lines {
		due := ui.Day(x.Due)
		if !x.Due.IsZero() && x.Due.Before(today) && x.State.Open() {
			due = ui.Beside(due, ui.Tags([]ui.Label{{Kind: ui.Bad, Words: ui.M("enforcement.late")}}))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []component{
			ui.LinkTo("/clients/"+string(x.Client)+"/enforcement/"+x.ID, x.Number()), ui.Val(v.labels[x.Client]),
			ui.Beside(ui.Moment(x.OpenedAt), ui.Val(v.who(x.OpenedBy))), ui.Tags([]ui.Label{stateTag(x.State)}),
			ui.Val(v.code(ctx, enforcement.ListActions, string(x.Action))), due,
		}})
	}
	return out
}

// Waiting is this capability's part of the page of what waits for a second person: the proposals that the reader did not make.
func (w *Web) Waiting(ctx context.Context) (templ.Component, error) {
	if !access.From(ctx).May(access.DecideEnforcement) {
		return nil, nil //nolint:nilnil // nothing to show to whoever decides nothing
	}
	v := listView{frame: frame{w: w, rules: w.Service.Rulebook()}, filter: enforcementsvc.Filter{State: string(enforcement.Proposed)}}
	var err error
	if v.list, err = w.Service.Cases(ctx, v.filter); err != nil || len(v.list.Lines) == 0 {
		return nil, err
	}
	err = v.name(ctx)
	return waitingPart(v), err
}

// exportPages bounds one export; larger ones are the operator's command.
const exportPages = 50

// csv gives the list as it is filtered, page by page, as a file for a spreadsheet. It needs the second factor as other exports do, and
// bounds what one export may take along.
func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	rows := [][]string{{
		i18n.T(ctx, "enforcement.number"), i18n.T(ctx, "enforcement.list.client"), i18n.T(ctx, "enforcement.opened"), i18n.T(ctx, "enforcement.opened_by"),
		i18n.T(ctx, "common.status"), i18n.T(ctx, "enforcement.action"), i18n.T(ctx, "enforcement.due"),
	}}
	var after page.Cursor
	for range exportPages {
		v, err := w.listPart(q, page.Request{Size: page.MaxSize, After: after})
		if err != nil {
			return httpx.Reply{}, err
		}
		for _, x := range v.list.Lines {
			rows = append(rows, []string{
				x.Number(), v.labels[x.Client], i18n.Instant(ctx, x.OpenedAt), v.who(x.OpenedBy), i18n.T(ctx, "enforcement.state."+string(x.State)),
				v.code(ctx, enforcement.ListActions, string(x.Action)), i18n.Date(ctx, x.Due),
			})
		}
		if after = v.list.Next; after.ID == "" {
			break
		}
	}
	return httpx.CSV("enforcement.csv", rows), nil
}
