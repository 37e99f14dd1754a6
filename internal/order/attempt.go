package order

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Attempt is one try to call the client to the office.
type Attempt struct {
	On      civil.Date
	Channel string // phone, message, letter, visit, relative
	Outcome string // code of the list attempt_outcomes
	Note    string
}

// AttemptChannels are the ways in which a client is called; texts are the messages "order.channel.<code>".
func AttemptChannels() []string { return []string{"phone", "message", "letter", "visit", "relative"} }

// Check says what is wrong with an attempt.
func (a Attempt) Check(rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	var p fault.Problems
	if !known(AttemptChannels(), a.Channel) {
		p.Add("channel", "field.choose")
	}
	if !rb.List(rulebook.ListAttemptOutcomes).Holds(a.Outcome, today) {
		p.Add("outcome", "field.choose")
	}
	day(&p, "on", a.On, today)
	return p
}

// The kinds of Inquiry, in the order in which they follow one another when a client does not appear.
const (
	HomeCheck = "home_check"
	Enquiry   = "inquiry"
	Search    = "search"
)

// ListHomeCheckResults and ListInquiryBodies are the lists of the rulebook that inquiries use.
const (
	ListHomeCheckResults   = "home_check_results"
	ListInquiryBodies      = "inquiry_bodies"
	ListRepresentatives    = "representative_kinds"
	RuleInquiryDays        = "register.inquiry_days"
	explanationSheetInFile = "conditions_sheet"
)

// Inquiry is one step taken when a client does not appear: a home check, a request to another body, the opening of a
// search and its end.
type Inquiry struct {
	Kind    string
	On      civil.Date
	Body    string // whom an inquiry was sent to
	Result  string // of a home check
	Reason  string // why the search is opened; sealed
	Found   bool   // the client lives there, or was met
	EndedOn civil.Date
}

// Check says what is wrong with an inquiry.
func (i Inquiry) Check(rb *rulebook.Rulebook, today civil.Date) fault.Problems {
	var p fault.Problems
	switch i.Kind {
	case HomeCheck:
		if !rb.List(ListHomeCheckResults).Holds(i.Result, today) {
			p.Add("result", "field.choose")
		}
	case Enquiry:
		if !rb.List(ListInquiryBodies).Holds(i.Body, today) {
			p.Add("body", "field.choose")
		}
	case Search:
		if strings.TrimSpace(i.Reason) == "" {
			p.Add("reason", "field.required")
		}
	default:
		p.Add("kind", "field.unknown")
	}
	day(&p, "on", i.On, today)
	return p
}

func known(list []string, code string) bool {
	for _, v := range list {
		if v == code {
			return true
		}
	}
	return false
}

// day asks for a day that has come.
func day(p *fault.Problems, field string, d, today civil.Date) {
	switch {
	case d.IsZero():
		p.Add(field, "field.required")
	case d.After(today):
		p.Add(field, "date.future")
	}
}
