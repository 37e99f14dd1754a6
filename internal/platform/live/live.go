// Package live wakes those who watch a page that changes by itself. It carries no news: whoever is woken looks for itself, within its own
// sight, and so learns nothing of what it may not see. Everybody is woken at once and in the same way.
package live

import (
	"context"
	"sync"
	"time"
)

// Why is why a wait ended.
type Why int

// The ends of a wait.
const (
	Over  Why = iota // the hub closed, or the reader is gone
	Woken            // something changed for somebody
	Beat             // nothing did for as long as one beat
)

// Hub knows who watches. The zero Hub is not usable.
type Hub struct {
	most    int
	mu      sync.Mutex
	seats   map[*Seat]bool
	closed  bool
	leaving chan struct{}
}

// New makes a hub that takes so many watchers at once.
func New(most int) *Hub {
	return &Hub{most: most, seats: map[*Seat]bool{}, leaving: make(chan struct{})}
}

// Seat is one watcher.
type Seat struct {
	hub  *Hub
	wake chan struct{}
}

// Join takes a seat; false when all are taken or the hub is closed. Leave it.
func (h *Hub) Join() (*Seat, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed || len(h.seats) >= h.most {
		return nil, false
	}
	s := &Seat{hub: h, wake: make(chan struct{}, 1)}
	h.seats[s] = true
	return s, true
}

// Leave gives the seat back.
func (s *Seat) Leave() {
	s.hub.mu.Lock()
	defer s.hub.mu.Unlock()
	delete(s.hub.seats, s)
}

// Wake wakes everybody; it never waits. Several calls while a watcher is busy wake it once.
func (h *Hub) Wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.seats {
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// Watching counts the seats taken.
func (h *Hub) Watching() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.seats)
}

// Close sends everybody away; nobody may join any more.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.leaving)
	}
}

// Wait waits until something changes, a beat passes, or it is over.
func (s *Seat) Wait(ctx context.Context, beat time.Duration) Why {
	timer := time.NewTimer(beat)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return Over
	case <-s.hub.leaving:
		return Over
	case <-s.wake:
		return Woken
	case <-timer.C:
		return Beat
	}
}

// Rest waits so long without hearing of anything; it reports whether it is over meanwhile.
func (s *Seat) Rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return true
	case <-s.hub.leaving:
		return true
	case <-timer.C:
		return false
	}
}
