package auditweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type listView struct {
	filter  audit.Filter
	search  ui.Form
	form    ui.Form
	lines   []auditsvc.Line
	files   map[id.Client]string
	actions []string
	next    id.Entry
	at      *url.URL
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q.Ctx(), q.R.URL, 0)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q.Ctx(), q.R.URL, 500)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPrintPage(v, w.sheet(q.Ctx(), "audit.title"))), nil
}

func (w *Web) listView(ctx context.Context, at *url.URL, size int) (listView, error) {
	f, bad := audit.ParseFilter(at.Query())
	f.Size = size
	v := listView{filter: f, at: at, form: ui.Form{Values: at.Query(), Prefix: "f-"}}
	for _, field := range bad {
		v.form.Problems = append(v.form.Problems, fault.Problem{Field: field, Msg: ui.M("audit.fault." + kindOfField(field))})
	}
	var err error
	if v.lines, v.next, err = w.Service.Entries(ctx, f); err != nil {
		return v, err
	}
	if v.actions, err = w.Service.Actions(ctx); err != nil {
		return v, err
	}
	v.files, err = w.Service.FileNumbers(ctx, clientsOf(v.lines))
	return v, err
}

func kindOfField(field string) string {
	if field == "client" {
		return "client"
	}
	return "date"
}

func clientsOf(lines []auditsvc.Line) []id.Client {
	seen := map[id.Client]bool{}
	var out []id.Client
	for _, l := range lines {
		for _, c := range l.Subjects {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// find answers a posted search with the address of what was found, by identifier: a file number stays out of addresses.
func (w *Web) find(q *httpx.Req) (httpx.Reply, error) {
	client, entry, err := w.Service.Find(q.Ctx(), q.Value("q"))
	switch {
	case fault.Is(err, fault.Invalid):
		v, e := w.listView(q.Ctx(), &url.URL{Path: "/audit"}, 0)
		v.search = ui.NewForm(q.Form(), err)
		return httpx.Invalid(listPage(v)), e
	case err != nil:
		return httpx.Reply{}, err
	case entry != "":
		return httpx.Redirect("/audit/entries/" + string(entry)), nil
	}
	return httpx.Redirect("/audit?client=" + string(client)), nil
}

func (v listView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("audit.title"), HideCaption: true, Empty: ui.M("audit.empty"), Columns: []ui.Column{
		{Label: ui.M("common.when"), Narrow: true},
		{Label: ui.M("common.who")},
		{Label: ui.M("common.what")},
		{Label: ui.M("audit.col.clients")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("audit.col.number"), Narrow: true, Numeric: true},
	}}
	for _, l := range v.lines {
		g.Rows = append(g.Rows, ui.Row{Tone: tone(l), Cells: []templ.Component{
			entryLink(l), who(l), what(l), clientCell(l, v.files), reason(l), number(l),
		}})
	}
	return g
}

// tone marks what an auditor looks for first.
func tone(l auditsvc.Line) ui.Kind {
	if l.Action == string(access.BreakGlass) {
		return ui.Bad
	}
	return ""
}

func (v listView) address(path string) string {
	if q := v.filter.Values(); len(q) > 0 {
		return path + "?" + q.Encode()
	}
	return path
}

func (v listView) clear() string {
	if v.filter.Empty() {
		return ""
	}
	return "/audit"
}

func (v listView) paging() ui.Paging { return paging(v.at, v.filter, v.next) }

func paging(at *url.URL, f audit.Filter, next id.Entry) ui.Paging {
	var p ui.Paging
	if next != "" {
		p.Next = ui.Address(at, "before", string(next))
	}
	if f.Before != "" {
		p.First = ui.Address(at, "before", "")
	}
	return p
}

func kinds() []ui.Option {
	var out []ui.Option
	for _, k := range []audit.Kind{audit.Read, audit.Write, audit.System} {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("audit.kind." + string(k))})
	}
	return out
}

func (v listView) actionOptions(ctx context.Context) []ui.Option {
	out := make([]ui.Option, len(v.actions))
	for i, a := range v.actions {
		out[i] = ui.Option{Value: a, Text: actionText(ctx, a)}
	}
	return out
}

// actionText is an action in words; one that has none is shown by its code, which is better than nothing said.
func actionText(ctx context.Context, action string) string {
	if key := "audit.action." + action; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return action
}

func roleText(ctx context.Context, role string) string {
	if key := "role." + role; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return role
}

// clientLabel names a client to an auditor: by file number, or by the identifier where there is none.
func clientLabel(c id.Client, files map[id.Client]string) string {
	if f := files[c]; f != "" {
		return f
	}
	return string(c)
}

// reason is why, unless that is content of a sealed compartment.
func reason(l auditsvc.Line) templ.Component {
	if l.Withheld {
		return ui.Tag(ui.Neutral, ui.M("audit.withheld"))
	}
	return ui.Val(l.Reason)
}
