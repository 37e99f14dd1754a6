package deskweb

import (
	"encoding/json"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/live"
)

// beat is how often an open desk hears that the line is alive, and the longest that a session which is over keeps it.
const beat = 10 * time.Second

// gap is how long an open desk rests after news, so that a storm is one event.
const gap = 200 * time.Millisecond

// news is what changed since the last event: identifiers of alerts in the reader's own sight, no words and no person.
type news struct {
	New     []string `json:"new,omitempty"`
	Changed []string `json:"changed,omitempty"`
	Gone    []string `json:"gone,omitempty"`
}

func (n news) any() bool { return len(n.New)+len(n.Changed)+len(n.Gone) > 0 }

// differ compares what stood with what stands.
func differ(was, is map[string]string) news {
	var n news
	for key, mark := range is {
		switch old, known := was[key]; {
		case !known:
			n.New = append(n.New, key)
		case old != mark:
			n.Changed = append(n.Changed, key)
		}
	}
	for key := range was {
		if _, still := is[key]; !still {
			n.Gone = append(n.Gone, key)
		}
	}
	return n
}

// live is the stream of an open desk. Whoever is woken reads again who asks and looks within that sight: what is out of sight makes no event,
// and the beat comes at its own time whether anything happened or not.
func (w *Web) live(q *httpx.Req) (httpx.Reply, error) {
	seat, ok := w.Hub.Join()
	if !ok {
		return httpx.Reply{}, fault.New(fault.Unavailable, "monitoring.desk.full")
	}
	was, err := w.Desk.Standing(q.Ctx())
	if err != nil {
		seat.Leave()
		return httpx.Reply{}, err
	}
	return httpx.Events(func(send func(event, data string) error) {
		defer seat.Leave()
		if send("", "") != nil {
			return
		}
		w.watch(q, seat, was, send)
	}), nil
}

// watch runs until the reader is gone, signs out, or the service ends.
func (w *Web) watch(q *httpx.Req, seat *live.Seat, was map[string]string, send func(event, data string) error) {
	next := w.Desk.Now().Add(beat)
	for {
		why := seat.Wait(q.R.Context(), max(next.Time().Sub(w.Desk.Now().Time()), time.Millisecond))
		if why == live.Over {
			return
		}
		ctx, ok := w.Fresh(q)
		if !ok {
			return
		}
		is, err := w.Desk.Standing(ctx)
		if err != nil {
			return
		}
		if n := differ(was, is); n.any() {
			data, err := json.Marshal(n)
			if err != nil || send("desk", string(data)) != nil {
				return
			}
			was = is
		}
		if why == live.Beat {
			if send("", "") != nil {
				return
			}
			next = w.Desk.Now().Add(beat)
		} else if seat.Rest(q.R.Context(), gap) {
			return
		}
	}
}
