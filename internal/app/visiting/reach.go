package visiting

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/visit"
)

// reach reads and changes how a client is reached, through the person capability.
type reach struct{ *Kit }

type lineRow struct {
	Row      string
	Text     []byte
	Shared   bool
	District string
	Kind     string
}

func (x reach) phone(ctx context.Context, r *db.Reader, client id.Client) (lineRow, string, error) {
	row, ok, err := db.Maybe[lineRow](ctx, r, `select c.id, c.phone, c.shared, '', '' from person_phone c where c.client_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.recorded_at desc, c.id desc limit 1`, client)
	if err != nil || !ok {
		return row, "", err
	}
	text, err := x.Seal.OpenText(ctx, r, client, "person_phone", "phone", row.Row, row.Text)
	return row, person.Phone(text).Display(), err
}

func (x reach) address(ctx context.Context, r *db.Reader, client id.Client) (lineRow, string, error) {
	row, ok, err := db.Maybe[lineRow](ctx, r, `select c.id, c.address, false, coalesce(c.district, ''), c.kind from person_address c where c.client_id = $1
		and c.replaced_at is null and {visible c.client_id} order by case when c.kind = 'living' then 0 else 1 end, c.recorded_at desc, c.id desc limit 1`, client)
	if err != nil || !ok {
		return row, "", err
	}
	text, err := x.Seal.OpenText(ctx, r, client, "person_address", "address", row.Row, row.Text)
	return row, text, err
}

// Lines reads the number and the address that hold now.
func (x reach) Lines(ctx context.Context, r *db.Reader, client id.Client) (phone, address visit.Value, err error) {
	p, text, err := x.phone(ctx, r, client)
	if err != nil {
		return phone, address, err
	}
	a, where, err := x.address(ctx, r, client)
	return visit.Value{Row: p.Row, Text: text}, visit.Value{Row: a.Row, Text: where}, err
}

// Change writes a new number or address in the place of the old one. Who else answers the number and in which district the address
// lies is taken from the old row: that others may answer is the safer belief until somebody has asked.
func (x reach) Change(ctx context.Context, tx *db.Tx, client id.Client, field, row, text string) ([]fact.Fact, error) {
	edit := personsvc.Edit{Client: client, Row: row, Source: "phone"}
	if row != "" {
		edit.Why = person.Why{Reason: "late_information"}
	}
	if field == visit.Phone {
		old, _, err := x.phone(ctx, &tx.Reader, client)
		if err != nil {
			return nil, err
		}
		return x.People.PutPhone(ctx, tx, personsvc.SavePhone{Edit: edit, Phone: text, Shared: old.Shared})
	}
	old, _, err := x.address(ctx, &tx.Reader, client)
	if err != nil {
		return nil, err
	}
	kind := person.AddressKind(old.Kind)
	if kind == "" {
		kind = person.Living
	}
	return x.People.PutAddress(ctx, tx, personsvc.SaveAddress{Edit: edit, Address: person.Address{Kind: kind, District: rulebook.SOATE(old.District), Text: text}})
}
