package tracksvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// worn is one fitting with the time in which its order lets positions be collected.
type worn struct {
	number      int64
	client      id.Client
	order       string
	level       regime.Level
	from, until time.Time
	window      regime.Window
	zone        string // of a protected person's device: the zone that it moves; what comes of it is no wearer's
}

// known is what the inventory knows of one device that speaks.
type known struct {
	number int64
	worn   []worn
	health health
	moved  bool // the health changed
}

// at is who wore the device at an instant.
func (k *known) at(t time.Time) (worn, bool) {
	for _, w := range slices.Backward(k.worn) {
		if !t.Before(w.from) && (w.until.IsZero() || t.Before(w.until)) {
			return w, true
		}
	}
	return worn{}, false
}

// look reads what is known of devices, with few queries.
func (s *Service) look(ctx context.Context, tx *db.Tx, idents []string) (map[string]*known, error) {
	all := tx.System()
	out := map[string]*known{}
	byRow, byNumber := map[string]*known{}, map[int64]*known{}
	type deviceRow struct {
		ID, Ident string
		Number    int64
		Kind      regime.DeviceKind
	}
	for part := range slices.Chunk(idents, 500) {
		rows, err := db.All[deviceRow](ctx, all, `select c.id, c.ident, c.number, c.kind from monitoring_device c where c.ident in `+db.In(len(part), 1)+` and {visible c.client_id}`,
			db.Args(part)...)
		if err != nil {
			return nil, err
		}
		spare := map[string]bool{} // made for protected persons: the inventory's, or hers
		for _, x := range rows {
			spare[x.Ident] = x.Kind == regime.VictimUnit
			k := &known{number: x.Number, health: health{Battery: -1, Charging: -1, Signal: none}}
			out[x.Ident], byRow[x.ID], byNumber[x.Number] = k, k, k
		}
		var ids []string
		var numbers []int64
		for _, x := range rows {
			ids, numbers = append(ids, x.ID), append(numbers, x.Number)
		}
		if err := s.fittings(ctx, all, ids, byRow); err != nil {
			return nil, err
		}
		rest := slices.DeleteFunc(slices.Clone(part), func(ident string) bool { return out[ident] != nil && !spare[ident] })
		hers, err := s.victims(ctx, all, rest, out, byNumber)
		if err != nil {
			return nil, err
		}
		if err := healths(ctx, all, append(numbers, hers...), byNumber); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) fittings(ctx context.Context, all *db.Reader, ids []string, byRow map[string]*known) error {
	type row struct {
		Device      string
		Number      int64
		Client      id.Client
		Order       string
		From, Until civil.Instant
		Level       regime.Level
		Begins      civil.Instant
		Ends        civil.Instant
	}
	rows, err := db.All[row](ctx, all, `select c.device_id, c.number, c.client_id, c.monitoring_id, c.from_at, c.until_at, o.level, o.begins_at, o.ends_at
		from monitoring_fitting c join monitoring_order o on o.id = c.monitoring_id where c.device_id in `+db.In(len(ids), 1)+`
		and {visible c.client_id} order by c.from_at`, db.Args(ids)...)
	if err != nil || len(rows) == 0 {
		return err
	}
	var orders []string
	for _, x := range rows {
		if !slices.Contains(orders, x.Order) {
			orders = append(orders, x.Order)
		}
	}
	pauses, err := pausesOf(ctx, all, orders)
	if err != nil {
		return err
	}
	for _, x := range rows {
		k := byRow[x.Device]
		k.worn = append(k.worn, worn{
			number: x.Number, client: x.Client, order: x.Order, level: x.Level, from: x.From.Time(), until: x.Until.Time(),
			window: regime.Window{Begins: x.Begins.Time(), Ends: x.Ends.Time(), Pauses: pauses[x.Order]},
		})
	}
	return nil
}

func pausesOf(ctx context.Context, all *db.Reader, orders []string) (map[string][]regime.Pause, error) {
	type row struct {
		Order       string
		From, Until civil.Instant
	}
	rows, err := db.All[row](ctx, all, `select c.monitoring_id, c.from_at, c.until_at from monitoring_pause c where c.monitoring_id in `+db.In(len(orders), 1)+`
		and {visible c.client_id} order by c.from_at`, db.Args(orders)...)
	out := map[string][]regime.Pause{}
	for _, x := range rows {
		out[x.Order] = append(out[x.Order], regime.Pause{From: x.From.Time(), Until: x.Until.Time()})
	}
	return out, err
}
