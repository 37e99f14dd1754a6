package watchsvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/watchsvc"
)

const phone = "860000000000001"

// evening lets a wearer be at home until the curfew, and leave at half past eleven.
func (k *kit) evening() (order string) {
	k.t.Helper()
	k.clock.Set(k.local(0, 18, 0))
	_, order = k.fitted(phone, regime.ZonesOnly)
	for m := 1; m <= 330; m += 5 {
		k.fix(phone, k.local(0, 18, m), home)
	}
	if got := k.alerts(order); len(got) != 0 {
		k.t.Fatalf("at home, and yet %v", got)
	}
	for m := 31; m <= 50; m += 3 {
		k.fix(phone, k.local(0, 23, m), nowhere)
	}
	return order
}

// A wearer who leaves at night raises one alert with its explanation; coming back ends it; a replay gives the same.
func TestLeavingAtNight(t *testing.T) {
	each(t, func(k *kit) {
		order := k.evening()
		got := k.alerts(order)
		if len(got) != 1 || got[0].Rule != string(judge.PresenceLeft) || got[0].Zone != "home" || !got[0].Until.IsZero() || got[0].State != "raised" {
			t.Fatalf("alerts %+v", got)
		}
		for m := 52; m < 60; m += 2 {
			k.fix(phone, k.local(0, 23, m), home)
		}
		if got = k.alerts(order); len(got) != 1 || got[0].Until.IsZero() {
			t.Fatalf("came back: %+v", got)
		}
		if len(k.changes) < 2 || k.changes[0].What != "raised" || k.changes[len(k.changes)-1].What != "ended" || k.changes[0].Subject.Kind != "home" {
			t.Errorf("told %+v", k.changes)
		}
		var why judge.Explain
		k.must(k.d.Read(k.head(), func(r *dbReader) (err error) {
			why, err = k.watch.Explanation(k.head(), r, got[0].ID)
			return err
		}))
		if why.Rulebook == "" || len(why.Evidence) == 0 || why.M == 0 {
			t.Errorf("explanation %+v", why)
		}
		k.same()
	})
}

// The curfew wakes without any position: the clock alone tells that nobody knows where the wearer is, and that the device is silent.
func TestTheClockAlone(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 18, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		k.fix(phone, k.local(0, 18, 1), home)
		k.tick(k.local(0, 20, 0))
		if k.has(order, judge.Silent) != 1 {
			t.Errorf("silent: %+v", k.alerts(order))
		}
		k.tick(k.local(0, 22, 6))
		if k.has(order, judge.PresenceUnknown) != 1 {
			t.Errorf("unknown: %+v", k.alerts(order))
		}
		before := len(k.changes)
		k.tick(k.local(0, 22, 7))
		if len(k.changes) != before {
			t.Error("a tick told what was told")
		}
		k.same()
	})
}

// Whatever is stored and not judged when the program dies is judged once by the next one; nothing is told twice.
func TestCrashBetweenStoreAndJudging(t *testing.T) {
	each(t, func(k *kit) {
		order := k.evening()
		at := k.local(0, 23, 53)
		k.clock.Set(at.Add(5 * time.Minute))
		for m := range 4 {
			k.store(k.point(phone, at.Add(time.Duration(m)*time.Minute), home))
		}
		before := len(k.changes)
		k.crash()
		_, err := k.watch.Sweep(k.job())
		k.must(err)
		k.judge()
		k.crash()
		k.judge()
		if got := k.alerts(order); len(got) != 1 || got[0].Until.IsZero() {
			t.Fatalf("after the crash: %+v", got)
		}
		if n := len(k.changes) - before; n != 1 {
			t.Errorf("%d changes told after the crash: %+v", n, k.changes[before:])
		}
		k.same()
	})
}

// A program that dies after every single input ends with the same alerts as one that ran on.
func TestCrashAtEveryStep(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 18, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		for m := 1; m < 700; m += 11 {
			lat := home
			if m > 300 && m < 500 || m%5 == 0 {
				lat = nowhere
			}
			if m > 550 && m < 600 {
				lat = market
			}
			k.fix(phone, k.local(0, 18, m), lat)
			if m%2 == 0 {
				k.tick(k.local(0, 18, m+2))
			}
			k.crash()
			k.judge()
		}
		if len(k.alerts(order)) < 3 {
			t.Errorf("alerts %+v", k.alerts(order))
		}
		k.same()
	})
}

// What a phone kept for a day without network is judged in its own time: an entry of yesterday is raised, marked late, though newer
// positions had come before it; so is a tamper.
func TestLateBacklog(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 8, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		k.fix(phone, k.local(0, 8, 1), nowhere)
		for m := 0; m <= 30; m += 5 {
			k.fix(phone, k.local(1, 12, m), home)
		}
		if n := k.has(order, judge.KeepOutEntry); n != 0 {
			t.Fatal("an entry before it was known")
		}
		now := k.local(1, 12, 31)
		k.clock.Set(now)
		for m := 50; m >= 0; m-- { // newest first
			p := k.point(phone, k.local(0, 14, m), market)
			if m == 7 {
				p.Alarms = []monitoring.Alarm{monitoring.Tamper}
			}
			k.store(p)
		}
		k.crash()
		k.judge()
		for _, a := range k.alerts(order) {
			if a.Rule == string(judge.KeepOutEntry) && a.Withdrawn == "" && !a.Late {
				t.Errorf("%+v is not marked late", a)
			}
		}
		if k.has(order, judge.KeepOutEntry) != 1 || k.has(order, judge.TamperLatched) != 1 {
			t.Errorf("alerts %+v", k.alerts(order))
		}
		k.same()
	})
}

// Tampering stands until an officer clears it; one that comes later, though it is from before the clear, is a new alert.
func TestClear(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		k.fix(phone, k.local(0, 9, 1), home, monitoring.Tamper)
		k.fix(phone, k.local(0, 9, 5), home)
		if k.alerts(order)[0].Until.IsZero() == false {
			t.Fatal("tampering ended by itself")
		}
		k.clock.Set(k.local(0, 9, 10))
		k.must(k.d.System(k.job(), "test", func(tx *dbTx) error { return k.watch.Clear(k.job(), tx, order) }))
		k.judge()
		if k.alerts(order)[0].Until.IsZero() {
			t.Fatal("tampering stands after the clear")
		}
		k.clock.Set(k.local(0, 9, 12))
		p := k.point(phone, k.local(0, 9, 3), home)
		p.Alarms = []monitoring.Alarm{monitoring.Removed}
		k.store(p)
		k.judge()
		if n := k.has(order, judge.TamperLatched); n != 2 {
			t.Errorf("%d alerts of tampering, wanted a second", n)
		}
		k.same()
	})
}

// With the end of the order everything ends, and no clock is looked at any more.
func TestOrderEnds(t *testing.T) {
	each(t, func(k *kit) {
		order := k.evening()
		var c = k.changes[0].Client
		k.must(k.orders.Stop(k.head(), stop(c, order)))
		k.judge()
		for _, a := range k.alerts(order) {
			if a.Until.IsZero() {
				t.Errorf("%+v goes on after the end", a)
			}
		}
		n := len(k.changes)
		k.tick(k.local(3, 12, 0))
		if len(k.changes) != n {
			t.Errorf("told after the end: %+v", k.changes[n:])
		}
		k.same()
	})
}

// A zone that is drawn later judges what is kept; suspended, no zone holds and no silence counts.
func TestTheCaseChanges(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		c, order := k.fitted(phone, regime.ZonesOnly)
		for m := 1; m < 40; m += 3 {
			k.fix(phone, k.local(0, 9, m), nowhere)
		}
		if len(k.alerts(order)) != 0 {
			t.Fatal("alerts without a reason")
		}
		k.extra = []judge.Zone{{ID: "yard", Kind: "exclusion", Versions: circleAt(nowhere, k.local(0, 9, 20))}}
		k.must(k.d.System(k.job(), "test", func(tx *dbTx) error { return k.watch.Changed(k.job(), tx, order) }))
		k.judge()
		if k.has(order, judge.KeepOutEntry) != 1 {
			t.Errorf("alerts %+v", k.alerts(order))
		}
		k.must(k.orders.Stop(k.head(), suspend(c, order)))
		k.judge()
		for _, a := range k.alerts(order) {
			if a.Until.IsZero() {
				t.Errorf("%+v goes on while suspended", a)
			}
		}
		k.tick(k.local(0, 23, 0))
		if n := k.has(order, judge.Silent) + k.has(order, judge.PresenceUnknown); n != 0 {
			t.Errorf("suspended, and yet %+v", k.alerts(order))
		}
		k.same()
	})
}

// Only the service itself judges, sweeps and replays, and a replay has a purpose.
func TestWhoMayWatch(t *testing.T) {
	each(t, func(k *kit) {
		k.want(k.watch.Judge(k.head(), "x"), fault.Forbidden)
		_, err := k.watch.Sweep(k.head())
		k.want(err, fault.Forbidden)
		none := func(watchsvc.Replayed) error { return nil }
		k.want(k.watch.Replay(k.head(), watchsvc.Replay{Purpose: "x"}, none), fault.Forbidden)
		k.want(k.watch.Replay(k.job(), watchsvc.Replay{}, none), fault.Invalid)
		k.want(k.watch.Judge(k.job(), "no such order"), fault.NotFound)
	})
}
