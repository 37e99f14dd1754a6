package supervision

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// State is where an appointment stands; its text is the message "supervision.state.<code>".
type State string

// The states. Only a scheduled appointment may be changed, cancelled, stopped or closed; a closed one is corrected.
const (
	Scheduled State = "scheduled"
	Closed    State = "closed"    // has an outcome
	Cancelled State = "cancelled" // by an officer, with a reason
	Stopped   State = "stopped"   // by the system: the term ended, nothing may be demanded any more
)

// Appointment is one version of an appointment. Entry is the same through all versions.
type Appointment struct {
	person.Version
	Client        id.Client
	Entry         string
	Kind          string // code of the list contact_kinds with the attribute appointment
	PlannedAt     civil.Instant
	Minutes       int
	Place         string
	Purpose       string
	Officer       id.Account
	State         State
	Outcome       string    // code of the list appointment_outcomes
	AbsenceReason string    // code of the list absence_reasons
	Judged        Judgement // what a case of enforcement found; zero: none did
	Ground        string    // of a stop: why the term ended
	Closing       string    // what was written when it was closed or cancelled
	ClosedAt      civil.Instant
	WrittenAt     civil.Instant
	WrittenBy     string
}

// Open reports whether the outcome is still to come.
func (a Appointment) Open() bool { return a.State == Scheduled }

// Until is the instant at which it ends.
func (a Appointment) Until() civil.Instant { return a.PlannedAt.Add(minutes(max(a.Minutes, 1))) }

// Clashes reports whether two open appointments overlap.
func (a Appointment) Clashes(b Appointment) bool {
	return a.Entry != b.Entry && a.Open() && b.Open() && a.PlannedAt.Before(b.Until()) && b.PlannedAt.Before(a.Until())
}

// CheckPlan notes what is wrong with an appointment to be made or changed. TermEnd is the last day on which something may be
// demanded; the zero Date means that none is known. After it nothing may be demanded, however convenient.
func (a Appointment) CheckPlan(problems *fault.Problems, now civil.Instant, rules *rulebook.Rulebook, zone Zone, termEnd civil.Date) {
	kind, ok := rules.List(rulebook.ListContactKinds).Item(a.Kind)
	switch {
	case a.Kind == "":
		problems.Add("kind", "field.choose")
	case !ok || !kind.Is("appointment") || !kind.Valid.Contains(zone.Date(now)):
		problems.Add("kind", "field.unknown")
	}
	switch {
	case a.PlannedAt.IsZero():
		problems.Add("date", "supervision.date_required")
	case a.PlannedAt.Before(now):
		problems.Add("date", "supervision.appointment_past")
	case !termEnd.IsZero() && zone.Date(a.PlannedAt).After(termEnd):
		problems.Add("date", "supervision.after_term", "End", termEnd)
	}
	checkMinutes(problems, a.Minutes)
	person.CheckLine(problems, "place", a.Place)
	person.CheckLine(problems, "purpose", a.Purpose)
	checkSource(problems, a.Source)
}

// Hints are what an officer should know before an appointment is made; none forbids it. Others are appointments of the same
// officer or the same client that may overlap.
func (a Appointment) Hints(problems *fault.Problems, rules *rulebook.Rulebook, zone Zone, others []Appointment) {
	day := zone.Date(a.PlannedAt)
	if _, ok := rules.Holiday(day); ok {
		problems.Add(AnywayField, "supervision.hint.holiday", "Day", day)
	} else if !rules.Calendar().IsWorking(day) {
		problems.Add(AnywayField, "supervision.hint.day_off", "Day", day)
	}
	for _, o := range others {
		if !a.Clashes(o) {
			continue
		}
		if o.Client == a.Client {
			problems.Add(AnywayField, "supervision.hint.client_busy", "At", o.PlannedAt)
		} else {
			problems.Add(AnywayField, "supervision.hint.officer_busy", "At", o.PlannedAt)
		}
		return
	}
}

// AnywayField is the field by which an officer says that the hints were read.
const AnywayField = "anyway"

// Outcome is what is written when an appointment is closed.
type Outcome struct {
	Code   string // code of the list appointment_outcomes
	Reason string // code of the list absence_reasons, for an acceptable absence
	Text   string
}

// cameEarly is how long before the hour it may be written down that somebody came: people come early, and their officer
// sees them when there is time. That somebody stayed away is known only after the hour.
const cameEarly = 6 * time.Hour

// Early reports whether an outcome cannot be true yet.
func Early(outcome rulebook.Item, now, planned civil.Instant) bool {
	if outcome.Is("attended") {
		planned = planned.Add(-cameEarly)
	}
	return outcome.Is("past_only") && now.Before(planned)
}

// Check notes what is wrong with an outcome for an appointment at planned.
func (o Outcome) Check(problems *fault.Problems, now, planned civil.Instant, rules *rulebook.Rulebook, on civil.Date) {
	item, ok := rules.List(rulebook.ListOutcomes).Item(o.Code)
	switch {
	case o.Code == "":
		problems.Add("outcome", "field.choose")
		return
	case !ok || !item.Valid.Contains(on):
		problems.Add("outcome", "field.unknown")
		return
	case Early(item, now, planned):
		problems.Add("outcome", "supervision.outcome_early", "At", planned)
	}
	checkText(problems, "text", o.Text)
	if item.Is("note_required") && o.Text == "" {
		problems.Add("text", "supervision.outcome_text_required")
	}
	switch list := item.Attr["reason"]; {
	case list == "" && o.Reason != "":
		problems.Add("absence_reason", "supervision.reason_not_asked")
	case list != "" && o.Reason == "":
		problems.Add("absence_reason", "supervision.absence_reason_required")
	case list != "" && !rules.List(list).Holds(o.Reason, on):
		problems.Add("absence_reason", "field.unknown")
	}
}

// Close gives the appointment with its outcome. Fault: conflict when it is not open any more.
func (a Appointment) Close(o Outcome, now civil.Instant) (Appointment, error) {
	if !a.Open() {
		return a, fault.New(fault.Conflict, "supervision.not_open")
	}
	a.State, a.Outcome, a.AbsenceReason, a.Closing, a.ClosedAt = Closed, o.Code, o.Reason, o.Text, now
	return a, nil
}

// Cancel gives the appointment called off. Fault: conflict when it is not open any more.
func (a Appointment) Cancel(text string, now civil.Instant) (Appointment, error) {
	if !a.Open() {
		return a, fault.New(fault.Conflict, "supervision.not_open")
	}
	a.State, a.Closing, a.ClosedAt = Cancelled, text, now
	return a, nil
}

// Stop gives the appointment stopped by the end of the term.
func (a Appointment) Stop(ground string, now civil.Instant) Appointment {
	a.State, a.Ground, a.ClosedAt = Stopped, ground, now
	return a
}

// Judgement is what a case of enforcement found about an appointment.
type Judgement struct {
	Code   string // "acceptable" or "no_action", as the case ended
	Reason string // code of the list absence_reasons, or of the reasons for no action
	Case   string
	Number string // of the case, as people call it; not kept with the appointment
}

// AcceptableAbsence is the outcome of somebody who could not come.
const AcceptableAbsence = "acceptable_absence"

// JudgedReason is the code of the list correction_reasons under which what rested on an outcome is looked at again.
const JudgedReason = "late_information"

// Judge gives the appointment with what a case found. Absent says that the client did not come: with an acceptable reason that is an
// acceptable absence.
func (a Appointment) Judge(j Judgement, absent bool) Appointment {
	a.Judged = j
	if absent && j.Code == "acceptable" {
		a.Outcome, a.AbsenceReason = AcceptableAbsence, j.Reason
	}
	return a
}

// Reopen takes a wrong outcome back: the appointment waits for its outcome again.
func (a Appointment) Reopen() Appointment {
	a.Judged = Judgement{}
	a.State, a.Outcome, a.AbsenceReason, a.Closing, a.ClosedAt = Scheduled, "", "", "", civil.Instant{}
	return a
}
