package watchsvc

import (
	"cmp"
	"context"
	"math"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
)

// portion bounds how many positions are judged in one transaction, so that a backlog never stands long before what is of now; each of its
// orders has at least one group.
const portion = 2000

// Run judges what Wake tells of until ctx ends.
func (s *Service) Run(ctx context.Context) {
	for {
		list := s.next()
		if len(list) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-s.bell:
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		s.round(ctx, list)
	}
}

// round judges orders together, and each by itself where that fails: one that cannot be judged must not stop the others.
func (s *Service) round(ctx context.Context, list []string) {
	if s.System != nil {
		ctx = s.System(ctx, "monitoring.watch")
	}
	if s.Judge(ctx, list...) == nil {
		return
	}
	for _, o := range list {
		if err := s.Judge(ctx, o); err != nil && s.Failed != nil && ctx.Err() == nil {
			s.Failed(o, err)
		}
	}
}

// Judge judges what waits of orders, a portion of all together; orders that were not reached are queued as they came, what is left of one as
// a backlog. It is a task of the service itself.
// Faults: forbidden.
func (s *Service) Judge(ctx context.Context, orders ...string) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	s.one.Lock()
	defer s.one.Unlock()
	var done []*sitting
	var rest []string
	told := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done, rest, told = nil, nil, false
		n := 0
		for i, o := range orders {
			if n >= portion {
				rest = orders[i:]
				break
			}
			x := &sitting{s: s, ctx: ctx, tx: tx, order: o}
			changed, err := x.run()
			if err != nil {
				return err
			}
			told = told || changed
			n += x.n
			done = append(done, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range done {
		if x.watch != nil {
			s.held.Put(x.order, x.watch, x.row.Arrival)
		}
		if x.more {
			s.Wake(false, x.order)
		}
	}
	s.Wake(true, rest...)
	if told && s.Published != nil {
		s.Published()
	}
	return nil
}

// sitting is one order judged in one transaction.
type sitting struct {
	s      *Service
	ctx    context.Context
	tx     *db.Tx
	order  string
	client id.Client
	regime string
	worn   []worn
	row    watchRow
	found  bool
	watch  *watch.Watch
	more   bool
	n      int // inputs judged
}

type watchRow struct {
	Arrival                  int64
	Horizon, Newest, Trimmed civil.Instant
}

func (x *sitting) run() (bool, error) {
	var err error
	all := x.tx.System()
	if x.row, x.found, err = db.Maybe[watchRow](x.ctx, x.tx, `select arrival, horizon, newest, trimmed from monitoring_watch where monitoring_id = $1`, x.order); err != nil {
		return false, err
	}
	if x.client, x.regime, err = owner(x.ctx, all, x.order); err != nil {
		return false, err
	}
	if x.worn, err = devices(x.ctx, all, x.order); err != nil {
		return false, err
	}
	list, batch, err := x.waiting()
	if err != nil {
		return false, err
	}
	if err := x.open(); err != nil || x.watch == nil {
		return false, err
	}
	x.n = len(list)
	told := false
	for _, in := range list {
		out, err := x.feed(in)
		if err == nil {
			err = x.publish(out) // at once: what comes next may look back into the store
		}
		if err != nil {
			return false, err
		}
		told = told || len(out) > 0
		x.row.Arrival = max(x.row.Arrival, in.Arrival)
	}
	if batch > 0 {
		if err := x.s.Tracks.Done(x.ctx, x.tx, x.order, batch); err != nil {
			return false, err
		}
	}
	return told, x.keep()
}

func (x *sitting) feed(in judge.Input) ([]evaluator.Told, error) {
	var set *judge.Settings
	if in.Kind == judge.Change {
		var err error
		if set, err = x.s.settings(civil.At(in.At)); err != nil {
			return nil, err
		}
	}
	return x.watch.Feed(in, set)
}

func (x *sitting) past() *past {
	return &past{s: x.s, ctx: x.ctx, tx: x.tx, order: x.order, client: x.client, worn: x.worn}
}

// waiting reads what is judged now, in the order of arrival, and up to which group of arrivals that is. A group is taken whole, and what else
// arrived between two groups between them.
func (x *sitting) waiting() ([]judge.Input, int64, error) {
	all := x.tx.System()
	stretches, err := x.s.Tracks.Waiting(x.ctx, all, x.order, 512)
	if err != nil {
		return nil, 0, err
	}
	below, batch, n, cut := int64(math.MaxInt64), int64(0), 0, len(stretches)
	for i, st := range stretches {
		if st.Batch != batch && n >= portion || len(stretches) == 512 && st.Batch == stretches[511].Batch && batch != 0 {
			below, cut, x.more = st.Batch, i, true
			break
		}
		batch = st.Batch
		n += st.N
	}
	rows, err := x.s.Tracks.Read(x.ctx, all, stretches[:cut])
	if err != nil {
		return nil, 0, err
	}
	list, err := x.s.stored(x.ctx, all, x.order, x.row.Arrival, below)
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		if among(stretches[:cut], r.Arrival) {
			list = append(list, own(r, x.worn))
		}
	}
	slices.SortStableFunc(list, func(a, b judge.Input) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return list, batch, nil
}

// among tells whether an arrival number belongs to one of the groups; they are in order and do not overlap. What else lies in the same hours
// has been judged, or comes with a later group.
func among(groups []track.Stretch, arrival int64) bool {
	n, _ := slices.BinarySearchFunc(groups, arrival, func(s track.Stretch, a int64) int { return cmp.Compare(s.Batch, a+1) })
	for i := n - 1; i >= 0 && groups[i].Batch == groups[n-1].Batch; i-- {
		if arrival <= groups[i].Last {
			return true
		}
	}
	return false
}

// open takes the watch of the order off the shelf, or takes it up again, or begins it with the order's first case.
func (x *sitting) open() error {
	if x.found {
		if x.watch = x.s.held.Take(x.order, x.row.Arrival); x.watch != nil {
			x.watch.Past(x.past())
			return nil
		}
		last, err := x.caseAt()
		if err != nil {
			return err
		}
		mark := watch.Mark{Horizon: x.row.Horizon.Time(), Newest: x.row.Newest.Time(), Trimmed: x.row.Trimmed.Time()}
		x.watch, err = watch.Resume(x.past(), mark, last, x.row.Arrival+1)
		return err
	}
	first, ok, err := x.firstCase()
	if err == nil && !ok {
		if err = x.s.Changed(x.ctx, x.tx, x.order); err == nil {
			first, ok, err = x.firstCase()
		}
	}
	if err != nil || !ok {
		return err
	}
	list, err := x.s.stored(x.ctx, &x.tx.Reader, x.order, first-1, first+1)
	if err != nil {
		return err
	}
	set, err := x.s.settings(civil.At(list[0].At))
	if err != nil {
		return err
	}
	x.watch, err = watch.Begin(x.past(), list[0], set)
	return err
}

// caseAt is the number of the case in force: the last one judged, or the first where that is still to come in its turn.
func (x *sitting) caseAt() (int64, error) {
	last, ok, err := db.Maybe[int64](x.ctx, x.tx, `select arrival from monitoring_input where monitoring_id = $1 and kind = 'case' and arrival <= $2
		order by arrival desc limit 1`, x.order, x.row.Arrival)
	if err != nil || ok {
		return last, err
	}
	last, _, err = x.firstCase()
	return last, err
}

func (x *sitting) firstCase() (int64, bool, error) {
	return db.Maybe[int64](x.ctx, x.tx, `select arrival from monitoring_input where monitoring_id = $1 and kind = 'case' order by arrival limit 1`, x.order)
}

// keep writes how far the order has been judged.
func (x *sitting) keep() error {
	m := x.watch.Mark()
	var newest, due any
	if !m.Newest.IsZero() {
		newest = civil.At(m.Newest)
	}
	if at := x.watch.Due(); !at.IsZero() {
		due = civil.At(at)
	}
	_, err := x.tx.Exec(x.ctx, `insert into monitoring_watch (monitoring_id, arrival, horizon, newest, trimmed, due_at) values ($1, $2, $3, $4, $5, $6)
		on conflict (monitoring_id) do update set arrival = excluded.arrival, horizon = excluded.horizon, newest = excluded.newest, trimmed = excluded.trimmed,
		due_at = excluded.due_at`, x.order, x.row.Arrival, civil.At(m.Horizon), newest, civil.At(m.Trimmed), due)
	return err
}
