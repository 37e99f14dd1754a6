package outagesvc

import (
	"context"
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
}

func watchedNow(ctx context.Context, r *db.Reader, now civil.Instant) ([]watched, error) {
	return db.All[watched](ctx, r, `select c.monitoring_id, c.client_id, d.number, coalesce(h.seen_ms, 0) from monitoring_fitting c
		join monitoring_order o on o.id = c.monitoring_id join monitoring_device d on d.id = c.device_id left join monitoring_health h on h.device = d.number
		where c.until_at is null and o.state = 'approved' and o.begins_at <= $1 and o.ends_at > $1 and {visible c.client_id} order by c.monitoring_id, d.number`, now)
}

// areasOf gives the territories of the wearers.
func (s *Service) areasOf(ctx context.Context, r *db.Reader, list []watched) (map[id.Client]string, error) {
	out := map[id.Client]string{}
	if s.Areas == nil {
		return out, nil
	}
	var clients []id.Client
	for _, w := range list {
		if _, ok := out[w.Client]; !ok {
			out[w.Client] = ""
			clients = append(clients, w.Client)
		}
	}
	for len(clients) > 0 {
		n := min(500, len(clients))
		part, err := s.Areas(ctx, r, clients[:n])
		if err != nil {
			return nil, err
		}
		for c, a := range part {
			out[c] = a
		}
		clients = clients[n:]
	}
	return out, nil
}

// affected tells every order in a territory that its case is another.
func (s *Service) affected(ctx context.Context, tx *db.Tx, area string) error {
	all := tx.System()
	list, err := watchedNow(ctx, all, tx.Now)
	if err != nil {
		return err
	}
	areas, err := s.areasOf(ctx, all, list)
	if err != nil {
		return err
	}
	last := ""
	for _, w := range list {
		if w.Order == last || !outage.Within(areas[w.Client], area) {
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
		ID, What, Area string
		From, Until    civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select id, what, coalesce(area, ''), from_at, until_at from monitoring_outage where state <> 'dismissed' and (until_at is null or until_at > $1)
		order by from_at, id`, civil.At(from))
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	areas, err := s.areasOf(ctx, r, []watched{{Client: client}})
	if err != nil {
		return nil, err
	}
	var out []judge.Outage
	for _, x := range rows {
		if x.What == outage.Service || outage.Within(areas[client], x.Area) {
			out = append(out, judge.Outage{ID: x.ID, From: x.From.Time(), To: x.Until.Time()})
		}
	}
	return out, nil
}
