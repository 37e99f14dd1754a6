package signinsvc

import (
	"context"
	"sync"
	"testing"

	"tuzjol/internal/kernel/fault"
)

func TestAFloodOfPasswordsIsTurnedAway(t *testing.T) {
	h := newHasher()
	ctx, cancel := context.WithCancel(context.Background())
	var leaves []func()
	for range hashAtOnce {
		leave, err := h.enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	var wg sync.WaitGroup
	errs := make(chan error, 2*hashWaiting)
	for range 2 * hashWaiting {
		wg.Go(func() {
			_, err := h.enter(ctx)
			errs <- err
		})
	}
	for range hashWaiting {
		if err := <-errs; !fault.Is(err, fault.TooMany) {
			t.Fatalf("the one too many got %v", err)
		}
	}
	cancel() // those who wait give up
	wg.Wait()
	for _, leave := range leaves {
		leave()
	}
	leave, err := h.enter(context.Background())
	if err != nil {
		t.Fatalf("after the flood: %v", err)
	}
	leave()
}

func BenchmarkPassword(b *testing.B) {
	h := newHasher()
	for b.Loop() {
		if _, err := h.make(context.Background(), "seven grey mares graze"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWrongLogin and BenchmarkWrongPassword must read alike (S04).
func BenchmarkWrongLogin(b *testing.B) { wrongMatch(b, "") }

func BenchmarkWrongPassword(b *testing.B) {
	stored, err := newHasher().make(context.Background(), "seven grey mares graze")
	if err != nil {
		b.Fatal(err)
	}
	wrongMatch(b, stored)
}

func wrongMatch(b *testing.B, stored string) {
	h := newHasher()
	for b.Loop() {
		if ok, err := h.match(context.Background(), stored, "not the password"); ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
