package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/rulebook"
)

// Answer is what a person found on looking at the paper.
type Answer string

// The answers. Unanswered keeps the judgment open.
const (
	Unanswered Answer = ""
	Yes        Answer = "yes"
	No         Answer = "no"
)

// Checks are the three questions that every judgment is asked before it is taken: a judgment that is not in force, not
// signed, or does not say who it is about goes back to the court.
type Checks struct{ InForce, Signed, Identity Answer }

// Passed reports whether the judgment may be accepted.
func (c Checks) Passed() bool { return c.InForce == Yes && c.Signed == Yes && c.Identity == Yes }

// Failed reports whether any answer is no.
func (c Checks) Failed() bool { return c.InForce == No || c.Signed == No || c.Identity == No }

// Problems says what is missing in the answers, and where an answer contradicts the dates of the judgment.
func (c Checks) Problems(inForceOn, today civil.Date) fault.Problems {
	var p fault.Problems
	answered := func(field string, a Answer) {
		if a != Yes && a != No {
			p.Add(field, "field.choose")
		}
	}
	answered("in_force", c.InForce)
	answered("signed", c.Signed)
	answered("identity", c.Identity)
	switch {
	case c.InForce != Yes:
	case inForceOn.IsZero():
		p.Add("in_force_on", "judgment.in_force_day_needed")
	case inForceOn.After(today):
		p.Add("in_force", "judgment.not_yet_in_force", "Day", inForceOn)
	}
	return p
}

// CheckReturn says what is wrong with a list of reasons for sending a judgment back.
func CheckReturn(rb *rulebook.Rulebook, reasons []string, note string, on civil.Date) error {
	var p fault.Problems
	list := rb.List(rulebook.ListReturnReasons)
	if len(reasons) == 0 {
		p.Add("reasons", "judgment.reason_required")
	}
	for _, r := range reasons {
		if !list.Holds(r, on) {
			p.Add("reasons", "field.unknown")
			break
		}
		if item, _ := list.Item(r); item.Is("note_required") && blank(note) {
			p.Add("note", "field.required")
		}
	}
	if len([]rune(note)) > maxText {
		p.Add("note", "field.too_long", "Max", maxText)
	}
	return p.Err()
}

// Warnings are what does not fit but never blocks: a personal number that disagrees with the person, a term outside the
// range seen in practice, a judgment that came late.
func (j Judgment) Warnings(rb *rulebook.Rulebook, on civil.Date) []msg.Message {
	var out []msg.Message
	if j.Convict.PIN != "" {
		out = append(out, j.Convict.PIN.Warnings(j.Convict.Birth, j.Convict.Sex)...)
	}
	if rule, ok := rb.Lookup("term.range_months", on); ok && rule.Value.Set && !j.Term.IsZero() {
		low, _ := rule.Value.At("min")
		high, _ := rule.Value.At("max")
		if m := j.Term.TotalMonths(); m < low || m > high {
			out = append(out, msg.New("judgment.term_unusual", "Min", low, "Max", high))
		}
	}
	if d, ok := rb.Deadline(rulebook.RuleRegisterDays, on); ok && !j.InForceOn.IsZero() {
		if due := d.Due(j.InForceOn, rb.Calendar()).Day; due.Before(on) {
			out = append(out, msg.New("judgment.came_late", "Due", due))
		}
	}
	return out
}
