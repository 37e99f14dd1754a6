package live_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/platform/live"
)

func TestSeatsAreBoundedWokenOnceAndSentAway(t *testing.T) {
	h := live.New(2)
	a, ok := h.Join()
	b, ok2 := h.Join()
	if _, third := h.Join(); !ok || !ok2 || third {
		t.Fatal("a hub of two seats takes two")
	}
	h.Wake()
	h.Wake() // while nobody waits: one waking, not two
	ctx := context.Background()
	for _, s := range []*live.Seat{a, b} {
		if why := s.Wait(ctx, time.Hour); why != live.Woken {
			t.Fatal("woken", why)
		}
		if why := s.Wait(ctx, time.Millisecond); why != live.Beat {
			t.Fatal("a beat", why)
		}
	}
	b.Leave()
	if h.Watching() != 1 {
		t.Fatal("a seat that was left is free", h.Watching())
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if why := a.Wait(gone, time.Hour); why != live.Over {
		t.Fatal("a reader who is gone", why)
	}
	h.Close()
	h.Close()
	if why := a.Wait(ctx, time.Hour); why != live.Over {
		t.Fatal("a closed hub", why)
	}
	if _, ok := h.Join(); ok {
		t.Fatal("a closed hub takes nobody")
	}
}
