package personsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
)

// CardPart computes the person columns of the clients' cards; r sees all.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	people, err := personreadsvc.SourceNumbers(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	names, err := personreadsvc.Names(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	values, err := personreadsvc.Values(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	pins, err := db.All[row2](ctx, r, `select c.client_id, c.pin_index from person_pin c where c.client_id in `+db.In(len(clients), 1)+
		` and c.replaced_at is null and {visible c.client_id} order by c.recorded_at, c.id`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for c, number := range people {
		out[c] = card(names[c], values[c], number)
	}
	for _, p := range pins {
		if row, ok := out[p.Client]; ok {
			row["pin_index"] = p.Text
		}
	}
	return out, nil
}

// row2 is a text of a client.
type row2 struct {
	Client id.Client
	Text   string
}

func card(names []personreadsvc.Named, v personreadsvc.Plain, number string) db.Row {
	var main, latin person.Name
	for _, n := range names {
		switch {
		case n.Kind == person.MainName && main.IsZero():
			main = n.Name
		case n.Kind == person.LatinName && latin.IsZero():
			latin = n.Name
		}
	}
	row := db.Row{
		"name": main.Display(person.SurnameFirst), "name_sort": main.SortKey(number), "name_latin": latin.Display(person.SurnameFirst),
		"source_number": db.Null(number), "birth": v.Born, "birth_from": v.Born.First(), "birth_to": v.Born.Last(),
		"sex": db.Null(v.Sex), "language": db.Null(v.Language), "pin_index": nil, "minor_until": person.MinorUntil(v.Born),
	}
	return row
}
