package order

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// TakeOver is a case that already ran on paper: about twelve fields, so that an office moves its shelf in days. Its
// judgment part is checked like any other; the case stays marked until another person compared it with the paper.
type TakeOver struct {
	Incoming
	RegisteredOn string // placed on the register
	HoursDone    string
	Warnings     string // given so far
	FileNumber   string // number of the paper file, kept as a note
}

// Running is the checked part of a take-over that an ordinary judgment does not have.
type Running struct {
	RegisteredOn civil.Date
	HoursDone    int
	Warnings     int
	PaperNumber  string
}

// Check turns a take-over into a judgment and what has happened since, or says everything that is wrong. Faults: invalid.
func (in TakeOver) Check(rb *rulebook.Rulebook, today civil.Date) (Judgment, Running, error) {
	in.Source = SourceTakeOver
	j, err := in.Incoming.Check(rb, today)
	c := checker{rb: rb, today: today}
	c.problems.Join("", err)
	r := Running{
		RegisteredOn: c.date("registered_on", in.RegisteredOn),
		HoursDone:    c.number("hours_done", in.HoursDone), Warnings: c.number("warnings", in.Warnings),
		PaperNumber: c.words("paper_number", in.FileNumber, false),
	}
	if j.InForceOn.IsZero() && strings.TrimSpace(in.InForceOn) == "" {
		c.problems.Add("in_force_on", "field.required")
	}
	day(&c.problems, "registered_on", r.RegisteredOn, today)
	if !r.RegisteredOn.IsZero() && !j.DecidedOn.IsZero() && r.RegisteredOn.Before(j.DecidedOn) {
		c.problems.Add("registered_on", "date.order", "From", j.DecidedOn, "To", r.RegisteredOn)
	}
	if r.HoursDone > j.Hours() {
		c.problems.Add("hours_done", "order.hours_more_than_ordered", "Ordered", j.Hours())
	}
	return j, r, c.problems.Err()
}
