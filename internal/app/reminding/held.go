package reminding

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// held tells why nobody is to be reminded of an appointment on a day: a death that was reported, a time of life during which nobody can
// or need come, or orders none of which is in force. Hospital, custody and a search hold back from today; a permitted absence only when
// the day of the appointment lies in it.
func (k *Kit) held(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error) {
	if k.Died != nil {
		if died, err := k.Died(ctx, r, client); err != nil || died {
			return "died", err
		}
	}
	if k.Spans != nil {
		spans, err := k.Spans(ctx, r, client)
		if err != nil {
			return "", err
		}
		if s, ok := supervision.Holds(spans, k.DB.Now().In(k.Zone), day); ok {
			return string(s.Kind), nil
		}
	}
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	suspended := false
	for _, x := range all[client] {
		switch x.State {
		case order.StateRunning, order.StateRegistered:
			return "", err
		case order.StateSuspended:
			suspended = true
		default:
		}
	}
	if suspended {
		return "suspended", err
	}
	return "", err
}
