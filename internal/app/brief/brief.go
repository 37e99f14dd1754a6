// Package brief says who clients are, for pages of orders and for instruments.
package brief

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Book reads names and the few facts that pages show beside them.
type Book struct{}

// Briefs tells the order pages who people are, in three statements however many they are; r decides who is in sight.
func (Book) Briefs(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]order.Brief, error) {
	out := map[id.Client]order.Brief{}
	if len(clients) == 0 {
		return out, nil
	}
	in, args := db.In(len(clients), 1), db.Args(clients)
	type named struct {
		Client id.Client
		Number string
		person.Name
	}
	names, err := db.All[named](ctx, r, `select c.client_id, c.source_number, coalesce(n.surname, ''), coalesce(n.given, ''), coalesce(n.patronymic, ''),
		coalesce(n.form, ''), coalesce(n.script, ''), coalesce(n.name_order, '') from person_person c left join person_name n on n.client_id = c.client_id
		and n.kind = 'main' and n.replaced_at is null where c.client_id in `+in+` and {visible c.client_id} order by n.recorded_at desc`, args...)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		out[n.Client] = order.Brief{Client: n.Client, Label: person.Shown(n.Name, n.Number), Name: n.Name}
	}
	type valued struct {
		Client       id.Client
		Field, Value string
	}
	values, err := db.All[valued](ctx, r, `select c.client_id, c.field, c.value from person_value c where c.client_id in `+in+
		` and c.replaced_at is null and {visible c.client_id}`, args...)
	for _, v := range values {
		x := out[v.Client]
		switch v.Field {
		case person.FieldBirth:
			if p, err := civil.ParsePartial(v.Value); err == nil {
				x.Birth = p
			}
		case person.FieldSex:
			x.Sex = person.Sex(v.Value)
		case person.FieldLanguage:
			if x.Language == "" {
				x.Language = v.Value
			}
		}
		out[v.Client] = x
	}
	return out, err
}
