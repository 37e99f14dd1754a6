package lifesvc_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
)

// A permission is asked by the officer and granted by somebody else; the appointments in its days are called off or moved.
func TestAbsenceGrantedWithAppointments(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx, head := k.client(osh, "o1"), k.as("o1", access.Officer, osh), k.as("h1", access.Head, osh)
		for _, a := range []struct{ entry, day string }{{"a1", "2026-03-10"}, {"a2", "2026-03-12"}, {"a3", "2026-03-20"}} {
			k.open = append(k.open, supervision.Appointment{Client: c, Entry: a.entry, PlannedAt: d(a.day).StartIn(time.UTC), State: supervision.Scheduled})
		}
		ask := life.Act{Code: "family", From: d("2026-03-10"), Until: d("2026-03-13"), Words: "Свадьба сестры"}
		e := k.start(ctx, c, life.Absence, ask)
		if w := k.event(ctx, c, e); len(w.Appointments) != 2 || w.Event.Words != ask.Words || len(k.spans(c)) != 0 {
			k.t.Fatalf("%+v, spans %v", w, k.spans(c))
		}
		grant := k.act(ctx, c, e, life.Act{Move: "grant", Until: d("2026-03-13")})
		k.want(k.s.Decide(ctx, grant), fault.Forbidden) // an officer does not decide
		k.want(k.s.Move(ctx, grant), fault.Invalid, "move")
		grant.Appointments = map[string]string{"a1": lifesvc.CallOffAppointment, "a2": lifesvc.PutOffAppointment, "a3": lifesvc.CallOffAppointment}
		must(k.t, k.s.Decide(head, grant))
		if want := []string{"off a1 life event", "to 2026-03-16 a2"}; !slices.Equal(k.noted, want) { // a3 lies outside
			k.t.Errorf("noted %v, want %v", k.noted, want)
		}
		k.want(k.s.Decide(head, grant), fault.Conflict) // two at once
		if got := k.spans(c); len(got) != 1 || got[0].Kind != supervision.Permitted || got[0].Until != d("2026-03-13") {
			k.t.Errorf("spans %v", got)
		}
	})
}

// Whoever wrote a request down does not decide it, even a head.
func TestFourEyes(t *testing.T) {
	each(t, func(k *kit) {
		c, head := k.client(osh, "o1"), k.as("h1", access.Head, osh)
		e := k.start(head, c, life.Travel, life.Act{Code: "abroad", From: d("2026-03-10"), Until: d("2026-03-13"), Place: "Алматы"})
		k.want(k.s.Decide(head, k.act(head, c, e, life.Act{Move: "grant", Until: d("2026-03-13")})), fault.Invalid, "move")
		must(k.t, k.s.Decide(k.as("h2", access.Head, osh), k.act(head, c, e, life.Act{Move: "refuse", Reason: "risk", Words: "Не подтверждено"})))
		if w := k.event(head, c, e); w.Event.Open() || w.Event.State != life.Refused || len(k.spans(c)) != 0 {
			k.t.Errorf("%+v", w.Event)
		}
	})
}

// A new address is written into the record, and the file asked for by the other office, only after a visit and a decision.
func TestAddressAccepted(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx, head := k.client(osh, "o1"), k.as("o1", access.Officer, osh), k.as("h1", access.Head, osh)
		e := k.start(ctx, c, life.Address, life.Act{From: d("2026-03-01"), District: string(bishkek), Place: "ул. Токтогула, 5"})
		_, err := k.s.Start(ctx, lifesvc.Start{Client: c, Kind: "address", Act: life.Act{From: d("2026-03-01"), District: string(bishkek), Place: "x"}})
		k.want(err, fault.Conflict) // one at a time
		must(k.t, k.s.Move(ctx, k.act(ctx, c, e, life.Act{Move: "check", Day: k.s.Today(), Code: "not_there", Words: "Не знают"})))
		k.want(k.s.Decide(head, k.act(ctx, c, e, life.Act{Move: "accept"})), fault.Invalid, "move")
		must(k.t, k.s.Move(ctx, k.act(ctx, c, e, life.Act{Move: "check", Day: k.s.Today(), Code: "lives_there", Words: "Живёт с братом"})))
		must(k.t, k.s.Decide(head, k.act(ctx, c, e, life.Act{Move: "accept"})))
		want := []string{"address " + string(bishkek) + " ул. Токтогула, 5 2026-03-01", "transfer " + string(bishkek)}
		if !slices.Equal(k.noted, want) {
			k.t.Errorf("noted %v", k.noted)
		}
		w := k.event(ctx, c, e)
		if w.Event.Missing != 1 {
			k.t.Errorf("missing %d", w.Event.Missing)
		}
		in := lifesvc.Attach{Client: c, Event: e, Version: w.Event.Row, Role: "address_proof", Document: "another"}
		k.want(k.s.Attach(ctx, in), fault.Invalid, "document") // not of this file
		in.Document = "d1"
		must(k.t, k.s.Attach(ctx, in))
		if w = k.event(ctx, c, e); w.Event.Missing != 0 || len(w.Papers) != 1 {
			k.t.Errorf("after the paper: %+v", w)
		}
	})
}

// Hospital: contacts rest until the discharge; a correction keeps the old days in the history.
func TestHospitalRestsAndIsCorrected(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		e := k.start(ctx, c, life.Hospital, life.Act{From: d("2026-03-02"), Body: "Ошская больница"})
		rests := func(day string) bool {
			var ok bool
			all := db.WithSight(context.Background(), db.Everyone{})
			must(k.t, k.d.Read(all, func(r *db.Reader) (err error) {
				_, ok, err = k.s.Ops().Resting(all, r, c, d(day))
				return err
			}))
			return ok
		}
		if !rests("2026-03-02") || !rests("2026-12-01") || rests("2026-03-01") {
			k.t.Error("the days of hospital are wrong")
		}
		w := k.event(ctx, c, e)
		in := lifesvc.Correct{Client: c, Event: e, Version: w.Event.Row, Act: life.Act{From: d("2026-03-01"), Body: "Ошская больница"}}
		k.want(k.s.Correct(ctx, in), fault.Invalid, "reason")
		in.Act.Reason, in.Why = "typing", "поступил на день раньше"
		must(k.t, k.s.Correct(ctx, in))
		k.want(k.s.Correct(ctx, in), fault.Conflict)
		w = k.event(ctx, c, e)
		if !rests("2026-03-01") || len(w.Steps) != 1 || w.Steps[0].Old["from"] != "2026-03-02" || w.Steps[0].Text != in.Why {
			k.t.Errorf("%+v", w.Steps)
		}
		must(k.t, k.s.Move(ctx, k.act(ctx, c, e, life.Act{Move: "discharge", Day: k.s.Today()})))
		if rests("2026-12-01") || rests(k.s.Today().String()) {
			k.t.Error("contacts rest after the discharge")
		}
		var kinds []string
		for _, f := range k.book.Timeline(c) {
			kinds = append(kinds, f.Type)
		}
		if want := []string{"supervision.life_hospital", "supervision.life_corrected", "supervision.life_discharged"}; !slices.Equal(kinds, want) {
			k.t.Errorf("timeline %v", kinds)
		}
	})
}

// A death stops the appointments when it is confirmed and is closed only after supervision has ended; before registration a search
// belongs to the registration; after the end nothing new begins.
func TestDeathAndStanding(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx, head := k.client(osh, "o1"), k.as("o1", access.Officer, osh), k.as("h1", access.Head, osh)
		k.standing.Registered = false
		_, err := k.s.Start(ctx, lifesvc.Start{Client: c, Kind: "search", Act: life.Act{From: d("2026-03-01"), Words: "x"}})
		k.want(err, fault.Invalid, "kind")
		k.standing.Registered = true
		e := k.start(ctx, c, life.Death, life.Act{From: d("2026-03-01"), Words: "Звонил брат"})
		must(k.t, k.s.Decide(head, k.act(head, c, e, life.Act{Move: "confirm_death", Day: k.s.Today(), Body: "ЗАГС", Number: "KR 1"})))
		if !slices.Equal(k.noted, []string{"stop death"}) {
			k.t.Errorf("noted %v", k.noted)
		}
		end := k.act(head, c, e, life.Act{Move: "close", Day: k.s.Today()})
		k.want(k.s.Decide(head, end), fault.Invalid, "move")
		k.standing.Ended = true
		must(k.t, k.s.Decide(head, end))
		_, err = k.s.Start(ctx, lifesvc.Start{Client: c, Kind: "work", Act: life.Act{Code: "job_new", From: d("2026-03-01")}})
		k.want(err, fault.Invalid, "kind")
	})
}

// The list, its debts and the counts say the same as the rule, within sight.
func TestLifeListAndSight(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client(osh, "o1"), k.client(osh, "o2")
		ctx := k.as("o1", access.Officer, osh)
		absence := life.Act{Code: "family", From: d("2026-03-10"), Until: d("2026-03-13")}
		k.start(ctx, c, life.Absence, absence)
		k.start(ctx, c, life.Hospital, life.Act{From: d("2026-03-02"), Body: "x"})
		k.start(k.as("o2", access.Officer, osh), other, life.Absence, absence)
		k.clock.Advance(60 * 24 * time.Hour)
		ctx = k.as("o1", access.Officer, osh)
		for _, x := range []struct {
			who  context.Context
			f    lifesvc.Filter
			want int
		}{
			{ctx, lifesvc.Filter{}, 2},
			{ctx, lifesvc.Filter{Debt: life.DebtDecision}, 1},
			{ctx, lifesvc.Filter{Debt: life.DebtReturn}, 1},
			{ctx, lifesvc.Filter{Debt: life.DebtPapers}, 1},
			{ctx, lifesvc.Filter{Kind: "hospital", State: "all"}, 1},
			{ctx, lifesvc.Filter{State: "closed"}, 0},
			{k.as("h1", access.Head, osh), lifesvc.Filter{Scope: "office"}, 3},
			{k.as("h9", access.Head, bishkek), lifesvc.Filter{Scope: "office"}, 0},
		} {
			list, _, err := k.s.List(x.who, x.f)
			must(k.t, err)
			if len(list) != x.want {
				k.t.Errorf("%+v: %d, want %d", x.f, len(list), x.want)
			}
			for _, e := range list {
				if x.f.Debt != "" && !slices.Contains(e.Debts(k.s.Today()), x.f.Debt) {
					k.t.Errorf("the list says %s, the rule %v", x.f.Debt, e.Debts(k.s.Today()))
				}
			}
		}
		must(k.t, k.d.Read(ctx, func(r *db.Reader) error {
			n, err := k.s.Ops().Count(ctx, r)
			if (n != lifesvc.Owed{Decision: 1, Return: 1, Papers: 1}) {
				k.t.Errorf("count %+v", n)
			}
			return err
		}))
		_, err := k.s.OfClient(k.as("h9", access.Head, bishkek), c)
		k.want(err, fault.NotFound)
		_, err = k.s.Start(k.as("h9", access.Head, bishkek), lifesvc.Start{Client: c, Kind: "absence", Act: absence})
		k.want(err, fault.NotFound)
		_, err = k.s.Start(k.as("o2", access.Officer, osh), lifesvc.Start{Client: c, Kind: "absence", Act: absence})
		k.want(err, fault.Forbidden)
		_, err = k.s.Start(ctx, lifesvc.Start{Client: c, Kind: "absence", Act: life.Act{Code: "moon", From: civil.Date{}, Until: d("2026-03-13")}})
		k.want(err, fault.Invalid, "code", "from")
		var many map[id.Client][]supervision.Span
		all := db.WithSight(context.Background(), db.Everyone{})
		must(k.t, k.d.Read(all, func(r *db.Reader) (err error) {
			many, err = k.s.Ops().SpansOf(all, r, []id.Client{c, other})
			return err
		}))
		if len(many[c]) != 1 || len(many[other]) != 0 {
			k.t.Errorf("spans of many: %v", many)
		}
	})
}
