// Package personreadsvc reads who people are, in one statement a kind whatever their number, for matching, search and cards.
package personreadsvc

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Identities reads who people are, for comparing and projecting; secret says whether numbers are opened too.
func Identities(ctx context.Context, r *db.Reader, sealer *seal.Sealer, clients []id.Client, secret bool) (map[id.Client]person.Identity, error) {
	out := make(map[id.Client]person.Identity, len(clients))
	names, err := Names(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	values, err := Values(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		i := person.Identity{Born: values[c].Born, Sex: values[c].Sex}
		for _, n := range names[c] {
			i.Names = append(i.Names, n.Name)
		}
		out[c] = i
	}
	if !secret {
		return out, nil
	}
	return out, numbersOf(ctx, r, sealer, clients, out)
}

// numbersOf fills the sealed numbers, including replaced ones that were true once: a changed PIN still finds the person.
func numbersOf(ctx context.Context, r *db.Reader, sealer *seal.Sealer, clients []id.Client, out map[id.Client]person.Identity) error {
	type row struct {
		Client   id.Client
		Row      string
		District rulebook.SOATE
		Sealed   []byte
	}
	var boxes []seal.Box
	var kinds []int
	for kind, q := range []struct{ table, column, query string }{
		{"person_pin", "pin", `select c.client_id, c.id, null, c.pin from person_pin c where c.client_id in (?) and {visible c.client_id}`},
		{"person_phone", "phone", `select c.client_id, c.id, null, c.phone from person_phone c where c.client_id in (?) and c.replaced_at is null and {visible c.client_id}`},
		{"person_identity_document", "number", `select c.client_id, c.id, null, c.number from person_identity_document c
			where c.client_id in (?) and {visible c.client_id}`},
		{"", "", `select c.client_id, c.id, c.district, null from person_address c where c.client_id in (?) and c.replaced_at is null
			and {visible c.client_id} order by c.recorded_at, c.id`},
	} {
		rows, err := db.All[row](ctx, r, strings.ReplaceAll(q.query, "(?)", db.In(len(clients), 1)), db.Args(clients)...)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if q.table == "" {
				i := out[x.Client]
				i.District = string(x.District)
				out[x.Client] = i
				continue
			}
			boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: q.table, Column: q.column, Row: x.Row, Sealed: x.Sealed})
			kinds = append(kinds, kind)
		}
	}
	if err := sealer.OpenAll(ctx, r, boxes); err != nil {
		return err
	}
	for n, b := range boxes {
		client := id.Client(strings.TrimPrefix(string(b.Scope), "client:"))
		i := out[client]
		switch kinds[n] {
		case 0:
			i.PINs = append(i.PINs, person.PIN(b.Plain))
		case 1:
			i.Phones = append(i.Phones, person.Phone(b.Plain))
		default:
			i.Documents = append(i.Documents, string(b.Plain))
		}
		out[client] = i
	}
	return nil
}

// Plain are the values of a person that are kept in clear.
type Plain struct {
	Born     civil.Partial
	Sex      person.Sex
	Language string
}

// Values reads the plain values held true now.
func Values(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]Plain, error) {
	type row struct {
		Client       id.Client
		Field, Value string
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.field, c.value from person_value c where c.client_id in `+db.In(len(clients), 1)+
		` and c.replaced_at is null and {visible c.client_id} order by c.recorded_at, c.id`, db.Args(clients)...)
	out := map[id.Client]Plain{}
	for _, x := range rows {
		v := out[x.Client]
		switch x.Field {
		case person.FieldBirth:
			if v.Born, err = civil.ParsePartial(x.Value); err != nil {
				return nil, err
			}
		case person.FieldSex:
			v.Sex = person.Sex(x.Value)
		case person.FieldLanguage:
			if v.Language == "" {
				v.Language = x.Value
			}
		}
		out[x.Client] = v
	}
	return out, err
}

// Named is a name with what kind it is: main, latin or alias.
type Named struct {
	Kind string
	Name person.Name
}

// Names reads the names held true now, the main one first.
func Names(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]Named, error) {
	type row struct {
		Client                           id.Client
		Kind, Surname, Given, Patronymic string
		Form                             person.Form
		Script                           person.Script
		Order                            person.Order
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.kind, c.surname, c.given, c.patronymic, c.form, c.script, c.name_order
		from person_name c where c.client_id in `+db.In(len(clients), 1)+` and c.replaced_at is null and {visible c.client_id}
		order by case c.kind when 'main' then 0 when 'latin' then 1 else 2 end, c.recorded_at desc, c.id desc`, db.Args(clients)...)
	out := map[id.Client][]Named{}
	for _, x := range rows {
		out[x.Client] = append(out[x.Client], Named{x.Kind, person.Name{
			Surname: x.Surname, Given: x.Given, Patronymic: x.Patronymic,
			Form: x.Form, Script: x.Script, Order: x.Order,
		}})
	}
	return out, err
}

type row2 struct {
	Client id.Client
	Text   string
}

// SourceNumbers gives the number in the source of each client whom the reader may see.
func SourceNumbers(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	rows, err := db.All[row2](ctx, r, `select c.client_id, c.source_number from person_person c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	out := make(map[id.Client]string, len(rows))
	for _, x := range rows {
		out[x.Client] = x.Text
	}
	return out, err
}
