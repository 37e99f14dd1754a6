package watchsvc

import (
	"context"
	"encoding/json"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// The kinds of stored inputs; the wearer's own positions stand in monitoring_position.
const (
	kindCase  = "case"
	kindTick  = "tick"
	kindClear = "clear"
	kindPeer  = "peer"
)

const inputs = "monitoring_input"

// scope is whose key seals what the watch of an order keeps: not the client's, since a case and a memory know where a protected person is.
func scope(order string) seal.Scope { return seal.Scope("watch:" + order) }

// number draws arrival numbers of the one source of all inputs and gives the first.
func number(ctx context.Context, tx *db.Tx, n int) (int64, error) {
	if _, err := tx.Exec(ctx, `insert into monitoring_counter (name, n) values ('arrival', $1)
		on conflict (name) do update set n = monitoring_counter.n + excluded.n`, n); err != nil {
		return 0, err
	}
	last, err := db.One[int64](ctx, tx, `select n from monitoring_counter where name = 'arrival'`)
	return last - int64(n) + 1, err
}

// put stores an input of an order and wakes the watch after the commit.
func (s *Service) put(ctx context.Context, tx *db.Tx, order, kind, zone string, body any) error {
	arrival, err := number(ctx, tx, 1)
	if err != nil {
		return err
	}
	var sealed []byte
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		if sealed, err = s.Seal.SealScope(ctx, tx, scope(order), inputs, "body", strconv.FormatInt(arrival, 10), text); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, `insert into monitoring_input (arrival, monitoring_id, kind, at, zone_id, body) values ($1, $2, $3, $4, $5, $6)`,
		arrival, order, kind, tx.Now, db.Null(zone), sealed); err != nil {
		return err
	}
	if err := wait(ctx, tx, order, arrival); err != nil {
		return err
	}
	tx.AfterCommit(func() { s.Wake(true, order) })
	return nil
}

// wait notes that an input is to be judged; it stands among the groups of positions as one without any.
func wait(ctx context.Context, tx *db.Tx, order string, arrival int64) error {
	_, err := tx.Exec(ctx, `insert into monitoring_pending (monitoring_id, batch, fitting, day, device, from_ms, until_ms, last_arrival, n)
		values ($1, $2, 0, 0, 0, 0, 0, $2, 0)`, order, arrival)
	return err
}

// Changed takes notice, within the transaction of whoever changed it, that the case of an order is another: a zone, a timetable, a term, a
// device put on or taken off, an outage. What was judged in the last two days is judged anew. It works with the system's rights and asks no
// guard.
func (s *Service) Changed(ctx context.Context, tx *db.Tx, order string) error {
	c, err := s.Cases.Case(ctx, tx.System(), order)
	if err != nil || c.Start.IsZero() {
		return err
	}
	last, found, err := db.Maybe[int64](ctx, tx, `select arrival from monitoring_input where monitoring_id = $1 and kind = 'case' order by arrival desc limit 1`, order)
	if err != nil {
		return err
	}
	if found {
		before, err := s.ruling(ctx, &tx.Reader, order, last)
		if err != nil {
			return err
		}
		set, err := s.settings(tx.Now)
		if err != nil {
			return err
		}
		if watch.Same(before.Case, c) && watch.Same(before.Set, set) {
			return nil
		}
	}
	return s.put(ctx, tx, order, kindCase, "", c)
}

// Peer stores a position of the device of the protected person whom a moving zone is round, in the transaction of whoever received it. It
// works with the system's rights and asks no guard.
func (s *Service) Peer(ctx context.Context, tx *db.Tx, order, zone string, fix monitoring.Fix) error {
	return s.put(ctx, tx, order, kindPeer, zone, fix)
}

// Clear ends the latched alerts of tampering of an order that had come by now. Whoever calls it has asked for the right to work on alerts,
// and records who cleared it and why.
func (s *Service) Clear(ctx context.Context, tx *db.Tx, order string) error {
	return s.put(ctx, tx, order, kindClear, "", nil)
}

// settings are the thresholds of the day of an instant.
func (s *Service) settings(at civil.Instant) (*judge.Settings, error) {
	on := at.In(s.Zone)
	s.mu.Lock()
	defer s.mu.Unlock()
	if set, ok := s.sets[on]; ok {
		return set, nil
	}
	book := s.Rules.At(on)
	if book == nil {
		return nil, fault.New(fault.Unavailable, "monitoring.rule_missing", "rule", on.String())
	}
	set, err := evaluator.FromRulebook(book, on)
	if err != nil {
		return nil, err
	}
	if s.sets == nil {
		s.sets = map[civil.Date]*judge.Settings{}
	}
	s.sets[on] = set
	return set, nil
}

type inputRow struct {
	Arrival int64
	Kind    string
	At      civil.Instant
	Zone    string
	Body    []byte
}

// stored reads inputs beside the wearer's positions that arrived after one number and before another, in their order.
func (s *Service) stored(ctx context.Context, r *db.Reader, order string, after, below int64) ([]judge.Input, error) {
	rows, err := db.All[inputRow](ctx, r, `select arrival, kind, at, zone_id, body from monitoring_input where monitoring_id = $1 and arrival > $2 and arrival < $3
		order by arrival`, order, after, below)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: scope(order), Table: inputs, Column: "body", Row: strconv.FormatInt(x.Arrival, 10), Sealed: x.Body}
	}
	if err := s.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out := make([]judge.Input, len(rows))
	for i, x := range rows {
		if out[i], err = s.input(x, boxes[i].Plain); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) input(x inputRow, body []byte) (judge.Input, error) {
	in := judge.Input{Arrival: x.Arrival, At: x.At.Time(), Zone: x.Zone}
	var err error
	switch x.Kind {
	case kindTick:
		in.Kind = judge.Tick
	case kindClear:
		in.Kind = judge.Clear
	case kindPeer:
		in.Kind = judge.Peer
		err = json.Unmarshal(body, &in.Fix)
		in.Fix.Arrival = x.Arrival
	case kindCase:
		in.Kind = judge.Change
		var c judge.Case
		if err = json.Unmarshal(body, &c); err == nil {
			for i := range c.Zones {
				if c.Zones[i].When != nil {
					c.Zones[i].When.Location = s.Zone
				}
			}
		}
		in.Case = &c
	}
	return in, err
}

// ruling reads a case with the thresholds of its day.
func (s *Service) ruling(ctx context.Context, r *db.Reader, order string, arrival int64) (watch.Ruling, error) {
	list, err := s.stored(ctx, r, order, arrival-1, arrival+1)
	if err != nil {
		return watch.Ruling{}, err
	}
	if len(list) == 0 || list[0].Case == nil {
		return watch.Ruling{}, fault.New(fault.NotFound, "fault.not_found")
	}
	set, err := s.settings(civil.At(list[0].At))
	return watch.Ruling{Case: *list[0].Case, Set: set}, err
}
