package tracksvc_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/db"
)

// From the decision to positions that somebody read for a reason: no step of it can be left out.
func TestFromDecisionToReading(t *testing.T) {
	each(t, func(k *kit) {
		c, phone := k.client(osh, "o1"), k.add("phone-1")
		order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: k.terms(regime.FullTrail)})
		k.must(err)
		fit := devicesvc.Fit{Client: c, Order: order, Device: phone}
		k.want(k.devices.Fit(k.officer(), fit), fault.Invalid) // nobody has approved it
		approve := monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}
		k.want(k.orders.Decide(k.officer(), approve), fault.Forbidden)
		k.want(k.orders.Decide(k.as("o1", access.Head, osh), approve), fault.Conflict) // the drafter in another post
		k.must(k.orders.Decide(k.head(), approve))
		k.want(k.devices.Fit(k.officer(), fit), fault.Invalid) // the sheet is not signed
		k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: k.orders.Today()}}))
		k.must(k.devices.Fit(k.officer(), fit))
		k.want(k.devices.Fit(k.officer(), fit), fault.Invalid) // a device is on one person at a time

		a, b := k.point("phone-1", k.now(), 40.51), k.point("phone-1", k.now().Add(time.Second), 40.52)
		if got := k.outcomes(a, b); !slices.Equal(got, []track.Outcome{track.Stored, track.Stored}) {
			k.t.Fatalf("stored: %v", got)
		}
		if got := k.outcomes(b, a, a); !slices.Equal(got, []track.Outcome{track.Repeated, track.Repeated, track.Repeated}) {
			k.t.Fatalf("sent again: %v", got)
		}
		seen, err := k.read(k.officer(), c, k.fitting(c))
		k.must(err)
		if len(seen.Fixes) != 2 || !seen.Places || seen.Fixes[0].Lat != monitoring.DegreesE7(40.51) || seen.Fixes[0].Accuracy != 12 || seen.Fixes[1].Arrival <= seen.Fixes[0].Arrival {
			k.t.Fatalf("read: %+v", seen)
		}
		var kinds []string
		for _, f := range k.book.Timeline(c) {
			kinds = append(kinds, f.Type)
		}
		want := []string{"monitoring.order_drafted", "monitoring.order_approved", "monitoring.order_sheet", "monitoring.device_fitted", "monitoring.positions_read"}
		if !slices.Equal(kinds, want) {
			k.t.Errorf("timeline %v", kinds)
		}
		d, err := k.devices.Device(k.head(), phone)
		k.must(err)
		if d.State != regime.Fitted || d.Client != c || d.Messages != 5 || d.Repeats != 3 || d.SeenAt.IsZero() || len(d.Custody) != 2 {
			k.t.Errorf("device %+v", d)
		}
	})
}

// Collecting ends by itself with the term, rests while the order is suspended, and asks when a position was and not when it came.
func TestCollectingFollowsTheOrder(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.fitted("phone-1", regime.FullTrail)
		k.clock.Advance(time.Hour)
		k.must(k.orders.Stop(k.head(), monitoringsvc.Act{Client: c, Order: order, Version: 3, Step: regime.Step{What: regime.StepSuspend, Code: "medical", Words: "МРТ"}}))
		resting := k.point("phone-1", k.now(), 40.5)
		k.clock.Advance(time.Hour)
		k.must(k.orders.Stop(k.head(), monitoringsvc.Act{Client: c, Order: order, Version: 4, Step: regime.Step{What: regime.StepResume, Words: "Вернулся"}}))
		last := k.now().Add(time.Minute)
		if got := k.outcomes(resting, k.point("phone-1", last, 40.5), k.point("phone-1", last.Add(-30*time.Minute), 40.6)); !slices.Equal(got, []track.Outcome{track.Outside, track.Stored, track.Outside}) {
			k.t.Fatalf("suspended: %v", got)
		}
		k.clock.Advance(8 * 24 * time.Hour) // nobody has swept
		got := k.store(k.point("phone-1", k.now(), 40.5), k.point("phone-1", last.Add(-time.Second), 40.7))
		if got[0].Outcome != track.Outside || got[1].Outcome != track.Stored || !got[1].Marks.Has(monitoring.Late) {
			k.t.Fatalf("after the end: %+v", got)
		}
		n, err := k.orders.Sweep(k.job())
		k.must(err)
		x, err := k.orders.Order(k.officer(), c, order)
		k.must(err)
		if n == 0 || x.State != regime.Ended || x.EndReason != "term" {
			k.t.Fatalf("swept %d: %s %s", n, x.State, x.EndReason)
		}
	})
}

// With the end of the supervision its monitoring ends at once; a protection order stands by a decision of its own.
func TestMonitoringEndsWithTheSupervision(t *testing.T) {
	each(t, func(k *kit) {
		ends := func(c id.Client) {
			k.t.Helper()
			k.must(k.d.Write(k.head(), func(tx *db.Tx) error {
				if err := k.orders.Ops().SupervisionEnds(k.head(), tx, c, tx.Now); err != nil {
					return err
				}
				return tx.Record(k.head(), access.EndSupervision, "")
			}))
		}
		c, order := k.fitted("phone-1", regime.FullTrail)
		other := k.client(osh, "o1")
		stays, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: other, Regime: regime.ProtectionOrder, Terms: k.terms(regime.FullTrail)})
		k.must(err)
		k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: other, Order: stays, Version: 1, Approve: true}))
		k.clock.Advance(time.Hour)
		before := k.point("phone-1", k.now(), 40.5)
		k.clock.Advance(time.Minute)
		ends(c)
		ends(other)
		if got := k.outcomes(k.point("phone-1", k.now().Add(time.Second), 40.5), before); !slices.Equal(got, []track.Outcome{track.Outside, track.Stored}) {
			k.t.Fatalf("after the supervision: %v", got)
		}
		k.clock.Advance(time.Minute)
		_, err = k.orders.Sweep(k.job())
		k.must(err)
		for of, want := range map[id.Client]regime.State{c: regime.Ended, other: regime.Approved} {
			x, err := k.orders.Order(k.officer(), of, map[id.Client]string{c: order, other: stays}[of])
			k.must(err)
			if x.State != want {
				k.t.Errorf("%s: %s, want %s", x.Kind, x.State, want)
			}
		}
	})
}

// A device that was on two people gives each only what was while they wore it, also what it sends later.
func TestPositionsNeverCrossWearers(t *testing.T) {
	each(t, func(k *kit) {
		first, _ := k.fitted("phone-1", regime.FullTrail)
		device, fitting := "", k.fitting(first)
		list, _, err := k.devices.List(k.head(), devicesvc.Filter{})
		k.must(err)
		device = list[0].ID
		k.clock.Advance(time.Hour)
		then := k.now()
		k.clock.Advance(time.Hour)
		k.must(k.devices.Unfit(k.officer(), devicesvc.Unfit{Client: first, Fitting: fitting, Reason: "swap"}))
		between := k.now()
		second := k.client(osh, "o1")
		k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: second, Order: k.approved(second, regime.FullTrail), Device: device}))
		k.clock.Advance(time.Hour)
		got := k.store(k.point("phone-1", then, 40.1), k.point("phone-1", between, 40.2), k.point("phone-1", k.now(), 40.3))
		if got[0].Client != first || got[1].Outcome != track.Unfitted || got[2].Client != second {
			k.t.Fatalf("%+v", got)
		}
		a, err := k.read(k.officer(), first, fitting)
		k.must(err)
		b, err := k.read(k.officer(), second, k.fitting(second))
		k.must(err)
		if len(a.Fixes) != 1 || a.Fixes[0].Lat != monitoring.DegreesE7(40.1) || len(b.Fixes) != 1 || b.Fixes[0].Lat != monitoring.DegreesE7(40.3) {
			k.t.Errorf("%+v %+v", a.Fixes, b.Fixes)
		}
		_, err = k.read(k.officer(), second, fitting)
		k.want(err, fault.Invalid) // the fitting of somebody else
	})
}

// What looks wrong is stored and marked, by the day of the receipt where the clock cannot be; the level decides what is kept of a place.
func TestMarksAndLevels(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.fitted("phone-1", regime.FullTrail)
		nowhere := k.point("phone-1", k.now(), 0)
		nowhere.Position.Lon = 0
		old, future := k.point("phone-1", k.now().AddDate(-19, -7, 0), 40.5), k.point("phone-1", k.now().AddDate(0, 0, 2), 40.5)
		cell := k.point("phone-1", k.now(), 40.6)
		cell.Position.Mechanism, cell.Position.Valid = monitoring.Cell, false
		alarm := track.Arrived{Protocol: "osmand", Message: monitoring.Message{Device: "phone-1", ReceivedAt: k.now(), Alarms: []monitoring.Alarm{monitoring.Tamper}}}
		var marks []monitoring.Mark
		for _, v := range k.store(nowhere, old, future, cell, alarm) {
			if v.Outcome != track.Stored {
				k.t.Fatalf("%+v", v)
			}
			marks = append(marks, v.Marks&^monitoring.Late)
		}
		if want := []monitoring.Mark{monitoring.Implausible, monitoring.Implausible, monitoring.Implausible, monitoring.Invalid | monitoring.CellOnly, 0}; !slices.Equal(marks, want) {
			k.t.Errorf("marks %v, want %v", marks, want)
		}
		seen, err := k.read(k.officer(), c, k.fitting(c))
		k.must(err)
		if len(seen.Fixes) != 5 {
			k.t.Fatalf("%d of 5 are read", len(seen.Fixes))
		}
		if last := seen.Fixes[4]; !last.NoPosition || !slices.Equal(last.Alarms, []monitoring.Alarm{monitoring.Tamper}) {
			k.t.Errorf("the alarm without a place: %+v", last)
		}

		zoned, _ := k.fitted("phone-2", regime.ZonesOnly)
		present, _ := k.fitted("phone-3", regime.Presence)
		k.store(k.point("phone-2", k.now(), 40.5), k.point("phone-3", k.now(), 40.5))
		z, err := k.read(k.officer(), zoned, k.fitting(zoned))
		k.must(err)
		p, err := k.read(k.officer(), present, k.fitting(present))
		k.must(err)
		if z.Places || z.Fixes[0].Lat != 0 || p.Places || !p.Fixes[0].NoPosition {
			k.t.Errorf("places are told: %+v %+v", z, p)
		}
		k.must(k.d.Read(k.job(), func(r *db.Reader) error {
			n, err := db.One[int](k.job(), r, `select count(*) from monitoring_frame where body is null`)
			if n != 1 {
				k.t.Errorf("%d frames without their bytes, want that of the presence order", n)
			}
			return err
		}))
	})
}

// Reading needs a reason, a window of at most two days, and a client who is the reader's own or in sight.
func TestReadingIsAPurposefulAct(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.fitted("phone-1", regime.FullTrail)
		f, now := k.fitting(c), k.d.Now()
		_, err := k.tracks.ReadPositions(k.officer(), tracksvc.Read{Client: c, From: now.Add(-72 * time.Hour), Until: now, Words: "так"})
		k.want(err, fault.Invalid)
		var fields []string
		for _, p := range fault.As(err).Problems {
			fields = append(fields, p.Field)
		}
		if !slices.Equal(fields, []string{"fitting", "until", "purpose", "words"}) {
			k.t.Errorf("problems of %v", fields)
		}
		for _, who := range []struct {
			ctx  context.Context
			kind fault.Kind
		}{
			{k.as("o2", access.Officer, osh), fault.Forbidden},
			{k.as("h2", access.Head, bishkek), fault.NotFound},
			{k.as("p1", access.Psychologist, osh), fault.Forbidden},
			{k.as("a1", access.Analyst, osh), fault.Forbidden},
		} {
			_, err := k.read(who.ctx, c, f)
			k.want(err, who.kind)
		}
		_, err = k.read(k.as("d1", access.DutyOperator, osh), c, f)
		k.must(err)
	})
}

// Who is not known stands in quarantine with nothing of what was said; entering the device takes it out.
func TestQuarantine(t *testing.T) {
	each(t, func(k *kit) {
		if got := k.outcomes(k.point("stranger", k.now(), 40.5), k.point("stranger", k.now(), 40.6)); !slices.Equal(got, []track.Outcome{track.Unknown, track.Unknown}) {
			k.t.Fatal(got)
		}
		list, err := k.devices.Quarantine(k.head())
		k.must(err)
		if len(list) != 1 || list[0].Ident != "stranger" || list[0].Messages != 2 || list[0].Protocol != "osmand" {
			k.t.Fatalf("%+v", list)
		}
		_, err = k.devices.Quarantine(k.officer())
		k.want(err, fault.Forbidden)
		d, err := k.devices.Device(k.head(), k.add("stranger"))
		k.must(err)
		if d.Custody[0].What != regime.DeviceClaimed {
			k.t.Errorf("custody %+v", d.Custody)
		}
		if list, err = k.devices.Quarantine(k.head()); err != nil || len(list) != 0 {
			k.t.Errorf("still there: %v %v", list, err)
		}
		if got := k.outcomes(k.point("stranger", k.now(), 40.5)); got[0] != track.Unfitted {
			k.t.Error(got)
		}
		_, err = k.tracks.Store(k.officer(), []track.Arrived{k.point("stranger", k.now(), 1)})
		k.want(err, fault.Forbidden)
	})
}

// The hash of an hour stands in the record, and a position that was changed later no longer gives it.
func TestHourlyDigest(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.fitted("phone-1", regime.FullTrail)
		for i := range 3 {
			k.store(k.point("phone-1", k.now(), 40.5+float64(i)/100), k.point("phone-1", k.now().Add(time.Second), 40.5))
		}
		n, err := k.tracks.Digest(k.job())
		k.must(err)
		if n != 0 {
			k.t.Fatalf("%d digests of an hour that is not over", n)
		}
		k.clock.Advance(2 * time.Hour)
		if n, err = k.tracks.Digest(k.job()); err != nil || n != 1 {
			k.t.Fatalf("%d digests: %v", n, err)
		}
		if n, err = k.tracks.Digest(k.job()); err != nil || n != 0 {
			k.t.Fatalf("%d digests again: %v", n, err)
		}
		proof, err := k.tracks.Verify(k.job(), c)
		k.must(err)
		if len(proof.Broken) != 0 || proof.Digests != 1 || proof.Positions != 6 {
			k.t.Fatalf("from the start: %+v", proof)
		}
		k.must(k.d.System(k.job(), "test", func(tx *db.Tx) error {
			_, err := tx.Exec(k.job(), `update monitoring_position set lat = lat + 1 where arrival = 2`)
			return err
		}))
		if proof, err = k.tracks.Verify(k.job(), c); err != nil || len(proof.Broken) != 1 {
			k.t.Errorf("a position was changed and nobody sees it: %+v %v", proof, err)
		}
	})
}

// Somebody restricted is absent with the device that is worn, with its custody and with the orders, for whoever has no right.
func TestRestrictedIsAbsent(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.fitted("phone-1", regime.FullTrail)
		k.add("phone-2")
		fitting := k.fitting(c)
		list, _, err := k.devices.List(k.head(), devicesvc.Filter{})
		k.must(err)
		if len(list) != 2 {
			k.t.Fatalf("%d devices before", len(list))
		}
		worn := list[0].ID
		if list[0].Client == "" {
			worn = list[1].ID
		}
		k.must(k.d.Write(k.job(), func(tx *db.Tx) error {
			if err := tx.Update(k.job(), "access_client", string(c), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.job(), access.RestrictClient, "life")
		}))
		if list, _, err = k.devices.List(k.head(), devicesvc.Filter{}); err != nil || len(list) != 1 || list[0].Ident != "phone-2" {
			k.t.Errorf("the inventory shows %v %v", list, err)
		}
		_, err = k.devices.Device(k.head(), worn)
		k.want(err, fault.NotFound)
		_, err = k.orders.Order(k.head(), c, order)
		k.want(err, fault.NotFound)
		_, err = k.read(k.head(), c, fitting)
		k.want(err, fault.NotFound)
		if due, _, err := k.orders.Due(k.head(), monitoringsvc.DueAll); err != nil || len(due) != 0 {
			k.t.Errorf("orders show %v %v", due, err)
		}
		if got := k.outcomes(k.point("phone-1", k.now(), 40.5)); got[0] != track.Stored { // protection goes on
			k.t.Error(got)
		}
	})
}

// A review that comes near is told to the head once, one that is late to the department too.
func TestReviewsAreTold(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.fitted("phone-1", regime.FullTrail)
		sweep := func(want ...string) {
			k.t.Helper()
			k.told = nil
			_, err := k.orders.Sweep(k.job())
			k.must(err)
			if !slices.Equal(k.told, want) {
				k.t.Fatalf("told %v, want %v", k.told, want)
			}
		}
		sweep("head:monitoring_review") // in five days
		if want := "/clients/" + string(c) + "/monitoring/orders/" + order; k.href != want {
			k.t.Errorf("the notice leads to %s, want %s", k.href, want)
		}
		sweep()
		k.clock.Advance(6 * 24 * time.Hour)
		sweep("head:monitoring_review_late", "region:monitoring_review_late")
		sweep()
		x, err := k.orders.Order(k.officer(), c, order)
		k.must(err)
		act := monitoringsvc.Act{Client: c, Order: order, Version: x.Row, Step: regime.Step{What: regime.StepReview, Code: "continue", Words: "Ещё нужен", Day: k.orders.Today().AddDays(1)}}
		k.must(k.orders.Note(k.officer(), act))
		k.want(k.orders.Note(k.officer(), act), fault.Conflict)
		_, err = k.orders.Sweep(k.officer())
		k.want(err, fault.Forbidden)
	})
}

// A variation holds only when a second person has approved it; sent back, the version in force stays.
func TestVariation(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.fitted("phone-1", regime.FullTrail)
		next := k.terms(regime.ZonesOnly)
		vary := monitoringsvc.Vary{Client: c, Order: order, Version: 3, Terms: next}
		k.want(k.orders.Vary(k.officer(), vary), fault.Invalid) // no reason
		vary.Terms.Reason = "level_down"
		k.must(k.orders.Vary(k.officer(), vary))
		vary.Version = 4
		k.want(k.orders.Vary(k.officer(), vary), fault.Conflict) // one waits
		for show, n := range map[string]int{monitoringsvc.DueApproval: 1, monitoringsvc.DueEnd: 0, monitoringsvc.DueReview: 1, monitoringsvc.DueAll: 1} {
			if list, _, err := k.orders.Due(k.head(), show); err != nil || len(list) != n {
				k.t.Errorf("%s shows %d of %d: %v", show, len(list), n, err)
			}
		}
		decide := monitoringsvc.Decide{Client: c, Order: order, Version: 4}
		k.want(k.orders.Decide(k.head(), decide), fault.Invalid) // sent back without words
		decide.Words = "Нет решения суда"
		k.must(k.orders.Decide(k.head(), decide))
		x, err := k.orders.Order(k.officer(), c, order)
		k.must(err)
		if x.Level != regime.FullTrail || x.InForce != 1 || x.Waiting != 0 || x.State != regime.Approved || x.Versions[0].Returned != decide.Words {
			k.t.Fatalf("sent back: %+v", x)
		}
		vary.Version = x.Row
		k.must(k.orders.Vary(k.officer(), vary))
		k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: x.Row + 1, Approve: true}))
		if x, err = k.orders.Order(k.officer(), c, order); err != nil || x.Level != regime.ZonesOnly || x.InForce != 3 || x.Versions[2].State != regime.VersionReplaced {
			k.t.Fatalf("approved: %+v %v", x, err)
		}
	})
}

// A batch that is larger than a statement, half of it sent before: each position stands once, and each verdict is at its message.
func TestLargeBatches(t *testing.T) {
	each(t, func(k *kit) {
		k.fitted("phone-1", regime.FullTrail)
		at := k.now()
		points := func(from, until int) []track.Arrived {
			var out []track.Arrived
			for i := from; i < until; i++ {
				out = append(out, k.point("phone-1", at.Add(time.Duration(i)*time.Second), 40.5))
			}
			return out
		}
		for i, v := range k.store(points(0, 300)...) {
			if v.Outcome != track.Stored {
				k.t.Fatalf("%d: %+v", i, v)
			}
		}
		got := k.store(append(points(100, 400), track.Arrived{Message: monitoring.Message{Device: "stranger", ReceivedAt: at}})...)
		for i, v := range got[:300] {
			if want := map[bool]track.Outcome{true: track.Repeated, false: track.Stored}[i < 200]; v.Outcome != want {
				k.t.Fatalf("%d: %s, want %s", i, v.Outcome, want)
			}
		}
		if got[300].Outcome != track.Unknown {
			k.t.Error(got[300])
		}
		k.must(k.d.Read(k.job(), func(r *db.Reader) error {
			n, err := db.One[int](k.job(), r, `select count(*) from monitoring_position`)
			if n != 400 {
				k.t.Errorf("%d rows, want 400", n)
			}
			return err
		}))
	})
}
