package outagesvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

// watched is one order under which a device is worn now.
type watched struct {
	Order  string
	Client id.Client
	Device int64
	Seen   int64
	SIM    string
}

func watchedNow(ctx context.Context, r *db.Reader, now civil.Instant) ([]watched, error) {
	return db.All[watched](ctx, r, `select c.monitoring_id, c.client_id, d.number, coalesce(h.seen_ms, 0), coalesce(d.sim, '') from monitoring_fitting c
		join monitoring_order o on o.id = c.monitoring_id join monitoring_device d on d.id = c.device_id left join monitoring_health h on h.device = d.number
		where c.until_at is null and o.state = 'approved' and o.begins_at <= $1 and o.ends_at > $1 and {visible c.client_id} order by c.monitoring_id, d.number`, now)
}

// Place is what an outage is of; what is empty is all of it.
type Place struct{ Area, Village, Operator string }

func (p Place) covers(h outage.Home) bool { return outage.Covers(p.Area, p.Village, p.Operator, h) }

// homes gives where each of the wearers lives and over whose network the device speaks; addresses only where they are needed.
func (s *Service) homes(ctx context.Context, r *db.Reader, list []watched, addresses bool) ([]outage.Home, error) {
	areas, texts := map[id.Client]string{}, map[id.Client]string{}
	var clients []id.Client
	seen := map[id.Client]bool{}
	for _, w := range list {
		if !seen[w.Client] {
			seen[w.Client] = true
			clients = append(clients, w.Client)
		}
	}
	for part := range slices.Chunk(clients, 500) {
		if err := ask(ctx, r, s.Areas, part, areas); err != nil {
			return nil, err
		}
		if !addresses {
			continue
		}
		if err := ask(ctx, r, s.Addresses, part, texts); err != nil {
			return nil, err
		}
	}
	operators := s.Operators()
	out := make([]outage.Home, len(list))
	for i, w := range list {
		out[i] = outage.Home{Area: areas[w.Client], Address: texts[w.Client], Operator: outage.OperatorOf(operators, w.SIM)}
	}
	return out, nil
}

type asking func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)

func ask(ctx context.Context, r *db.Reader, f asking, clients []id.Client, into map[id.Client]string) error {
	if f == nil {
		return nil
	}
	part, err := f(ctx, r, clients)
	for c, x := range part {
		into[c] = x
	}
	return err
}

// affected tells every order in one of the places that its case is another.
func (s *Service) affected(ctx context.Context, tx *db.Tx, places ...Place) error {
	all := tx.System()
	list, err := watchedNow(ctx, all, tx.Now)
	if err != nil {
		return err
	}
	homes, err := s.homes(ctx, all, list, slices.ContainsFunc(places, func(p Place) bool { return p.Village != "" }))
	if err != nil {
		return err
	}
	last := ""
	for i, w := range list {
		if w.Order == last || !slices.ContainsFunc(places, func(p Place) bool { return p.covers(homes[i]) }) {
			continue
		}
		last = w.Order
		if err := s.Changed(ctx, tx, w.Order); err != nil {
			return err
		}
	}
	return nil
}

// Of gives the outages of the register that cover where a client lives, from a moment on. It reads with the rights of the reader it is given.
func (s *Service) Of(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error) {
	type row struct {
		ID, What    string
		Place       Place
		From, Until civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select id, what, coalesce(area, ''), coalesce(village, ''), coalesce(operator, ''), from_at, until_at from monitoring_outage
		where state <> 'dismissed' and (until_at is null or until_at > $1) order by from_at, id`, civil.At(from))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	sims, err := db.All[string](ctx, r, `select coalesce(d.sim, '') from monitoring_fitting c join monitoring_device d on d.id = c.device_id
		where c.client_id = $1 and c.until_at is null and {visible c.client_id} order by d.number`, client)
	if err != nil {
		return nil, err
	}
	worn := []watched{{Client: client}}
	for _, sim := range sims {
		worn = append(worn, watched{Client: client, SIM: sim})
	}
	homes, err := s.homes(ctx, r, worn, slices.ContainsFunc(rows, func(x row) bool { return x.Place.Village != "" }))
	if err != nil {
		return nil, err
	}
	var out []judge.Outage
	for _, x := range rows {
		if x.What == outage.Service || slices.ContainsFunc(homes, x.Place.covers) {
			out = append(out, judge.Outage{ID: x.ID, From: x.From.Time(), To: x.Until.Time()})
		}
	}
	return out, nil
}
