package rate_test

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/rate"
)

func TestEachAskerHasAMinutesWorth(t *testing.T) {
	l := rate.New(60, 2)
	now := time.Date(2026, 3, 3, 2, 55, 0, 0, time.UTC)
	for range 60 {
		if err := l.Allow(now, "anna", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Allow(now, "anna", "192.0.2.1"); !fault.Is(err, fault.TooMany) {
		t.Errorf("the sixty-first: %v", err)
	}
	if err := l.Allow(now, "boris", "192.0.2.1"); err != nil {
		t.Errorf("a colleague behind the same address: %v", err)
	}
	if err := l.Allow(now.Add(time.Second), "anna", "192.0.2.1"); err != nil {
		t.Errorf("a second later: %v", err)
	}
	for i := range 3 {
		if err := l.Allow(now, "", "192.0.2.9"); fault.Is(err, fault.TooMany) != (i == 2) {
			t.Errorf("try %d of a stranger: %v", i, err)
		}
	}
}

func TestOneKeyPassesAtATime(t *testing.T) {
	l := rate.New(0, 0)
	first := l.Single("k")
	entered := make(chan func())
	go func() { entered <- l.Single("k") }()
	l.Single("other")()
	select {
	case <-entered:
		t.Fatal("both halves of a double click at once")
	default:
	}
	first()
	(<-entered)()
}
