package rulebook

import "tuzjol/internal/kernel/civil"

// Rule is one value with its name, place in the handbook and basis. The same ID may stand several times with periods
// that do not overlap.
type Rule struct {
	ID    string
	Area  string // heading in the handbook: "registration", "term", "reporting" ...
	Label Text
	Value Value
	Basis
}

// Deadline is a rule that gives a time limit.
type Deadline struct {
	Rule  Rule
	Clock civil.Clock
}

// Due is the last day in time after an event, by a calendar.
func (d Deadline) Due(event civil.Date, c civil.Calendar) civil.Reckoned {
	return d.Clock.Due(event, c)
}

// Lookup finds the row of a rule that holds on a day. ok is false when no row holds; a row whose value is not set yet is
// found, and its Value.Set is false.
func (r *Rulebook) Lookup(id string, on civil.Date) (Rule, bool) {
	for _, rule := range r.Rules {
		if rule.ID == id && rule.Valid.Contains(on) {
			return rule, true
		}
	}
	return Rule{}, false
}

// Deadline finds a time limit in days, weeks or months; ok is false when the rule is absent, unset or no such limit.
func (r *Rulebook) Deadline(id string, on civil.Date) (Deadline, bool) {
	rule, ok := r.Lookup(id, on)
	v := rule.Value
	if !ok || !v.Set || v.Kind != KindDuration || !v.Unit.OfDays() {
		return Deadline{}, false
	}
	return Deadline{rule, civil.Clock{N: v.Int, Unit: v.Unit, Roll: v.Roll}}, true
}

// Int finds a whole number or the number of a duration; fallback stands where it is absent or unset.
func (r *Rulebook) Int(id string, on civil.Date, fallback int) int {
	rule, ok := r.Lookup(id, on)
	if !ok || !rule.Value.Set || rule.Value.Kind != KindInt && rule.Value.Kind != KindDuration {
		return fallback
	}
	return rule.Value.Int
}

// Bool finds a yes or no; fallback stands where it is absent or unset.
func (r *Rulebook) Bool(id string, on civil.Date, fallback bool) bool {
	rule, ok := r.Lookup(id, on)
	if !ok || !rule.Value.Set || rule.Value.Kind != KindBool {
		return fallback
	}
	return rule.Value.Bool
}

// Date finds a date value; zero where it is absent or unset.
func (r *Rulebook) Date(id string, on civil.Date) civil.Date {
	rule, ok := r.Lookup(id, on)
	if !ok {
		return civil.Date{}
	}
	return rule.Value.Date()
}

// TextOf finds a text value; empty where it is absent or unset.
func (r *Rulebook) TextOf(id string, on civil.Date) string {
	rule, ok := r.Lookup(id, on)
	if !ok || !rule.Value.Set {
		return ""
	}
	return rule.Value.Text
}

// RulesOn gives the rows that hold on a day, in the order of the files.
func (r *Rulebook) RulesOn(on civil.Date) []Rule {
	var out []Rule
	for _, rule := range r.Rules {
		if rule.Valid.Contains(on) {
			out = append(out, rule)
		}
	}
	return out
}
