package plan

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// The rules that plans ask the rulebook for.
const (
	RuleDueDays      = "plan.due_days"
	RuleReviewMonths = "plan.review_months"
	RuleActiveGoals  = "plan.active_goals"
)

// ActiveGoals is how many goals may be current.
func ActiveGoals(rules *rulebook.Rulebook, on civil.Date) int {
	return rules.Int(RuleActiveGoals, on, 3)
}

// Start is from where the clock of a client's first plan runs.
type Start struct {
	RegisteredOn civil.Date
	AssessedOn   civil.Date // of the assessment in force; zero without one
	TermEnd      civil.Date
	Supervised   bool
}

// Due is the last day for the plan: so many days after the assessment, or after the registration of a client who is not
// assessed, and never after the end of the term. Zero where nothing is due.
func (s Start) Due(rules *rulebook.Rulebook, on civil.Date) civil.Date {
	from := s.RegisteredOn
	if s.AssessedOn.After(from) {
		from = s.AssessedOn
	}
	limit, ok := rules.Deadline(RuleDueDays, on)
	if !s.Supervised || from.IsZero() || !ok {
		return civil.Date{}
	}
	day := limit.Due(from, rules.Calendar()).Day
	if !s.TermEnd.IsZero() && day.After(s.TermEnd) {
		return s.TermEnd
	}
	return day
}

// ReviewDue is the day by which a plan agreed on a day is looked at again. Zero where the rulebook sets none.
func ReviewDue(rules *rulebook.Rulebook, agreed civil.Date) civil.Date {
	limit, ok := rules.Deadline(RuleReviewMonths, agreed)
	if !ok {
		return civil.Date{}
	}
	return limit.Due(agreed, rules.Calendar()).Day
}

// States of the card: what lists show of a client's plan.
const (
	CardNone    = "none"
	CardDraft   = "draft"
	CardWaiting = "waiting"
	CardInForce = "in_force"
)

// Card is the state that lists show and the day by which something is due.
func Card(versions []Plan, start Start, rules *rulebook.Rulebook, on civil.Date) (state string, due civil.Date) {
	if !start.Supervised {
		return "", civil.Date{}
	}
	state, due = CardNone, start.Due(rules, on)
	for _, p := range versions {
		switch {
		case p.State == InForce:
			if state != CardWaiting {
				state = CardInForce
			}
			due = p.ReviewOn
		case p.State == Waiting:
			state = CardWaiting
		case p.State == Draft && state == CardNone:
			state = CardDraft
		}
	}
	return state, due
}
