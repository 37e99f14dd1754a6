package register

import (
	"slices"
	"strings"

	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/order"
	"tuzjol/internal/rulebook"
)

// Problem is one thing wrong with one row: where it stands, what it is, and what to do.
type Problem struct {
	Row    int
	Column string // of the file; several with commas between them, empty for the whole row
	Field  string
	Msg    msg.Message
	Remedy msg.Message
}

// computed is a row in the words of the service.
type computed struct {
	row      int
	keyHash  string
	hash     string
	values   map[string]string
	marks    map[string]string // keyed hash of each value, to tell later what changed
	in       Case
	problems []Problem
}

// plan turns rows of one file into cases.
type plan struct {
	m      *Mapping
	header map[string]int
	names  []string
	book   bool
	rb     *rulebook.Rulebook
	today  civil.Date
	blind  func(kind, text string) string
}

func newPlan(m *Mapping, f *sheet.File, rb *rulebook.Rulebook, today civil.Date, blind func(kind, text string) string) *plan {
	p := &plan{m: m, header: map[string]int{}, book: f.Workbook, rb: rb, today: today, blind: blind}
	for i, name := range f.Header {
		if name != "" {
			p.header[name] = i
			p.names = append(p.names, name)
		}
	}
	return p
}

func (p *plan) row(l sheet.Line) *computed {
	c := &computed{row: l.Row, values: map[string]string{}, marks: map[string]string{}}
	if l.Err != nil {
		c.note(Problem{Msg: msg.New("register.row.broken"), Remedy: msg.New("register.row.broken.remedy")})
		return c
	}
	cell := func(column string) string {
		if i := p.header[column]; i < len(l.Cells) {
			return l.Cells[i]
		}
		return ""
	}
	p.key(c, cell)
	for _, f := range p.m.fields {
		c.set(f, p.value(c, f, cell))
	}
	if len(c.problems) == 0 {
		p.check(c)
	}
	p.hash(c)
	return c
}

func (c *computed) note(p Problem) {
	p.Row = c.row
	c.problems = append(c.problems, p)
}

func (c *computed) set(f filling, v string) {
	if v == "" {
		return
	}
	c.values[f.field.Name] = v
	f.field.set(&c.in, v)
}

// key identifies the row: keyed hash of the key columns, since a register may be kept by personal numbers.
func (p *plan) key(c *computed, cell func(string) string) {
	parts := make([]string, len(p.m.Key))
	for i, k := range p.m.Key {
		if parts[i] = cell(k); parts[i] == "" {
			c.note(Problem{Column: k, Msg: msg.New("register.row.no_key"), Remedy: msg.New("register.row.no_key.remedy")})
		}
	}
	c.keyHash = p.digest("register.key", strings.Join(parts, "\x1f"))
}

// digest is a keyed hash short enough for a column.
func (p *plan) digest(kind, text string) string {
	h := p.blind(kind, text)
	return h[:min(len(h), 32)]
}

func (p *plan) value(c *computed, f filling, cell func(string) string) string {
	at := strings.Join(f.columns(), ", ")
	var v string
	switch {
	case f.value != nil:
		v = *f.value
	case f.column != "":
		v = cell(f.column)
	case f.cel != nil:
		row := make(map[string]string, len(f.cel.columns))
		for _, name := range f.cel.columns {
			row[name] = cell(name)
		}
		var err error
		if v, err = f.cel.value(row); err != nil {
			c.note(Problem{
				Column: at, Field: f.field.Name, Msg: msg.New("register.row.computed", "Error", err.Error()),
				Remedy: msg.New("register.row.computed.remedy", "Line", f.line),
			})
			return ""
		}
	}
	if f.codes != nil {
		to, ok := f.codes[v]
		if !ok && v != "" {
			if to, ok = f.codes["*"]; !ok {
				c.note(Problem{
					Column: at, Field: f.field.Name, Msg: msg.New("register.row.code", "Given", shorten(v), "Codes", f.list),
					Remedy: msg.New("register.row.code.remedy", "Codes", f.list),
				})
				return ""
			}
		}
		v = to
	}
	if v == "" {
		v = f.fallback
	}
	if f.field.Date && p.book {
		v = sheet.AsDate(v)
	}
	return v
}

// shorten keeps what a report repeats of a register's code within bounds.
func shorten(v string) string {
	if r := []rune(v); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return v
}

// check asks the rules of orders and says each problem by the column of the register.
func (p *plan) check(c *computed) {
	var problems fault.Problems
	j, running, err := c.in.Check(p.rb, p.today)
	problems.Join("", err)
	if len(problems) == 0 && (c.in.EndedOn != "" || c.in.EndsGround != "") {
		t := order.Reckon(order.InputOf(j, running.RegisteredOn, nil, civil.Date{}), order.ConventionOf(p.rb, j.InForceOn))
		_, err := p.closing(c.in).Check(p.rb, t.Start, t.End, p.today)
		problems.Join("", err)
	}
	for _, x := range problems {
		c.note(p.place(x))
	}
}

// closing is the end of the order as the register says it; the register itself is the paper behind it.
func (p *plan) closing(in Case) order.Closing {
	on, _ := civil.ParseDate(strings.TrimSpace(in.EndedOn)) // what is no date is asked for as missing
	return order.Closing{Ground: in.EndsGround, On: on, Document: true, Note: in.EndsNote}
}

// place finds the columns behind a problem of a field.
func (p *plan) place(x fault.Problem) Problem {
	out := Problem{Field: problemField(x.Field), Msg: x.Msg, Remedy: msg.New("register.row.remedy")}
	switch out.Field {
	case "":
		return out
	case "client":
		out.Remedy, out.Column = msg.New("register.row.person"), strings.Join(p.m.nameColumns(), ", ")
		return out
	}
	i := slices.IndexFunc(p.m.fields, func(f filling) bool { return f.field.Name == out.Field })
	if i < 0 {
		out.Remedy = msg.New("register.row.unmapped", "Field", out.Field)
		return out
	}
	out.Column = strings.Join(p.m.fields[i].columns(), ", ")
	if out.Column == "" {
		out.Remedy = msg.New("register.row.in_map", "Line", p.m.fields[i].line)
	}
	return out
}

// hash marks the row and each of its values. Fields to be kept are left out, so that their changes go unseen.
func (p *plan) hash(c *computed) {
	var b strings.Builder
	for _, f := range p.m.fields {
		v, ok := c.values[f.field.Name]
		if !ok || slices.Contains(p.m.Keep, f.field.Name) {
			continue
		}
		b.WriteString(f.field.Name + "\x1f" + v + "\x1e")
		c.marks[f.field.Name] = p.digest("register."+f.field.Name, v)[:12]
	}
	c.hash = p.digest("register.row", b.String())
}

// changed lists the fields that differ from the marks of an earlier import.
func (c *computed) changed(before map[string]string) []string {
	var out []string
	for _, f := range Fields() {
		if c.marks[f.Name] != before[f.Name] {
			out = append(out, f.Name)
		}
	}
	return out
}
