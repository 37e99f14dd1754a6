package watchsvc

import (
	"context"
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

// dearAtOnce bounds how many orders are taken up or have alerts told of in one transaction: each costs a hundred times what a position costs, what
// is told is heard only with the commit, and PostgreSQL calls off a long transaction sooner than a short one.
const dearAtOnce = 6

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
	if s.judge(ctx, len(list) > 1, list) == nil {
		return
	}
	for _, o := range list {
		if err := s.Judge(ctx, o); err != nil && s.Failed != nil && ctx.Err() == nil {
			s.Failed(o, err)
		}
	}
}

// Judge judges what waits of orders, a portion of all together, those with an alarm first; orders that were not reached are judged next, what is
// left of one waits as a backlog. It is a task of the service itself.
// Faults: forbidden.
func (s *Service) Judge(ctx context.Context, orders ...string) error {
	return s.judge(ctx, false, orders)
}

// judge does it; where brief is asked, an order with much to judge waits as a backlog, so that it never stands before what is of now. A timer that
// is due or a changed case calls such an order as well, in the middle of its backlog.
func (s *Service) judge(ctx context.Context, brief bool, orders []string) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	s.one.Lock()
	defer s.one.Unlock()
	var waits, done []*sitting
	var rest, left, long []string
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		waits, rest, long, err = s.gather(ctx, r, orders, brief)
		return err
	}); err != nil {
		return err
	}
	s.Wake(false, long...)
	waits = first(waits, (*sitting).urgent)
	told := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		done, told, left = nil, false, nil
		if err := stands(ctx, tx, waits); err != nil {
			return err
		}
		dear := 0
		for _, w := range waits {
			if dear >= dearAtOnce {
				left = append(left, w.order)
				continue
			}
			x := *w // the closure may run again
			x.ctx, x.tx = ctx, tx
			changed, err := x.run()
			if err != nil {
				return err
			}
			if changed || x.taken {
				dear++
			}
			told, done = told || changed, append(done, &x)
		}
		return s.keep(ctx, tx, done)
	})
	if err != nil {
		return err
	}
	for _, x := range done {
		if x.watch != nil {
			s.held.Put(x.order, x.watch, x.row.Arrival)
			s.forgotten[x.order] = x.forgotten
		}
		if x.More {
			s.Wake(false, x.order)
		}
	}
	s.again(append(left, rest...))
	if told && s.Published != nil {
		s.Published()
	}
	return nil
}

// first puts what meets a condition before the rest; otherwise the order stays.
func first[T any](list []T, is func(T) bool) []T {
	var yes, no []T
	for _, x := range list {
		if is(x) {
			yes = append(yes, x)
		} else {
			no = append(no, x)
		}
	}
	return append(yes, no...)
}

// sitting is one order judged in one transaction.
type sitting struct {
	s      *Service
	ctx    context.Context
	tx     *db.Tx
	order  string
	client id.Client
	regime string
	worn   []watch.Worn
	row    watchRow
	found  bool
	watch  *watch.Watch
	rows   []track.Row // positions
	// forgotten counts what withdrawals have taken out of the order.
	forgotten int
	taken     bool             // it was not at hand
	told      []evaluator.Told // not written yet
	watch.Plan
}

func (x *sitting) run() (bool, error) {
	if x.Batch == 0 && x.found {
		return false, nil
	}
	list, err := x.waiting()
	if err != nil {
		return false, err
	}
	if err := x.open(); err != nil || x.watch == nil {
		return false, err
	}
	told := false
	for _, in := range list {
		out, err := x.feed(in)
		if err != nil {
			return false, err
		}
		told, x.told = told || len(out) > 0, append(x.told, out...)
		x.row.Arrival = max(x.row.Arrival, in.Arrival)
	}
	return told, x.tell()
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

// tell writes what has been found so far: at the end, and before the rules look back into the store, which must know of it by then.
func (x *sitting) tell() error {
	told := x.told
	x.told = nil
	return x.publish(told)
}

func (x *sitting) past() *past {
	return &past{tell: x.tell, s: x.s, ctx: x.ctx, tx: x.tx, order: x.order, client: x.client, worn: x.worn}
}

// urgent tells whether an alarm waits.
func (x *sitting) urgent() bool {
	return slices.ContainsFunc(x.rows, func(r track.Row) bool { return r.Alarms != 0 && x.Has(r.Arrival) })
}

// open takes the watch of the order off the shelf, or takes it up again, or begins it with the order's first case.
func (x *sitting) open() error {
	if x.found {
		if x.watch = x.s.held.Take(x.order, x.row.Arrival); x.watch != nil {
			x.watch.Past(x.past())
			return nil
		}
		x.taken = true
		last, err := x.caseAt()
		if err != nil {
			return err
		}
		mark := watch.Mark{Horizon: x.row.Horizon.Time(), Newest: x.row.Newest.Time(), Trimmed: x.row.Trimmed.Time()}
		x.watch, err = watch.Resume(x.past(), mark, last, x.row.Arrival+1)
		return err
	}
	x.taken = true
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
