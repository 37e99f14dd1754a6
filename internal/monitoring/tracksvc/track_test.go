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
		c, phone := k.Client(osh, "o1"), k.Add("phone-1")
		order, err := k.Orders.Draft(k.Officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: k.Terms(regime.FullTrail)})
		k.Must(err)
		fit := devicesvc.Fit{Client: c, Order: order, Device: phone}
		k.Want(k.Devices.Fit(k.Officer(), fit), fault.Invalid) // nobody has approved it
		approve := monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}
		k.Want(k.Orders.Decide(k.Officer(), approve), fault.Forbidden)
		k.Want(k.Orders.Decide(k.As("o1", access.Head, osh), approve), fault.Conflict) // the drafter in another post
		k.Must(k.Orders.Decide(k.Chief(), approve))
		k.Want(k.Devices.Fit(k.Officer(), fit), fault.Invalid) // the sheet is not signed
		k.Must(k.Orders.Note(k.Officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: k.Orders.Today()}}))
		k.Must(k.Devices.Fit(k.Officer(), fit))
		k.Want(k.Devices.Fit(k.Officer(), fit), fault.Invalid) // a device is on one person at a time

		a, b := k.Point("phone-1", k.Now(), 40.51), k.Point("phone-1", k.Now().Add(time.Second), 40.52)
		if got := k.outcomes(a, b); !slices.Equal(got, []track.Outcome{track.Stored, track.Stored}) {
			k.T.Fatalf("stored: %v", got)
		}
		if got := k.outcomes(b, a, a); !slices.Equal(got, []track.Outcome{track.Repeated, track.Repeated, track.Repeated}) {
			k.T.Fatalf("sent again: %v", got)
		}
		seen, err := k.read(k.Officer(), c, k.Fitting(c))
		k.Must(err)
		if len(seen.Fixes) != 2 || !seen.Places || seen.Fixes[0].Lat != monitoring.DegreesE7(40.51) || seen.Fixes[0].Accuracy != 12 || seen.Fixes[1].Arrival <= seen.Fixes[0].Arrival {
			k.T.Fatalf("read: %+v", seen)
		}
		var kinds []string
		for _, f := range k.Book.Timeline(c) {
			kinds = append(kinds, f.Type)
		}
		want := []string{"monitoring.order_drafted", "monitoring.order_approved", "monitoring.order_sheet", "monitoring.device_fitted", "monitoring.positions_read"}
		if !slices.Equal(kinds, want) {
			k.T.Errorf("timeline %v", kinds)
		}
		d, err := k.Devices.Device(k.Chief(), phone)
		k.Must(err)
		if d.State != regime.Fitted || d.Client != c || d.Messages != 5 || d.Repeats != 3 || d.SeenAt.IsZero() || len(d.Custody) != 2 {
			k.T.Errorf("device %+v", d)
		}
	})
}

// Collecting ends by itself with the term, rests while the order is suspended, and asks when a position was and not when it came.
func TestCollectingFollowsTheOrder(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.Fitted("phone-1", regime.FullTrail)
		k.Clock.Advance(time.Hour)
		k.Must(k.Orders.Stop(k.Chief(), monitoringsvc.Act{Client: c, Order: order, Version: 3, Step: regime.Step{What: regime.StepSuspend, Code: "medical", Words: "МРТ"}}))
		resting := k.Point("phone-1", k.Now(), 40.5)
		k.Clock.Advance(time.Hour)
		k.Must(k.Orders.Stop(k.Chief(), monitoringsvc.Act{Client: c, Order: order, Version: 4, Step: regime.Step{What: regime.StepResume, Words: "Вернулся"}}))
		last := k.Now().Add(time.Minute)
		if got := k.outcomes(resting, k.Point("phone-1", last, 40.5), k.Point("phone-1", last.Add(-30*time.Minute), 40.6)); !slices.Equal(got, []track.Outcome{track.Outside, track.Stored, track.Outside}) {
			k.T.Fatalf("suspended: %v", got)
		}
		k.Clock.Advance(8 * 24 * time.Hour) // nobody has swept
		got := k.Store(k.Point("phone-1", k.Now(), 40.5), k.Point("phone-1", last.Add(-time.Second), 40.7))
		if got[0].Outcome != track.Outside || got[1].Outcome != track.Stored || !got[1].Marks.Has(monitoring.Late) {
			k.T.Fatalf("after the end: %+v", got)
		}
		n, err := k.Orders.Sweep(k.Job())
		k.Must(err)
		x, err := k.Orders.Order(k.Officer(), c, order)
		k.Must(err)
		if n == 0 || x.State != regime.Ended || x.EndReason != "term" {
			k.T.Fatalf("swept %d: %s %s", n, x.State, x.EndReason)
		}
	})
}

// With the end of the supervision its monitoring ends at once; a protection order stands by a decision of its own.
func TestMonitoringEndsWithTheSupervision(t *testing.T) {
	each(t, func(k *kit) {
		ends := func(c id.Client) {
			k.T.Helper()
			k.Must(k.DB.Write(k.Chief(), func(tx *db.Tx) error {
				if err := k.Orders.Ops().SupervisionEnds(k.Chief(), tx, c, tx.Now); err != nil {
					return err
				}
				return tx.Record(k.Chief(), access.EndSupervision, "")
			}))
		}
		c, order := k.Fitted("phone-1", regime.FullTrail)
		other := k.Client(osh, "o1")
		stays, err := k.Orders.Draft(k.Officer(), monitoringsvc.Draft{Client: other, Regime: regime.ProtectionOrder, Terms: k.Terms(regime.FullTrail)})
		k.Must(err)
		k.Must(k.Orders.Decide(k.Chief(), monitoringsvc.Decide{Client: other, Order: stays, Version: 1, Approve: true}))
		k.Clock.Advance(time.Hour)
		before := k.Point("phone-1", k.Now(), 40.5)
		k.Clock.Advance(time.Minute)
		ends(c)
		ends(other)
		if got := k.outcomes(k.Point("phone-1", k.Now().Add(time.Second), 40.5), before); !slices.Equal(got, []track.Outcome{track.Outside, track.Stored}) {
			k.T.Fatalf("after the supervision: %v", got)
		}
		k.Clock.Advance(time.Minute)
		_, err = k.Orders.Sweep(k.Job())
		k.Must(err)
		for of, want := range map[id.Client]regime.State{c: regime.Ended, other: regime.Approved} {
			x, err := k.Orders.Order(k.Officer(), of, map[id.Client]string{c: order, other: stays}[of])
			k.Must(err)
			if x.State != want {
				k.T.Errorf("%s: %s, want %s", x.Kind, x.State, want)
			}
		}
	})
}

// A device that was on two people gives each only what was while they wore it, also what it sends later.
func TestPositionsNeverCrossWearers(t *testing.T) {
	each(t, func(k *kit) {
		first, _ := k.Fitted("phone-1", regime.FullTrail)
		device, fitting := "", k.Fitting(first)
		list, _, err := k.Devices.List(k.Chief(), devicesvc.Filter{})
		k.Must(err)
		device = list[0].ID
		k.Clock.Advance(time.Hour)
		then := k.Now()
		k.Clock.Advance(time.Hour)
		k.Must(k.Devices.Unfit(k.Officer(), devicesvc.Unfit{Client: first, Fitting: fitting, Reason: "swap"}))
		between := k.Now()
		second := k.Client(osh, "o1")
		k.Must(k.Devices.Fit(k.Officer(), devicesvc.Fit{Client: second, Order: k.Approved(second, regime.FullTrail), Device: device}))
		k.Clock.Advance(time.Hour)
		got := k.Store(k.Point("phone-1", then, 40.1), k.Point("phone-1", between, 40.2), k.Point("phone-1", k.Now(), 40.3))
		if got[0].Client != first || got[1].Outcome != track.Unfitted || got[2].Client != second {
			k.T.Fatalf("%+v", got)
		}
		a, err := k.read(k.Officer(), first, fitting)
		k.Must(err)
		b, err := k.read(k.Officer(), second, k.Fitting(second))
		k.Must(err)
		if len(a.Fixes) != 1 || a.Fixes[0].Lat != monitoring.DegreesE7(40.1) || len(b.Fixes) != 1 || b.Fixes[0].Lat != monitoring.DegreesE7(40.3) {
			k.T.Errorf("%+v %+v", a.Fixes, b.Fixes)
		}
		_, err = k.read(k.Officer(), second, fitting)
		k.Want(err, fault.Invalid) // the fitting of somebody else
	})
}

// What looks wrong is stored and marked, by the day of the receipt where the clock cannot be; the level decides what is kept of a place.
func TestMarksAndLevels(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		nowhere := k.Point("phone-1", k.Now(), 0)
		nowhere.Position.Lon = 0
		old, future := k.Point("phone-1", k.Now().AddDate(-19, -7, 0), 40.5), k.Point("phone-1", k.Now().AddDate(0, 0, 2), 40.5)
		cell := k.Point("phone-1", k.Now(), 40.6)
		cell.Position.Mechanism, cell.Position.Valid = monitoring.Cell, false
		alarm := track.Arrived{Protocol: "osmand", Message: monitoring.Message{Device: "phone-1", ReceivedAt: k.Now(), Alarms: []monitoring.Alarm{monitoring.Tamper}}}
		var marks []monitoring.Mark
		for _, v := range k.Store(nowhere, old, future, cell, alarm) {
			if v.Outcome != track.Stored {
				k.T.Fatalf("%+v", v)
			}
			marks = append(marks, v.Marks&^monitoring.Late)
		}
		if want := []monitoring.Mark{monitoring.Implausible, monitoring.Implausible, monitoring.Implausible, monitoring.Invalid | monitoring.CellOnly, 0}; !slices.Equal(marks, want) {
			k.T.Errorf("marks %v, want %v", marks, want)
		}
		seen, err := k.read(k.Officer(), c, k.Fitting(c))
		k.Must(err)
		if len(seen.Fixes) != 5 {
			k.T.Fatalf("%d of 5 are read", len(seen.Fixes))
		}
		if last := seen.Fixes[4]; !last.NoPosition || !slices.Equal(last.Alarms, []monitoring.Alarm{monitoring.Tamper}) {
			k.T.Errorf("the alarm without a place: %+v", last)
		}

		zoned, _ := k.Fitted("phone-2", regime.ZonesOnly)
		present, _ := k.Fitted("phone-3", regime.Presence)
		k.Store(k.Point("phone-2", k.Now(), 40.5), k.Point("phone-3", k.Now(), 40.5))
		z, err := k.read(k.Officer(), zoned, k.Fitting(zoned))
		k.Must(err)
		p, err := k.read(k.Officer(), present, k.Fitting(present))
		k.Must(err)
		if z.Places || z.Fixes[0].Lat != 0 || p.Places || !p.Fixes[0].NoPosition {
			k.T.Errorf("places are told: %+v %+v", z, p)
		}
		k.Must(k.DB.Read(k.Job(), func(r *db.Reader) error {
			n, err := db.One[int](k.Job(), r, `select count(*) from monitoring_frame where body is null`)
			if n != 1 {
				k.T.Errorf("%d frames without their bytes, want that of the presence order", n)
			}
			return err
		}))
	})
}

// Reading needs a reason, a window of at most two days, and a client who is the reader's own or in sight.
func TestReadingIsAPurposefulAct(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		f, now := k.Fitting(c), k.DB.Now()
		_, err := k.Tracks.ReadPositions(k.Officer(), tracksvc.Read{Client: c, From: now.Add(-72 * time.Hour), Until: now, Words: "так"})
		k.Want(err, fault.Invalid)
		var fields []string
		for _, p := range fault.As(err).Problems {
			fields = append(fields, p.Field)
		}
		if !slices.Equal(fields, []string{"fitting", "until", "purpose", "words"}) {
			k.T.Errorf("problems of %v", fields)
		}
		for _, who := range []struct {
			ctx  context.Context
			kind fault.Kind
		}{
			{k.As("o2", access.Officer, osh), fault.Forbidden},
			{k.As("h2", access.Head, bishkek), fault.NotFound},
			{k.As("p1", access.Psychologist, osh), fault.Forbidden},
			{k.As("a1", access.Analyst, osh), fault.Forbidden},
		} {
			_, err := k.read(who.ctx, c, f)
			k.Want(err, who.kind)
		}
		_, err = k.read(k.As("d1", access.DutyOperator, osh), c, f)
		k.Must(err)
	})
}

// Who is not known stands in quarantine with nothing of what was said; entering the device takes it out.
func TestQuarantine(t *testing.T) {
	each(t, func(k *kit) {
		if got := k.outcomes(k.Point("stranger", k.Now(), 40.5), k.Point("stranger", k.Now(), 40.6)); !slices.Equal(got, []track.Outcome{track.Unknown, track.Unknown}) {
			k.T.Fatal(got)
		}
		list, err := k.Devices.Quarantine(k.Chief())
		k.Must(err)
		if len(list) != 1 || list[0].Ident != "stranger" || list[0].Messages != 2 || list[0].Protocol != "osmand" {
			k.T.Fatalf("%+v", list)
		}
		_, err = k.Devices.Quarantine(k.Officer())
		k.Want(err, fault.Forbidden)
		d, err := k.Devices.Device(k.Chief(), k.Add("stranger"))
		k.Must(err)
		if d.Custody[0].What != regime.DeviceClaimed {
			k.T.Errorf("custody %+v", d.Custody)
		}
		if list, err = k.Devices.Quarantine(k.Chief()); err != nil || len(list) != 0 {
			k.T.Errorf("still there: %v %v", list, err)
		}
		if got := k.outcomes(k.Point("stranger", k.Now(), 40.5)); got[0] != track.Unfitted {
			k.T.Error(got)
		}
		_, err = k.Tracks.Store(k.Officer(), []track.Arrived{k.Point("stranger", k.Now(), 1)})
		k.Want(err, fault.Forbidden)
	})
}

// The hash of an hour stands in the record, and a position that was changed later no longer gives it.
func TestHourlyDigest(t *testing.T) {
	each(t, func(k *kit) {
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		for i := range 3 {
			k.Store(k.Point("phone-1", k.Now(), 40.5+float64(i)/100), k.Point("phone-1", k.Now().Add(time.Second), 40.5))
		}
		n, err := k.Tracks.Digest(k.Job())
		k.Must(err)
		if n != 0 {
			k.T.Fatalf("%d digests of an hour that is not over", n)
		}
		k.Clock.Advance(2 * time.Hour)
		if n, err = k.Tracks.Digest(k.Job()); err != nil || n != 1 {
			k.T.Fatalf("%d digests: %v", n, err)
		}
		if n, err = k.Tracks.Digest(k.Job()); err != nil || n != 0 {
			k.T.Fatalf("%d digests again: %v", n, err)
		}
		proof, err := k.Tracks.Verify(k.Job(), c)
		k.Must(err)
		if len(proof.Broken) != 0 || proof.Digests != 1 || proof.Positions != 6 {
			k.T.Fatalf("from the start: %+v", proof)
		}
		k.Must(k.DB.System(k.Job(), "test", func(tx *db.Tx) error {
			_, err := tx.Exec(k.Job(), `update monitoring_position set lat = lat + 1 where arrival = 2`)
			return err
		}))
		if proof, err = k.Tracks.Verify(k.Job(), c); err != nil || len(proof.Broken) != 1 {
			k.T.Errorf("a position was changed and nobody sees it: %+v %v", proof, err)
		}
	})
}

// Somebody restricted is absent with the device that is worn, with its custody and with the orders, for whoever has no right.
func TestRestrictedIsAbsent(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.Fitted("phone-1", regime.FullTrail)
		k.Add("phone-2")
		fitting := k.Fitting(c)
		list, _, err := k.Devices.List(k.Chief(), devicesvc.Filter{})
		k.Must(err)
		if len(list) != 2 {
			k.T.Fatalf("%d devices before", len(list))
		}
		worn := list[0].ID
		if list[0].Client == "" {
			worn = list[1].ID
		}
		k.Must(k.DB.Write(k.Job(), func(tx *db.Tx) error {
			if err := tx.Update(k.Job(), "access_client", string(c), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.Job(), access.RestrictClient, "life")
		}))
		if list, _, err = k.Devices.List(k.Chief(), devicesvc.Filter{}); err != nil || len(list) != 1 || list[0].Ident != "phone-2" {
			k.T.Errorf("the inventory shows %v %v", list, err)
		}
		_, err = k.Devices.Device(k.Chief(), worn)
		k.Want(err, fault.NotFound)
		_, err = k.Orders.Order(k.Chief(), c, order)
		k.Want(err, fault.NotFound)
		_, err = k.read(k.Chief(), c, fitting)
		k.Want(err, fault.NotFound)
		if due, _, err := k.Orders.Due(k.Chief(), monitoringsvc.DueAll); err != nil || len(due) != 0 {
			k.T.Errorf("orders show %v %v", due, err)
		}
		if got := k.outcomes(k.Point("phone-1", k.Now(), 40.5)); got[0] != track.Stored { // protection goes on
			k.T.Error(got)
		}
	})
}

// A review that comes near is told to the head once, one that is late to the department too.
func TestReviewsAreTold(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.Fitted("phone-1", regime.FullTrail)
		sweep := func(want ...string) {
			k.T.Helper()
			k.Told = nil
			_, err := k.Orders.Sweep(k.Job())
			k.Must(err)
			if !slices.Equal(k.Told, want) {
				k.T.Fatalf("told %v, want %v", k.Told, want)
			}
		}
		sweep("head:monitoring_review") // in five days
		if want := "/clients/" + string(c) + "/monitoring/orders/" + order; k.Href != want {
			k.T.Errorf("the notice leads to %s, want %s", k.Href, want)
		}
		sweep()
		k.Clock.Advance(6 * 24 * time.Hour)
		sweep("head:monitoring_review_late", "region:monitoring_review_late")
		sweep()
		x, err := k.Orders.Order(k.Officer(), c, order)
		k.Must(err)
		act := monitoringsvc.Act{Client: c, Order: order, Version: x.Row, Step: regime.Step{What: regime.StepReview, Code: "continue", Words: "Ещё нужен", Day: k.Orders.Today().AddDays(1)}}
		k.Must(k.Orders.Note(k.Officer(), act))
		k.Want(k.Orders.Note(k.Officer(), act), fault.Conflict)
		_, err = k.Orders.Sweep(k.Officer())
		k.Want(err, fault.Forbidden)
	})
}

// A variation holds only when a second person has approved it; sent back, the version in force stays.
func TestVariation(t *testing.T) {
	each(t, func(k *kit) {
		c, order := k.Fitted("phone-1", regime.FullTrail)
		next := k.Terms(regime.ZonesOnly)
		vary := monitoringsvc.Vary{Client: c, Order: order, Version: 3, Terms: next}
		k.Want(k.Orders.Vary(k.Officer(), vary), fault.Invalid) // no reason
		vary.Terms.Reason = "level_down"
		k.Must(k.Orders.Vary(k.Officer(), vary))
		vary.Version = 4
		k.Want(k.Orders.Vary(k.Officer(), vary), fault.Conflict) // one waits
		for show, n := range map[string]int{monitoringsvc.DueApproval: 1, monitoringsvc.DueEnd: 0, monitoringsvc.DueReview: 1, monitoringsvc.DueAll: 1} {
			if list, _, err := k.Orders.Due(k.Chief(), show); err != nil || len(list) != n {
				k.T.Errorf("%s shows %d of %d: %v", show, len(list), n, err)
			}
		}
		decide := monitoringsvc.Decide{Client: c, Order: order, Version: 4}
		k.Want(k.Orders.Decide(k.Chief(), decide), fault.Invalid) // sent back without words
		decide.Words = "Нет решения суда"
		k.Must(k.Orders.Decide(k.Chief(), decide))
		x, err := k.Orders.Order(k.Officer(), c, order)
		k.Must(err)
		if x.Level != regime.FullTrail || x.InForce != 1 || x.Waiting != 0 || x.State != regime.Approved || x.Versions[0].Returned != decide.Words {
			k.T.Fatalf("sent back: %+v", x)
		}
		vary.Version = x.Row
		k.Must(k.Orders.Vary(k.Officer(), vary))
		k.Must(k.Orders.Decide(k.Chief(), monitoringsvc.Decide{Client: c, Order: order, Version: x.Row + 1, Approve: true}))
		if x, err = k.Orders.Order(k.Officer(), c, order); err != nil || x.Level != regime.ZonesOnly || x.InForce != 3 || x.Versions[2].State != regime.VersionReplaced {
			k.T.Fatalf("approved: %+v %v", x, err)
		}
	})
}

// A batch that is larger than a statement, half of it sent before: each position stands once, and each verdict is at its message.
func TestLargeBatches(t *testing.T) {
	each(t, func(k *kit) {
		k.Fitted("phone-1", regime.FullTrail)
		at := k.Now()
		points := func(from, until int) []track.Arrived {
			var out []track.Arrived
			for i := from; i < until; i++ {
				out = append(out, k.Point("phone-1", at.Add(time.Duration(i)*time.Second), 40.5))
			}
			return out
		}
		for i, v := range k.Store(points(0, 300)...) {
			if v.Outcome != track.Stored {
				k.T.Fatalf("%d: %+v", i, v)
			}
		}
		got := k.Store(append(points(100, 400), track.Arrived{Message: monitoring.Message{Device: "stranger", ReceivedAt: at}})...)
		for i, v := range got[:300] {
			if want := map[bool]track.Outcome{true: track.Repeated, false: track.Stored}[i < 200]; v.Outcome != want {
				k.T.Fatalf("%d: %s, want %s", i, v.Outcome, want)
			}
		}
		if got[300].Outcome != track.Unknown {
			k.T.Error(got[300])
		}
		k.Must(k.DB.Read(k.Job(), func(r *db.Reader) error {
			n, err := db.One[int](k.Job(), r, `select count(*) from monitoring_position`)
			if n != 400 {
				k.T.Errorf("%d rows, want 400", n)
			}
			return err
		}))
	})
}
