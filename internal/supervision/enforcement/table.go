package enforcement

import (
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Row is one line of the decision table: so many entries of these outcomes within so many days, after so many warnings.
type Row struct {
	Code     string
	Label    rulebook.Text
	Outcomes []string
	Least    int
	Within   int // days, the day that is looked at included
	Warnings int // official warnings that stand, within WarnedFor days
	Warned   int // days for which a warning is looked back upon
	Action   Action
	rulebook.Basis
}

// Table is the decision table in force: the first row that fits proposes.
type Table struct {
	Rows []Row
	rulebook.Basis
}

// TableOf reads the table of the rulebook on a day. Where the Department has set how many warnings come before the court, that
// number stands in place of the row's own.
func TableOf(rules *rulebook.Rulebook, on civil.Date) Table {
	list := rules.List(ListTable)
	out := Table{Basis: list.Basis}
	for _, i := range list.On(on) {
		r := Row{
			Code: i.Code, Label: i.Label, Outcomes: strings.Fields(i.Attr["outcomes"]), Least: number(i, "least"), Within: number(i, "within_days"),
			Warnings: number(i, "warnings"), Warned: number(i, "warned_days"), Action: Action(i.Attr["action"]), Basis: i.Basis,
		}
		if r.Status == "" {
			r.Basis = list.Basis
		}
		if r.Action == Submission {
			r.Warnings = rules.Int(rulebook.RuleWarningsBeforeCourt, on, r.Warnings)
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}

func number(i rulebook.Item, name string) int {
	n, err := strconv.Atoi(i.Attr[name])
	if err != nil {
		return 0 // an absent number asks for nothing
	}
	return n
}

// Proposal is what the table says of a history on a day, with its reasons: what was counted, what was not and why.
type Proposal struct {
	On         civil.Date
	Action     Action // "" when no row fits: nothing is proposed
	Row        Row
	Counted    []Line
	NotCounted []Line
	Warnings   int // that stand and were looked back upon
	ToConfirm  bool
}

// Propose goes through the table; the first row that fits decides. It proposes and never decides.
func (t Table) Propose(h History, rules *rulebook.Rulebook, on civil.Date) Proposal {
	judged := h.Judge(rules)
	out := Proposal{On: on, ToConfirm: t.ToConfirm()}
	for _, row := range t.Rows {
		warned := row.warned(h.Warnings, on)
		counted, not := row.count(judged, on)
		if len(counted) >= max(row.Least, 1) && warned >= row.Warnings {
			return Proposal{on, row.Action, row, counted, not, warned, out.ToConfirm || row.ToConfirm()}
		}
	}
	for _, l := range judged { // no row: what might have counted is shown with the reason of the widest row
		if l.Counts() {
			l.Why = t.widest().why(l, on)
		}
		if l.Counts() {
			out.Counted = append(out.Counted, l)
		} else {
			out.NotCounted = append(out.NotCounted, l)
		}
	}
	return out
}

func (r Row) warned(days []civil.Date, on civil.Date) int {
	n := 0
	for _, d := range days {
		if !d.After(on) && (r.Warned == 0 || d.DaysUntil(on) < r.Warned) {
			n++
		}
	}
	return n
}

func (r Row) count(judged []Line, on civil.Date) (counted, not []Line) {
	for _, l := range judged {
		if l.Counts() {
			l.Why = r.why(l, on)
		}
		if l.Counts() {
			counted = append(counted, l)
		} else {
			not = append(not, l)
		}
	}
	return counted, not
}

func (r Row) why(l Line, on civil.Date) Why {
	switch {
	case l.On.After(on):
		return WhyLater
	case r.Within > 0 && l.On.DaysUntil(on) >= r.Within:
		return WhyOld
	case !slices.Contains(r.Outcomes, l.Code):
		return WhyOutcome
	}
	return ""
}

// widest is the row with the longest window, with the outcomes of all.
func (t Table) widest() Row {
	var out Row
	for _, r := range t.Rows {
		out.Within = max(out.Within, r.Within)
		out.Outcomes = append(out.Outcomes, r.Outcomes...)
	}
	return out
}
