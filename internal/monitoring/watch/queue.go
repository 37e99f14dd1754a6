package watch

// Queue holds orders to be judged, each once, in the order in which they came. It is bounded: what does not fit waits in the store, where the
// next sweep finds it.
type Queue struct {
	list []string
	in   map[string]bool
}

// MostQueued bounds a queue.
const MostQueued = 50_000

// Add puts an order at the end, unless it waits already.
func (q *Queue) Add(order string) {
	if q.in[order] || len(q.list) >= MostQueued {
		return
	}
	if q.in == nil {
		q.in = map[string]bool{}
	}
	q.in[order] = true
	q.list = append(q.list, order)
}

// First puts orders before all others, also those that wait already.
func (q *Queue) First(orders []string) {
	old := q.list
	q.list, q.in = nil, nil
	for _, o := range orders {
		q.Add(o)
	}
	for _, o := range old {
		q.Add(o)
	}
}

// Len is how many orders wait.
func (q *Queue) Len() int { return len(q.list) }

// Take gives the first orders, at most n.
func (q *Queue) Take(n int) []string {
	n = min(n, len(q.list))
	out := q.list[:n:n]
	q.list = q.list[n:]
	for _, o := range out {
		delete(q.in, o)
	}
	return out
}

// held is a watch at hand, with the arrival number up to which it has come.
type held struct {
	watch   *Watch
	arrival int64
	used    int64
}

// Shelf keeps watches at hand; the one that was not used longest goes first.
type Shelf struct {
	Most int
	tick int64
	by   map[string]*held
}

// Take gives the watch of an order, if it is at hand and has come just so far, and takes it off the shelf: a transaction that fails leaves
// nothing half judged.
func (h *Shelf) Take(order string, arrival int64) *Watch {
	k := h.by[order]
	delete(h.by, order)
	if k == nil || k.arrival != arrival {
		return nil
	}
	return k.watch
}

// Put keeps the watch of an order at hand.
func (h *Shelf) Put(order string, w *Watch, arrival int64) {
	if h.by == nil {
		h.by = map[string]*held{}
	}
	if len(h.by) >= h.Most {
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
	h.by[order] = &held{w, arrival, h.tick}
}

// Drop lets go of the watch of an order.
func (h *Shelf) Drop(order string) { delete(h.by, order) }
