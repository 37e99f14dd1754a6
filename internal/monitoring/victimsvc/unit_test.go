package victimsvc_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/regime"
)

// A unit of the inventory that a protected person has: who gave it and took it back, and when, stands in its chain of custody, and nobody
// is named there; while it is in use the inventory cannot move it, and when her protection ends it is still with her until it comes back.
func TestCustodyOfHerUnit(t *testing.T) {
	each(t, func(k *kit) {
		client, order := k.order()
		v := k.agreed(order)
		k.want(k.victims.Give(k.officer(), v, k.row(v), regime.VictimUnit, "unit-7"), fault.Invalid)
		unit, err := k.devices.Add(k.head(), devicesvc.Add{Ident: "unit-7", Kind: regime.VictimUnit, Model: "М", Serial: "S", Office: osh})
		k.must(err)
		give := func() {
			t.Helper()
			k.clock.Advance(time.Minute)
			k.must(k.victims.Give(k.officer(), v, k.row(v), regime.VictimUnit, "unit-7"))
		}
		see := func() devicesvc.Whole {
			t.Helper()
			w, err := k.devices.Device(k.head(), unit)
			k.must(err)
			for _, c := range w.Custody {
				if c.Client != "" || strings.Contains(c.Words, herName) || c.Code != "" {
					t.Errorf("custody names somebody: %+v", c)
				}
			}
			if w.Client != "" {
				t.Error("the unit leads to the client", client)
			}
			return w
		}
		move := func(what string) error {
			return k.devices.Move(k.head(), devicesvc.Move{Device: unit, Version: see().Row, What: what, Words: "Принесли в отдел"})
		}
		give()
		if w := see(); w.State != regime.Handed || w.Custody[0].What != regime.DeviceHanded || w.Custody[0].By != "o1" || !w.Custody[0].At.After(w.AddedAt) {
			t.Errorf("handed over: %+v", w)
		}
		k.want(move(regime.DeviceReturned), fault.Invalid)
		if got := k.store(k.point("unit-7", k.now(), 40.5)); got != "stored" {
			t.Error(got)
		}
		for _, back := range []struct {
			reason string
			state  regime.DeviceState
			again  string
		}{{"returned", regime.InStore, ""}, {"broken", regime.Damaged, regime.DeviceRepaired}, {"lost", regime.Lost, regime.DeviceFound}} {
			k.clock.Advance(time.Minute)
			k.must(k.victims.TakeBack(k.officer(), v, k.row(v), back.reason))
			if w := see(); w.State != back.state {
				t.Errorf("%s: %s", back.reason, w.State)
			}
			if back.again != "" {
				k.must(move(back.again))
			}
			give()
		}
		k.must(k.victims.Withdraw(k.officer(), v, k.row(v), "phone", ""))
		if w := see(); w.State != regime.Handed {
			t.Errorf("after her withdrawal: %s", w.State)
		}
		k.must(move(regime.DeviceReturned))
		var whats []string
		for _, c := range see().Custody {
			whats = append(whats, c.What)
		}
		if n := len(whats); n != 12 || !slices.Contains(whats, regime.DeviceLost) || !slices.Contains(whats, regime.DeviceDamaged) || see().State != regime.InStore {
			t.Errorf("%d: %v", n, whats)
		}
	})
}
