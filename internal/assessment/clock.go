package assessment

import "tuzjol/internal/kernel/civil"

// Standing is where a client stands with the assessment; its text is the message "assessment.standing.<code>". It does not
// depend on the day: whether a date has passed is decided where it is shown.
type Standing string

// The standings, as cards and lists keep them.
const (
	StandNone      Standing = "none"       // not of those to be assessed, or not on the register yet
	StandNotNeeded Standing = "not_needed" // too little of the term remains
	StandDue       Standing = "due"        // to be made by the day given
	StandOpen      Standing = "open"       // begun, not signed
	StandWaiting   Standing = "waiting"    // signed, waits for a second person
	StandValid     Standing = "valid"      // in force until the day given
)

// Standings lists them in the order in which somebody must act.
func Standings() []Standing {
	return []Standing{StandDue, StandOpen, StandWaiting, StandValid, StandNotNeeded, StandNone}
}

// Why a standing is as it is; the text is the message "assessment.why.<code>".
const (
	WhyNotListed    = "not_listed"     // the kind of probation is not assessed
	WhyUnregistered = "not_registered" // the clock begins with the placing on the register
	WhyShortTerm    = "short_term"     // too little remained at registration
	WhyFirst        = "first"          // the first assessment after registration
	WhyChange       = "change"         // a significant change is not settled
	WhyExpiry       = "expiry"         // the time of validity runs out
	WhyLast         = "last"           // valid, and too little will remain for another
	WhyOwnWish      = "own_wish"       // begun without a duty
)

// ClockRules are the rulebook's values for the clocks of an assessment.
type ClockRules struct {
	First     civil.Clock // after the placing on the register
	Change    civil.Clock // after a significant change
	Weeks     int         // with less of the term left no assessment is asked for
	Months    int         // an assessment is valid
	Calendar  civil.Calendar
	AskedFrom civil.Date // first assessments are asked for from this day on, also of those who were registered before it
}

// ClockIn is what the record knows when the clock is read.
type ClockIn struct {
	Listed     bool         // the client is of a kind that is assessed
	Registered civil.Date   // zero: not on the register
	TermEnd    civil.Date   // last day of the term; zero: not known
	Signed     civil.Date   // day of the signature of the assessment in force; zero: there is none
	ValidUntil civil.Date   // last day of its validity; zero: counted from the signature
	Confirmed  civil.Date   // last day given by the latest confirmation; zero: there is none
	Begun      bool         // another is being made
	Waiting    bool         // another is signed and waits for a second person
	Changes    []civil.Date // last days for the significant changes that are not settled
}

// ClockOut is the answer: the standing, the day by which something is to be done, and why. Certain is false where the calendar of
// working days of that year is not known yet. Due is zero where nothing is asked for.
type ClockOut struct {
	State   Standing
	Due     civil.Date
	Why     string
	Certain bool
}

// Passed reports whether the day of the answer lies before today, so that somebody is late.
func (c ClockOut) Passed(today civil.Date) bool { return !c.Due.IsZero() && c.Due.Before(today) }

// Clock reads the clocks. A significant change asks for an assessment however little of the term is left; only the first one
// and the renewal by time are not made shortly before the end.
func Clock(in ClockIn, rules ClockRules) ClockOut {
	out := duty(in, rules)
	switch {
	case in.Waiting:
		out.State = StandWaiting
	case in.Begun:
		out.State = StandOpen
	default:
		return out
	}
	if out.Due.IsZero() {
		out.Why = WhyOwnWish
	}
	return out
}

func duty(in ClockIn, rules ClockRules) ClockOut {
	if !in.Signed.IsZero() {
		return inForce(in, rules)
	}
	from := in.Registered
	if rules.AskedFrom.After(from) {
		from = rules.AskedFrom
	}
	switch {
	case !in.Listed:
		return ClockOut{State: StandNone, Why: WhyNotListed, Certain: true}
	case in.Registered.IsZero():
		return ClockOut{State: StandNone, Why: WhyUnregistered, Certain: true}
	case rules.short(from, in.TermEnd):
		return ClockOut{State: StandNotNeeded, Why: WhyShortTerm, Certain: true}
	}
	due := rules.First.Due(from, rules.Calendar)
	return ClockOut{State: StandDue, Due: due.Day, Why: WhyFirst, Certain: due.Certain()}
}

func inForce(in ClockIn, rules ClockRules) ClockOut {
	if len(in.Changes) > 0 {
		first := in.Changes[0]
		for _, d := range in.Changes[1:] {
			if d.Before(first) {
				first = d
			}
		}
		return ClockOut{State: StandDue, Due: first, Why: WhyChange, Certain: true}
	}
	until := Until(in.Signed, in.ValidUntil, in.Confirmed, rules.Months)
	if rules.short(until, in.TermEnd) {
		return ClockOut{State: StandValid, Why: WhyLast, Certain: true}
	}
	return ClockOut{State: StandValid, Due: until, Why: WhyExpiry, Certain: true}
}

// short reports whether less than the weeks asked for lie between a day and the end of the term, the last day included.
func (r ClockRules) short(from, end civil.Date) bool {
	return r.Weeks > 0 && !end.IsZero() && end.Before(from.AddDays(7*r.Weeks))
}

// Until is the last day on which an assessment is valid: as it was signed, or as it was last confirmed.
func Until(signed, until, confirmed civil.Date, months int) civil.Date {
	if until.IsZero() {
		until = signed.AddMonths(months)
	}
	if confirmed.After(until) {
		until = confirmed
	}
	return until
}
