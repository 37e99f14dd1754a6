package standardweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

type editView struct {
	tablesView
	dec  rulebook.StandardDecision
	form ui.Form
	rows int // with the empty one at the end
}

// maxRows bounds what one form may send.
const maxRows = 40

func (w *Web) edit(q *httpx.Req) (httpx.Reply, error) {
	v, t, err := w.editView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.rows, v.form = len(t.Rows)+1, ui.Form{Values: typed(t, v.dec)}
	return httpx.Page(editPage(v)), nil
}

func (w *Web) editView(q *httpx.Req) (editView, *rulebook.Standard, error) {
	all, err := w.newTables(q.Ctx())
	v := editView{tablesView: all}
	if err != nil {
		return v, nil, err
	}
	d, ok := all.Decision(q.PathValue("standard"))
	if !ok {
		return v, nil, fault.MissingRecord()
	}
	if d.State != rulebook.StandardDraft {
		return v, nil, fault.New(fault.Conflict, "rulebook.standard.decided")
	}
	v.dec = d
	t, err := d.Table()
	return v, t, err
}

func (w *Web) save(q *httpx.Req) (httpx.Reply, error) {
	t, problems := parse(q.Form())
	in := rulebooksvc.Edit{
		ID: q.PathValue("standard"), Version: number(q.Value("version")), Table: t, Reason: q.Value("reason"), ReasonText: q.Value("reason_text"),
		ConfirmAll: q.Value("confirm_all") == "yes",
	}
	rb := w.rules()
	err := problems.Err()
	if err == nil {
		err = w.Service.Save(q.Ctx(), in)
	} else { // what cannot be read is named together with what the rules find
		more := t.Check(rb.List(rulebook.ListLevels).Codes(), rb.List(rulebook.ListClientKinds).Codes())
		err = append(problems, more...).Err()
	}
	if err == nil {
		if q.Value("go") == "preview" {
			return httpx.Redirect(href(in.ID, "/preview?done=saved")), nil
		}
		return httpx.Redirect(href(in.ID, "?done=saved")), nil
	}
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid && f.Kind != fault.Conflict {
		return httpx.Reply{}, err
	}
	v, _, again := w.editView(q)
	if again != nil {
		return httpx.Reply{}, again
	}
	v.form = ui.NewForm(q.Form(), err)
	v.rows = min(len(t.Rows)+1, maxRows)
	for i := range v.form.Problems {
		v.form.Problems[i].Msg = v.where(q.Ctx(), v.form.Problems[i])
	}
	return httpx.Invalid(editPage(v)), nil
}

// where says of a problem in which row and field it is, so that the summary reads by itself.
func (v editView) where(ctx context.Context, p fault.Problem) msg.Message {
	m := p.Msg
	for _, name := range []string{"Level", "Kind"} {
		if s, ok := m.Args[name].(string); ok {
			m.Args[name] = v.word(ctx, name, s)
		}
	}
	row, _, ok := strings.Cut(p.Field, "_")
	if !ok || len(row) < 2 || row[0] != 'r' {
		return m
	}
	n, err := strconv.Atoi(row[1:])
	if err != nil {
		return m
	}
	level := v.level(ctx, v.form.Value(rulebook.RowName(n, "level")))
	return msg.New("rulebook.standard.at", "Row", n+1, "Level", level, "Why", m)
}

func (v editView) word(ctx context.Context, what, code string) string {
	list := rulebook.ListLevels
	if what == "Kind" {
		list = rulebook.ListClientKinds
	}
	return v.rules.List(list).Name(code, i18n.Lang(ctx))
}

// cells lists the fields of a phase in the order of the form.
func cellFields() []string { return []string{"office", "home", "points"} }

// typed are the present values of a table as the form shows them.
func typed(t *rulebook.Standard, d rulebook.StandardDecision) url.Values {
	v := url.Values{}
	for i, r := range t.Rows {
		v.Set(rulebook.RowName(i, "level"), r.Level)
		v[rulebook.RowName(i, "kinds")] = r.Kinds
		v.Set(rulebook.RowName(i, "early"), strconv.Itoa(r.EarlyWeeks))
		v.Set(rulebook.RowName(i, "last"), strconv.Itoa(r.LastPart))
		for p, c := range r.Phases {
			ph := rulebook.Phase(p)
			v.Set(rulebook.CellName(i, ph, "office"), c.Office.Text())
			v.Set(rulebook.CellName(i, ph, "home"), c.Home.Text())
			v.Set(rulebook.CellName(i, ph, "points"), c.Points.Text())
		}
	}
	for i, x := range t.Exemptions {
		v.Set("x"+strconv.Itoa(i), x.Share.Text())
		v.Set("x"+strconv.Itoa(i)+"_reason", x.Reason)
	}
	c := t.Capacity
	v.Set("full", c.Full.Text())
	v.Set("head", c.Head.Text())
	v.Set("away", c.Away.Text())
	v.Set("new", c.New.Text())
	v.Set("new_weeks", strconv.Itoa(c.NewWeeks))
	v.Set("source", t.Source)
	v.Set("reason", d.Reason)
	v.Set("reason_text", d.ReasonText)
	return v
}

// reader reads fields and keeps what is wrong with them.
type reader struct {
	form url.Values
	p    fault.Problems
}

func (r *reader) cell(name string) rulebook.Cell {
	n, set, ok := rulebook.ParseHundredths(r.form.Get(name))
	if !ok {
		r.p.Add(name, "rulebook.standard.not_number")
	}
	return rulebook.Cell{Set: set && ok, N: n, Status: rulebook.Unknown}
}

func (r *reader) whole(name string) int {
	s := strings.TrimSpace(r.form.Get(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		r.p.Add(name, "rulebook.standard.not_whole")
	}
	return n
}

// parse reads a table from the form; rows ticked for removal and the empty one at the end are left out. Rows keep their
// numbers in the form, so that problems point to them.
func parse(form url.Values) (*rulebook.Standard, fault.Problems) {
	r := &reader{form: form}
	t := &rulebook.Standard{Source: form.Get("source")}
	rows, _ := strconv.Atoi(form.Get("rows")) // no number: no rows, which the check names
	for i := range min(rows, maxRows) {
		if form.Get(rulebook.RowName(i, "drop")) == "yes" || blank(form, i) {
			forget(form, i)
			continue
		}
		if len(t.Rows) < i { // a row before it was left out: the rest moves up, in the form too
			moveUp(form, i, len(t.Rows))
		}
		t.Rows = append(t.Rows, r.row(len(t.Rows)))
	}
	for i := 0; ; i++ {
		reason := form.Get("x" + strconv.Itoa(i) + "_reason")
		if reason == "" || i >= maxRows {
			break
		}
		t.Exemptions = append(t.Exemptions, rulebook.Exemption{Reason: reason, Share: r.cell("x" + strconv.Itoa(i))})
	}
	t.Capacity = rulebook.Capacity{Full: r.cell("full"), Head: r.cell("head"), Away: r.cell("away"), New: r.cell("new"), NewWeeks: r.whole("new_weeks")}
	return t, r.p
}

func (r *reader) row(i int) rulebook.StandardRow {
	out := rulebook.StandardRow{
		Level: r.form.Get(rulebook.RowName(i, "level")), Kinds: slices.Clone(r.form[rulebook.RowName(i, "kinds")]),
		EarlyWeeks: r.whole(rulebook.RowName(i, "early")), LastPart: r.whole(rulebook.RowName(i, "last")),
	}
	for _, p := range []rulebook.Phase{rulebook.Usual, rulebook.Early, rulebook.Last} {
		if p == rulebook.Early && out.EarlyWeeks == 0 || p == rulebook.Last && out.LastPart == 0 {
			out.Phases[p] = out.Phases[rulebook.Usual] // a phase that the row does not have follows the usual one
			continue
		}
		out.Phases[p] = rulebook.PhaseCells{
			Office: r.cell(rulebook.CellName(i, p, "office")), Home: r.cell(rulebook.CellName(i, p, "home")), Points: r.cell(rulebook.CellName(i, p, "points")),
		}
	}
	return out
}

// blank reports whether nothing stands in a row; a row that lost its level only is kept, and named as a mistake.
func blank(form url.Values, i int) bool {
	prefix := "r" + strconv.Itoa(i) + "_"
	for name, values := range form {
		if strings.HasPrefix(name, prefix) && strings.Trim(strings.Join(values, ""), " 0") != "" {
			return false
		}
	}
	return true
}

func forget(form url.Values, i int) {
	prefix := "r" + strconv.Itoa(i) + "_"
	for name := range form {
		if strings.HasPrefix(name, prefix) {
			delete(form, name)
		}
	}
}

// moveUp gives the fields of a row another number.
func moveUp(form url.Values, from, to int) {
	prefix := "r" + strconv.Itoa(from) + "_"
	for name, values := range form {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			form["r"+strconv.Itoa(to)+"_"+rest] = values
			delete(form, name)
		}
	}
}

func (v editView) levelOptions(ctx context.Context) []ui.Option {
	return options(ctx, v.rules.List(rulebook.ListLevels))
}

func (v editView) kindOptions(ctx context.Context) []ui.Option {
	return options(ctx, v.rules.List(rulebook.ListClientKinds))
}

func options(ctx context.Context, l rulebook.List) []ui.Option {
	out := make([]ui.Option, len(l.Items))
	for i, x := range l.Items {
		out[i] = ui.Option{Value: x.Code, Text: x.Label.In(i18n.Lang(ctx))}
	}
	return out
}

func (v editView) reasons(ctx context.Context) []ui.Option {
	return options(ctx, v.rules.List(rulebook.ListStandardReasons))
}

// rowTitle names a row of the form by its level, or as the empty one.
func (v editView) rowTitle(ctx context.Context, i int) msg.Message {
	if level := v.form.Value(rulebook.RowName(i, "level")); level != "" {
		return msg.New("rulebook.standard.row", "Row", i+1, "Level", v.level(ctx, level))
	}
	return msg.New("rulebook.standard.new_row")
}

// exemptions names the shares of the form with the reason each is for.
func (v editView) exemptions(ctx context.Context) []ui.Field {
	var out []ui.Field
	for i := 0; ; i++ {
		name := "x" + strconv.Itoa(i)
		reason := v.form.Value(name + "_reason")
		if reason == "" {
			return out
		}
		out = append(out, ui.Field{Name: name, Width: 5, Mode: "decimal", Label: msg.New("rulebook.standard.exempt", "Reason", v.rules.List(rulebook.ListExemptions).Name(reason, i18n.Lang(ctx)))})
	}
}

// version is the version of the draft that the form was filled from: what came back keeps its own, so that somebody else's
// change in between is found.
func (v editView) version() string {
	if s := v.form.Value("version"); s != "" {
		return s
	}
	return strconv.Itoa(v.dec.Version)
}

func (v editView) kindsOf(ctx context.Context, i int) string {
	return v.kinds(ctx, rulebook.StandardRow{Kinds: v.form.Values[rulebook.RowName(i, "kinds")]})
}

// cells are the numbers of a row: a line a phase.
func (v editView) cells(i int) ui.Grid {
	g := ui.Grid{Caption: ui.M("rulebook.standard.numbers"), HideCaption: true, Columns: []ui.Column{{Label: ui.M("rulebook.standard.phase")}}}
	for _, f := range cellFields() {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("rulebook.standard." + f)})
	}
	for _, p := range []rulebook.Phase{rulebook.Early, rulebook.Usual, rulebook.Last} {
		row := ui.Row{Cells: []templ.Component{ui.Say(ui.M("rulebook.standard.phase_name." + p.Name()))}}
		for _, f := range cellFields() {
			row.Cells = append(row.Cells, ui.Text(v.form, ui.Field{
				Name: rulebook.CellName(i, p, f), Label: ui.M("rulebook.standard.cell", "Phase", ui.M("rulebook.standard.phase_name."+p.Name()), "Field", ui.M("rulebook.standard."+f)), HideLabel: true, Width: 5, Mode: "decimal",
			}))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
