package ordersvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// CardOf computes the person columns of clients' cards; personsvc.Ops.CardPart is one.
type CardOf func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error)

// Briefs makes People of the person columns of the card, so that names and births have one source.
func (part CardOf) Briefs(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]order.Brief, error) {
	rows, err := part(ctx, r, clients)
	out := make(map[id.Client]order.Brief, len(rows))
	for client, row := range rows {
		b := order.Brief{Client: client, Label: text(row["name"]), Sex: person.Sex(text(row["sex"])), Language: text(row["language"])}
		if b.Label == "" {
			b.Label = person.Shown(person.Name{}, text(row["source_number"]))
		}
		switch v := row["birth"].(type) {
		case civil.Partial:
			b.Birth = v
		case string:
			if b.Birth, err = civil.ParsePartial(v); err != nil {
				return nil, err
			}
		}
		out[client] = b
	}
	return out, err
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// District is the district of the address in the judgment of an order.
func (o *Ops) District(ctx context.Context, r *db.Reader, x Order) (rulebook.SOATE, error) {
	d, _, err := db.Maybe[rulebook.SOATE](ctx, r, `select c.district from order_judgment c where c.id = $1 and {visible c.client_id}`, x.JudgmentID)
	return d, err
}
