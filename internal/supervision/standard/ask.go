package standard

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Code says what a stretch of days is; its text is the message "contactstd.line.<code>".
type Code string

// The codes of lines.
const (
	Asks      Code = "asks"      // by the table
	Agreed    Code = "agreed"    // as agreed for an exemption: visits, remote contacts or both
	ByRemote  Code = "by_remote" // away with permission: remote contacts in the place of visits
	Absent    Code = "absent"    // away with permission and no contact agreed
	Rests     Code = "rests"     // hospital, custody, search
	Suspended Code = "suspended" // supervision itself
	NoTable   Code = "no_table"  // no table knows the level
)

// Line is a stretch of days on which the same is asked for, with everything that the number rests on.
type Line struct {
	Code        Code
	From, Until civil.Date
	Days        int
	Table       string // version of the table of standards
	Level       string
	Phase       rulebook.Phase
	Full        rulebook.Cell // visits to the office that the table asks for before any exemption
	Office      rulebook.Cell // contacts a month, after exemptions
	Home        rulebook.Cell
	Remote      rulebook.Cell
	RemoteCode  string // code of contact_kinds that was agreed
	Lowered     string // reasons of exemptions that were applied, with a comma between
	Undecided   string // reasons whose share the table does not set and for which nothing was agreed: an officer must ask
	Entry       string // the exemption or the record of the span
	Span        supervision.SpanKind
}

// Reasons lists the reasons of a field that keeps them with a comma between.
func Reasons(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func plus(list, reason string) string {
	if list == "" {
		return reason
	}
	return list + "," + reason
}

// sure is a cell that rests on an agreement recorded here.
func sure(perMonth int) rulebook.Cell {
	return rulebook.Cell{Set: true, N: 100 * perMonth, Status: rulebook.Sourced}
}

// lines cuts the days of a window into stretches on which the same is asked for.
func (f *Facts) lines(set rulebook.StandardSet, first, last, today civil.Date) []Line {
	var out []Line
	for day := first; !day.After(last); day = day.AddDays(1) {
		l := f.ask(set, day, today)
		if n := len(out); n > 0 && alike(out[n-1], l) {
			out[n-1].Until, out[n-1].Days = day, out[n-1].Days+1
			continue
		}
		l.From, l.Until, l.Days = day, day, 1
		out = append(out, l)
	}
	return out
}

func alike(a, b Line) bool {
	b.From, b.Until, b.Days = a.From, a.Until, a.Days
	return a == b
}

// ask says what is asked for on one day.
func (f *Facts) ask(set rulebook.StandardSet, day, today civil.Date) Line {
	if f.suspendedOn(day, today) {
		return Line{Code: Suspended}
	}
	span, away := f.spanOn(day)
	if away && span.Rests() {
		return Line{Code: Rests, Span: span.Kind, Entry: span.Entry}
	}
	c := f.Case
	c.Level, c.Stopped, c.Exempt = f.levelOn(day), false, nil
	table := set.On(day)
	if table == nil {
		return Line{Code: NoTable, Level: c.Level}
	}
	p, ok := table.Package(bare(c), day)
	if !ok {
		return Line{Code: NoTable, Level: c.Level, Table: table.ID}
	}
	l := Line{Code: Asks, Table: table.ID, Level: p.Level, Phase: p.Phase, Full: p.Office, Office: p.Office, Home: p.Home}
	f.lower(&l, table, day)
	if away && l.Code == Asks { // a permission of its own; what was agreed for an exemption goes before it
		l.Span, l.Entry = span.Kind, span.Entry
		l.Code, l.Home = Absent, rulebook.Cell{}
		if span.Remote {
			l.Code, l.Remote = ByRemote, l.Office
		}
		l.Office = rulebook.Cell{}
	}
	return l
}

// bare is a case whose package is read without any exemption: they are applied here, so that each leaves its reason.
func bare(c rulebook.Case) rulebook.Case {
	c.MinorUntil = civil.Date{}
	return c
}

// lower applies the exemptions of a day.
func (f *Facts) lower(l *Line, table *rulebook.Standard, day civil.Date) {
	if f.Case.MinorUntil.After(day) {
		f.share(l, table, rulebook.ExemptMinor)
	}
	for _, x := range f.Exemptions {
		if !x.Holds(day) {
			continue
		}
		known := x.Reason != Season && f.share(l, table, x.Reason)
		if x.Remote.Times > 0 {
			l.Code, l.Entry, l.Remote, l.RemoteCode = Agreed, x.Entry, sure(x.Remote.Times), x.Remote.Code
			if x.Reason == Season { // away: the remote contacts stand in the place of all visits
				l.Office, l.Home = rulebook.Cell{}, rulebook.Cell{}
				l.Lowered = plus(l.Lowered, x.Reason)
				continue
			}
		}
		switch {
		case known:
		case x.Visits.Set:
			l.Code, l.Entry = Agreed, x.Entry
			if l.Office.Set && x.Visits.N < l.Office.N {
				l.Office = x.Visits
			}
			l.Lowered = plus(l.Lowered, x.Reason)
		default:
			l.Undecided = plus(l.Undecided, x.Reason)
		}
	}
}

// share applies the share of the table for a reason; it reports whether the table sets one.
func (f *Facts) share(l *Line, table *rulebook.Standard, reason string) bool {
	for _, x := range table.Exemptions {
		if x.Reason != reason {
			continue
		}
		if !x.Share.Set {
			break
		}
		l.Office, l.Home = scaled(l.Office, x.Share), scaled(l.Home, x.Share)
		l.Lowered = plus(l.Lowered, reason)
		return true
	}
	if reason == rulebook.ExemptMinor { // nobody proposes it, so nothing can be agreed for it here
		l.Undecided = plus(l.Undecided, reason)
	}
	return false
}

// scaled is a cell times a share; it is as sure as the less sure of the two.
func scaled(c, share rulebook.Cell) rulebook.Cell {
	if !c.Set {
		return c
	}
	c.N = halfUp(c.N*share.N, 100)
	if share.Status.ToConfirm() {
		c.Status = share.Status
	}
	return c
}

// halfUp divides two numbers that are not negative, rounding half up.
func halfUp(a, b int) int {
	if b <= 0 {
		return 0
	}
	return (2*a + b) / (2 * b)
}
