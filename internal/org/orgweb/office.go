package orgweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type officesView struct {
	tree   org.Tree
	rows   []treeRow
	on     string
	form   ui.Form
	manage bool
}

type treeRow struct {
	org.Office
	depth int
}

func (w *Web) offices(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.officesPage(q.Ctx(), q.Query().Get("on"), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

// officesPage shows the tree of a day; a day that cannot be read shows today's.
func (w *Web) officesPage(ctx context.Context, on string, s sent) (templ.Component, error) {
	day, err := civil.ParseDate(on)
	if err != nil || day.IsZero() {
		day = w.Org.Today()
	}
	tree, err := w.Org.Tree(ctx, day)
	if err != nil {
		return nil, err
	}
	v := officesView{tree: tree, on: i18n.Date(ctx, day), form: s.of("office"), manage: access.From(ctx).May(access.ManageOffices)}
	for _, root := range tree.Roots() {
		v.rows = walk(tree, root, 0, v.rows)
	}
	return officesPage(v), nil
}

func walk(t org.Tree, o id.Office, depth int, out []treeRow) []treeRow {
	office, _ := t.Office(o)
	out = append(out, treeRow{office, depth})
	for _, c := range t.Children(o) {
		out = walk(t, c, depth+1, out)
	}
	return out
}

func (v officesView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.office.title"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("common.office")},
		{Label: ui.M("org.office.kind")},
		{Label: ui.M("org.office.above")},
		{Label: ui.M("org.office.soate")},
		{Label: ui.M("org.office.oblast")},
	}}
	for _, r := range v.rows {
		parent := ""
		if above, ok := v.tree.Office(v.tree.Parent(r.ID)); ok {
			parent = above.NameOn(v.tree.Day, i18n.Lang(ctx))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/offices/"+url.PathEscape(string(r.ID)), r.NameOn(v.tree.Day, i18n.Lang(ctx))),
			ui.Say(ui.M("org.office.kind_" + string(r.Kind))), ui.Val(parent), ui.Val(string(r.SOATE)), oblast(r.Oblast()),
		}})
	}
	return g
}

func oblast(code rulebook.SOATE) templ.Component {
	if code == "" {
		return nil
	}
	return ui.Say(ui.M("org.oblast." + string(code[3:5])))
}

// above are the offices under which another may stand.
func above(ctx context.Context, t org.Tree) []ui.Option {
	var out []ui.Option
	for _, root := range t.Roots() {
		for _, r := range walk(t, root, 0, nil) {
			if r.Kind != rulebook.DistrictOffice {
				out = append(out, ui.Option{Value: string(r.ID), Text: r.NameOn(t.Day, i18n.Lang(ctx))})
			}
		}
	}
	return out
}

func kindOptions() []ui.Option {
	return []ui.Option{{Value: string(rulebook.DistrictOffice), Label: ui.M("org.office.kind_district")}, {Value: string(rulebook.Interregional), Label: ui.M("org.office.kind_interregional")}}
}

func (w *Web) addOffice(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	d := dates(q, &p, "from")
	err := p.Err()
	if err == nil {
		err = w.Org.AddOffice(q.Ctx(), orgsvc.AddOffice{Code: q.Value("code"), Under: id.Office(q.Value("parent")), Reason: q.Value("reason"), Office: org.Office{
			Kind: rulebook.OfficeKind(q.Value("kind")), SOATE: rulebook.SOATE(q.Value("soate")), Valid: civil.Since(d[0]),
			Names: []org.Name{{Text: rulebook.Text{"ky": q.Value("name_ky"), "ru": q.Value("name_ru"), "en": q.Value("name_en")}}},
		}})
	}
	return answer(q, err, "/offices?done=saved", "office", func(s sent) (templ.Component, error) { return w.officesPage(q.Ctx(), "", s) })
}

type officeView struct {
	org.Office
	tree   org.Tree
	staff  []orgsvc.StaffLine
	names  map[id.Office]string
	form   ui.Form
	manage bool
}

func (w *Web) office(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.officePage(q.Ctx(), id.Office(q.PathValue("office")), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) officePage(ctx context.Context, office id.Office, s sent) (templ.Component, error) {
	tree, err := w.Org.Tree(ctx, w.Org.Today())
	if err != nil {
		return nil, err
	}
	o, ok := tree.Office(office)
	if !ok {
		return nil, fault.MissingRecord()
	}
	v := officeView{Office: o, tree: tree, form: s.of("reparent"), manage: access.From(ctx).May(access.ManageOffices) && o.ID != access.TopOffice}
	if v.names, err = w.names(ctx); err != nil {
		return nil, err
	}
	v.staff, err = w.Org.Staff(ctx, office)
	return officePage(v), err
}

func (w *Web) reparent(q *httpx.Req) (httpx.Reply, error) {
	office := id.Office(q.PathValue("office"))
	var p fault.Problems
	d := dates(q, &p, "from")
	err := p.Err()
	if err == nil {
		err = w.Org.Reparent(q.Ctx(), orgsvc.Reparent{Office: office, Under: id.Office(q.Value("parent")), From: d[0], Reason: q.Value("reason")})
	}
	return answer(q, err, "/offices/"+url.PathEscape(string(office))+"?done=saved", "reparent",
		func(s sent) (templ.Component, error) { return w.officePage(q.Ctx(), office, s) })
}

func (v officeView) summary() []ui.Item {
	return []ui.Item{
		{Label: ui.M("org.office.kind"), Value: ui.Say(ui.M("org.office.kind_" + string(v.Kind)))},
		{Label: ui.M("org.office.code"), Value: ui.Val(string(v.ID))},
		{Label: ui.M("org.office.soate"), Value: ui.Val(string(v.SOATE))},
		{Label: ui.M("org.office.oblast"), Value: oblast(v.Oblast())},
		{Label: ui.M("common.from"), Value: ui.Day(v.Valid.From)},
		{Label: ui.M("common.to"), Value: ui.Day(v.Valid.To)},
	}
}

func (v officeView) parents() ui.Grid {
	g := ui.Grid{Caption: ui.M("org.office.parents"), HideCaption: true, Empty: ui.M("org.office.top"), Plain: true, Columns: []ui.Column{
		{Label: ui.M("org.office.above")},
		{Label: ui.M("common.from")},
		{Label: ui.M("common.to")},
	}}
	for _, p := range v.Parents {
		g.Rows = append(g.Rows, ui.Row{Off: !p.Valid.Contains(v.tree.Day), Cells: []templ.Component{ui.Val(v.names[p.Office]), ui.Day(p.Valid.From), ui.Day(p.Valid.To)}})
	}
	return g
}

func (v officeView) named(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.office.names"), HideCaption: true, Plain: true, Columns: []ui.Column{{Label: ui.M("org.office.name")}, {Label: ui.M("common.from")}, {Label: ui.M("common.to")}}}
	for _, n := range v.Names {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(n.Text.In(i18n.Lang(ctx))), ui.Day(n.Valid.From), ui.Day(n.Valid.To)}})
	}
	return g
}

func (v officeView) people(ctx context.Context) ui.Grid {
	return staffListView{lines: v.staff, names: v.names}.grid(ctx)
}
