package visitsvc_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

// reach is the person capability as far as this one sees it.
type reach struct {
	phone, address visit.Value
	changed        []string
}

func (r *reach) Lines(context.Context, *db.Reader, id.Client) (visit.Value, visit.Value, error) {
	return r.phone, r.address, nil
}

func (r *reach) Change(_ context.Context, _ *db.Tx, c id.Client, field, row, text string) ([]fact.Fact, error) {
	r.changed = append(r.changed, field+" "+row+" "+text)
	return []fact.Fact{fact.New("person.phone_corrected", c)}, nil
}

// out puts an appointment out of the office into the officer's day and takes it along.
func (k *kit) out(ctx context.Context, c id.Client) (visitsvc.Day, visitsvc.Received) {
	k.t.Helper()
	_, err := k.super.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "home_visit", PlannedAt: k.d.Now().Add(time.Hour), Anyway: true})
	must(k.t, err)
	day, err := k.s.Take(ctx)
	must(k.t, err)
	if len(day.Outings) != 1 {
		k.t.Fatalf("%d visits taken along", len(day.Outings))
	}
	k.clock.Advance(3 * time.Hour)
	a := day.Outings[0].Appointment
	in := visitsvc.Received{Record: k.record(c), Key: "device-key-1", Hash: "h1"}
	in.Appointment, in.Row, in.Outcome, in.CapturedAt = a.Entry, a.Row, "complied", k.d.Now().Add(-time.Hour)
	return day, in
}

// sending is the context of a request with the key of the device.
func sending(ctx context.Context, request, key, hash string) context.Context {
	r := actor.RequestFrom(ctx)
	r.ID, r.Key, r.KeyHash = request, key, hash
	return actor.WithRequest(ctx, r)
}

func TestALostAnswerGivesOneRecord(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		_, in := k.out(ctx, c)
		first, err := k.s.Receive(sending(ctx, "r1", in.Key, in.Hash), in)
		must(t, err)
		if first.Result != visitsvc.Stored || first.Visit == "" {
			t.Fatalf("first answer %+v", first)
		}
		for _, request := range []string{"r2", "r3"} {
			again, err := k.s.Receive(sending(ctx, request, in.Key, in.Hash), in)
			must(t, err)
			if again != first {
				t.Errorf("a repeat is told %+v, the first %+v", again, first)
			}
		}
		// the technical table forgets after some weeks; the record does not
		must(t, k.d.System(ctx, "test", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `delete from db_submission`)
			return err
		}))
		again, err := k.s.Receive(sending(ctx, "r4", in.Key, in.Hash), in)
		must(t, err)
		if again != first {
			t.Errorf("weeks later a repeat is told %+v", again)
		}
		for _, table := range []string{"supervision_visit", "supervision_contact", "supervision_visit_sent"} {
			if n := k.count(`select count(*) from ` + table + ` c where {visible c.client_id}`); n != 1 {
				t.Errorf("%d rows in %s", n, table)
			}
		}
		v, err := k.s.Visit(ctx, c, first.Visit)
		must(t, err)
		if v.Record.Source != "offline" || v.CapturedAt != in.CapturedAt || !v.CapturedAt.Before(v.WrittenAt) {
			t.Errorf("both times: captured %v, written %v from %q", v.CapturedAt, v.WrittenAt, v.Record.Source)
		}
		other := in
		other.Hash, other.Talk = "h2", "другое"
		_, err = k.s.Receive(sending(ctx, "r5", in.Key, "h2"), other)
		k.want(err, fault.Conflict)
	})
}

func TestWhatTheRecordContradictsIsAsked(t *testing.T) {
	each(t, func(k *kit) {
		r := &reach{phone: visit.Value{Row: "p1", Text: "+996 555 111111"}}
		k.reach(r)
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		day, in := k.out(ctx, c)
		in.Phone, in.PhoneBase = "+996 555 222222", day.Outings[0].Phone
		a := day.Outings[0].Appointment
		must(t, k.super.CancelAppointment(ctx, supervisionsvc.CancelAppointment{Client: c, Entry: a.Entry, Row: a.Row, Text: "перенесли"}))
		r.phone = visit.Value{Row: "p2", Text: "+996 555 333333"}
		got, err := k.s.Receive(sending(ctx, "r1", in.Key, in.Hash), in)
		must(t, err)
		if got.Result != visitsvc.Asked {
			t.Fatalf("answer %+v", got)
		}
		if len(r.changed) != 0 {
			t.Errorf("the number was overwritten: %v", r.changed)
		}
		list, err := k.s.Questions(ctx)
		must(t, err)
		if len(list) != 2 {
			t.Fatalf("%d questions", len(list))
		}
		byKind := map[visit.QuestionKind]visitsvc.Question{}
		for _, q := range list {
			byKind[q.Kind] = q
		}
		q := byKind[visit.AskPhone]
		if q.Device != "+996 555 222222" || q.Server != "+996 555 333333" || !q.CapturedAt.Before(q.ReceivedAt) {
			t.Errorf("question %+v", q)
		}
		hidden, err := k.s.Questions(k.as("o9", access.Officer, bishkek))
		must(t, err)
		if len(hidden) != 0 {
			t.Errorf("another office sees %d questions", len(hidden))
		}
		decide := visitsvc.Decide{Client: c, Question: q.ID, Version: q.Version, Take: true}
		k.at(k.s.Decide(ctx, decide), "text")
		decide.Text = "позвонил, новый номер верный"
		k.want(k.s.Decide(k.as("o2", access.Officer, osh), decide), fault.Forbidden)
		must(t, k.s.Decide(ctx, decide))
		k.want(k.s.Decide(ctx, decide), fault.NotFound)
		if len(r.changed) == 0 || r.changed[len(r.changed)-1] != "phone p2 +996 555 222222" {
			t.Errorf("changed %v", r.changed)
		}
		ap := byKind[visit.AskAppointment]
		if ap.Device != "complied" || ap.Server != "cancelled" {
			t.Errorf("appointment %+v", ap)
		}
		must(t, k.s.Decide(ctx, visitsvc.Decide{Client: c, Question: ap.ID, Version: ap.Version, Text: "встреча была до отмены"}))
	})
}

func TestAChangeNobodyContradictsIsMade(t *testing.T) {
	each(t, func(k *kit) {
		r := &reach{phone: visit.Value{Row: "p1", Text: "1"}, address: visit.Value{Row: "a1", Text: "Ленина, 5"}}
		k.reach(r)
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		day, in := k.out(ctx, c)
		in.Phone, in.PhoneBase, in.Address, in.AddressBase = "2", day.Outings[0].Phone, "Ленина, 5", day.Outings[0].Address
		got, err := k.s.Receive(ctx, in)
		must(t, err)
		if got.Result != visitsvc.Stored || len(r.changed) == 0 || r.changed[len(r.changed)-1] != "phone p1 2" {
			t.Errorf("%+v, changed %v", got, r.changed)
		}
	})
}

func TestAVisitToAClientTransferredMeanwhileIsKept(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		_, in := k.out(ctx, c)
		in.Photos = []visitsvc.Photo{{Name: "a.jpg", Data: picture(t), Purpose: "дом", Consent: true}}
		k.transfer(c, "o1", "o2")
		got, err := k.s.Receive(sending(ctx, "r1", in.Key, in.Hash), in)
		must(t, err)
		if got.Result != visitsvc.Held || got.Visit != "" {
			t.Fatalf("answer %+v", got)
		}
		again, err := k.s.Receive(sending(ctx, "r2", in.Key, in.Hash), in)
		must(t, err)
		if again != got {
			t.Errorf("a repeat is told %+v", again)
		}
		if n := k.count(`select count(*) from supervision_visit c where {visible c.client_id}`); n != 0 {
			t.Fatalf("%d visits written without a decision", n)
		}
		now := k.as("o2", access.Officer, osh)
		list, err := k.s.Questions(now)
		must(t, err)
		if len(list) != 1 || list[0].Kind != visit.AskTransferred || list[0].Device != in.Talk || list[0].Held.Kind != "home_visit" {
			t.Fatalf("questions %+v", list)
		}
		must(t, k.s.Decide(now, visitsvc.Decide{Client: c, Question: list[0].ID, Version: 1, Take: true, Text: "визит состоялся до передачи"}))
		v, err := k.s.Visit(now, c, list[0].Visit)
		must(t, err)
		if v.WrittenBy != "o1" || v.Talk != in.Talk || v.CapturedAt != in.CapturedAt || len(v.Pictures) != 1 {
			t.Errorf("visit %+v, %d pictures", v.Record, len(v.Pictures))
		}
	})
}

func TestNobodySendsForAClientNeverTakenAlong(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		in := visitsvc.Received{Record: k.record(c), Key: "k", Hash: "h"}
		in.CapturedAt = k.d.Now()
		_, err := k.s.Receive(k.as("o2", access.Officer, osh), in)
		k.want(err, fault.NotFound)
		_, err = k.s.Receive(k.as("o3", access.Officer, bishkek), in)
		k.want(err, fault.NotFound)
		in.StartedAt = k.d.Now().Add(24 * time.Hour)
		_, err = k.s.Receive(k.as("o1", access.Officer, osh), in)
		k.at(err, "date")
		in.CapturedAt = k.d.Now().Add(time.Hour)
		_, err = k.s.Receive(k.as("o1", access.Officer, osh), in)
		k.at(err, "captured_at")
	})
}

// transfer gives a client to another officer of the office.
func (k *kit) transfer(c id.Client, from, to id.Account) {
	k.t.Helper()
	ctx := k.as("h", access.Head, osh)
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		if err := (accesssvc.Ops{}).Unrelate(ctx, tx, c, from, access.Assigned); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, to, access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
}
