package visitsvc_test

import (
	"bytes"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

func TestAVisitIsAContactAndMore(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.Partners = []string{"self_government", "clergy"}
		in.Conditions = []visit.Condition{{Duty: "duty1", State: visit.NotKept, Evidence: "сам сказал"}}
		in.Worked = []visit.Step{{ID: "step1"}}
		in.Answers = map[string][]string{"client_words": {"хочу работать"}, "mood": {"good"}}
		in.Steps = []visit.Agreed{{What: "пойти в центр занятости", Who: "клиент", By: k.s.Today().AddDays(7)}}
		key, err := k.s.Record(ctx, in)
		must(t, err)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		if !v.Substantive || !v.InTime() || v.Talk != "говорили о работе" || v.Kind != "home_visit" || v.Contact.Kind != "home_visit" || len(v.Partners) != 2 {
			t.Errorf("visit %+v", v.Record)
		}
		if len(v.Conditions) != 2 || v.Conditions[0].State != visit.NotKept || v.Conditions[1].State != visit.NotChecked {
			t.Errorf("an obligation left out is not checked: %+v", v.Conditions)
		}
		if v.Worked[0].Text != "найти работу" {
			t.Errorf("worked %+v", v.Worked)
		}
		list, err := k.super.Contacts(ctx, c, page.Request{})
		must(t, err)
		if len(list.List) != 1 {
			t.Errorf("%d contacts of one visit", len(list.List))
		}
		facts := k.book.Timeline(c)
		kinds := map[string]int{}
		for _, f := range facts {
			kinds[f.Type]++
		}
		if kinds["supervision.contact_logged"] != 1 || kinds["supervision.visit_recorded"] != 1 || kinds["supervision.condition_not_kept"] != 1 {
			t.Errorf("facts %v", kinds)
		}
		of, err := k.s.OfContacts(ctx, c)
		must(t, err)
		if of[list.List[0].Entry] != key {
			t.Errorf("visits by contact %v", of)
		}
	})
}

func TestAVisitClosesItsAppointmentAndMakesTheNext(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		entry, err := k.super.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "home_visit", PlannedAt: k.d.Now().Add(time.Hour), Anyway: true})
		must(t, err)
		k.clock.Advance(3 * time.Hour)
		before, err := k.s.Before(ctx, c, entry)
		must(t, err)
		in := k.record(c)
		in.Appointment, in.Row = entry, before.Appointment.Row
		_, err = k.s.Record(ctx, in)
		k.at(err, "outcome")
		if n := k.count(`select count(*) from supervision_contact c where {visible c.client_id}`); n != 0 {
			t.Fatalf("%d contacts of a visit that was refused", n)
		}
		in.Outcome, in.NextAt, in.Anyway = "complied", k.d.Now().Add(7*24*time.Hour), true
		_, err = k.s.Record(ctx, in)
		must(t, err)
		plans, err := k.super.Appointments(ctx, c)
		must(t, err)
		if len(plans.Done) != 1 || plans.Done[0].Outcome != "complied" || len(plans.Open) != 1 {
			t.Errorf("done %+v, open %+v", plans.Done, plans.Open)
		}
		_, err = k.s.Record(ctx, in)
		k.want(err, fault.Conflict)
	})
}

func TestWhatCannotBeRight(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.StartedAt, in.Identity, in.Talk = k.d.Now().Add(24*time.Hour), "", ""
		in.Worked = []visit.Step{{ID: "gone"}}
		in.Conditions = []visit.Condition{{Duty: "duty1", State: visit.Kept}, {Duty: "other", State: visit.Kept, Evidence: "x"}}
		_, err := k.s.Record(ctx, in)
		k.at(err, "date", "identity", "text", "worked", "evidence_duty1", "condition_other")
		in.Photos = []visitsvc.Photo{{Name: "a.jpg", Data: bytes.Repeat([]byte("x"), 40<<20)}}
		_, err = k.s.Record(ctx, in)
		k.at(err, "photo", "date", "identity")
		in = k.record(c)
		in.Photos = []visitsvc.Photo{{Name: "a.jpg", Data: picture(t)}}
		_, err = k.s.Record(ctx, in)
		k.at(err, "photo_why", "photo_consent")
		if n := k.count(`select count(*) from supervision_visit c where {visible c.client_id}`); n != 0 {
			t.Errorf("%d visits were kept", n)
		}
	})
}

func TestPhotographs(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.Photos = []visitsvc.Photo{{Name: "a.jpg", Data: withPosition(picture(t)), Purpose: "крыша протекает", Consent: true}}
		key, err := k.s.Record(ctx, in)
		must(t, err)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		data, media, err := k.s.Photo(ctx, c, v.Pictures[0].ID)
		must(t, err)
		if media != "image/jpeg" || v.Pictures[0].Purpose != "крыша протекает" {
			t.Errorf("%s %+v", media, v.Pictures)
		}
		if bytes.Contains(data, []byte("GPS-HERE")) {
			t.Error("the photograph says where it was taken")
		}
		_, _, err = k.s.Photo(k.as("o2", access.Officer, bishkek), c, v.Pictures[0].ID)
		k.want(err, fault.NotFound)
	})
}

// withPosition puts an Exif segment with a mark of a place into a JPEG.
func withPosition(b []byte) []byte {
	body := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00GPS-HERE")
	segment := append([]byte{0xff, 0xe1, 0, byte(len(body) + 2)}, body...)
	return append(append(append([]byte{}, b[:2]...), segment...), b[2:]...)
}

func TestADangerRaisesACrisisOnce(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.Answers = map[string][]string{"suicide": {"signs"}, "acute_words": {"говорит, что устал жить"}}
		key, err := k.s.Record(ctx, in)
		must(t, err)
		if len(k.crises) == 0 {
			t.Fatal("nobody was called")
		}
		last := k.crises[len(k.crises)-1]
		if last.Kind != supervision.CrisisSuicide || last.Source != "visit" || last.Words != "говорит, что устал жить" || last.Entry == "" {
			t.Errorf("crisis %+v", last)
		}
		n := len(k.crises)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		fix := visitsvc.Correct{Record: v.Record, Row: v.Record.Row, ContactRow: v.Contact.Row, Why: why()}
		must(t, k.s.Correct(ctx, fix))
		if len(k.crises) != n {
			t.Error("a correction that changes nothing of it raised it again")
		}
	})
}

func TestACorrectionLeavesTheOldText(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		in := k.record(c)
		in.Answers = map[string][]string{"events": {"нашёл работу"}}
		key, err := k.s.Record(ctx, in)
		must(t, err)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		fix := visitsvc.Correct{Record: v.Record, Row: v.Record.Row, ContactRow: v.Contact.Row}
		fix.Answers = map[string][]string{"events": {"ищет работу"}}
		fix.Talk = "говорили о поиске работы"
		k.at(k.s.Correct(ctx, fix), "reason")
		fix.Why = why()
		k.clock.Advance(48 * time.Hour)
		must(t, k.s.Correct(ctx, fix))
		k.want(k.s.Correct(ctx, fix), fault.Conflict)
		v, err = k.s.Visit(ctx, c, key)
		must(t, err)
		if len(v.Old) != 1 || v.Old[0].Answers["events"][0] != "нашёл работу" || v.Answers["events"][0] != "ищет работу" || v.Talk != "говорили о поиске работы" {
			t.Errorf("old %+v, now %+v", v.Old, v.Record)
		}
		if !v.InTime() || v.Old[0].Reason != "typing" {
			t.Errorf("a correction does not make the record late: written %v, old %+v", v.WrittenAt, v.Old[0].Version)
		}
	})
}

func TestWhoMayRecordAndRead(t *testing.T) {
	each(t, func(k *kit) {
		c, own := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		_, err := k.s.Record(k.as("o2", access.Officer, osh), k.record(c))
		k.want(err, fault.Forbidden)
		_, err = k.s.Record(k.as("o3", access.Officer, bishkek), k.record(c))
		k.want(err, fault.NotFound)
		_, err = k.s.Record(k.as("d", access.DutyOperator, osh), k.record(c))
		k.want(err, fault.Forbidden)
		key, err := k.s.Record(own, k.record(c))
		must(t, err)
		_, err = k.s.Visit(k.as("o3", access.Officer, bishkek), c, key)
		k.want(err, fault.NotFound)
		_, err = k.s.Visit(own, k.client(osh, "o1"), key)
		k.want(err, fault.NotFound)
		_, err = k.s.Visit(k.as("h", access.Head, osh), c, key)
		must(t, err)
	})
}

func TestAContactMovedToAnotherFileTakesItsVisitOutOfSight(t *testing.T) {
	each(t, func(k *kit) {
		c, other, ctx := k.client(osh, "o1"), k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		key, err := k.s.Record(ctx, k.record(c))
		must(t, err)
		v, err := k.s.Visit(ctx, c, key)
		must(t, err)
		must(t, k.super.MoveEntry(ctx, supervisionsvc.MoveEntry{Client: c, Entry: v.Contact.Entry, To: other, Why: visitsvc.Why{Reason: "wrong_client"}}))
		_, err = k.s.Visit(ctx, c, key)
		k.want(err, fault.NotFound)
	})
}

func why() visitsvc.Why { return visitsvc.Why{Reason: "typing"} }
