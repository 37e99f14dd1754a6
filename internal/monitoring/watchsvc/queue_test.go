package watchsvc

import (
	"fmt"
	"slices"
	"testing"
)

// Whatever lies behind, an order of which something of now has come is judged next; each is queued once; a full queue forgets nothing that the
// store does not keep.
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
	var q queue
	for i := range mostQueued + 10 {
		q.add(fmt.Sprint(i))
	}
	if len(q.list) != mostQueued {
		t.Errorf("%d queued", len(q.list))
	}
	q.take(1)
	q.add("one more")
	if q.list[len(q.list)-1] != "one more" {
		t.Error("a queue that was full takes nothing again")
	}
}
