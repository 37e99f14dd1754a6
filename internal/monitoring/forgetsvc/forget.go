// Package forgetsvc takes a protected person who has withdrawn her consent out of everything that the rules keep of an order: her fixes, her
// places in the stored cases, what the memories know of her. The order is watched on as if she had never been there; what stands of that
// time stands in the alerts, whose explanations hold no place, and a replay says that it cannot be told any more.
package forgetsvc

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	inputs   = "monitoring_input"
	memories = "monitoring_memory"
	gone     = "monitoring_victim_forgotten"
)

// Ops are the steps within the transaction of whoever writes the withdrawal down.
type Ops struct {
	Seal *seal.Sealer
	// Ended is told, within the transaction, of alerts that ended by this; nil = nobody.
	Ended func(ctx context.Context, tx *db.Tx, order string, alerts []string) error
	// Sums marks the hourly hashes of a person's device as forgotten, before her fixes go; nil = nobody.
	Sums func(ctx context.Context, tx *db.Tx, order, person string) error
}

func scope(order string) seal.Scope { return seal.Scope("watch:" + order) }

// Forget destroys what is kept of zones of an order: those round a person's places, and the one that is named like her and goes with her
// device. Alerts of them that are open end now. It must come before the caller's own changes, for it leaves an entry about the client,
// and nothing of hers may stand in one. It works with the system's rights and asks no guard.
func (o Ops) Forget(ctx context.Context, tx *db.Tx, order, person string, zones []string) error {
	if !slices.Contains(zones, person) {
		zones = append(slices.Clone(zones), person)
	}
	if err := o.end(ctx, tx, order, zones); err != nil {
		return err
	}
	if o.Sums != nil {
		if err := o.Sums(ctx, tx, order, person); err != nil {
			return err
		}
	}
	fixes, err := o.fixes(ctx, tx, order, person)
	if err != nil {
		return err
	}
	cases, err := o.cases(ctx, tx, order, zones)
	if err != nil {
		return err
	}
	kept, err := o.memories(ctx, tx, order, zones)
	if err != nil {
		return err
	}
	for _, z := range zones {
		row := db.Row{"id": tx.NewID(), "monitoring_id": order, "zone_id": z, "at": tx.Now, "fixes": 0, "cases": cases, "memories": kept}
		if z == person {
			row["fixes"] = fixes
		}
		if err := tx.Insert(ctx, gone, row); err != nil {
			return err
		}
	}
	return nil
}

type sealed struct {
	Arrival int64
	Body    []byte
}

// fixes empties the fixes of her device. That something came stays, without a name and a place: everything else that was judged by then
// falls due at the same moment in a replay.
func (o Ops) fixes(ctx context.Context, tx *db.Tx, order, person string) (int, error) {
	return o.rewrite(ctx, tx, order, `select arrival, body from monitoring_input where monitoring_id = $1 and kind = 'peer' and zone_id = $2 order by arrival`,
		[]any{order, person}, func(text []byte) ([]byte, error) {
			var f monitoring.Fix
			if err := json.Unmarshal(text, &f); err != nil {
				return nil, err
			}
			return json.Marshal(monitoring.Fix{At: f.At, ReceivedAt: f.ReceivedAt, NoPosition: true})
		})
}

// cases takes the zones out of every case that was stored.
func (o Ops) cases(ctx context.Context, tx *db.Tx, order string, zones []string) (int, error) {
	return o.rewrite(ctx, tx, order, `select arrival, body from monitoring_input where monitoring_id = $1 and kind = 'case' order by arrival`,
		[]any{order}, func(text []byte) ([]byte, error) {
			var c judge.Case
			if err := json.Unmarshal(text, &c); err != nil {
				return nil, err
			}
			n := len(c.Zones)
			c.Zones = slices.DeleteFunc(c.Zones, func(z judge.Zone) bool { return slices.Contains(zones, z.ID) })
			if len(c.Zones) == n {
				return nil, nil
			}
			return json.Marshal(c)
		})
}

// rewrite replaces bodies of inputs; one for which to gives nothing stays. It tells how many it replaced.
func (o Ops) rewrite(ctx context.Context, tx *db.Tx, order, query string, args []any, to func([]byte) ([]byte, error)) (int, error) {
	list, err := db.All[sealed](ctx, tx, query, args...)
	if err != nil {
		return 0, err
	}
	boxes := make([]seal.Box, len(list))
	for i, x := range list {
		boxes[i] = seal.Box{Scope: scope(order), Table: inputs, Column: "body", Row: strconv.FormatInt(x.Arrival, 10), Sealed: x.Body}
	}
	if err := o.Seal.OpenAll(ctx, &tx.Reader, boxes); err != nil {
		return 0, err
	}
	n := 0
	for i, x := range list {
		text, err := to(boxes[i].Plain)
		if err != nil {
			return n, err
		}
		if text == nil {
			continue
		}
		body, err := o.Seal.SealScope(ctx, tx, scope(order), inputs, "body", boxes[i].Row, text)
		if err != nil {
			return n, err
		}
		if _, err := tx.Exec(ctx, `update monitoring_input set body = $2, zone_id = null where arrival = $1`, x.Arrival, body); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// memories takes the zones, and what was found of them, out of what is remembered of the order.
func (o Ops) memories(ctx context.Context, tx *db.Tx, order string, zones []string) (int, error) {
	type row struct {
		From  civil.Instant
		State []byte
	}
	list, err := db.All[row](ctx, tx, `select from_at, state from monitoring_memory where monitoring_id = $1 order by from_at`, order)
	if err != nil {
		return 0, err
	}
	for _, x := range list {
		if _, err := o.recall(ctx, tx, order, x.From, x.State, func(s *judge.State) bool {
			s.Zones = slices.DeleteFunc(s.Zones, func(z judge.ZoneState) bool { return slices.Contains(zones, z.ID) })
			of := func(f judge.Finding) bool { return slices.Contains(zones, f.Zone) }
			s.Open, s.Done = slices.DeleteFunc(s.Open, of), slices.DeleteFunc(s.Done, of)
			return true
		}); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// recall opens one memory, lets it be changed, and keeps it again where it was.
func (o Ops) recall(ctx context.Context, tx *db.Tx, order string, from civil.Instant, body []byte, change func(*judge.State) bool) (bool, error) {
	row := order + from.String()
	text, err := o.Seal.OpenScope(ctx, &tx.Reader, scope(order), memories, "state", row, body)
	if err != nil {
		return false, err
	}
	var s judge.State
	if err := json.Unmarshal(text, &s); err != nil || !change(&s) {
		return false, err
	}
	if text, err = json.Marshal(s); err != nil {
		return false, err
	}
	if body, err = o.Seal.SealScope(ctx, tx, scope(order), memories, "state", row, text); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, `update monitoring_memory set state = $3 where monitoring_id = $1 and from_at = $2`, order, from, body)
	return true, err
}

// lookedBack is how far before its term a sweep looks for memories that still know a place: a service that was away for some days misses none.
const lookedBack = 7 * 24 * time.Hour

// Age takes the places of protected persons' devices out of memories from before a moment: a place is remembered no longer than the fix that
// told it is kept. It tells how many memories it changed, works with the system's rights and asks no guard.
func (o Ops) Age(ctx context.Context, tx *db.Tx, before civil.Instant) (int, error) {
	type row struct {
		Order string
		From  civil.Instant
		State []byte
	}
	list, err := db.All[row](ctx, tx, `select m.monitoring_id, m.from_at, m.state from monitoring_memory m where m.from_at < $1 and m.from_at >= $2
		and exists (select 1 from monitoring_victim_device d where d.monitoring_id = m.monitoring_id) order by m.monitoring_id, m.from_at`, before, before.Add(-lookedBack))
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range list {
		did, err := o.recall(ctx, tx, x.Order, x.From, x.State, func(s *judge.State) bool {
			known := false
			for i := range s.Zones {
				known = known || s.Zones[i].Peer.OK
				s.Zones[i].Peer = judge.Seen{}
			}
			return known
		})
		if err != nil {
			return n, err
		}
		if did {
			n++
		}
	}
	return n, nil
}

// Gone counts the alerts of an order, raised from one moment until another, of which a replay cannot tell any more; a zero moment has no
// bound. It runs with the rights of the caller's reader.
func Gone(ctx context.Context, r *db.Reader, order string, from, until civil.Instant) (int, error) {
	b := &db.Binder{}
	query := `select count(*) from monitoring_alert c where c.monitoring_id = ` + b.Bind(order) + ` and c.drill = ` + b.Bind(false) + `
		and exists (select 1 from monitoring_victim_forgotten g where g.zone_id = c.zone_id and c.from_at < g.at) and {visible c.client_id}`
	if !from.IsZero() {
		query += ` and c.raised_at >= ` + b.Bind(from)
	}
	if !until.IsZero() {
		query += ` and c.raised_at < ` + b.Bind(until)
	}
	return db.One[int](ctx, r, query, b.Args()...)
}
