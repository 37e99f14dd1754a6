// Package opportunity finds in the record what speaks for a lower level, fewer contacts, recognition or an early end, with reasons.
package opportunity

import (
	"encoding/json"
	"fmt"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/rulebook"
)

// Chance is a kind of opportunity: a code of the list opportunity_kinds. What the record allows is proposed with its reasons;
// a person decides.
type Chance string

// The kinds.
const (
	LowerLevel    Chance = "lower_level"
	FewerContacts Chance = "fewer_contacts"
	Recognition   Chance = "recognition"
	EarlyEnd      Chance = "early_end"
	AboveStandard Chance = "above_standard" // contacts far above the standard: a question, not a fault
)

// Answers to an opportunity.
const (
	ChanceAccepted = "accepted"
	ChanceNotNow   = "not_now"
)

// Track is what the record says of a client that opportunities are read from.
type Track struct {
	Client     id.Client
	Level      assessment.Level
	LevelSince civil.Date
	Lower      assessment.Level // the next lower level; empty where there is none
	Start, End civil.Date
	Stopped    bool // supervision is suspended
	Kept       int  // appointments kept in the time that the rules look back
	Missed     int  // missed without an acceptable reason in that time
	Flags      int  // dangers that wait for an answer
	Valid      bool // an assessment is in force and not due again
	Contacts   int  // in the last full month
	Standard   int  // contacts that the table asked for in that month
}

// ChanceRules are the values behind opportunities, from the rulebook. A value that is not set offers nothing.
type ChanceRules struct {
	LevelMonths, CleanMonths, KeptLeast, ServedPercent, AbovePercent, SnoozeDays int
}

// ChanceRulesOn reads the values that hold on a day.
func ChanceRulesOn(rb *rulebook.Rulebook, on civil.Date) ChanceRules {
	n := func(id string) int { return rb.Int(id, on, 0) }
	return ChanceRules{
		LevelMonths: n(rulebook.RuleChanceLevelMonths), CleanMonths: n(rulebook.RuleChanceCleanMonths), KeptLeast: n(rulebook.RuleChanceKept),
		ServedPercent: n(rulebook.RuleChanceServedPercent), AbovePercent: n(rulebook.RuleChanceAbovePercent), SnoozeDays: n(rulebook.RuleChanceSnoozeDays),
	}
}

// ChanceReason is one reason from the record. It holds numbers and days only, so that a list may keep it.
type ChanceReason struct {
	Code string     `json:"code"`
	A    int        `json:"a,omitempty"`
	B    int        `json:"b,omitempty"`
	Day  civil.Date `json:"day,omitzero"`
}

// Message says the reason in words.
func (r ChanceReason) Message() msg.Message {
	return msg.New("assessment.opportunity.why."+r.Code, "A", r.A, "B", r.B, "Day", r.Day)
}

// Opportunity is one kind that the record of a client allows, with the reasons.
type Opportunity struct {
	Kind    Chance
	To      assessment.Level // of a lower level
	Reasons []ChanceReason
}

// ReasonsJSON writes reasons for a row.
func (o Opportunity) ReasonsJSON() string {
	b, err := json.Marshal(o.Reasons)
	if err != nil { // numbers and days always encode
		return "[]"
	}
	return string(b)
}

// ReadReasons reads the reasons of a row.
func ReadReasons(text string) ([]ChanceReason, error) {
	var out []ChanceReason
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("reasons of an opportunity: %w", err)
	}
	return out, nil
}

// Opportunities lists what the record of a client allows on a day. Nothing is offered while supervision is suspended or over,
// while a danger waits for an answer, or after a missed appointment; contacts far above the standard are always named.
func (p Track) Opportunities(rules ChanceRules, today civil.Date) []Opportunity {
	if p.Stopped || p.Start.IsZero() || p.Start.After(today) || !p.End.IsZero() && p.End.Before(today) {
		return nil
	}
	var out []Opportunity
	if p.Flags == 0 && p.Missed == 0 && rules.KeptLeast > 0 && p.Kept >= rules.KeptLeast && rules.CleanMonths > 0 {
		out = p.earned(rules, today)
	}
	if rules.AbovePercent > 0 && p.Standard > 0 && p.Contacts*100 >= p.Standard*rules.AbovePercent && p.Contacts > p.Standard+1 {
		out = append(out, Opportunity{Kind: AboveStandard, Reasons: []ChanceReason{{Code: "contacts", A: p.Contacts, B: p.Standard}}})
	}
	return out
}

// earned are those that a clean record opens.
func (p Track) earned(rules ChanceRules, today civil.Date) []Opportunity {
	var out []Opportunity
	clean := []ChanceReason{{Code: "kept", A: p.Kept, B: rules.CleanMonths}, {Code: "flags"}}
	settled := rules.LevelMonths > 0 && !p.LevelSince.IsZero() && !p.LevelSince.AddMonths(rules.LevelMonths).After(today)
	switch {
	case settled && p.Valid && p.Lower != "":
		out = append(out, Opportunity{Kind: LowerLevel, To: p.Lower, Reasons: append([]ChanceReason{{Code: "level_since", Day: p.LevelSince, A: rules.LevelMonths}}, clean...)})
	case settled && p.Valid && p.Standard > 0 && p.Contacts >= p.Standard:
		out = append(out, Opportunity{Kind: FewerContacts, Reasons: append([]ChanceReason{{Code: "lowest", Day: p.LevelSince}, {Code: "contacts", A: p.Contacts, B: p.Standard}}, clean...)})
	}
	if !p.Start.AddMonths(rules.CleanMonths).After(today) {
		out = append(out, Opportunity{Kind: Recognition, Reasons: clean})
	}
	if rules.ServedPercent > 0 && !p.End.IsZero() {
		total, gone := p.Start.DaysUntil(p.End)+1, p.Start.DaysUntil(today)
		if gone*100 >= total*rules.ServedPercent {
			out = append(out, Opportunity{Kind: EarlyEnd, Reasons: append([]ChanceReason{{Code: "served", A: gone * 100 / total, Day: p.End}}, clean...)})
		}
	}
	return out
}

// MaxChanceText is the most letters of the words of a decision on an opportunity.
const MaxChanceText = 2000

// CheckAnswer says what is wrong with an answer, all at once. until is the last day of a "not now".
func (r ChanceRules) CheckAnswer(answer, reason, text string, reasons rulebook.List, until, today civil.Date) fault.Problems {
	var p fault.Problems
	switch answer {
	case ChanceAccepted:
		if text == "" {
			p.Add("text", "field.required")
		}
	case ChanceNotNow:
		if !reasons.Holds(reason, today) {
			p.Add("reason", "field.choose")
		}
		last := today.AddDays(r.SnoozeDays)
		if until.IsZero() || !until.After(today) || until.After(last) {
			p.Add("until", "assessment.opportunity.until", "Last", last)
		}
	default:
		p.Add("answer", "field.choose")
	}
	assessment.CheckWords(&p, "text", text, MaxChanceText)
	return p
}
