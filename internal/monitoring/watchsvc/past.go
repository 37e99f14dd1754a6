package watchsvc

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// remembered is how long memories are kept: a position that is older than a clock can be is not judged by its own time anyhow.
const remembered = 90 * 24 * time.Hour

// past is what is stored of an order, as one transaction sees it.
type past struct {
	s      *Service
	ctx    context.Context
	tx     *db.Tx
	order  string
	client id.Client
	worn   []watch.Worn
	tell   func() error // writes what was found and is not written yet; nil = nothing ever is
}

// Ruling reads the case that came with an arrival number.
func (p *past) Ruling(arrival int64) (watch.Ruling, error) {
	return p.s.ruling(p.ctx, &p.tx.Reader, p.order, arrival)
}

type memoryRow struct {
	From  civil.Instant
	Case  int64
	State []byte
}

// Memory reads the last memory from at or before a moment, or the first, and forgets the later ones.
func (p *past) Memory(at time.Time) (watch.Memory, bool, error) {
	const columns = `select from_at, case_arrival, state from monitoring_memory where monitoring_id = $1 `
	row, ok, err := db.Maybe[memoryRow](p.ctx, p.tx, columns+`and from_at <= $2 order by from_at desc limit 1`, p.order, civil.At(at))
	if err == nil && !ok {
		row, ok, err = db.Maybe[memoryRow](p.ctx, p.tx, columns+`order by from_at limit 1`, p.order)
	}
	if err != nil || !ok {
		return watch.Memory{}, false, err
	}
	if _, err := p.tx.Exec(p.ctx, `delete from monitoring_memory where monitoring_id = $1 and from_at > $2`, p.order, row.From); err != nil {
		return watch.Memory{}, false, err
	}
	text, err := p.s.Seal.OpenScope(p.ctx, &p.tx.Reader, scope(p.order), "monitoring_memory", "state", p.order+row.From.String(), row.State)
	if err != nil {
		return watch.Memory{}, false, err
	}
	m := watch.Memory{From: row.From.Time(), Case: row.Case}
	return m, true, json.Unmarshal(text, &m.State)
}

// Save keeps a memory, and of those before it the first of each day.
func (p *past) Save(m watch.Memory) error {
	text, err := json.Marshal(m.State)
	if err != nil {
		return err
	}
	at := civil.At(m.From)
	sealed, err := p.s.Seal.SealScope(p.ctx, p.tx, scope(p.order), "monitoring_memory", "state", p.order+at.String(), text)
	if err != nil {
		return err
	}
	before, err := db.All[civil.Instant](p.ctx, p.tx, `select from_at from monitoring_memory where monitoring_id = $1 and from_at < $2 order by from_at desc limit 2`, p.order, at)
	if err != nil {
		return err
	}
	if len(before) == 2 && watch.SameDay(before[0].Time(), before[1].Time()) {
		if _, err := p.tx.Exec(p.ctx, `delete from monitoring_memory where monitoring_id = $1 and from_at = $2`, p.order, before[0]); err != nil {
			return err
		}
	}
	if _, err := p.tx.Exec(p.ctx, `delete from monitoring_memory where monitoring_id = $1 and from_at < $2`, p.order, at.Add(-remembered)); err != nil {
		return err
	}
	_, err = p.tx.Exec(p.ctx, `insert into monitoring_memory (monitoring_id, from_at, case_arrival, state) values ($1, $2, $3, $4)
		on conflict (monitoring_id, from_at) do update set case_arrival = excluded.case_arrival, state = excluded.state`, p.order, at, m.Case, sealed)
	return err
}

// Inputs reads the positions from a moment on that arrived before a number, the wearer's and others'.
func (p *past) Inputs(from time.Time, below int64) ([]judge.Input, error) {
	var stretches []track.Stretch
	for _, w := range p.worn {
		end := p.tx.Now.Time().Add(24 * time.Hour)
		if !w.Until.IsZero() && w.Until.Before(end) {
			end = w.Until.Add(24 * time.Hour) // a clock that cannot be is filed by its receipt
		}
		if !end.After(from) {
			continue
		}
		begin := from.Add(-24 * time.Hour)
		if w.From.Add(-24 * time.Hour).After(begin) {
			begin = w.From.Add(-24 * time.Hour)
		}
		stretches = append(stretches, p.s.Tracks.Days(w.Number, w.Short, begin, end)...)
	}
	rows, err := p.s.Tracks.Read(p.ctx, &p.tx.Reader, stretches)
	if err != nil {
		return nil, err
	}
	var out []judge.Input
	for _, r := range rows {
		if r.Arrival < below {
			out = append(out, watch.Own(r, p.worn))
		}
	}
	others, err := p.s.stored(p.ctx, &p.tx.Reader, p.order, 0, below)
	for _, in := range others {
		if in.Kind == judge.Peer && !in.Fix.At.Before(from) {
			out = append(out, in)
		}
	}
	slices.SortStableFunc(out, func(a, b judge.Input) int { return int(a.Arrival - b.Arrival) })
	return out, err
}

type alertRow struct {
	ID                string
	Rule, Class, Zone string
	Version           int
	From, To, Decided civil.Instant
	Whole             bool
	End, Outage       string
	Explain           []byte
	Late              bool
	Raised            civil.Instant
	RaisedBy          int64
	Told              civil.Instant
	Updates           int
	Withdrawn, Merged string
}

const alertColumns = `select c.id, c.rule, c.class, coalesce(c.zone_id, ''), coalesce(c.zone_version, 0), c.from_at, c.until_at, c.decided_at, coalesce(c.whole, false),
	coalesce(c.end_why, ''), coalesce(c.outage_id, ''), c.explain, c.late, c.raised_at, c.raised_by, c.told_at, c.updates, coalesce(c.withdrawn, ''), coalesce(c.merged, '')
	from monitoring_alert c where c.monitoring_id = $1 and c.drill = $2 and {visible c.client_id}
	and not exists (select 1 from monitoring_victim_forgotten g where g.zone_id = c.zone_id and c.from_at < g.at) `

// Alerts reads the alerts that reach into the time from a moment on.
func (p *past) Alerts(from time.Time) ([]evaluator.Alert, error) {
	if p.tell != nil {
		if err := p.tell(); err != nil {
			return nil, err
		}
	}
	return p.s.alerts(p.ctx, p.tx.System(), p.client, p.order, from)
}

func (s *Service) alerts(ctx context.Context, r *db.Reader, client id.Client, order string, from time.Time) ([]evaluator.Alert, error) {
	rows, err := db.All[alertRow](ctx, r, alertColumns+`and (c.withdrawn is null and (c.until_at is null or c.until_at >= $3) or c.withdrawn is not null and c.from_at >= $3)
		order by c.raised_by, c.from_at, c.rule, coalesce(c.zone_id, '')`, order, false, civil.At(from))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	boxes := make([]seal.Box, 0, len(rows))
	for _, x := range rows {
		if len(x.Explain) > 0 { // retention has taken the others
			boxes = append(boxes, seal.Box{Scope: seal.Client(client), Table: alertTable, Column: "explain", Row: x.ID, Sealed: x.Explain})
		}
	}
	if err := s.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out, n := make([]evaluator.Alert, len(rows)), 0
	for i, x := range rows {
		out[i] = evaluator.Alert{
			ID: x.ID, Order: order, Late: x.Late, RaisedAt: x.Raised.Time(), RaisedBy: x.RaisedBy, ToldAt: x.Told.Time(), Updates: x.Updates,
			Withdrawn: x.Withdrawn, Merged: x.Merged,
			Finding: judge.Finding{
				Rule: judge.Rule(x.Rule), Class: judge.Class(x.Class), Zone: x.Zone, Version: x.Version, From: x.From.Time(), To: x.To.Time(),
				DecidedAt: x.Decided.Time(), Whole: x.Whole, End: x.End, Outage: x.Outage,
			},
		}
		if len(x.Explain) == 0 {
			continue
		}
		box := boxes[n]
		if n++; box.Erased {
			continue
		}
		if err := json.Unmarshal(box.Plain, &out[i].Explain); err != nil {
			return nil, err
		}
	}
	return out, nil
}
