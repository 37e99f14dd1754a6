package watch

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

var testDay, testZero = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), time.Time{}

// A queue takes each order once and no more than it holds; what it has given away may come again.
func TestQueue(t *testing.T) {
	var q Queue
	for i := range MostQueued + 10 {
		q.Add(fmt.Sprint(i))
		q.Add("0")
	}
	if q.Len() != MostQueued {
		t.Errorf("%d queued", q.Len())
	}
	if got := q.Take(2); !slices.Equal(got, []string{"0", "1"}) {
		t.Errorf("first %v", got)
	}
	q.Add("0")
	if got := q.Take(q.Len()); got[len(got)-1] != "0" {
		t.Error("an order that was given away cannot come again")
	}
}

// A watch that is not just where the store says is not taken, and a taken one is gone from the shelf.
func TestShelf(t *testing.T) {
	h := Shelf{Most: 20}
	w := &Watch{}
	h.Put("a", w, 7)
	if h.Take("a", 8) != nil {
		t.Error("one that has come less far was given")
	}
	h.Put("a", w, 7)
	if h.Take("a", 7) != w || h.Take("a", 7) != nil {
		t.Error("taken twice, or never")
	}
	for i := range 100 {
		h.Put(fmt.Sprint(i), w, 1)
	}
	if len(h.by) > 20 {
		t.Errorf("%d on a shelf of 20", len(h.by))
	}
}

// The stretches in which nothing is worn, and zones without the time of a suspension.
func TestGaps(t *testing.T) {
	day := func(n int) (out Span) {
		out.From = testDay.AddDate(0, 0, n)
		out.To = out.From.AddDate(0, 0, 2)
		return out
	}
	got := Gaps([]Span{day(5), day(0), day(1)})
	if len(got) != 2 || !got[0].From.Equal(testDay.AddDate(0, 0, 3)) || !got[0].To.Equal(testDay.AddDate(0, 0, 5)) || !got[1].From.Equal(testDay.AddDate(0, 0, 7)) || !got[1].To.IsZero() {
		t.Errorf("gaps %v", got)
	}
	still := day(1)
	still.To = testZero
	if got := Gaps([]Span{day(0), still}); len(got) != 0 {
		t.Errorf("worn still, and yet %v", got)
	}
}

// TestFirst: what was not reached comes before all others, each order once.
func TestFirst(t *testing.T) {
	var q Queue
	for _, o := range []string{"a", "b", "c"} {
		q.Add(o)
	}
	q.First([]string{"x", "c"})
	if got := q.Take(9); !slices.Equal(got, []string{"x", "c", "a", "b"}) {
		t.Errorf("%v", got)
	}
}
