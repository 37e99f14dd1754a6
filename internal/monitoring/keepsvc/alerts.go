package keepsvc

import (
	"context"
	"crypto/sha256"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/platform/db"
)

// alertRow is a closed alert whose time is over.
type alertRow struct {
	ID          string
	Client      id.Client
	Order       string
	From, Until civil.Instant
	Done        civil.Instant
	Explain     []byte
}

// closedAlerts is the condition of the alerts of which nothing is expected any more: dealt with or merged into another, what they tell of has
// ended, and both lie before a moment. An alert that somebody still has to deal with is none of them, however old it is.
const closedAlerts = `c.certificate is null and (c.state = 'resolved' or c.merged is not null) and coalesce(c.resolved_at, c.told_at) < $1
	and (c.until_at < $1 or c.until_at is null and (c.withdrawn is not null or c.drill = true))`

// alerts empties the alerts whose time is over: the explanation and the words of everybody who worked on them go. What stays are codes and
// times, from which the figures of past months are counted.
func (x *run) alerts(ctx context.Context) error {
	last := ""
	for {
		list, more, err := x.someAlerts(ctx, &last)
		if err != nil || !more {
			return err
		}
		if len(list) == 0 {
			continue
		}
		var gone, kept int64
		if err := x.write(ctx, func(tx *db.Tx, holds []keep.Hold) error {
			gone, kept = 0, 0
			for _, a := range list {
				if x.holds(holds, a) {
					kept++
					continue
				}
				if err := x.empty(ctx, tx, a); err != nil {
					return err
				}
				gone++
			}
			if x.cert.FirstDay > 0 {
				x.cert.Days = keep.Date(x.cert.FirstDay).DaysUntil(keep.Date(x.cert.LastDay)) + 1
			}
			return nil
		}); err != nil {
			return err
		}
		x.gone, x.kept = x.gone+gone, x.kept+kept
	}
}

// someAlerts reads the next alerts whose time is over, without those that are held.
func (x *run) someAlerts(ctx context.Context, last *string) (free []alertRow, more bool, err error) {
	err = x.svc.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[alertRow](ctx, r, `select c.id, c.client_id, c.monitoring_id, c.from_at, c.until_at, coalesce(c.resolved_at, c.told_at), c.explain from monitoring_alert c
			where ({visible c.client_id} or c.client_id = '') and `+closedAlerts+` and c.id > $2 order by c.id limit 100`, keep.Date(x.term.Before).StartIn(x.svc.Zone), *last)
		if err != nil || len(list) == 0 {
			return err
		}
		more, *last = true, list[len(list)-1].ID
		holds, err := x.standing(ctx, r)
		for _, a := range list {
			if x.holds(holds, a) {
				x.kept++
				continue
			}
			free = append(free, a)
		}
		return err
	})
	return free, more, err
}

func (x *run) holds(list []keep.Hold, a alertRow) bool {
	end := a.Until
	if end.Before(a.From) { // it was withdrawn, or a drill
		end = a.From
	}
	for _, h := range list {
		if h.Reaches(a.Client, a.Order, a.From.In(x.svc.Zone), end.In(x.svc.Zone), x.svc.Today()) {
			return true
		}
	}
	return false
}

// empty takes the explanation of an alert and the words of its acts; the certificate's hash goes over them as they stood sealed in the record.
func (x *run) empty(ctx context.Context, tx *db.Tx, a alertRow) error {
	type act struct {
		ID    string
		Words []byte
	}
	acts, err := db.All[act](ctx, tx.System(), `select c.id, c.words from monitoring_act c where c.alert_id = $1 and c.words is not null and ({visible c.client_id} or c.client_id = '')
		order by c.id`, a.ID)
	if err != nil {
		return err
	}
	sum := sha256.New()
	sum.Write(a.Explain)
	for _, y := range acts {
		sum.Write(y.Words)
		if err := tx.Update(ctx, "monitoring_act", y.ID, db.Row{"words": nil}); err != nil {
			return err
		}
	}
	x.cert.Add(keep.Number(a.Done.In(x.svc.Zone)), 1, sum.Sum(nil))
	return tx.Update(ctx, "monitoring_alert", a.ID, db.Row{"explain": []byte{}, "certificate": x.cert.Number})
}
