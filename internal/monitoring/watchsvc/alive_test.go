package watchsvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/regime"
)

// The service was away for two hours. Its first sweep tells nobody's silence: the absence stands in the register and explains it. Whoever is
// still not heard some time later is told.
func TestTheServiceWasAway(t *testing.T) {
	each(t, func(k *kit) {
		alive := func(at time.Time, want bool) {
			t.Helper()
			k.clock.Set(at)
			if away, err := k.outages.Alive(k.job()); err != nil || away != want {
				t.Fatalf("away %v, %v", away, err)
			}
			k.judge()
			k.tick(at)
		}
		k.clock.Set(k.local(0, 9, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		alive(k.local(0, 9, 0), false)
		k.fix(phone, k.local(0, 9, 1), home)
		alive(k.local(0, 9, 2), false)
		k.crash()
		alive(k.local(0, 11, 2), true)
		if k.has(order, judge.Silent) != 0 {
			t.Errorf("silent because the service was away: %+v", k.alerts(order))
		}
		list, _, err := k.outages.List(k.duty(), outagesvc.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].What != outage.Service || list[0].Until.IsZero() {
			t.Errorf("register %+v", list)
		}
		alive(k.local(0, 11, 3), false)
		k.tick(k.local(0, 12, 0))
		if k.has(order, judge.Silent) != 1 {
			t.Errorf("an hour later: %+v", k.alerts(order))
		}
		_, err = k.outages.Alive(k.head())
		k.want(err, fault.Forbidden)
		k.same()
	})
}
