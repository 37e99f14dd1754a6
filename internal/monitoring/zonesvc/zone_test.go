package zonesvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoning"
)

// Ensure that a place to keep away from holds only after somebody else has decided, and that the watch is told in that transaction.
func TestExclusionNeedsASecondPerson(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		draft := terms(circle(3000, 0, 300))
		draft.Buffer = 200
		z := k.drawn(c, order, zone.Exclusion, draft)
		if k.told != 1 {
			t.Errorf("the head was told %d times", k.told)
		}
		if got := k.judged(order); len(got) != 0 {
			t.Errorf("a draft is judged by: %v", got)
		}
		in := k.answer(c, order, z)
		k.refused(k.zones.Confirm(k.officer(), in), fault.Conflict, "monitoring.zones.second_person")
		if err := k.zones.Approve(k.officer(), in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer approves: %v", err)
		}
		k.refused(k.zones.Approve(k.as("o1", access.Head), in), fault.Conflict, "monitoring.own_draft")
		unseen := in
		unseen.Seen = false
		k.refused(k.zones.Approve(k.head(), unseen), fault.Invalid, "monitoring.zones.seen")
		back := in
		back.Approve = false
		k.refused(k.zones.Approve(k.head(), back), fault.Invalid, "monitoring.return_words")
		if len(k.changed) != 0 {
			t.Error("the watch was told of a zone that does not hold")
		}
		k.must(k.zones.Approve(k.head(), in))
		k.refused(k.zones.Approve(k.head(), in), fault.Conflict, "fault.stale")
		got := k.judged(order)
		if len(got) != 1 || got[0].Kind != zone.Exclusion || got[0].When != nil || len(got[0].Versions) != 1 || got[0].Versions[0].Buffer != 200 || len(k.changed) != 1 {
			t.Errorf("judged by %+v, told %v", got, k.changed)
		}
		list, _, err := k.zones.Queue(k.head())
		k.must(err)
		if len(list) != 0 {
			t.Errorf("still waits: %v", list)
		}
	})
}

// Ensure that whoever drew an earlier draft of what waits cannot decide on it either.
func TestDroppedDraftCountsForFourEyes(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		z, err := k.zones.Draw(k.head(), zonesvc.Draw{Client: c, Order: order, Kind: zone.Exclusion, Terms: terms(circle(3000, 0, 300))})
		k.must(err)
		k.must(k.zones.Change(k.officer(), zonesvc.Change{Client: c, Order: order, Zone: z, Version: 1, Terms: terms(circle(3000, 0, 301))}))
		k.refused(k.zones.Approve(k.head(), k.answer(c, order, z)), fault.Conflict, "monitoring.own_draft")
		k.must(k.zones.Approve(k.as("h2", access.Head), k.answer(c, order, z)))
		if x := k.one(c, order, z); x.Versions[1].State != zoning.VersionDropped || x.InForce != 2 {
			t.Errorf("%+v", x.Versions)
		}
	})
}

// Ensure that no curfew holds at an address whose adults have not agreed, or where a protected person lives, and that the refusal tells
// nobody more than they may know.
func TestAddressOfACurfew(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.Presence)
		z := k.drawn(c, order, zone.Home, terms(circle(0, 0, 60)))
		k.refused(k.zones.Confirm(k.officer(), k.answer(c, order, z)), fault.Conflict, "monitoring.zones.occupants")
		k.agree(c, order, regime.OccupantAgrees)
		in := k.answer(c, order, z)
		k.refused(k.zones.Confirm(k.officer(), in), fault.Invalid, "monitoring.zones.warned") // 24 hours without leave
		in.Words = "Чечим күнү-түнү болууну белгилейт"
		k.victim = place(10, 0)
		k.refused(k.zones.Confirm(k.officer(), in), fault.Invalid, "monitoring.zones.address_victim")
		_, err := k.zones.Draw(k.officer(), zonesvc.Draw{Client: c, Order: order, Kind: zone.Home, Terms: terms(circle(5, 0, 60))})
		k.refused(err, fault.Invalid, "monitoring.zones.address_victim")
		k.victim = zone.Point{}
		k.must(k.zones.Confirm(k.officer(), in))
		k.agree(c, order, regime.OccupantWithdrew)
		change := terms(circle(0, 0, 70))
		change.Reason, change.Words = "accuracy", "Тактыгы начар"
		k.must(k.zones.Change(k.officer(), zonesvc.Change{Client: c, Order: order, Zone: z, Version: 2, Terms: change}))
		k.refused(k.zones.Confirm(k.officer(), k.answer(c, order, z)), fault.Conflict, "monitoring.zones.occupants")
	})
}

// Ensure that the level of the order bounds what can be drawn, that every problem of a draft is told at once, and that nothing is kept.
func TestDraftIsChecked(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.Presence)
		_, err := k.zones.Draw(k.officer(), zonesvc.Draw{Client: c, Order: order, Kind: zone.Exclusion, Terms: terms(circle(0, 0, 60))})
		k.refused(err, fault.Invalid, "monitoring.zones.level")
		full := k.order(c, regime.FullTrail)
		bow := zone.Shape{Form: zone.Polygon, Points: []zone.Point{place(0, 0), place(200, 200), place(200, 0), place(0, 200)}}
		bad := zoning.Terms{Shape: bow, Buffer: 50, Times: zoning.Times{Holiday: zoning.HolidaysSame}, Until: k.d.Now().Add(-time.Hour)}
		_, err = k.zones.Draw(k.officer(), zonesvc.Draw{Client: c, Order: full, Kind: zone.Work, Terms: bad})
		for _, key := range []string{"monitoring.zone.self_crossing", "monitoring.zones.buffer_only", "monitoring.zones.no_hours", "monitoring.zones.until_first", "field.required"} {
			k.refused(err, fault.Invalid, key)
		}
		s, err := k.zones.OfOrder(k.officer(), c, full)
		k.must(err)
		if len(s.Zones) != 0 {
			t.Error("a refused draft was kept")
		}
		if _, err := k.zones.Draw(k.as("o2", access.Officer), zonesvc.Draw{Client: c, Order: full, Kind: zone.Work, Terms: terms(circle(0, 0, 60))}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else's officer draws: %v", err)
		}
		if _, err := k.zones.One(k.officer(), k.client(), full, "01890a5d-ac96-774b-bcce-b302099a8057"); !fault.Is(err, fault.NotFound) {
			t.Errorf("another client's zone: %v", err)
		}
	})
}

// Ensure that a zone over the client's own home is refused, and that one over most of the clinic is only put in force with a reason.
func TestEverydayLife(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		add := func(what everyday.What, s zone.Shape) {
			k.must(k.zones.AddPlace(k.officer(), zonesvc.PlaceIn{Client: c, What: what, Name: "жер", Shape: s}))
		}
		add(everyday.Home, circle(0, 0, 30))
		add(everyday.Clinic, circle(2000, 0, 40))
		home := k.drawn(c, order, zone.Exclusion, terms(circle(20, 0, 200)))
		k.refused(k.zones.Approve(k.head(), k.answer(c, order, home)), fault.Invalid, "monitoring.zones.everyday_refused")
		clinic := k.drawn(c, order, zone.Exclusion, terms(circle(2000, 0, 200)))
		in := k.answer(c, order, clinic)
		k.refused(k.zones.Approve(k.head(), in), fault.Invalid, "monitoring.zones.warned")
		in.Words = "Өкүм түз атайт, башка бейтапкана бар"
		k.must(k.zones.Approve(k.head(), in))
		x := k.one(c, order, clinic)
		if x.Versions[0].Words != in.Words {
			t.Errorf("the reason is not kept: %q", x.Versions[0].Words)
		}
		k.must(k.zones.RemovePlace(k.officer(), c, x.Places[0].ID))
		if err := k.zones.RemovePlace(k.officer(), c, x.Places[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("removed twice: %v", err)
		}
	})
}

// hours are nights at home, or other spans.
func hours(from, to curfew.Minute) zoning.Times {
	t := zoning.Times{Holiday: zoning.HolidaysSame}
	for d := time.Sunday; d <= time.Saturday; d++ {
		t.Weekly = append(t.Weekly, curfew.Span{Day: d, Start: from, End: to})
	}
	return t
}

// at is an hour of a day of the order's zone, some days from today.
func (k *kit) at(days, hour int) time.Time {
	return k.zones.Today().AddDays(days).StartIn(k.zones.Zone()).Time().Add(time.Duration(hour) * time.Hour)
}

// Ensure that hours, a change in the middle of a night, permissions and the end are judged as they were at each moment.
func TestTimes(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		k.agree(c, order, regime.OccupantAgrees)
		draft := terms(circle(0, 0, 60))
		draft.Times = hours(22*60, 6*60)
		z := k.drawn(c, order, zone.Home, draft)
		k.must(k.zones.Confirm(k.officer(), k.answer(c, order, z)))
		awake := func(at time.Time) bool {
			k.t.Helper()
			got := k.judged(order)
			if len(got) != 1 || got[0].When == nil {
				k.t.Fatalf("judged by %+v", got)
			}
			on, _, _ := got[0].When.At(at)
			return on
		}
		if !awake(k.at(1, 23)) || awake(k.at(1, 12)) {
			t.Error("the nights are not those that were written")
		}
		// from three in the second night on, until four only
		k.clock.Set(k.at(2, 3))
		next := draft
		next.Times, next.Reason, next.Words = hours(22*60, 4*60), "work", "Жумушка эрте чыгат"
		k.must(k.zones.Change(k.officer(), zonesvc.Change{Client: c, Order: order, Zone: z, Version: 2, Terms: next}))
		k.must(k.zones.Confirm(k.officer(), k.answer(c, order, z)))
		today := k.zones.Today()
		if !awake(k.at(0, 2)) || awake(k.at(0, 5)) || !awake(k.at(-1, 5)) {
			t.Errorf("the change in the middle of the night of %v does not hold from there", today)
		}
		k.refused(k.zones.Permit(k.officer(), zonesvc.Permit{Client: c, Order: order, Zone: z, What: zoning.Exception{Effect: curfew.Permission}}), fault.Invalid, "monitoring.zones.permission_end")
		when := k.zones.Today().AddDays(1).StartIn(k.zones.Zone())
		k.must(k.zones.Permit(k.officer(), zonesvc.Permit{Client: c, Order: order, Zone: z, What: zoning.Exception{
			Effect: curfew.Permission, From: when.Add(-time.Hour), Until: when.Add(time.Hour), Reason: "family", Words: "Тажыя",
		}}))
		if awake(when.Time()) || !awake(when.Time().Add(2*time.Hour)) {
			t.Error("the permission does not free its time and only that")
		}
		free := k.one(c, order, z).Free
		k.must(k.zones.Withdraw(k.officer(), zonesvc.Withdraw{Client: c, Order: order, Zone: z, Permission: free[0].ID}))
		if !awake(when.Time()) {
			t.Error("a permission that was taken back still frees")
		}
		k.refused(k.zones.Withdraw(k.officer(), zonesvc.Withdraw{Client: c, Order: order, Zone: z, Permission: free[0].ID}), fault.Conflict, "monitoring.zones.permission_over")
		before := len(k.changed)
		k.must(k.zones.End(k.officer(), zonesvc.End{Client: c, Order: order, Zone: z, Version: k.one(c, order, z).Row, Reason: "needless", Words: "Мөөнөтү бүттү"}))
		if awake(k.at(3, 23)) || len(k.changed) != before+1 {
			t.Error("an ended zone is judged by")
		}
		if x := k.one(c, order, z); x.EndWords == "" || len(x.Versions) != 2 {
			t.Errorf("what was is not readable: %+v", x)
		}
	})
}

// Ensure that a correction holds from where the mistake began and the mistake never did, and that a later beginning waits its turn.
func TestCorrectionAndLaterBeginning(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		z := k.drawn(c, order, zone.Work, terms(circle(0, 0, 60)))
		confirm := func() {
			k.t.Helper()
			in := k.answer(c, order, z)
			in.Words = "Керек"
			k.must(k.zones.Confirm(k.officer(), in))
		}
		confirm()
		began := k.judged(order)[0].Versions[0].From
		k.clock.Set(k.at(1, 9))
		right := terms(circle(500, 0, 60))
		right.Reason, right.Words = zoning.ReasonCorrection, "Координаттар ката жазылган"
		change := func(tt zoning.Terms) {
			k.t.Helper()
			k.must(k.zones.Change(k.officer(), zonesvc.Change{Client: c, Order: order, Zone: z, Version: k.one(c, order, z).Row, Terms: tt}))
			confirm()
		}
		change(right)
		got := k.judged(order)[0].Versions
		if len(got) != 1 || !got[0].From.Equal(began) || got[0].Number != 2 {
			t.Fatalf("after the correction: %+v", got)
		}
		later := terms(circle(900, 0, 60))
		later.Reason, later.Words = "work", "Жумуш көчөт"
		later.From = k.zones.Today().AddDays(5).StartIn(k.zones.Zone())
		change(later)
		got = k.judged(order)[0].Versions
		if len(got) != 2 || !got[0].To.Equal(later.From.Time()) || !got[1].From.Equal(later.From.Time()) {
			t.Fatalf("with a later beginning: %+v", got)
		}
		now := terms(circle(100, 0, 60)) // before the later one has begun, another takes its place at once
		now.Reason, now.Words = "decision", "Жаңы чечим"
		change(now)
		got = k.judged(order)[0].Versions
		if len(got) != 2 || !got[0].To.Equal(got[1].From) || got[1].Number != 4 || !got[1].To.IsZero() {
			t.Errorf("the one that never began is judged by: %+v", got)
		}
	})
}

// Ensure that a zone of a place to keep away from is lessened only by who may approve it.
func TestLesseningAnExclusion(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		order := k.order(c, regime.FullTrail)
		z := k.drawn(c, order, zone.Exclusion, terms(circle(3000, 0, 300)))
		k.must(k.zones.Approve(k.head(), k.answer(c, order, z)))
		free := zonesvc.Permit{Client: c, Order: order, Zone: z, What: zoning.Exception{Effect: curfew.Suspension, From: k.d.Now(), Reason: "summons", Words: "Сот"}}
		end := zonesvc.End{Client: c, Order: order, Zone: z, Version: 2, Reason: "needless", Words: "Кереги жок"}
		for _, err := range []error{k.zones.Permit(k.officer(), free), k.zones.End(k.officer(), end)} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("an officer lessens protection: %v", err)
			}
		}
		k.must(k.zones.Permit(k.head(), free))
		k.must(k.zones.End(k.head(), end))
	})
}
