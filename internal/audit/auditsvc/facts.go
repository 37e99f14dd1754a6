package auditsvc

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
)

type factRow struct {
	Seq      int64
	Entry    string
	ID       string
	Type     string
	Version  int
	Client   string
	Occurred civil.Instant
	Recorded civil.Instant
	Source   string
	Data     string
	Inside   string
}

const readFactsAfter = `select c.seq, f.entry_id, f.id, f.type, f.version, f.client_id, f.occurred_at, f.recorded_at, f.source, f.data, f.compartment
	from audit_chain c join audit_fact f on f.entry_id = c.entry_id where c.seq > $1 and c.seq <= $2`

// factsAfter is the question for facts of the types, all of them when none is named. The type is asked of each fact as it comes:
// an index over it would give those of all times, to be sorted, for every portion.
func factsAfter(types []string) string {
	const order = ` order by c.seq, f.ord limit $3`
	if len(types) == 0 {
		return readFactsAfter + order
	}
	return readFactsAfter + ` and coalesce(f.type, '') in ` + db.In(len(types), 4) + order
}

// After implements event.Source: facts of whole entries, in the order of the record. Withdrawn facts are among them,
// because their withdrawal follows as a fact of its own entry and a consumer that saw the one must see both.
func (s *Service) After(ctx context.Context, r *db.Reader, seq int64, limit int, types ...string) ([]event.Item, int64, error) {
	h, ok, err := db.Maybe[head](ctx, r, readHead)
	if err != nil || !ok || h.Size <= seq {
		return nil, seq, err
	}
	ask := func(after, upTo int64, limit int) ([]factRow, error) {
		return db.All[factRow](ctx, r, factsAfter(types), slices.Concat([]any{after, upTo, limit}, db.Args(types))...)
	}
	rows, err := ask(seq, h.Size, limit)
	if err != nil {
		return nil, seq, err
	}
	upTo := h.Size
	if len(rows) == limit { // the last entry may be cut: leave it for the next call, unless it is the only one
		last := rows[len(rows)-1].Seq
		n := len(rows)
		for n > 0 && rows[n-1].Seq == last {
			n--
		}
		if upTo = last - 1; n == 0 {
			upTo = last
			if rows, err = ask(last-1, last, 1_000_000); err != nil {
				return nil, seq, err
			}
			n = len(rows)
		}
		rows = rows[:n]
	}
	out := make([]event.Item, len(rows))
	for i, f := range rows {
		x := fact.Fact{ID: f.ID, Type: f.Type, Version: f.Version, Client: id.Client(f.Client), Occurred: f.Occurred, Source: f.Source, Compartment: f.Inside}
		if err := json.Unmarshal([]byte(f.Data), &x.Data); err != nil {
			return nil, seq, fmt.Errorf("fact %s: %w", f.ID, err)
		}
		out[i] = event.Item{Seq: f.Seq, Entry: id.Entry(f.Entry), Recorded: f.Recorded, Fact: x}
	}
	return out, upTo, nil
}
