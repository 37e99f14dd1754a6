// Package term is the arithmetic of a term: from the day in force, over credits, suspensions, later acts and other orders,
// to the last day, with each step in words. It is the part of package order that only counts; order names its types.
package term

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Convention is how the law counts a term, as far as the rulebook says.
type Convention struct {
	FromRegistration bool           // the term runs from placing on the register, not from the day in force
	FirstDayCounts   bool           // a month from 15 January ends on 14 February, not on the 15th
	Rolls            bool           // a term that ends on a day off is carried to the next working day
	Ratio            map[string]int // days of the term for one day credited, by kind
	Least, Most      int            // months within which a term raises no warning; 0: no bound
	Calendar         civil.Calendar
	ToConfirm        bool // a rule it rests on is not sourced: show the result as to be confirmed
}

// ConventionOf reads the convention that holds on a day.
func ConventionOf(rb *rulebook.Rulebook, on civil.Date) Convention {
	c := Convention{
		FromRegistration: rb.TextOf(rulebook.RuleTermStart, on) == "registered",
		FirstDayCounts:   rb.Bool(rulebook.RuleTermFirstDayCounts, on, true),
		Rolls:            rb.Bool(rulebook.RuleTermRolls, on, false),
		Ratio:            map[string]int{},
		Calendar:         rb.Calendar(),
	}
	for _, id := range [...]string{rulebook.RuleTermStart, rulebook.RuleTermFirstDayCounts} {
		rule, ok := rb.Lookup(id, on)
		c.ToConfirm = c.ToConfirm || !ok || rule.ToConfirm()
	}
	if rule, ok := rb.Lookup(rulebook.RuleCreditRatio, on); ok {
		for _, p := range rule.Value.Map {
			c.Ratio[p.Name] = p.N
		}
	}
	if rule, ok := rb.Lookup(rulebook.RuleTermRange, on); ok {
		c.Least, _ = rule.Value.At("min")
		c.Most, _ = rule.Value.At("max")
	}
	return c
}

// last is the last day of a term by the convention.
func (c Convention) last(t civil.Term, start civil.Date) civil.Date {
	if c.FirstDayCounts {
		return t.LastDay(start)
	}
	return t.Expiry(start)
}
