// Package report holds the arithmetic of the reports of monitoring, and how small numbers are kept from telling of a person.
package report

import (
	"cmp"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
)

// RuleLeast is the rule of the rulebook below which a number of persons is not shown.
const RuleLeast = "monitoring.report_least"

// Tally is one line of a table: how many of something, and how many persons they are of.
type Tally struct {
	Code    string
	N       int
	Persons int
	Hidden  bool
}

// Table is a guarded table with its total.
type Table struct {
	Rows        []Tally
	N, Persons  int
	TotalHidden bool
}

// Guard hides what would tell of too few persons: every line of fewer than least, and then the next smallest ones too, until at least two
// lines are hidden and together hold least persons, so that no line can be worked out from the total and the others. A total of fewer than
// least persons is hidden as well, and then everything is.
func Guard(rows []Tally, persons, least int) Table {
	t := Table{Rows: slices.Clone(rows), Persons: persons}
	for _, r := range rows {
		t.N += r.N
	}
	if persons > 0 && persons < least {
		t.TotalHidden = true
		for i := range t.Rows {
			t.Rows[i].Hidden = t.Rows[i].N > 0
		}
		return t
	}
	lines, together := 0, 0
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Persons > 0 && r.Persons < least {
			r.Hidden = true
			lines, together = lines+1, together+r.Persons
		}
	}
	if lines == 0 {
		return t
	}
	order := make([]int, len(t.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.Rows[a].Persons, t.Rows[b].Persons) })
	for _, i := range order {
		if lines >= 2 && together >= least {
			break
		}
		if r := &t.Rows[i]; !r.Hidden && r.Persons > 0 {
			r.Hidden = true
			lines, together = lines+1, together+r.Persons
		}
	}
	// one line alone that holds everything: the total is that line
	if shown := slices.IndexFunc(t.Rows, func(r Tally) bool { return !r.Hidden && r.Persons > 0 }); lines == 1 && shown < 0 {
		t.TotalHidden = true
	}
	return t
}

// Quantile gives the span below which the share q of the spans lies; false for none.
func Quantile(spans []time.Duration, q float64) (time.Duration, bool) {
	if len(spans) == 0 {
		return 0, false
	}
	s := slices.Clone(spans)
	slices.Sort(s)
	i := int(q*float64(len(s))+0.999999) - 1
	return s[min(max(i, 0), len(s)-1)], true
}

// AgeGroups lists the codes of ages in their order; their text is the message "monitoring.report.age.<code>".
func AgeGroups() []string {
	return []string{"under_18", "18_24", "25_34", "35_44", "45_59", "60_up", "unknown"}
}

// AgeGroup is the group of somebody born on a day, on another day.
func AgeGroup(born, on civil.Date) string {
	if born.IsZero() || on.Before(born) {
		return "unknown"
	}
	age := on.Year() - born.Year()
	if on.Month() < born.Month() || on.Month() == born.Month() && on.Day() < born.Day() {
		age--
	}
	for _, g := range []struct {
		below int
		code  string
	}{{18, "under_18"}, {25, "18_24"}, {35, "25_34"}, {45, "35_44"}, {60, "45_59"}} {
		if age < g.below {
			return g.code
		}
	}
	return "60_up"
}

// Counter counts things and their persons under codes.
type Counter[P comparable] struct {
	n       map[string]int
	persons map[string]map[P]bool
	all     map[P]bool
}

// Add counts one thing of a person.
func (c *Counter[P]) Add(code string, person P) {
	if c.n == nil {
		c.n, c.persons, c.all = map[string]int{}, map[string]map[P]bool{}, map[P]bool{}
	}
	if c.persons[code] == nil {
		c.persons[code] = map[P]bool{}
	}
	c.n[code]++
	c.persons[code][person] = true
	c.all[person] = true
}

// Table gives the guarded table, its lines in the order of codes; codes that were never counted are left out, and others follow by their
// letters.
func (c *Counter[P]) Table(codes []string, least int) Table {
	var rest []string
	for code := range c.n {
		if !slices.Contains(codes, code) {
			rest = append(rest, code)
		}
	}
	slices.Sort(rest)
	var rows []Tally
	for _, code := range append(slices.Clone(codes), rest...) {
		if c.n[code] > 0 {
			rows = append(rows, Tally{Code: code, N: c.n[code], Persons: len(c.persons[code])})
		}
	}
	return Guard(rows, len(c.all), least)
}
