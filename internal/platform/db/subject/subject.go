// Package subject collects what one request showed: of which clients, in which sealed compartments, and whether the request has
// left an entry of its own.
package subject

import (
	"context"
	"maps"
	"slices"
	"sync"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
)

// Subjects collects the clients whose data a request showed, for its one read entry, and whether the request left an
// entry of its own.
type Subjects struct {
	mu       sync.Mutex
	seen     map[id.Client]bool
	list     []id.Client
	inside   map[id.Client]string
	recorded bool
}

type key struct{}

// With prepares the context of a request to collect the clients shown.
func With(ctx context.Context) (context.Context, *Subjects) {
	s := &Subjects{seen: map[id.Client]bool{}, inside: map[id.Client]string{}}
	return context.WithValue(ctx, key{}, s), s
}

// From returns what the request of ctx has collected; nil outside of one.
func From(ctx context.Context) *Subjects {
	s, _ := ctx.Value(key{}).(*Subjects)
	return s
}

// List returns the clients shown so far, in order of first showing.
func (s *Subjects) List() []id.Client {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.list)
}

// Inside returns in which compartments clients were shown so far.
func (s *Subjects) Inside() map[id.Client]string {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.inside)
}

// Add marks clients as shown.
func (s *Subjects) Add(clients ...id.Client) {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range clients {
		if c != "" && !s.seen[c] {
			s.seen[c] = true
			s.list = append(s.list, c)
		}
	}
}

// AddInside marks a client as shown within a sealed compartment; within several it is no one's matter but the auditor's.
func (s *Subjects) AddInside(client id.Client, compartment string) {
	s.Add(client)
	if s == nil || client == "" || compartment == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.inside[client]; have != "" && have != compartment {
		compartment = fact.Undisclosed
	}
	s.inside[client] = compartment
}

// Recorded reports whether a transaction of this request has left its own entry.
func (s *Subjects) Recorded() bool {
	if s == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recorded
}

// Record notes that a transaction of this request has left its own entry.
func (s *Subjects) Record() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recorded = true
}
