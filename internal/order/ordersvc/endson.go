package ordersvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// EndsOn is the last day on which anything may be demanded of a client: that of the latest order in force, or the end of
// the last one that ended. The zero Date means that no day is known: no order yet, or a term that stands still.
func (o *Ops) EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error) {
	all, err := Of(ctx, r.System(), []id.Client{client})
	if err != nil {
		return civil.Date{}, err
	}
	var last civil.Date
	for _, x := range all[client] {
		end := x.TermEnd
		if x.State == order.StateEnded {
			end = x.EndedOn
		} else if end.IsZero() {
			return civil.Date{}, nil
		}
		if end.After(last) {
			last = end
		}
	}
	return last, nil
}
