package tracksvc

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// Store keeps messages of devices, all of them in one transaction, and says what became of each, in their order. It returns after the
// commit: only then may a device be told that its frame was taken. A repeat changes nothing, so that a device may send again. Only the
// service itself may. Faults: forbidden.
func (s *Service) Store(ctx context.Context, list []track.Arrived) ([]track.Verdict, error) {
	if !access.From(ctx).System {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if len(list) == 0 {
		return nil, nil
	}
	s.one.Lock()
	defer s.one.Unlock()
	var out []track.Verdict
	err := s.db.System(ctx, "monitoring.store", func(tx *db.Tx) error {
		b := &batch{svc: s, tx: tx, list: list, out: make([]track.Verdict, len(list)), limits: s.limits()}
		out = b.out
		return b.run(ctx)
	})
	return out, err
}

// batch is one transaction of messages.
type batch struct {
	svc    *Service
	tx     *db.Tx
	list   []track.Arrived
	out    []track.Verdict
	limits track.Limits

	devices map[string]*known
	rows    []track.Row
	from    []int       // which message a row comes from
	hers    []track.Row // of protected persons' devices: they stand among no wearer's
	hersOf  []hers
	seen    map[key]bool
	shas    map[*byte]frame
}

// key is by what a repeat is known.
type key struct {
	day            int
	device         int64
	fixMS, content int64
}

func keyOf(r track.Row) key { return key{r.Day, r.Device, r.FixMS, r.Content} }

// frame is one frame of the batch.
type frame struct {
	id       int64
	row      int // the first row that came in it
	sha      [32]byte
	withBody bool
}

func (b *batch) run(ctx context.Context) error {
	var idents []string
	unique := map[string]bool{}
	for i := range b.list {
		if d := b.list[i].Device; !unique[d] {
			unique[d] = true
			idents = append(idents, d)
		}
	}
	slices.Sort(idents)
	var err error
	if b.devices, err = b.svc.look(ctx, b.tx, idents); err != nil {
		return err
	}
	first, err := b.number(ctx)
	if err != nil {
		return err
	}
	b.seen, b.shas = map[key]bool{}, map[*byte]frame{}
	for i := range b.list {
		b.judge(i, first+int64(i))
	}
	if err := b.insert(ctx); err != nil {
		return err
	}
	if err := b.frames(ctx); err != nil {
		return err
	}
	if err := b.peers(ctx); err != nil {
		return err
	}
	if err := b.tally(ctx); err != nil {
		return err
	}
	if err := b.waiting(ctx, first); err != nil {
		return err
	}
	if err := b.quarantine(ctx); err != nil {
		return err
	}
	return saveHealth(ctx, b.tx, b.devices)
}

// number draws the arrival numbers of the batch and returns the first.
func (b *batch) number(ctx context.Context) (int64, error) {
	if _, err := b.tx.Exec(ctx, `insert into monitoring_counter (name, n) values ('arrival', $1)
		on conflict (name) do update set n = monitoring_counter.n + excluded.n`, len(b.list)); err != nil {
		return 0, err
	}
	last, err := db.One[int64](ctx, b.tx, `select n from monitoring_counter where name = 'arrival'`)
	return last - int64(len(b.list)) + 1, err
}

// judge decides what becomes of one message.
func (b *batch) judge(i int, arrival int64) {
	m, v := &b.list[i].Message, &b.out[i]
	*v = track.Verdict{Outcome: track.Unknown}
	k := b.devices[m.Device]
	if k == nil {
		return
	}
	k.hear(m)
	if b.list[i].Quiet {
		v.Outcome = track.Heard
		return
	}
	at, day, marks := track.Judge(m, b.limits)
	marks |= b.list[i].Marks
	v.At = at
	w, ok := k.at(at)
	switch {
	case !ok:
		v.Outcome = track.Unfitted
	case !w.window.Collects(at) || !w.takes(m.ReceivedAt):
		v.Outcome = track.Outside
	default:
		v.Outcome = track.Stored
	}
	if v.Outcome != track.Stored {
		k.health.Refused++
		return
	}
	if fix := at.UnixMilli(); fix < k.health.Fix {
		marks |= monitoring.Late
	} else if marks&monitoring.Implausible == 0 {
		k.health.Fix = fix
	}
	r := track.RowOf(m, w.level != regime.Presence)
	r.Day, r.Device, r.Fitting, r.Arrival, r.Marks = day, k.number, w.number, arrival, int64(marks)
	v.Arrival, v.Marks, v.Fitting, v.Order, v.Client = arrival, marks, w.number, w.order, w.client
	if b.seen[keyOf(r)] {
		b.repeated(i)
		return
	}
	b.seen[keyOf(r)] = true
	if w.zone != "" {
		b.hers, b.hersOf = append(b.hers, r), append(b.hersOf, hers{i, w})
		return
	}
	r.Frame = b.frame(i, arrival, w.level != regime.Presence)
	b.rows, b.from = append(b.rows, r), append(b.from, i)
}

func (b *batch) repeated(i int) {
	v := &b.out[i]
	v.Outcome, v.Arrival, v.Marks = track.Repeated, 0, v.Marks|monitoring.Duplicate
	b.devices[b.list[i].Device].health.Repeats++
}

// frame names the frame of a message; messages of one frame share it.
func (b *batch) frame(i int, arrival int64, withBody bool) int64 {
	body := b.list[i].Frame
	if len(body) == 0 {
		return 0
	}
	f, ok := b.shas[&body[0]]
	if !ok {
		f = frame{id: arrival, row: len(b.rows), sha: sha256.Sum256(body), withBody: withBody}
		b.shas[&body[0]] = f
	}
	return f.id
}

const positionColumns = `day, device, fix_ms, content, fitting, arrival, received_ms, lat, lon, accuracy_dm, speed_cms, course_ddeg, altitude_dm, mechanism, marks, alarms, battery_pct, charging, frame`

// insert writes the rows that are not there yet.
func (b *batch) insert(ctx context.Context) error {
	var again []int
	done := 0
	err := b.put(ctx, func(count int, n int64) error {
		from := done
		done += count
		if n == int64(count) {
			return nil
		}
		found, err := b.arrivals(ctx, b.rows[from:done])
		for i := from; i < done && err == nil; i++ {
			if found[keyOf(b.rows[i])] != b.rows[i].Arrival {
				again = append(again, i)
			}
		}
		return err
	})
	for _, i := range slices.Backward(again) {
		b.repeated(b.from[i])
		b.rows, b.from = slices.Delete(b.rows, i, i+1), slices.Delete(b.from, i, i+1)
	}
	return err
}

// put writes the rows that are not there yet and tells of each portion how many it held and how many were written.
func (b *batch) put(ctx context.Context, wrote func(count int, n int64) error) error {
	const head = `insert into monitoring_position (` + positionColumns + `) `
	if b.tx.Engine() == "postgres" { // one array a column: PostgreSQL spends most of its time on reading parameters otherwise
		n, err := b.tx.Exec(ctx, head+`select * from unnest(`+arrays+`) on conflict do nothing`, columns(b.rows)...)
		if err != nil {
			return err
		}
		return wrote(len(b.rows), n)
	}
	args := make([][]any, len(b.rows))
	for i, r := range b.rows {
		args[i] = []any{
			r.Day, r.Device, r.FixMS, r.Content, r.Fitting, r.Arrival, r.Received, null(r.Lat), null(r.Lon), null(r.Accuracy), null(r.Speed), null(r.Course),
			null(r.Altitude), r.Mech, r.Marks, r.Alarms, null(r.Battery), null(r.Charging), r.Frame,
		}
	}
	return many(ctx, b.tx, head+`values `, ` on conflict do nothing`, args, func(part [][]any, n int64) error { return wrote(len(part), n) })
}

const arrays = `$1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[],
	$11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::bigint[]`

// columns turns rows into one array a column, in the order of positionColumns.
func columns(rows []track.Row) []any {
	told := func(of func(*track.Row) int64) []int64 {
		out := make([]int64, len(rows))
		for i := range rows {
			out[i] = of(&rows[i])
		}
		return out
	}
	maybe := func(of func(*track.Row) *int64) []*int64 {
		out := make([]*int64, len(rows))
		for i := range rows {
			out[i] = of(&rows[i])
		}
		return out
	}
	return []any{
		told(func(r *track.Row) int64 { return int64(r.Day) }), told(func(r *track.Row) int64 { return r.Device }),
		told(func(r *track.Row) int64 { return r.FixMS }), told(func(r *track.Row) int64 { return r.Content }),
		told(func(r *track.Row) int64 { return r.Fitting }), told(func(r *track.Row) int64 { return r.Arrival }),
		told(func(r *track.Row) int64 { return r.Received }), maybe(func(r *track.Row) *int64 { return r.Lat }),
		maybe(func(r *track.Row) *int64 { return r.Lon }), maybe(func(r *track.Row) *int64 { return r.Accuracy }),
		maybe(func(r *track.Row) *int64 { return r.Speed }), maybe(func(r *track.Row) *int64 { return r.Course }),
		maybe(func(r *track.Row) *int64 { return r.Altitude }), told(func(r *track.Row) int64 { return r.Mech }),
		told(func(r *track.Row) int64 { return r.Marks }), told(func(r *track.Row) int64 { return r.Alarms }),
		maybe(func(r *track.Row) *int64 { return r.Battery }), maybe(func(r *track.Row) *int64 { return r.Charging }),
		told(func(r *track.Row) int64 { return r.Frame }),
	}
}

// arrivals reads under which arrival rows of these keys stand.
func (b *batch) arrivals(ctx context.Context, rows []track.Row) (map[key]int64, error) {
	out := map[key]int64{}
	text, args := `select day, device, fix_ms, content, arrival from monitoring_position where `, make([]any, 0, 4*len(rows))
	bind := &db.Binder{}
	for i, r := range rows {
		if i > 0 {
			text += " or "
		}
		text += "day = " + bind.Bind(r.Day) + " and device = " + bind.Bind(r.Device) + " and fix_ms = " + bind.Bind(r.FixMS) + " and content = " + bind.Bind(r.Content)
	}
	args = append(args, bind.Args()...)
	type row struct {
		Day                  int
		Device, Fix, Content int64
		Arrival              int64
	}
	list, err := db.All[row](ctx, b.tx, text, args...)
	for _, x := range list {
		out[key{x.Day, x.Device, x.Fix, x.Content}] = x.Arrival
	}
	return out, err
}

func null(p *int64) any {
	if p == nil {
		return nil
	}
	return *p
}

// frames writes the frames of which at least one row is new.
func (b *batch) frames(ctx context.Context) error {
	written := map[int64]bool{}
	var rows [][]any
	for i, r := range b.rows {
		if r.Frame == 0 || written[r.Frame] {
			continue
		}
		written[r.Frame] = true
		m := b.list[b.from[i]]
		f := b.shas[&m.Frame[0]]
		var body any
		if f.withBody {
			body = m.Frame
		}
		rows = append(rows, []any{f.id, r.Day, r.Device, m.Protocol, r.Received, f.sha[:], body})
	}
	return many(ctx, b.tx, `insert into monitoring_frame (id, day, device, protocol, received_ms, sha, body) values `, ``, rows, nil)
}

// hourMS is an hour in milliseconds.
const hourMS = int64(time.Hour / time.Millisecond)

type tallyKey struct{ fitting, hour int64 }

type tallyRow struct {
	Fitting, Hour, N, First, Last int64
	Hash                          []byte
}

// tally carries the hash of each device's hour forward by the new rows.
func (b *batch) tally(ctx context.Context) error {
	sums := map[tallyKey]*tallyRow{}
	var keys []tallyKey
	for _, r := range b.rows {
		k := tallyKey{r.Fitting, r.Received - r.Received%hourMS}
		if sums[k] == nil {
			sums[k] = &tallyRow{Fitting: k.fitting, Hour: k.hour, First: r.Arrival}
			keys = append(keys, k)
		}
	}
	for part := range slices.Chunk(keys, 200) {
		bind, text := &db.Binder{}, `select fitting, hour_ms, n, first_arrival, last_arrival, hash from monitoring_tally where `
		for i, k := range part {
			if i > 0 {
				text += " or "
			}
			text += "fitting = " + bind.Bind(k.fitting) + " and hour_ms = " + bind.Bind(k.hour)
		}
		list, err := db.All[tallyRow](ctx, b.tx, text, bind.Args()...)
		if err != nil {
			return err
		}
		for _, x := range list {
			sums[tallyKey{x.Fitting, x.Hour}] = &x
		}
	}
	for _, r := range b.rows {
		t := sums[tallyKey{r.Fitting, r.Received - r.Received%hourMS}]
		t.N, t.Last, t.Hash = t.N+1, r.Arrival, r.Chain(t.Hash)
	}
	rows := make([][]any, 0, len(keys))
	for _, k := range keys {
		t := sums[k]
		rows = append(rows, []any{t.Fitting, t.Hour, t.N, t.First, t.Last, t.Hash})
	}
	return many(ctx, b.tx, `insert into monitoring_tally (fitting, hour_ms, n, first_arrival, last_arrival, hash) values `,
		` on conflict (fitting, hour_ms) do update set n = excluded.n, last_arrival = excluded.last_arrival, hash = excluded.hash`, rows, nil)
}

// mostUnknown bounds how many devices stand in quarantine: a flood of invented names must not fill the disk.
const mostUnknown = 5000

// quarantine notes the devices that the inventory does not know. Of what they say only that they spoke is kept: nobody knows of whom
// it tells.
func (b *batch) quarantine(ctx context.Context) error {
	type one struct {
		proto       string
		n, from, to int64
		sha         [32]byte
	}
	spoke := map[string]*one{}
	for i, m := range b.list {
		if b.out[i].Outcome != track.Unknown || m.Device == "" || len(m.Device) > 64 {
			continue
		}
		at := m.ReceivedAt.UnixMilli()
		x := spoke[m.Device]
		if x == nil {
			x = &one{from: at}
			spoke[m.Device] = x
		}
		x.proto, x.to, x.sha = m.Protocol, at, sha256.Sum256(m.Frame)
		x.n++
	}
	if len(spoke) == 0 {
		return nil
	}
	have, err := db.One[int](ctx, b.tx, `select count(*) from monitoring_unknown`)
	if err != nil {
		return err
	}
	for ident, x := range spoke {
		n, err := b.tx.Exec(ctx, `update monitoring_unknown set last_ms = $2, messages = messages + $3, protocol = $4, sha = $5 where ident = $1`,
			ident, x.to, x.n, x.proto, x.sha[:])
		if err != nil {
			return err
		}
		if n > 0 || have >= mostUnknown {
			continue
		}
		have++
		if _, err := b.tx.Exec(ctx, `insert into monitoring_unknown (ident, protocol, first_ms, last_ms, messages, sha) values ($1, $2, $3, $4, $5, $6)`,
			ident, x.proto, x.from, x.to, x.n, x.sha[:]); err != nil {
			return err
		}
	}
	return nil
}
