package personsvc

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Kinds of blind indexes.
const (
	blindPIN      = "pin"
	blindPhone    = "phone"
	blindDocument = "document"
)

// addReach writes the number, address, phones and identity document that are not known yet.
func (o *Ops) addReach(ctx context.Context, tx *db.Tx, client id.Client, in person.New, known person.Record) error {
	if in.PIN != "" && !slices.ContainsFunc(known.PINs, func(p person.Numbered) bool { return p.PIN == in.PIN }) {
		if err := o.insertPIN(ctx, tx, client, in.PIN, in.Source); err != nil {
			return err
		}
	}
	if a := in.Address; !a.IsZero() && !slices.ContainsFunc(known.Addresses, func(k person.Addressed) bool { return k.Text == a.Text && k.District == a.District }) {
		if err := o.insertAddress(ctx, tx, client, a, in.Source, civil.Period{}); err != nil {
			return err
		}
	}
	for _, p := range in.Phones {
		if p.Phone == "" || slices.ContainsFunc(known.Phones, func(k person.Reachable) bool { return k.Phone == p.Phone }) {
			continue
		}
		if err := o.insertPhone(ctx, tx, client, p, in.Source); err != nil {
			return err
		}
	}
	d := in.Document
	if d.Number == "" || slices.ContainsFunc(known.Documents, func(k person.Documented) bool {
		return person.NormalDocument(k.Number) == person.NormalDocument(d.Number)
	}) {
		return nil
	}
	return o.insertIdentityDocument(ctx, tx, client, d, in.Source)
}

func (o *Ops) insertPIN(ctx context.Context, tx *db.Tx, client id.Client, pin person.PIN, source string) error {
	row := fresh(tx, client, source, civil.Period{})
	sealed, err := o.Seal.SealText(ctx, tx, client, "person_pin", "pin", rowID(row), string(pin))
	if err != nil {
		return err
	}
	row["pin"], row["pin_index"] = sealed, o.Seal.Blind(blindPIN, string(pin))
	return tx.Insert(ctx, "person_pin", row)
}

func (o *Ops) insertAddress(ctx context.Context, tx *db.Tx, client id.Client, a person.Address, source string, valid civil.Period) error {
	row := fresh(tx, client, source, valid)
	sealed, err := o.Seal.SealText(ctx, tx, client, "person_address", "address", rowID(row), a.Text)
	if err != nil {
		return err
	}
	if a.Kind == "" {
		a.Kind = person.Living
	}
	row["kind"], row["district"], row["address"] = a.Kind, db.Null(a.District), sealed
	return tx.Insert(ctx, "person_address", row)
}

func (o *Ops) insertPhone(ctx context.Context, tx *db.Tx, client id.Client, p person.PhoneLine, source string) error {
	row := fresh(tx, client, source, civil.Period{})
	for column, text := range map[string]string{"phone": string(p.Phone), "whose": p.Whose, "safe_times": p.SafeTimes} {
		sealed, err := o.Seal.SealText(ctx, tx, client, "person_phone", column, rowID(row), text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	row["phone_index"], row["shared"] = o.Seal.Blind(blindPhone, string(p.Phone)), p.Shared
	return tx.Insert(ctx, "person_phone", row)
}

func (o *Ops) insertIdentityDocument(ctx context.Context, tx *db.Tx, client id.Client, d person.IdentityDocument, source string) error {
	row := fresh(tx, client, source, d.Valid)
	for column, text := range map[string]string{"number": d.Number, "issuer": d.Issuer} {
		sealed, err := o.Seal.SealText(ctx, tx, client, "person_identity_document", column, rowID(row), text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	row["kind"], row["number_index"] = d.Kind, o.Seal.Blind(blindDocument, person.NormalDocument(d.Number))
	return tx.Insert(ctx, "person_identity_document", row)
}
