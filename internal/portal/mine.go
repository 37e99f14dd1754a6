package portal

import "tuzjol/internal/kernel/civil"

// Meeting is an appointment as the client sees it: when, where, what for.
type Meeting struct {
	At      civil.Instant
	Kind    string // code of the list contact_kinds
	Place   string
	Minutes int
}

// Duty is an obligation as the client sees it.
type Duty struct {
	Code  string
	Text  string
	Since civil.Date
	Until civil.Date
	Rests bool // suspended for now
}

// Aim is a goal of the plan with its steps, as it was agreed with the client.
type Aim struct {
	Part  string // plan.Part
	Words string
	By    civil.Date
	Steps []AimStep
}

// AimStep is a step of a goal.
type AimStep struct {
	What string
	Who  string // code of the list plan_actors
	Mine bool
	By   civil.Date
}

// Mine is what the client's pages tell from the record. Nothing in it is about others.
type Mine struct {
	Name       string
	File       string
	Office     map[string]string // by language
	Phone      string            // of the office, as the Department wrote it in the rulebook; empty when nobody wrote it
	Officer    string            // whom the client knows as theirs
	Meetings   []Meeting         // those to come, the next first
	Live       bool              // something may be asked of the client today
	Suspended  bool
	TermStart  civil.Date
	TermEnd    civil.Date
	Duties     []Duty
	Aims       []Aim
	PlanReview civil.Date
	Confirmed  bool // the plan shown was agreed by the client
}

// Days are the days of the term: all of them, those behind and those left. ok is false when no end is known.
func (m Mine) Days(today civil.Date) (all, left int, ok bool) {
	if m.TermEnd.IsZero() || m.TermStart.IsZero() {
		return 0, 0, false
	}
	all = m.TermStart.DaysUntil(m.TermEnd) + 1
	left = today.DaysUntil(m.TermEnd) + 1
	return all, min(max(left, 0), all), true
}
