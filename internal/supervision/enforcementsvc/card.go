package enforcementsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// columnOf is the column of the card in which a waiting step shows.
func columnOf(s enforcement.State) string {
	switch s {
	case enforcement.Opened:
		return "enforce_hear"
	case enforcement.Heard, enforcement.Proposed, enforcement.Decided:
		return "enforce_decide"
	case enforcement.Issued:
		return "enforce_deliver"
	case enforcement.Delivered, enforcement.Sent:
		return "enforce_court"
	case enforcement.Closed, enforcement.Withdrawn:
	}
	return ""
}

// CardPart computes the enforcement columns of the clients' cards; r sees all. Where the rulebook sets no time for a step, the day
// since which it waits stands.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	for _, c := range clients {
		out[c] = db.Row{"enforce_hear": nil, "enforce_decide": nil, "enforce_deliver": nil, "enforce_court": nil}
	}
	type row struct {
		Client  id.Client
		State   enforcement.State
		StateOn civil.Date
		Due     civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.state, c.state_on, c.due from supervision_enforcement c where c.client_id in `+
		db.In(len(clients), 1)+` and c.state not in ('closed', 'withdrawn') and {visible c.client_id} order by c.client_id, c.id`, db.Args(clients)...)
	for _, x := range rows {
		day := x.Due
		if day.IsZero() {
			day = x.StateOn
		}
		column := columnOf(x.State)
		if old, ok := out[x.Client][column].(civil.Date); !ok || day.Before(old) {
			out[x.Client][column] = day
		}
	}
	return out, err
}
