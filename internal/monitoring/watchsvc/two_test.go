package watchsvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
)

// A wearer has a bracelet and a telephone. The bracelet tells where the wearer is, the telephone left at home does not excuse anybody, and that
// the two are apart is an alert; the tampering of either counts.
func TestTwoDevices(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 18, 0))
		c, order := k.fitted(phone, regime.ZonesOnly)
		const strap = "860000000000002"
		d, err := k.devices.Add(k.head(), devicesvc.Add{Ident: strap, Kind: regime.Bracelet, Model: "B-1", Serial: "S-2", Office: osh})
		k.must(err)
		k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: c, Order: order, Device: d}))
		for m := 1; m <= 40; m += 3 {
			at := k.local(0, 22, 30).Add(time.Duration(m) * time.Minute)
			k.fix(phone, at, home)
			k.fix(strap, at.Add(10*time.Second), nowhere)
		}
		if k.has(order, judge.DevicesApart) != 1 || k.has(order, judge.PresenceAbsent) != 1 {
			t.Errorf("alerts %+v", k.alerts(order))
		}
		k.fix(phone, k.local(0, 23, 20), home, monitoring.Removed)
		if k.has(order, judge.TamperLatched) != 1 {
			t.Errorf("tampering of the telephone: %+v", k.alerts(order))
		}
		k.crash()
		k.fix(strap, k.local(0, 23, 22), nowhere)
		k.same()
	})
}
