package victimsumsvc

import (
	"context"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// digestRow is one hour in the record.
type digestRow struct {
	ID    string
	Alias string
	Hour  civil.Instant
	N     int64
	Hash  string
	Gone  int64
	Why   string
	Stood bool
}

const digestColumns = `id, alias, hour, n, hash, coalesce(gone, 0), gone_why, coalesce(stood, $1)`

// hour is what is kept of a person's hour.
type hour struct {
	n    int64
	hash string
}

func (h hour) gives(d digestRow) bool { return h.n == d.N && h.hash == d.Hash }

// hours computes the hashes of all hours of a person again from the fixes that are kept.
func (o Ops) hours(ctx context.Context, r *db.Reader, order, person string) (map[int64]hour, error) {
	type row struct {
		Arrival int64
		At      civil.Instant
		Body    []byte
	}
	list, err := db.All[row](ctx, r, `select arrival, at, body from monitoring_input where monitoring_id = $1 and kind = 'peer' and zone_id = $2 order by arrival`, order, person)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(list))
	for i, x := range list {
		boxes[i] = seal.Box{Scope: seal.Scope("watch:" + order), Table: inputs, Column: "body", Row: strconv.FormatInt(x.Arrival, 10), Sealed: x.Body}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out := map[int64]hour{}
	for i, x := range list {
		at := x.At.Time().UnixMilli()
		at -= at % hourMS
		h := out[at]
		out[at] = hour{h.n + 1, o.chain(h.hash, boxes[i].Plain)}
	}
	return out, nil
}

// Withdrawn marks every hour of a person as forgotten, the one that still runs as well. It must come before her fixes are destroyed and
// leaves its changes to the caller's entry. It asks no guard.
func (o Ops) Withdrawn(ctx context.Context, tx *db.Tx, order, person string) error {
	if _, err := o.flush(ctx, tx, `victim_id = $1`, person); err != nil {
		return err
	}
	list, err := db.All[digestRow](ctx, tx, `select `+digestColumns+` from monitoring_victim_digest where alias = $2 and gone_why is null order by hour, id`, false, o.alias(person))
	if err != nil {
		return err
	}
	return o.mark(ctx, tx, order, person, Withdrawn, list)
}

// Aged marks the hours from before a moment, which is the beginning of one, as forgotten, and returns how many. It must come before the fixes are destroyed and leaves its
// changes to the caller's entry. It asks no guard.
func (o Ops) Aged(ctx context.Context, tx *db.Tx, before civil.Instant) (int, error) {
	if _, err := o.flush(ctx, tx, `hour_ms < $1`, before.Time().UnixMilli()); err != nil {
		return 0, err
	}
	list, err := db.All[digestRow](ctx, tx, `select `+digestColumns+` from monitoring_victim_digest where hour < $2 and gone_why is null order by alias, hour, id`, false, before)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	people, err := o.people(ctx, &tx.Reader)
	if err != nil {
		return 0, err
	}
	for part := range byAlias(list) {
		p := people[part[0].Alias]
		if err := o.mark(ctx, tx, p.Order, p.ID, Aged, part); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

func (o Ops) mark(ctx context.Context, tx *db.Tx, order, person, why string, list []digestRow) error {
	if len(list) == 0 {
		return nil
	}
	kept, err := o.hours(ctx, &tx.Reader, order, person)
	if err != nil {
		return err
	}
	for _, d := range list {
		h := kept[d.Hour.Time().UnixMilli()]
		if err := tx.Update(ctx, digests, d.ID, db.Row{"gone": h.n, "gone_why": why, "stood": h.gives(d)}); err != nil {
			return err
		}
	}
	return nil
}
