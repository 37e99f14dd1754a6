package enforcementsvc_test

import (
	"slices"
	"testing"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/supervisionsvc"
)

func (k *kit) appointment(c id.Client, entry string) supervision.Appointment {
	k.t.Helper()
	list, err := k.daily.Appointments(k.officer(), c)
	must(k.t, err)
	all := append(list.Open, list.Done...)
	return all[slices.IndexFunc(all, func(a supervision.Appointment) bool { return a.Entry == entry })]
}

// "Acceptable reason" makes the absence an acceptable one on the appointment itself, which then counts for nothing; a failure by somebody
// who came stays one, with what the case found beside it. Both can be corrected.
func TestAcceptableReachesTheAppointment(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		absent, came := k.miss(c, "unacceptable_absence"), k.miss(c, "failed_to_comply")
		ref := k.decided(c, enforcement.Acceptable, "illness", absent, came)
		a := k.appointment(c, absent)
		if a.Outcome != supervision.AcceptableAbsence || a.AbsenceReason != "illness" || a.Judged.Case != ref || a.Judged.Code != "acceptable" {
			t.Errorf("absent: %+v", a)
		}
		if b := k.appointment(c, came); b.Outcome != "failed_to_comply" || b.Judged.Case != ref {
			t.Errorf("came: %+v", b)
		}
		if n := k.book.Facts("supervision.outcome_judged", c); n != 2 {
			t.Errorf("%d facts", n)
		}
		if list, err := k.daily.Reopened(k.head(), c); err != nil || len(list) != 0 {
			t.Errorf("the decision falls by what it says itself: %+v %v", list, err)
		}
		must(t, k.daily.CorrectOutcome(k.officer(), supervisionsvc.CorrectOutcome{
			Client: c, Entry: absent, Row: k.row(c, absent), Outcome: supervision.Outcome{Code: "unacceptable_absence", Text: "справка поддельная"},
			Why: supervisionsvc.Why{Reason: "document_differs"},
		}))
		if a = k.appointment(c, absent); a.Judged.Code != "" || a.Outcome != "unacceptable_absence" {
			t.Errorf("corrected: %+v", a)
		}
		if list, err := k.daily.Reopened(k.head(), c); err != nil || len(list) != 1 || list[0].DecisionID != ref {
			t.Errorf("what rested on it is not looked at again: %+v %v", list, err)
		}
	})
}

// "No action because" is said on the appointment and changes no outcome; when the case is taken back the outcome is looked at again.
func TestNoActionReachesTheAppointment(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		absent := k.miss(c, "unacceptable_absence")
		reason := k.s.Rulebook().List(enforcement.ListNoAction).Items[0].Code
		ref := k.decided(c, enforcement.NoAction, reason, absent)
		a := k.appointment(c, absent)
		if a.Outcome != "unacceptable_absence" || a.Judged != (supervision.Judgement{Code: "no_action", Reason: reason, Case: ref}) {
			t.Fatalf("%+v", a)
		}
		must(t, k.s.Withdraw(k.head(), k.take(c, ref, enforcement.Step{Code: "mistake", Text: "не тот клиент"})))
		list, err := k.daily.Reopened(k.head(), c)
		must(t, err)
		if len(list) != 1 || list[0].DecisionKind != supervision.OutcomeDecision || list[0].DecisionID != absent {
			t.Fatalf("%+v", list)
		}
		must(t, k.daily.DecideReopened(k.head(), supervisionsvc.DecideReopened{Client: c, ID: list[0].ID, Version: list[0].Version, Decision: supervision.Undone, Text: "решим заново"}))
		if a = k.appointment(c, absent); !a.Open() || a.Judged.Code != "" {
			t.Errorf("after it was undone: %+v", a)
		}
	})
}
