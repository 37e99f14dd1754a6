package visitsvc_test

import (
	"bytes"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/plan"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

// What came of a step is noted in the plan with the visit, and what the plan refuses is told at the step's field.
func TestProgressFromTheVisit(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.Came = []visit.Came{{Step: "step1", Kind: plan.StepNotDone}, {Step: "gone", Kind: plan.StepDone}, {Step: "step1"}}
		_, err := k.s.Record(ctx, in)
		k.at(err, "came_gone", "why_step1")
		in.Came = []visit.Came{{Step: "step1", Kind: plan.StepDone}}
		var refused fault.Problems
		refused.Add("on", "date.future")
		k.refuse = refused.Err()
		_, err = k.s.Record(ctx, in)
		k.at(err, "came_step1_on")
		k.refuse, k.noted = nil, nil
		key, err := k.s.Record(ctx, in)
		must(t, err)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		if len(k.noted) != 1 || len(v.Came) != 1 || v.Came[0].Text != "найти работу" || k.book.Facts("plan.progress_done", c) != 1 {
			t.Errorf("noted %+v, visit %+v", k.noted, v.Came)
		}
	})
}

// A visit written down for the wrong client goes with its contact: photographs and answers arrive, what was of the other person does not, the
// wrong file tells of nothing, and the note in the plan that rested on it is looked at again.
func TestAVisitMovesWithItsContact(t *testing.T) {
	each(t, func(k *kit) {
		wrong, right := k.client(osh, "o1"), k.client(osh, "o1")
		ctx, head := k.as("o1", access.Officer, osh), k.as("h1", access.Head, osh)
		in := k.record(wrong)
		in.Conditions = []visit.Condition{{Duty: "duty1", State: visit.NotKept, Evidence: "сам сказал"}}
		in.Worked = []visit.Step{{ID: "step1"}}
		in.Came = []visit.Came{{Step: "step1", Kind: plan.StepDone}}
		in.Answers = map[string][]string{"client_words": {"хочу работать"}, "suicide": {"signs"}, visit.CrisisWords: {"устал жить"}}
		in.Photos = []visitsvc.Photo{{Name: "a.jpg", Data: picture(t), Purpose: "жильё", Consent: true}}
		key, err := k.s.Record(ctx, in)
		must(t, err)
		list, err := k.super.Contacts(ctx, wrong, page.Request{})
		must(t, err)
		must(t, k.super.MoveEntry(head, supervisionsvc.MoveEntry{Client: wrong, Entry: list.List[0].Entry, To: right, Why: visitsvc.Why{Reason: "wrong_client", Text: "однофамилец"}}))

		_, err = k.s.Visit(ctx, wrong, key)
		k.want(err, fault.NotFound)
		if of, err := k.s.OfContacts(ctx, wrong); err != nil || len(of) != 0 {
			t.Errorf("visits in the wrong file: %v %v", of, err)
		}
		left := map[string]bool{}
		for _, f := range k.book.Timeline(wrong) {
			left[f.Type] = true
		}
		if left["supervision.visit_recorded"] || left["supervision.condition_not_kept"] || left["supervision.contact_logged"] {
			t.Errorf("the wrong file still tells %v", left)
		}
		of, err := k.s.OfContacts(ctx, right)
		must(t, err)
		if len(of) != 1 {
			t.Fatalf("visits in the right file: %v", of)
		}
		for _, moved := range of {
			v, err := k.s.Visit(ctx, right, moved)
			must(t, err)
			if v.Talk != "говорили о работе" || v.Answers["client_words"][0] != "хочу работать" || len(v.Conditions)+len(v.Worked)+len(v.Came) != 0 || len(v.Pictures) != 1 || v.WrittenBy != "o1" {
				t.Errorf("%+v", v)
			}
			data, kind, err := k.s.Photo(ctx, right, v.Pictures[0].ID)
			must(t, err)
			if kind != "image/jpeg" || !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
				t.Errorf("photograph of %d bytes, %s", len(data), kind)
			}
		}
		if last := k.crises[len(k.crises)-1]; len(k.crises) != 2 || last.Client != right || last.Words != "устал жить" {
			t.Errorf("the danger waits for %+v", k.crises)
		}
		again, err := k.super.Reopened(head, wrong)
		must(t, err)
		if len(again) != 1 || again[0].DecisionKind != visitsvc.ProgressDecision || again[0].DecisionID != "note1" {
			t.Errorf("to be looked at again: %+v", again)
		}
	})
}

// A device takes along when the client comes next.
func TestTheNextAppointmentGoesAlong(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		for kind, after := range map[string]time.Duration{"home_visit": time.Hour, "office_visit": 7 * 24 * time.Hour} {
			_, err := k.super.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: kind, PlannedAt: k.d.Now().Add(after), Minutes: 30, Anyway: true})
			must(t, err)
		}
		day, err := k.s.Take(ctx)
		must(t, err)
		if len(day.Outings) != 1 || day.Outings[0].Next.Kind != "office_visit" || day.Outings[0].Next.State != supervision.Scheduled {
			t.Errorf("%+v", day.Outings)
		}
	})
}
