package bench

import (
	"context"
	"testing"
	"time"
)

// A day holds what was asked for, in order, within its span, the same for the same seed, with a morning fuller than the lunch hour.
func TestTheScheduleOfADay(t *testing.T) {
	d := Day{Hours: 8, Span: time.Minute, Contacts: 2000, Checkins: 300, Seed: 3, Visit: func(context.Context, int) ([]time.Duration, error) { return nil, nil }}
	a, b := d.schedule(50), d.schedule(50)
	count := map[string]int{}
	hours := [8]int{}
	for i, e := range a {
		if e != b[i] {
			t.Fatalf("event %d differs: %+v %+v", i, e, b[i])
		}
		if i > 0 && e.at < a[i-1].at || e.at < 0 || e.at > d.Span || e.user < 0 || e.user >= 50 {
			t.Fatalf("event %d: %+v", i, e)
		}
		count[e.page]++
		if e.page == "log contact" {
			hours[min(7, int(8*e.at/d.Span))]++
		}
	}
	if count["log contact"] != 2000 || count[checkin] != 300 || count["day"] != 300 || count["national"] != national || count["client"] != 2000 {
		t.Errorf("counts %v", count)
	}
	if n := count["timeline"]; n < 700 || n > 900 {
		t.Errorf("%d timelines", n)
	}
	if hours[1] <= hours[3] || hours[5] <= hours[7] {
		t.Errorf("no humps: %v", hours)
	}
}

// What fails is counted and named, and its time is not.
func TestADayCountsFaults(t *testing.T) {
	var l Lived
	l.Pages = map[string]*Sample{}
	l.note("day", []time.Duration{time.Millisecond}, nil)
	l.note("day", []time.Duration{time.Millisecond}, context.Canceled)
	if l.Failed != 1 || l.All.Len() != 1 || len(l.Faults) != 1 {
		t.Errorf("%+v", l)
	}
}
