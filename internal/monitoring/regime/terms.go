package regime

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Bounds of what is written.
const (
	MaxText = 4000
	MaxLine = 300
)

// Lists of the rulebook.
const (
	ListRegimes     = "monitoring_regimes"
	ListActs        = "monitoring_acts"
	ListAuthorities = "monitoring_authorities"
	ListPurposes    = "monitoring_purposes"
	ListVariations  = "monitoring_variation_reasons"
	ListPauses      = "monitoring_pause_reasons"
	ListEnds        = "monitoring_end_reasons"
	ListReviews     = "monitoring_review_results"
)

// Rules of the rulebook.
const (
	RuleReviewDays   = "monitoring.review_days"
	RuleReviewWarn   = "monitoring.review_warn_days"
	RuleMaxProtected = "monitoring.protection_order_days"
)

// Terms are what one version of an order says.
type Terms struct {
	Act       string // kind of the decision
	ActNumber string
	Authority string // who decided
	Body      string // its name
	DecidedOn civil.Date
	Order     string // the order of the record it belongs to
	From      civil.Date
	Until     civil.Date // the last day
	Level     Level
	Purpose   string
	Goal      string // of the plan
	ReviewOn  civil.Date
	Words     string // why no lighter level serves the purpose
	Reason    string // of a variation
}

// Version is one version of an order.
type Version struct {
	ID     string
	Number int
	State  string
	Terms
	DraftedAt civil.Instant
	DraftedBy string
	DecidedAt civil.Instant
	DecidedBy string
	Returned  string // why the second person sent it back
}

// Check says everything that is wrong with the terms of a regime, naming each field. first is false for a variation, which
// needs a reason. Which authority may decide and how long a term may be are entries of the rulebook.
func (t Terms) Check(kind Kind, first bool, rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	var p fault.Problems
	if !slices.Contains(Kinds(), kind) {
		p.Add("regime", "field.choose")
	}
	choose(&p, "act", t.Act, rb.List(ListActs), today)
	line(&p, "number", t.ActNumber)
	choose(&p, "authority", t.Authority, rb.List(ListAuthorities), today)
	if item, ok := rb.List(ListRegimes).Item(string(kind)); ok && t.Authority != "" && !item.Has("authorities", t.Authority) {
		p.Add("authority", "monitoring.authority_other")
	}
	line(&p, "body", t.Body)
	switch {
	case t.DecidedOn.IsZero():
		p.Add("decided_on", "field.required")
	case t.DecidedOn.After(today):
		p.Add("decided_on", "date.future")
	}
	t.checkTerm(&p, kind, rb, today)
	if !slices.Contains(Levels(), t.Level) {
		p.Add("level", "field.choose")
	}
	choose(&p, "purpose", t.Purpose, rb.List(ListPurposes), today)
	switch {
	case t.Level == FullTrail && strings.TrimSpace(t.Words) == "":
		p.Add("words", "monitoring.words_required")
	case utf8.RuneCountInString(t.Words) > MaxText:
		p.Add("words", "field.too_long", "Max", MaxText)
	}
	if !first {
		choose(&p, "reason", t.Reason, rb.List(ListVariations), today)
	}
	return p
}

func (t Terms) checkTerm(p *fault.Problems, kind Kind, rb *rulebook.Rulebook, today civil.Date) {
	switch {
	case t.From.IsZero():
		p.Add("from", "field.required")
	case !t.DecidedOn.IsZero() && t.From.Before(t.DecidedOn):
		p.Add("from", "monitoring.before_decision", "Decided", t.DecidedOn)
	}
	switch {
	case t.Until.IsZero():
		p.Add("until", "field.required")
	case !t.From.IsZero() && t.Until.Before(t.From):
		p.Add("until", "monitoring.until_before_from", "From", t.From)
	case t.Until.Before(today):
		p.Add("until", "monitoring.until_past")
	case kind == ProtectionOrder && !t.From.IsZero():
		if most := rb.Int(RuleMaxProtected, today, 0); most > 0 && t.From.DaysUntil(t.Until)+1 > most {
			p.Add("until", "monitoring.too_long", "Days", most)
		}
	}
	longest := rb.Int(RuleReviewDays, today, 0)
	start := t.From
	if start.Before(today) {
		start = today
	}
	switch {
	case t.ReviewOn.IsZero():
		p.Add("review_on", "field.required")
	case t.ReviewOn.Before(today):
		p.Add("review_on", "date.past")
	case longest > 0 && !t.From.IsZero() && t.ReviewOn.After(start.AddDays(longest)):
		p.Add("review_on", "monitoring.review_late", "Days", longest)
	}
}

func choose(p *fault.Problems, field, code string, list rulebook.List, today civil.Date) {
	switch {
	case code == "":
		p.Add(field, "field.choose")
	case !list.Holds(code, today):
		p.Add(field, "field.unknown")
	}
}

func line(p *fault.Problems, field, s string) {
	switch {
	case strings.TrimSpace(s) == "":
		p.Add(field, "field.required")
	case utf8.RuneCountInString(s) > MaxLine:
		p.Add(field, "field.too_long", "Max", MaxLine)
	}
}
