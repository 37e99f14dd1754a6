package regime

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// What may happen to an order between approval and end, as steps of its history.
const (
	StepSheet    = "sheet"    // the client signed the information sheet
	StepOccupant = "occupant" // an adult at the address was asked
	StepSuspend  = "suspend"
	StepResume   = "resume"
	StepReview   = "review"
	StepPropose  = "propose" // an earlier end is proposed
	StepEnd      = "end"
	StepOver     = "over" // the term ran out
)

// What else is told to whoever listens to an order.
const (
	StepVaried   = "varied"   // another version came into force, or the term is another
	StepFitted   = "fitted"   // a device was put on
	StepUnfitted = "unfitted" // a device was taken off
)

// What an adult at the address answered.
const (
	OccupantAgrees   = "agrees"
	OccupantRefuses  = "refuses"
	OccupantWithdrew = "withdrew"
)

// Occupants lists the answers.
func Occupants() []string { return []string{OccupantAgrees, OccupantRefuses, OccupantWithdrew} }

// Step is one thing that happened to an order.
type Step struct {
	ID       string
	What     string
	Code     string
	Words    string
	Lang     string
	Day      civil.Date
	Document string
	At       civil.Instant
	By       string
}

// Steps lists what a member of staff may do with an order at an instant, in the order of screens.
func (o Order) Steps(now civil.Instant) []string {
	if !o.Live(now) {
		return nil
	}
	out := []string{StepSheet, StepOccupant, StepReview}
	if o.State == Suspended {
		out = append(out, StepResume)
	} else {
		out = append(out, StepSuspend)
	}
	return append(out, StepPropose, StepEnd)
}

// CheckStep says everything that is wrong with a step, naming each field. Languages are those in which a sheet may be signed.
func (o Order) CheckStep(s Step, languages []string, rb *rulebook.Rulebook, now civil.Instant, today civil.Date) fault.Problems {
	var p fault.Problems
	if !slices.Contains(o.Steps(now), s.What) {
		p.Add("what", "monitoring.step_not_now")
		return p
	}
	switch s.What {
	case StepSheet:
		if !slices.Contains(languages, s.Lang) {
			p.Add("lang", "field.choose")
		}
		past(&p, s.Day, today)
	case StepOccupant:
		if !slices.Contains(Occupants(), s.Code) {
			p.Add("code", "field.choose")
		}
		line(&p, "words", s.Words) // who was asked
		past(&p, s.Day, today)
	case StepSuspend:
		choose(&p, "code", s.Code, rb.List(ListPauses), today)
		words(&p, s.Words)
	case StepResume, StepPropose:
		words(&p, s.Words)
	case StepReview:
		choose(&p, "code", s.Code, rb.List(ListReviews), today)
		words(&p, s.Words)
		longest := rb.Int(RuleReviewDays, today, 0)
		switch {
		case s.Day.IsZero():
			p.Add("day", "field.required")
		case !s.Day.After(today):
			p.Add("day", "date.past")
		case longest > 0 && s.Day.After(today.AddDays(longest)):
			p.Add("day", "monitoring.review_late", "Days", longest)
		}
	case StepEnd:
		choose(&p, "code", s.Code, rb.List(ListEnds), today)
		words(&p, s.Words)
	}
	return p
}

func past(p *fault.Problems, day, today civil.Date) {
	switch {
	case day.IsZero():
		p.Add("day", "field.required")
	case day.After(today):
		p.Add("day", "date.future")
	}
}

func words(p *fault.Problems, s string) {
	switch {
	case strings.TrimSpace(s) == "":
		p.Add("words", "field.required")
	case utf8.RuneCountInString(s) > MaxText:
		p.Add("words", "field.too_long", "Max", MaxText)
	}
}
