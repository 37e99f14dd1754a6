package watchsvc

import (
	"cmp"
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
)

// groupsAtOnce bounds how many groups of one order are looked at together.
const groupsAtOnce = 512

// much is how many positions of one order make it a backlog: an hour at one each quarter of a minute.
const much = 240

type watchRow struct {
	Order                    string
	Arrival                  int64
	Horizon, Newest, Trimmed civil.Instant
}

type ownerRow struct {
	Order  string
	Client id.Client
	Regime string
}

// gather reads what of orders waits and how far they have come, a portion of all together: a few statements for all of them, since several
// for each cost more than the judging. Orders that were not reached are given back, and where brief is
// asked those with much to judge. It reads outside the transaction that judges: numbers are
// committed in their order, so a snapshot holds everything up to a number, and PostgreSQL would otherwise call off the judging whenever positions
// are stored meanwhile.
func (s *Service) gather(ctx context.Context, r *db.Reader, orders []string, brief bool) (done []*sitting, rest, long []string, err error) {
	all := r.System()
	waits, err := s.Tracks.Waiting(ctx, all, orders, groupsAtOnce)
	if err != nil {
		return nil, nil, nil, err
	}
	var groups []track.Stretch
	of, n := map[string]*sitting{}, 0
	for i, o := range orders {
		if n >= portion {
			rest = orders[i:]
			break
		}
		if of[o] != nil {
			continue
		}
		x := &sitting{s: s, order: o}
		if x.Plan = watch.Take(waits[o], groupsAtOnce, portion); brief && x.N > much {
			long = append(long, o)
			continue
		}
		n += x.N
		groups, done, of[o] = append(groups, x.Groups...), append(done, x), x
	}
	if len(done) == 0 {
		return nil, rest, long, nil
	}
	keys := make([]any, len(done))
	for i, x := range done {
		keys[i] = x.order
	}
	if err := known(ctx, all, keys, of); err != nil {
		return nil, nil, nil, err
	}
	worn, err := devices(ctx, all, keys)
	if err != nil {
		return nil, nil, nil, err
	}
	rows, err := s.Tracks.Read(ctx, all, groups)
	if err != nil {
		return nil, nil, nil, err
	}
	fittings := map[int64][]track.Row{}
	for _, r := range rows {
		fittings[r.Fitting] = append(fittings[r.Fitting], r)
	}
	for _, x := range done {
		if x.client == "" {
			return nil, nil, nil, fault.New(fault.NotFound, "fault.not_found")
		}
		x.worn = worn[x.order]
		for _, f := range x.Fittings() {
			x.rows = append(x.rows, fittings[f]...)
		}
	}
	return done, rest, long, nil
}

// known reads whose orders they are and how far they have come.
func known(ctx context.Context, all *db.Reader, keys []any, of map[string]*sitting) error {
	rows, err := db.All[watchRow](ctx, all, `select monitoring_id, arrival, horizon, newest, trimmed from monitoring_watch where monitoring_id in `+db.In(len(keys), 1), keys...)
	if err != nil {
		return err
	}
	for _, w := range rows {
		of[w.Order].row, of[w.Order].found = w, true
	}
	owners, err := db.All[ownerRow](ctx, all, `select c.id, c.client_id, c.regime from monitoring_order c where c.id in `+db.In(len(keys), 1)+` and {visible c.client_id}`, keys...)
	for _, o := range owners {
		of[o.Order].client, of[o.Order].regime = o.Client, o.Regime
	}
	return err
}

// stands sees that nobody else has judged the orders since they were read, and lets go of a watch at hand that knows of a protected person
// who has withdrawn since: it is looked up here and nowhere else, because a withdrawal may be kept while this waits for its turn.
func stands(ctx context.Context, tx *db.Tx, waits []*sitting) error {
	type row struct {
		Order     string
		Arrival   int64
		Forgotten int
	}
	keys := make([]any, len(waits))
	for i, x := range waits {
		keys[i] = x.order
	}
	if len(keys) == 0 {
		return nil
	}
	rows, err := db.All[row](ctx, tx, `select w.monitoring_id, w.arrival, (select count(*) from monitoring_victim_forgotten f where f.monitoring_id = w.monitoring_id)
		from monitoring_watch w where w.monitoring_id in `+db.In(len(keys), 1), keys...)
	is := map[string]row{}
	for _, r := range rows {
		is[r.Order] = r
	}
	for _, x := range waits {
		at, found := is[x.order]
		if found != x.found || at.Arrival != x.row.Arrival {
			return fault.Stale()
		}
		if x.forgotten = at.Forgotten; x.s.forgotten[x.order] != at.Forgotten {
			x.s.held.Drop(x.order)
		}
	}
	return err
}

// devices lists what is and was worn under orders, the first first.
func devices(ctx context.Context, r *db.Reader, orders []any) (map[string][]watch.Worn, error) {
	type row struct {
		Order, ID, Device string
		Number, Short     int64
		Kind, Model       string
		From, Until       civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.monitoring_id, c.id, c.device_id, c.number, d.number, c.kind, d.model, c.from_at, c.until_at from monitoring_fitting c
		join monitoring_device d on d.id = c.device_id where c.monitoring_id in `+db.In(len(orders), 1)+` and {visible c.client_id} order by c.from_at, c.id`, orders...)
	out := map[string][]watch.Worn{}
	for _, x := range rows {
		out[x.Order] = append(out[x.Order], watch.Worn{
			ID: x.ID, Device: x.Device, Number: x.Number, Short: x.Short, Kind: regime.DeviceKind(x.Kind), Model: x.Model, From: x.From.Time(), Until: x.Until.Time(),
		})
	}
	return out, err
}

// waiting is what is judged now, in the order of arrival. Whatever else than positions waits stands among the groups as one without any; what came
// after they were read waits.
func (x *sitting) waiting() ([]judge.Input, error) {
	var list []judge.Input
	if !x.found || slices.ContainsFunc(x.Groups, func(g track.Stretch) bool { return g.Device == 0 }) {
		var err error
		if list, err = x.s.stored(x.ctx, x.tx.System(), x.order, x.row.Arrival, x.Batch+1); err != nil {
			return nil, err
		}
	}
	for _, r := range x.rows {
		if x.Has(r.Arrival) {
			list = append(list, watch.Own(r, x.worn))
		}
	}
	slices.SortStableFunc(list, func(a, b judge.Input) int { return cmp.Compare(a.Arrival, b.Arrival) })
	return list, nil
}

// keep writes how far orders have been judged, and forgets that it waited.
func (s *Service) keep(ctx context.Context, tx *db.Tx, done []*sitting) error {
	var past []track.Upto
	b, text := &db.Binder{}, ""
	for _, x := range done {
		if x.watch == nil {
			continue
		}
		if x.Batch > 0 {
			past = append(past, track.Upto{Order: x.order, Batch: x.Batch})
		}
		m := x.watch.Mark()
		var newest, due any
		if !m.Newest.IsZero() {
			newest = civil.At(m.Newest)
		}
		if at := x.watch.Due(); !at.IsZero() {
			due = civil.At(at)
		}
		if text != "" {
			text += ", "
		}
		text += "(" + b.Bind(x.order) + ", " + b.Bind(x.row.Arrival) + ", " + b.Bind(civil.At(m.Horizon)) + ", " + b.Bind(newest) + ", " + b.Bind(civil.At(m.Trimmed)) +
			", " + b.Bind(due) + ")"
	}
	if text == "" {
		return nil
	}
	if err := s.Tracks.Done(ctx, tx, past); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into monitoring_watch (monitoring_id, arrival, horizon, newest, trimmed, due_at) values `+text+`
		on conflict (monitoring_id) do update set arrival = excluded.arrival, horizon = excluded.horizon, newest = excluded.newest, trimmed = excluded.trimmed,
		due_at = excluded.due_at`, b.Args()...)
	return err
}
