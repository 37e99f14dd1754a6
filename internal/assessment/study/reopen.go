package study

import (
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// ListReopen holds the reasons for which a closed study may be opened again.
const ListReopen = "study_reopen_reasons"

// States of a reopening.
const (
	ReopenProposed = "proposed"
	ReopenAgreed   = "agreed"
	ReopenRefused  = "refused"
)

// Reopening is a closed study that is to be opened again, because it was closed by mistake. One custodian proposes it, another
// decides: whoever closed it and whoever worked on it know of neither.
type Reopening struct {
	ID         string
	Study      string
	State      string
	Reason     string // code of ListReopen
	Text       string
	ProposedAt civil.Instant
	ProposedBy id.Account
	DecidedAt  civil.Instant
	DecidedBy  id.Account
	Answer     string
	Version    int
}

// Check notes what is wrong with a proposal. A code alone does not say what happened, so words are always asked for.
func (r Reopening) Check(rules *rulebook.Rulebook, on civil.Date) fault.Problems {
	var p fault.Problems
	if !rules.List(ListReopen).Holds(r.Reason, on) {
		p.Add("reason", "field.choose")
	}
	if r.Text == "" {
		p.Add("text", "field.required")
	}
	if utf8.RuneCountInString(r.Text) > maxLong {
		p.Add("text", "field.too_long", "Max", maxLong)
	}
	return p
}

// Decide is the answer of the second custodian.
func (r Reopening) Decide(agree bool, answer string, by id.Account, now civil.Instant) (Reopening, error) {
	switch {
	case r.State != ReopenProposed:
		return r, fault.New(fault.Conflict, "study.reopen.decided")
	case by == r.ProposedBy:
		return r, fault.New(fault.Forbidden, "study.reopen.second_person")
	}
	var p fault.Problems
	if !agree && answer == "" {
		p.Add("answer", "field.required")
	}
	if utf8.RuneCountInString(answer) > maxLong {
		p.Add("answer", "field.too_long", "Max", maxLong)
	}
	r.State, r.Answer, r.DecidedBy, r.DecidedAt = ReopenRefused, answer, by, now
	if agree {
		r.State = ReopenAgreed
	}
	return r, p.Err()
}
