package watchsvc

import (
	"fmt"
	"slices"
	"testing"
)

// Whatever lies behind, an order of which something of now has come is judged next; each is queued once.
func TestLiveBeforeBacklog(t *testing.T) {
	s := New(nil, Deps{})
	for i := range 1000 {
		s.Wake(false, fmt.Sprintf("old %d", i))
	}
	if got := s.next(); !slices.Equal(got, []string{"old 0"}) {
		t.Errorf("first %v", got)
	}
	s.Wake(true, "live", "live")
	if got := s.next(); !slices.Equal(got, []string{"live"}) {
		t.Errorf("then %v, wanted what is of now", got)
	}
	if got := s.next(); !slices.Equal(got, []string{"old 1"}) {
		t.Errorf("then %v", got)
	}
}

// A backlog comes to its end however much is of now: it has its turn after every eighth time.
func TestBacklogHasItsTurn(t *testing.T) {
	s := New(nil, Deps{})
	s.Wake(false, "old")
	for i := range 20 {
		for n := range 64 {
			s.Wake(true, fmt.Sprintf("live %d", n))
		}
		if slices.Equal(s.next(), []string{"old"}) {
			if i != 8 {
				t.Errorf("its turn came after %d", i)
			}
			return
		}
	}
	t.Error("the backlog never has its turn")
}
