package monitoringsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Sweep writes down that terms have run out, and tells of reviews that come near or are late, once each. Collecting has ended with
// the term already: it asks the term and not the state. It runs as a job with the system's rights, as often as it is called.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	total := 0
	for _, do := range []func(context.Context, *db.Tx) ([]fact.Fact, error){s.ops.over, s.ops.tellReviews} {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := do(ctx, tx)
			if err != nil || len(list) == 0 {
				return err
			}
			total += len(list)
			return tx.Record(ctx, access.ApproveMonitoring, "", list...)
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// over ends the orders whose term has run out.
func (o *Ops) over(ctx context.Context, tx *db.Tx) ([]fact.Fact, error) {
	list, err := db.All[regime.Order](ctx, tx, `select `+orderColumns+` from monitoring_order c where c.state in ('approved','suspended')
		and c.ends_at <= $1 and {visible c.client_id} order by c.ends_at, c.id limit 500`, tx.Now)
	if err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, x := range list {
		if err := o.closePause(ctx, tx, x); err != nil {
			return nil, err
		}
		if err := o.put(ctx, tx, x, regime.Step{What: regime.StepOver}); err != nil {
			return nil, err
		}
		if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, db.Row{
			"state": regime.Ended, "ended_at": x.Ends, "end_reason": "term", "waiting": 0, "suspended_at": nil, "end_proposed_at": nil,
		}); err != nil {
			return nil, err
		}
		if err := o.stepped(ctx, tx, x.ID, regime.StepOver); err != nil {
			return nil, err
		}
		f := facts(tx, "monitoring.order_over", x)[0].At(x.Ends)
		out = append(out, f.From("system"))
	}
	return out, nil
}

// tellReviews tells the head of reviews that come near and the department above of those that are late.
func (o *Ops) tellReviews(ctx context.Context, tx *db.Tx) ([]fact.Fact, error) {
	today := o.today(tx)
	near := today.AddDays(o.rules(tx).Int(regime.RuleReviewWarn, today, 0))
	list, err := db.All[regime.Order](ctx, tx, `select `+orderColumns+` from monitoring_order c where c.state in ('approved','suspended') and c.ends_at > $1
		and (c.review_told_on is null and c.review_on <= $2 or c.review_on < $3 and c.review_told_on <= c.review_on) and {visible c.client_id}
		order by c.review_on, c.id limit 500`, tx.Now, near, today)
	if err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, x := range list {
		kind := "monitoring.review_near"
		if x.ReviewOn.Before(today) {
			kind = "monitoring.review_late"
		}
		if err := o.tellReview(ctx, tx, x, x.ReviewOn.Before(today)); err != nil {
			return nil, err
		}
		if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, db.Row{"review_told_on": today}); err != nil {
			return nil, err
		}
		out = append(out, facts(tx, kind, x, "on", x.ReviewOn.String())[0].From("system"))
	}
	return out, nil
}

func (o *Ops) tellReview(ctx context.Context, tx *db.Tx, x regime.Order, late bool) error {
	if o.Tell == nil {
		return nil
	}
	n := access.Notice{Kind: "monitoring_review", Client: x.Client, Subject: x.ID, Href: "/clients/" + string(x.Client) + "/monitoring/orders/" + x.ID}
	if !late {
		return o.Tell.Head(ctx, tx, x.Client, n)
	}
	n.Kind = "monitoring_review_late"
	if err := o.Tell.Head(ctx, tx, x.Client, n); err != nil {
		return err
	}
	return o.Tell.Region(ctx, tx, x.Client, n)
}
