package alert

import (
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Recipient is who is told.
type Recipient string

// The recipients.
const (
	Duty     Recipient = "duty"
	NextDuty Recipient = "next_duty"
	Chief    Recipient = "chief"
	Police   Recipient = "police"
	Victim   Recipient = "victim"
)

// Step says who is told, how old an alert may be until then, and what for.
type Step struct {
	To    Recipient
	After time.Duration
	Why   string // alert, violation, protection_reduced, not_taken
}

// Ladder are the times of the steps for those who work on alerts.
type Ladder struct {
	Duty, NextDuty, Chief time.Duration
}

// Ladders are the ladders by severity: the lower one is for low and medium.
type Ladders struct {
	Grave, Lesser Ladder
}

// FromRulebook reads the ladders that hold on a day; an absent value is named.
func FromRulebook(book *rulebook.Rulebook, on civil.Date) (Ladders, error) {
	var missing fault.Problems
	read := func(rule string) Ladder {
		row, _ := book.Lookup(rule, on)
		secs := func(name string) time.Duration {
			n, ok := row.Value.At(name)
			if !ok {
				missing.Add(rule, "monitoring.rule_missing", "rule", rule+": "+name)
			}
			return time.Duration(n) * time.Second
		}
		return Ladder{secs("duty"), secs("next_duty"), secs("chief")}
	}
	l := Ladders{read("monitoring.escalate_s"), read("monitoring.escalate_low_s")}
	return l, missing.Err()
}

// Steps gives everybody who must be told of an alert, in order of time. Police and victim are told of a danger at once and in parallel: no
// click of the duty officer stands before them, and taking the alert does not hold them back. A warning of the buffer goes to the operator alone.
func Steps(s Subject, l Ladders) []Step {
	ladder := l.Lesser
	if s.Severity() >= High {
		ladder = l.Grave
	}
	var out []Step
	switch {
	case s.Endangers():
		out = append(out, Step{Police, 0, "violation"}, Step{Victim, 0, "violation"})
	case s.Weakens():
		out = append(out, Step{Victim, 0, "protection_reduced"})
	}
	out = append(out, Step{Duty, ladder.Duty, "alert"}, Step{NextDuty, ladder.NextDuty, "not_taken"}, Step{Chief, ladder.Chief, "not_taken"})
	slices.SortStableFunc(out, func(a, b Step) int { return int(a.After - b.After) })
	return out
}

// Due gives whom to tell now: the steps whose time has come and that were not taken yet. Once somebody has taken the alert, it no longer
// climbs; what a danger or a reduced protection asks for is told whatever the state.
func Due(s Subject, l Ladders, age time.Duration, state State, told []Recipient) []Step {
	var out []Step
	for _, step := range Steps(s, l) {
		climbs := step.Why == "not_taken" || step.Why == "alert"
		if step.After <= age && !slices.Contains(told, step.To) && (!climbs || state == Raised || state == Seen) {
			out = append(out, step)
		}
	}
	return out
}

// Bodies gives the bodies that act under a regime by the rulebook, and whether that is yet to be confirmed. An unknown regime has none.
func Bodies(book *rulebook.Rulebook, r Regime) (bodies []string, toConfirm bool) {
	item, ok := book.List("monitoring_regimes").Item(string(r))
	if !ok {
		return nil, true
	}
	return strings.Fields(item.Attr["body"]), item.ToConfirm()
}
