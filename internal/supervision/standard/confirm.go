package standard

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
)

// Confirmation is a word of self-government on where the client is. One that does not come is work for the officer, who asks; it
// is never a breach by itself.
type Confirmation struct {
	person.Version
	Entry    string
	Due      civil.Date
	Received civil.Date // zero: asked and not received
	Note     string
	Document string
}

// Expectation is a confirmation that was agreed on, with what came.
type Expectation struct {
	Due civil.Date
	Got *Confirmation
}

// Open reports whether nothing was received.
func (e Expectation) Open() bool { return e.Got == nil || e.Got.Received.IsZero() }

// Missing reports whether it should have come before a day.
func (e Expectation) Missing(today civil.Date) bool { return e.Open() && e.Due.Before(today) }

// Expected lists the confirmations that were agreed on up to the next one after a day, oldest first.
func (x Exemption) Expected(today civil.Date) []Expectation {
	if x.Every == 0 || x.State != Approved && x.State != Ended {
		return nil
	}
	var out []Expectation
	for due := x.Days.From.AddDays(x.Every); !due.After(x.Last()); due = due.AddDays(x.Every) {
		e := Expectation{Due: due}
		for i := range x.Confirmed {
			if x.Confirmed[i].Due == due {
				e.Got = &x.Confirmed[i]
			}
		}
		out = append(out, e)
		if due.After(today) {
			break
		}
	}
	return out
}

// CheckConfirmation notes what is wrong with a confirmation.
func (x Exemption) CheckConfirmation(p *fault.Problems, c Confirmation, today civil.Date) {
	known := false
	for _, e := range x.Expected(today) {
		known = known || e.Due == c.Due
	}
	if !known {
		p.Add("due", "field.unknown")
	}
	switch {
	case c.Received.After(today):
		p.Add("received", "date.future")
	case !c.Received.IsZero() && c.Received.Before(x.Days.From):
		p.Add("received", "contactstd.received_before", "From", x.Days.From)
	case c.Received.IsZero() && c.Note == "":
		p.Add("note", "contactstd.missing_note")
	}
	if len([]rune(c.Note)) > MaxText {
		p.Add("note", "field.too_long", "Max", MaxText)
	}
}
