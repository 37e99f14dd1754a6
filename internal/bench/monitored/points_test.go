package monitored

import (
	"syscall"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/jurisdiction/kg"
)

// TestPoints: the measure measures, and each part costs less than the whole.
func TestPoints(t *testing.T) {
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustDate("2026-11-17")
	set, err := evaluator.FromRulebook(rules.At(day), day)
	if err != nil {
		t.Fatal(err)
	}
	p, err := MeasurePoints(set, time.FixedZone("", 6*3600), func() time.Duration {
		var r syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
			t.Fatal(err)
		}
		return time.Duration(r.Utime.Nano() + r.Stime.Nano())
	})
	if err != nil {
		t.Fatal(err)
	}
	if !(p.Loop > 0 && p.Loop < p.Zones && p.Zones < p.Whole && p.Decode < p.Whole && p.Rules < p.Whole) {
		t.Errorf("%+v", p)
	}
	t.Logf("%+v", p)
}
