package personsvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// maxCandidates bounds what a clerk is offered.
const maxCandidates = 20

// maxCompared bounds the comparisons of one intake; blocks of very common names are cut there.
const maxCompared = 500

// Candidates finds the persons on record whom a document may mean. Matching has the system's sight: those whom the actor may
// see come back as visible, the likeliest first; of the others only the identifiers, for the custodian's queue and never
// for the page.
func (o *Ops) Candidates(ctx context.Context, tx *db.Tx, who person.Identity) (visible []person.Candidate, hidden []id.Client, err error) {
	all := tx.System()
	found, err := o.blocked(ctx, all, who)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	known, err := o.identities(ctx, all, found, true)
	if err != nil {
		return nil, nil, err
	}
	numbers, err := sourceNumbers(ctx, &tx.Reader, found)
	if err != nil {
		return nil, nil, err
	}
	asked := person.Prepare(who)
	for _, c := range found {
		m := asked.Compare(person.Prepare(known[c]))
		if m.Level == person.Distinct {
			continue
		}
		number, ok := numbers[c]
		if !ok {
			if m.Level != person.Possible || m.Identified() { // a mere resemblance must not hold up an ordinary judgment
				hidden = append(hidden, c)
			}
			continue
		}
		visible = append(visible, person.Candidate{
			Client: c, Display: person.Shown(known[c].Main(), number), Birth: known[c].Born,
			SourceNumber: number, Match: m,
		})
	}
	person.SortCandidates(visible)
	return visible[:min(len(visible), maxCandidates)], hidden, nil
}

type row2 struct {
	Client id.Client
	Text   string
}

// sourceNumbers gives the number in the source of each client whom the reader may see.
func sourceNumbers(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	rows, err := db.All[row2](ctx, r, `select c.client_id, c.source_number from person_person c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	out := make(map[id.Client]string, len(rows))
	for _, x := range rows {
		out[x.Client] = x.Text
	}
	return out, err
}

// blocked lists the clients who share a block key, a number, a document or a phone with who.
func (o *Ops) blocked(ctx context.Context, all *db.Reader, who person.Identity) ([]id.Client, error) {
	var out []id.Client
	add := func(query string, keys []string) error {
		if len(keys) == 0 {
			return nil
		}
		rows, err := db.All[id.Client](ctx, all, strings.ReplaceAll(query, "(?)", db.In(len(keys), 1)), db.Args(keys)...)
		for _, c := range rows {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
		return err
	}
	var pins, phones, documents []string
	for _, p := range who.PINs {
		pins = append(pins, o.Seal.Blind(blindPIN, string(p)))
	}
	for _, p := range who.Phones {
		phones = append(phones, o.Seal.Blind(blindPhone, string(p)))
	}
	for _, d := range who.Documents {
		if n := person.NormalDocument(d); n != "" {
			documents = append(documents, o.Seal.Blind(blindDocument, n))
		}
	}
	for _, q := range []struct {
		query string
		keys  []string
	}{
		{`select distinct c.client_id from person_pin c where c.pin_index in (?) and {visible c.client_id} order by 1`, pins},
		{`select distinct c.client_id from person_identity_document c where c.number_index in (?) and {visible c.client_id} order by 1`, documents},
		{`select distinct c.client_id from person_block c where c.block in (?) and {visible c.client_id} order by 1 limit 500`, person.BlockKeys(who)},
		{`select distinct c.client_id from person_phone c where c.phone_index in (?) and {visible c.client_id} order by 1 limit 50`, phones},
	} {
		if err := add(q.query, q.keys); err != nil {
			return nil, err
		}
	}
	return out[:min(len(out), maxCompared)], nil
}

// identities reads who people are, for comparing and projecting; secret says whether numbers are opened too.
func (o *Ops) identities(ctx context.Context, r *db.Reader, clients []id.Client, secret bool) (map[id.Client]person.Identity, error) {
	out := make(map[id.Client]person.Identity, len(clients))
	names, err := o.namesOf(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	values, err := o.valuesOf(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		i := person.Identity{Born: values[c].born, Sex: values[c].sex}
		for _, n := range names[c] {
			i.Names = append(i.Names, n.Name)
		}
		out[c] = i
	}
	if !secret {
		return out, nil
	}
	return out, o.numbersOf(ctx, r, clients, out)
}

// numbersOf fills the sealed numbers, including replaced ones that were true once: a changed PIN still finds the person.
func (o *Ops) numbersOf(ctx context.Context, r *db.Reader, clients []id.Client, out map[id.Client]person.Identity) error {
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
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
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

type plainValues struct {
	born     civil.Partial
	sex      person.Sex
	language string
}

// valuesOf reads the plain values held true now.
func (o *Ops) valuesOf(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]plainValues, error) {
	type row struct {
		Client       id.Client
		Field, Value string
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.field, c.value from person_value c where c.client_id in `+db.In(len(clients), 1)+
		` and c.replaced_at is null and {visible c.client_id} order by c.recorded_at, c.id`, db.Args(clients)...)
	out := map[id.Client]plainValues{}
	for _, x := range rows {
		v := out[x.Client]
		switch x.Field {
		case person.FieldBirth:
			if v.born, err = civil.ParsePartial(x.Value); err != nil {
				return nil, err
			}
		case person.FieldSex:
			v.sex = person.Sex(x.Value)
		case person.FieldLanguage:
			if v.language == "" {
				v.language = x.Value
			}
		}
		out[x.Client] = v
	}
	return out, err
}

type namedRow struct {
	Kind string
	Name person.Name
}

// namesOf reads the names held true now, the main one first.
func (o *Ops) namesOf(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]namedRow, error) {
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
	out := map[id.Client][]namedRow{}
	for _, x := range rows {
		out[x.Client] = append(out[x.Client], namedRow{x.Kind, person.Name{
			Surname: x.Surname, Given: x.Given, Patronymic: x.Patronymic,
			Form: x.Form, Script: x.Script, Order: x.Order,
		}})
	}
	return out, err
}
