package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Confirmation says of an assessment that nothing significant has changed, with a reason; it prolongs the validity.
type Confirmation struct {
	ID         string
	Client     id.Client
	Assessment string
	Reason     string // code of the list no_change_reasons
	Text       string
	On         civil.Date
	By         string
	ValidUntil civil.Date
	RecordedAt civil.Instant
}

// ConfirmIn is what stands when somebody wants to say that nothing significant has changed.
type ConfirmIn struct {
	Today     civil.Date
	Signed    civil.Date // zero: no assessment is in force
	Until     civil.Date // last day of its validity by now
	Unsettled int        // significant changes that are not settled
	Months    int        // by which it is prolonged
	LeadDays  int        // how long before the last day it may be said
	Periods   int        // of Months after the signature: then a new assessment is needed
}

// ConfirmFrom is the first day on which "no significant change" may be said.
func (c ConfirmIn) ConfirmFrom() civil.Date { return c.Until.AddDays(-c.LeadDays) }

// TooOld is the last day on which the assessment may still be prolonged.
func (c ConfirmIn) TooOld() civil.Date { return c.Signed.AddMonths(c.Months * c.Periods) }

// Refusal is why it may not be said now; ok is true when it may.
func (c ConfirmIn) Refusal() (why *fault.Fault, ok bool) {
	switch {
	case c.Signed.IsZero():
		return fault.New(fault.Conflict, "assessment.confirm.none"), false
	case c.Unsettled > 0:
		return fault.New(fault.Conflict, "assessment.confirm.changes", "Count", c.Unsettled), false
	case c.Today.After(c.TooOld()):
		return fault.New(fault.Conflict, "assessment.confirm.too_old", "Day", c.TooOld()), false
	case c.Today.Before(c.ConfirmFrom()):
		return fault.New(fault.Conflict, "assessment.confirm.early", "Day", c.ConfirmFrom()), false
	}
	return nil, true
}

// Prolonged is the last day after the confirmation. It counts from the last day before, so that being late wins no time.
func (c ConfirmIn) Prolonged() civil.Date { return c.Until.AddMonths(c.Months) }

// Check notes what is wrong with a confirmation, all at once. A reason always needs words: a tick would be no decision.
func (c Confirmation) Check(problems *fault.Problems, reasons rulebook.List, today civil.Date) {
	checkCode(problems, "reason", c.Reason, reasons, today)
	if Blank(c.Text) {
		problems.Add("text", "assessment.confirm.text_required")
	}
	checkCareText(problems, "text", c.Text)
}
