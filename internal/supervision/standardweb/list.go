package standardweb

import (
	"cmp"
	"context"
	"encoding/csv"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
)

type listView struct {
	w       *Web
	ctx     context.Context //nolint:containedctx // a view lives as long as its request
	page    standardsvc.Page
	filter  standardsvc.Filter
	offices map[id.Office]string
	rules   *rulebook.Rulebook
	at      *url.URL
}

// exportLimit bounds one file.
const exportLimit = 500

func (w *Web) listView(q *httpx.Req, size int) (listView, error) {
	v := listView{w: w, ctx: q.Ctx(), filter: standardsvc.ParseFilter(q.Query()), rules: w.Service.Rulebook(), at: q.R.URL}
	v.filter.Size = size
	var err error
	if v.page, err = w.Service.Find(q.Ctx(), v.filter); err != nil {
		return v, err
	}
	if w.Offices != nil {
		v.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx()))
	}
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, 50)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (v listView) form() ui.Form { return ui.Form{Prefix: "f-", Values: v.filter.Query()} }

func (v listView) whats() []ui.Option {
	var out []ui.Option
	for _, x := range standardsvc.Whats() {
		out = append(out, ui.Option{Value: x, Label: ui.M("contactstd.list." + x)})
	}
	return out
}

func (v listView) levels() []ui.Option {
	var out []ui.Option
	for _, i := range v.rules.List(rulebook.ListLevels).Items {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(v.ctx))})
	}
	return out
}

// officeOptions offers the offices of the reader's posts where there are several.
func (v listView) officeOptions() []ui.Option {
	var out []ui.Option
	for _, o := range access.From(v.ctx).Offices {
		if v.offices[o] != "" {
			out = append(out, ui.Option{Value: string(o), Text: v.offices[o]})
		}
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return cmp.Compare(a.Text, b.Text) })
	return out
}

func (v listView) clear() string {
	f := v.filter
	if f.Scope == "" && f.Office == "" && f.Officer == "" && f.Level == "" && f.What == standardsvc.Late {
		return ""
	}
	return "/contacts-due"
}

func (v listView) next() string {
	if v.page.Next == "" {
		return ""
	}
	return ui.Address(v.at, "after", string(v.page.Next))
}

func (v listView) first() string {
	if v.filter.After == "" {
		return ""
	}
	return ui.Address(v.at, "after", "")
}

func (v listView) exportHref() string { return "/contacts-due/export?" + v.filter.Query().Encode() }

func (v listView) level(code string) string {
	return v.rules.List(rulebook.ListLevels).Name(cmp.Or(code, rulebook.Unassessed), i18n.Lang(v.ctx))
}

func (v listView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.list.title"), HideCaption: true, Empty: ui.M("contactstd.list.none"), Columns: []ui.Column{
		{Label: ui.M("contactstd.list.client")},
		{Label: ui.M("contactstd.list.level")},
		{Label: ui.M("contactstd.list.numbers")},
		{Label: ui.M("contactstd.list.last"), Narrow: true},
		{Label: ui.M("contactstd.list.next"), Narrow: true},
		{Label: ui.M("contactstd.list.officer")},
		{Label: ui.M("contactstd.list.do"), HideLabel: true},
	}}
	for _, l := range v.page.Lines {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Lines(ui.LinkTo("/clients/"+string(l.Client)+"/standards", l.Label.Name), ui.Muted(ui.Val(l.Label.File))), ui.Val(v.level(l.Level)), v.numbers(l.Standing),
			ui.Day(l.Last), ui.Moment(l.Next), ui.Lines(ui.Val(l.OfficerName), ui.Muted(ui.Val(v.offices[l.Office]))), v.act(l),
		}})
	}
	return g
}

// numbers says what a client owes or is owed, only what there is.
func (v listView) numbers(s standard.Standing) templ.Component {
	var parts []templ.Component
	for _, x := range []struct {
		key string
		n   int
	}{{"late", s.Late}, {"short", s.Short}, {"owed", s.Owed}} {
		if x.n > 0 {
			parts = append(parts, ui.Say(ui.M("contactstd.list.n_"+x.key, "N", x.n)))
		}
	}
	if !s.Confirm.IsZero() && s.Confirm.Before(v.w.Service.Today()) {
		parts = append(parts, ui.Say(ui.M("contactstd.list.n_confirm", "Day", s.Confirm)))
	}
	if s.Ask {
		parts = append(parts, ui.Say(ui.M("contactstd.list.n_ask")))
	}
	return ui.Lines(parts...)
}

// act leads to the form of an appointment for whoever may make one.
func (v listView) act(l standardsvc.Line) templ.Component {
	if !access.From(v.ctx).May(access.ManageAppointment) || l.Standing.Due.IsZero() {
		return ui.None()
	}
	kind := v.rules.List(rulebook.ListContactKinds).Name(l.Standing.Code, i18n.Lang(v.ctx))
	return ui.Link(planHref("/clients/"+string(l.Client)+"/contacts", l.Standing.Code, l.Standing.Due), ui.M("contactstd.plan_kind", "Day", l.Standing.Due, "Kind", kind))
}

// export writes the list for a spreadsheet: UTF-8 with a mark, and values that would be taken for a formula made harmless.
func (w *Web) export(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q, exportLimit)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Download("contacts-due.csv", "text/csv; charset=utf-8", func(out io.Writer) error {
		if _, err := io.WriteString(out, "\ufeff"); err != nil {
			return err
		}
		c := csv.NewWriter(out)
		var head []string
		for _, k := range []string{"client", "file", "level", "late", "short", "owed", "due", "confirm_by", "last", "next", "officer", "office"} {
			head = append(head, i18n.T(v.ctx, "contactstd.list."+k))
		}
		if err := c.Write(head); err != nil {
			return err
		}
		for _, l := range v.page.Lines {
			if err := c.Write(v.record(l)); err != nil {
				return err
			}
		}
		c.Flush()
		return c.Error()
	}), nil
}

func (v listView) record(l standardsvc.Line) []string {
	s := l.Standing
	row := []string{
		l.Label.Name, l.Label.File, v.level(l.Level), strconv.Itoa(s.Late), strconv.Itoa(s.Short), strconv.Itoa(s.Owed), s.Due.String(), s.Confirm.String(), l.Last.String(),
		i18n.Instant(v.ctx, l.Next), l.OfficerName, v.offices[l.Office],
	}
	for i, x := range row {
		if x != "" && strings.ContainsRune("=+-@\t\r", rune(x[0])) {
			row[i] = "'" + x
		}
	}
	return row
}

// waitingView is the exemptions that wait for a second person.
type waitingView struct {
	frame
	list  []standardsvc.Asked
	today civil.Date
}

func (w *Web) waiting(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Service.Waiting(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	v := waitingView{frame: frame{w: w, rules: w.Service.Rulebook(), names: map[string]string{}}, list: list, today: w.Service.Today()}
	var refs []string
	for _, x := range list {
		refs = append(refs, string(x.ProposedBy))
	}
	if w.Names != nil && len(refs) > 0 {
		if v.names, err = w.Names(q.Ctx(), refs); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(waitingPage(v)), nil
}

func (v waitingView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.waiting.title"), HideCaption: true, Empty: ui.M("contactstd.waiting.none"), Columns: []ui.Column{
		{Label: ui.M("contactstd.list.client")},
		{Label: ui.M("contactstd.reason")},
		{Label: ui.M("contactstd.days"), Narrow: true},
		{Label: ui.M("contactstd.agreed")},
		{Label: ui.M("contactstd.proposed")},
	}}
	for _, x := range v.list {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Lines(ui.LinkTo("/clients/"+string(x.Client)+"/exemptions/"+x.Entry, x.Label.Name), ui.Muted(ui.Val(x.Label.File))),
			ui.Val(v.code(ctx, rulebook.ListExemptions, x.Exemption.Reason)), ui.Val(span(ctx, x.Days.From, x.Days.To)), agreed(v.frame, x.Exemption),
			ui.Lines(ui.Moment(x.ProposedAt), ui.Val(v.who(string(x.ProposedBy)))),
		}})
	}
	return g
}
