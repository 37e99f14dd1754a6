package watchsvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watchsvc"
)

// An order with much to judge waits as a backlog, whoever calls it, so that an alarm of somebody else is judged without it; nothing of it is lost.
func TestMuchWaitsAsABacklog(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 8, 0))
		_, long := k.fitted(phone, regime.ZonesOnly)
		_, short := k.fitted("860000000000777", regime.ZonesOnly)
		k.judge()
		k.clock.Set(k.local(1, 12, 0))
		var list []track.Arrived
		for n := range watchsvc.Much + 1 {
			list = append(list, k.point(phone, k.local(0, 9, 0).Add(time.Duration(n)*time.Minute), nowhere))
		}
		alarm := func(p track.Arrived) track.Arrived {
			p.Alarms = []monitoring.Alarm{monitoring.Tamper}
			return p
		}
		list[watchsvc.Much] = alarm(list[watchsvc.Much])
		k.store(list...)
		k.store(alarm(k.point("860000000000777", k.local(1, 12, 0), nowhere)))

		k.must(k.watch.Briefly(k.job(), long, short))
		if k.has(short, judge.TamperLatched) != 1 || k.has(long, judge.TamperLatched) != 0 {
			t.Errorf("the short one has %d alerts, the long one %d", k.has(short, judge.TamperLatched), k.has(long, judge.TamperLatched))
		}
		if got := k.watch.Behind(); len(got) != 1 || got[0] != long {
			t.Errorf("%v waits as a backlog", got)
		}
		k.must(k.watch.Judge(k.job(), long))
		if k.has(long, judge.TamperLatched) != 1 {
			t.Error("the alarm within the backlog is lost")
		}
		k.same()
	})
}
