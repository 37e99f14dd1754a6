package watchsvc

import (
	"tuzjol/internal/monitoring/watch"
)

// queue holds orders to be judged, each once, in the order in which they came. It is bounded: what does not fit waits in the store, where the
// next sweep finds it.
type queue struct {
	list []string
	in   map[string]bool
}

// mostQueued bounds a queue.
const mostQueued = 50_000

func (q *queue) add(order string) {
	if q.in[order] || len(q.list) >= mostQueued {
		return
	}
	if q.in == nil {
		q.in = map[string]bool{}
	}
	q.in[order] = true
	q.list = append(q.list, order)
}

func (q *queue) take(n int) []string {
	n = min(n, len(q.list))
	out := q.list[:n:n]
	q.list = q.list[n:]
	for _, o := range out {
		delete(q.in, o)
	}
	return out
}

// Wake says that something of orders is stored: fresh tells that it is of now. It never waits and never fails.
func (s *Service) Wake(fresh bool, orders ...string) {
	s.mu.Lock()
	for _, o := range orders {
		if fresh {
			s.fresh.add(o)
		} else {
			s.behind.add(o)
		}
	}
	s.mu.Unlock()
	select {
	case s.bell <- struct{}{}:
	default:
	}
}

// next gives the orders to be judged next: those with something of now before those with a backlog.
func (s *Service) next() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if out := s.fresh.take(32); len(out) > 0 {
		return out
	}
	return s.behind.take(1)
}

// kept is a watch at hand, with the arrival number up to which it has come.
type kept struct {
	watch   *watch.Watch
	arrival int64
	used    int64
}

// shelf keeps watches at hand; the one that was not used longest goes first.
type shelf struct {
	most int
	tick int64
	by   map[string]*kept
}

// take gives the watch of an order, if it is at hand and has come just so far, and takes it off the shelf: a transaction that fails leaves
// nothing half judged.
func (h *shelf) take(order string, arrival int64) *watch.Watch {
	k := h.by[order]
	delete(h.by, order)
	if k == nil || k.arrival != arrival {
		return nil
	}
	return k.watch
}

func (h *shelf) put(order string, w *watch.Watch, arrival int64) {
	if h.by == nil {
		h.by = map[string]*kept{}
	}
	if len(h.by) >= h.most {
		oldest, at := "", int64(0)
		n := 0
		for o, k := range h.by { // of a few at random: nearly as good as the oldest of all
			if oldest == "" || k.used < at {
				oldest, at = o, k.used
			}
			if n++; n == 16 {
				break
			}
		}
		delete(h.by, oldest)
	}
	h.tick++
	h.by[order] = &kept{w, arrival, h.tick}
}
