package enforcementsvc_test

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

// The whole way: misses, the table, the client heard, a warning delivered; more misses, another warning, a submission and the answer
// of the court. Each step leaves its fact, and the breach file tells it in order.
func TestWay(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a1 := k.miss(c, "unacceptable_absence")
		ill := k.miss(c, "acceptable_absence")
		a2 := k.miss(c, "unacceptable_absence")
		over, err := k.s.Overview(k.officer(), c)
		must(t, err)
		if over.Proposal.Action != enforcement.Warning || len(over.Proposal.Counted) != 2 || len(over.Proposal.NotCounted) != 1 || !over.Proposal.ToConfirm {
			t.Fatalf("proposal %+v", over.Proposal)
		}
		ref := k.warned(c, a1, a2)
		if v := k.view(c, ref); v.Case.State != enforcement.Closed || v.Case.Action != enforcement.Warning || len(v.Not) != 1 || v.Not[0].Ref != ill {
			t.Fatalf("%+v, not counted %+v", v.Case, v.Not)
		}
		k.warned(c, k.miss(c, "failed_to_comply"), k.miss(c, "failed_to_comply"))
		a3 := k.miss(c, "unacceptable_absence")
		if over, err = k.s.Overview(k.officer(), c); err != nil || over.Proposal.Action != enforcement.Submission || over.Proposal.Warnings != 2 {
			t.Fatalf("after two warnings %s with %d: %v", over.Proposal.Action, over.Proposal.Warnings, err)
		}
		court := k.decided(c, enforcement.Submission, "", a3)
		must(t, k.s.Issue(k.officer(), k.take(c, court, enforcement.Step{})))
		must(t, k.s.Deliver(k.officer(), k.take(c, court, enforcement.Step{Code: "refused", Name: "Күбө А."})))
		must(t, k.s.Send(k.officer(), k.take(c, court, enforcement.Step{Name: "Ош шаардык соту", Ref: "17/2"})))
		must(t, k.s.Court(k.officer(), k.take(c, court, enforcement.Step{Code: "refused", Ref: "U-5"})))
		f, err := k.s.File(k.officer(), c, court)
		must(t, err)
		var kinds []string
		for _, e := range f.Events {
			kinds = append(kinds, e.Kind)
		}
		if got := strings.Join(kinds, " "); !strings.HasPrefix(got, "explained appointment appointment appointment opened") || !strings.HasSuffix(got, "delivery sent court") {
			t.Errorf("chronology %s", got)
		}
		for _, want := range []string{"opened", "heard", "proposed", "decided", "issued", "delivered", "sent", "answered"} {
			if k.book.Facts("supervision.enforcement_"+want, c) == 0 {
				t.Errorf("no fact %s", want)
			}
		}
	})
}

// Nothing before the client was heard, nothing decided by whoever proposed, and no warning on what does not count.
func TestRefused(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		service, a1 := k.miss(c, "sent_home_service"), k.miss(c, "unacceptable_absence")
		_, err := k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: report, Entries: []string{service}})
		k.want(err, fault.Invalid, "enforcement.basis_refused.service")
		_, err = k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: report})
		k.want(err, fault.Invalid, "enforcement.no_basis")
		_, err = k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: "ob-ended", Entries: []string{a1}})
		k.want(err, fault.Invalid, "plan.basis_not_in_force")
		_, err = k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: "a-step-of-the-plan", Entries: []string{a1}})
		k.want(err, fault.Invalid, "plan.basis_voluntary")
		ref, err := k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: report, Entries: []string{a1}})
		must(t, err)
		_, err = k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: report, Entries: []string{a1}})
		k.want(err, fault.Invalid, "enforcement.basis_refused.used")
		warning := enforcement.Step{Code: string(enforcement.Warning), Text: "эки жолу"}
		k.want(k.s.Propose(k.officer(), k.take(c, ref, warning)), fault.Conflict, "enforcement.hear_first")
		must(t, k.s.Hear(k.officer(), k.take(c, ref, enforcement.Step{Code: enforcement.Refused, Name: "Күбө"})))
		stale := k.take(c, ref, warning)
		stale.Version--
		k.want(k.s.Propose(k.officer(), stale), fault.Conflict, "fault.stale")
		head := k.head()
		must(t, k.s.Propose(head, k.take(c, ref, warning)))
		k.want(k.s.Decide(head, k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})), fault.Forbidden, "enforcement.four_eyes")
		k.want(k.s.Decide(k.officer(), k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})), fault.Forbidden, "")
		other := k.as("h2", access.Head, bishkek)
		k.want(k.s.Decide(other, k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})), fault.NotFound, "")
	})
}

// Not explained beforehand: a case may be opened and the client talked to, but nothing goes on paper, and the remedy is named.
func TestNotExplained(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		k.o.explained[0].Language = "ru"
		ref := k.heard(c, k.miss(c, "unacceptable_absence"))
		v := k.view(c, ref)
		k.want(v.Paper, fault.Invalid, "enforcement.explain_first")
		for _, a := range []enforcement.Action{enforcement.Warning, enforcement.Submission} {
			k.want(k.s.Propose(k.officer(), k.take(c, ref, enforcement.Step{Code: string(a), Text: "негиздеме"})), fault.Invalid, "enforcement.explain_first")
		}
		must(t, k.s.Propose(k.officer(), k.take(c, ref, enforcement.Step{Code: string(enforcement.Talk), Text: "кайра түшүндүрүлдү"})))
	})
}

// What is found out between the proposal and the paper stops the paper: here the client was in hospital.
func TestJudgedAgainAtEachStep(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a1 := k.miss(c, "unacceptable_absence")
		ref := k.heard(c, a1)
		must(t, k.s.Propose(k.officer(), k.take(c, ref, enforcement.Step{Code: string(enforcement.Warning), Text: "негиздеме"})))
		k.o.spans = []supervision.Span{{Kind: supervision.InHospital, From: civil.MustDate("2026-03-01")}}
		k.want(k.s.Decide(k.head(), k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})), fault.Invalid, "enforcement.basis_refused.hospital")
		must(t, k.s.Decide(k.head(), k.take(c, ref, enforcement.Step{Code: enforcement.Returned, Text: "ооруканада болгон"})))
		must(t, k.s.Propose(k.officer(), k.take(c, ref, enforcement.Step{Code: string(enforcement.Acceptable), ReasonCode: "illness", Text: "ооруканада болгон"})))
		must(t, k.s.Decide(k.head(), k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})))
		if v := k.view(c, ref); v.Case.State != enforcement.Closed || v.Case.Action != enforcement.Acceptable {
			t.Errorf("%+v", v.Case)
		}
	})
}

// When the outcome on which a warning rests is corrected, the decision is opened again; answered "undone", the case is withdrawn, the
// warning no longer counts and the other entry is free again.
func TestReopened(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a1, a2 := k.miss(c, "unacceptable_absence"), k.miss(c, "unacceptable_absence")
		ref := k.warned(c, a1, a2)
		must(t, k.daily.CorrectOutcome(k.officer(), supervisionsvc.CorrectOutcome{
			Client: c, Entry: a1, Row: k.row(c, a1), Outcome: supervision.Outcome{Code: "acceptable_absence", Reason: "illness"}, Why: supervisionsvc.Why{Reason: "client_showed"},
		}))
		v := k.view(c, ref)
		if !v.Reopened || v.Lines[0].Why != enforcement.WhyAcceptable {
			t.Fatalf("reopened %v, line %s", v.Reopened, v.Lines[0].Why)
		}
		list, err := k.daily.Reopened(k.head(), c)
		must(t, err)
		if len(list) != 1 || list[0].DecisionKind != enforcement.Decision || list[0].DecisionID != ref {
			t.Fatalf("worklist %+v", list)
		}
		must(t, k.daily.DecideReopened(k.head(), supervisionsvc.DecideReopened{Client: c, ID: list[0].ID, Version: list[0].Version, Decision: supervision.Undone, Text: "справка"}))
		if v = k.view(c, ref); v.Case.State != enforcement.Withdrawn || v.Reopened {
			t.Fatalf("%s, reopened %v", v.Case.State, v.Reopened)
		}
		over, err := k.s.Overview(k.officer(), c)
		must(t, err)
		if over.Proposal.Warnings != 0 || over.Proposal.Action != enforcement.Talk || over.Proposal.Counted[0].Ref != a2 {
			t.Errorf("proposal %+v", over.Proposal)
		}
	})
}

// A step is corrected with a reason; the old version stays. What was decided cannot be changed that way.
func TestCorrected(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		ref := k.decided(c, enforcement.NoAction, "service_part", k.miss(c, "unacceptable_absence"))
		account, _ := k.view(c, ref).Current(enforcement.Hearing)
		s := account
		s.Text = "Балам ооруп калган, справка бар"
		in := enforcementsvc.CorrectStep{Client: c, Case: ref, Row: account.Row, Step: s}
		k.want(k.s.CorrectStep(k.officer(), in), fault.Invalid, "field.choose")
		in.Why = enforcementsvc.Why{Reason: "typing"}
		must(t, k.s.CorrectStep(k.officer(), in))
		k.want(k.s.CorrectStep(k.officer(), in), fault.Conflict, "fault.stale")
		v := k.view(c, ref)
		now, _ := v.Current(enforcement.Hearing)
		if now.Text != s.Text || now.Step != account.Step {
			t.Errorf("now %+v", now)
		}
		old, _ := enforcement.ByRow(v.Steps, account.Row)
		if old.Current() || old.Text != account.Text || old.Reason != "typing" {
			t.Errorf("old %+v", old)
		}
		answer, _ := v.Current(enforcement.Decide)
		turned := answer
		turned.Code = enforcement.Returned
		turned.Text = "башкача"
		must(t, k.s.CorrectStep(k.officer(), enforcementsvc.CorrectStep{Client: c, Case: ref, Row: answer.Row, Step: turned, Why: in.Why}))
		if kept, _ := k.view(c, ref).Current(enforcement.Decide); kept.Code != enforcement.Confirmed {
			t.Error("a correction turned a decision round")
		}
	})
}

// The list holds what is in sight, late ones by the clock; the card owes what waits.
func TestListAndCard(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		ref := k.heard(c, k.miss(c, "unacceptable_absence"))
		count := func(state string) int {
			list, err := k.s.Cases(k.officer(), enforcementsvc.Filter{State: state})
			must(t, err)
			return len(list.Lines)
		}
		if count("") != 1 || count("heard") != 1 || count("closed") != 0 || count("late") != 0 {
			t.Error("the list does not follow the state")
		}
		k.clock.Advance(20 * 24 * time.Hour)
		if count("late") != 1 {
			t.Error("nothing is late after twenty days")
		}
		list, err := k.s.Cases(k.as("h2", access.Head, bishkek), enforcementsvc.Filter{State: "all"})
		if err != nil || len(list.Lines) != 0 {
			t.Errorf("another office sees %d cases: %v", len(list.Lines), err)
		}
		_, err = k.s.Cases(k.as("a1", access.Analyst, osh), enforcementsvc.Filter{})
		k.want(err, fault.Forbidden, "")
		must(t, k.s.Withdraw(k.officer(), k.take(c, ref, enforcement.Step{Code: "mistake"})))
		if count("") != 0 || count("withdrawn") != 1 {
			t.Error("a case that was withdrawn stands among the open ones")
		}
	})
}
