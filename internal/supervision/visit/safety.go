package visit

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
)

// LongestOuting bounds how far ahead a return may be promised.
const LongestOuting = 16 * time.Hour

// Safety is what an officer leaves behind before a visit: where, with whom, when back.
type Safety struct {
	ID         string
	Client     id.Client
	Account    id.Account
	Place      string
	Companions string
	LeavesAt   civil.Instant
	BackBy     civil.Instant
	BackAt     civil.Instant
	AlertedAt  civil.Instant
	Version    int
}

// Overdue reports whether the officer should be back and has not said so.
func (s Safety) Overdue(now civil.Instant) bool { return s.BackAt.IsZero() && s.BackBy.Before(now) }

// Check notes what is wrong with a plan, all at once.
func (s Safety) Check(problems *fault.Problems, now civil.Instant) {
	if s.Place == "" {
		problems.Add("place", "field.required")
	}
	person.CheckLine(problems, "place", s.Place)
	person.CheckLine(problems, "companions", s.Companions)
	switch {
	case s.BackBy.IsZero():
		problems.Add("back", "field.required")
	case !s.BackBy.After(now):
		problems.Add("back", "visit.back_past")
	case s.LeavesAt.After(s.BackBy):
		problems.Add("back", "visit.back_before")
	case s.BackBy.After(now.Add(LongestOuting)):
		problems.Add("back", "visit.back_far")
	}
}
