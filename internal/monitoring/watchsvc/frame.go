package watchsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
)

// Frame gives what of the case of an order monitoring knows without zones: from when to when it is judged, and the stretches in which a
// silence has a cause: nothing worn, suspended, an outage. pauses are the times of suspension, in which no zone holds. The judging begins
// with the first device that is put on; an order without one, or one that nobody has approved, has a case without a beginning.
func (s *Service) Frame(ctx context.Context, r *db.Reader, order string) (c judge.Case, pauses []watch.Span, err error) {
	type row struct {
		Client       id.Client
		InForce      int
		Level        regime.Level
		Begins, Ends civil.Instant
	}
	x, err := db.One[row](ctx, r, `select c.client_id, c.in_force, c.level, c.begins_at, c.ends_at from monitoring_order c where c.id = $1 and {visible c.client_id}`, order)
	if err != nil || x.InForce == 0 {
		return judge.Case{}, nil, err
	}
	wear, err := devices(ctx, r, []any{order})
	list := wear[order]
	if err != nil || len(list) == 0 {
		return judge.Case{}, nil, err
	}
	c = judge.Case{Order: order, Start: x.Begins.Time(), End: x.Ends.Time(), Placeless: x.Level == regime.Presence}
	if list[0].From.After(c.Start) {
		c.Start = list[0].From
	}
	var on []watch.Span
	for _, w := range list {
		if w.Kind != regime.VictimUnit {
			on = append(on, watch.Span{From: w.From, To: w.Until})
		}
	}
	for _, g := range watch.Gaps(on) {
		c.Outages = append(c.Outages, judge.Outage{ID: noOutage + "unfitted", From: g.From, To: g.To})
	}
	type pause struct{ From, Until civil.Instant }
	held, err := db.All[pause](ctx, r, `select c.from_at, c.until_at from monitoring_pause c where c.monitoring_id = $1 and {visible c.client_id} order by c.from_at`, order)
	if err != nil {
		return judge.Case{}, nil, err
	}
	for _, p := range held {
		pauses = append(pauses, watch.Span{From: p.From.Time(), To: p.Until.Time()})
		c.Outages = append(c.Outages, judge.Outage{ID: noOutage + "suspended", From: p.From.Time(), To: p.Until.Time()})
	}
	if s.Outages == nil {
		return c, pauses, nil
	}
	known, err := s.Outages(ctx, r, x.Client, c.Start)
	c.Outages = append(c.Outages, known...)
	return c, pauses, err
}
