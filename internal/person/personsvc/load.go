package personsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// loading gathers the rows of one person and the sealed values to be opened together.
type loading struct {
	o      *Ops
	r      *db.Reader
	client id.Client
	boxes  []seal.Box
	then   []func(plain string)
}

// later opens a sealed value with all others and hands its text to set.
func (l *loading) later(table, column, row string, sealed []byte, set func(string)) {
	if len(sealed) == 0 {
		return
	}
	l.boxes = append(l.boxes, seal.Box{Scope: seal.Client(l.client), Table: table, Column: column, Row: row, Sealed: sealed})
	l.then = append(l.then, set)
}

func (l *loading) open(ctx context.Context) error {
	if err := l.o.Seal.OpenAll(ctx, l.r, l.boxes); err != nil {
		return err
	}
	for i, set := range l.then {
		set(string(l.boxes[i].Plain))
	}
	return nil
}

// load reads the whole record of a person, replaced rows included. Out of sight is not found.
func (o *Ops) load(ctx context.Context, r *db.Reader, client id.Client) (person.Record, error) {
	type top struct {
		Source, Number string
		At             civil.Instant
	}
	t, ok, err := db.Maybe[top](ctx, r, `select c.source, c.source_number, c.recorded_at from person_person c
		where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil {
		return person.Record{}, err
	}
	if !ok {
		return person.Record{}, fault.MissingRecord()
	}
	out := person.Record{Client: client, Source: t.Source, SourceNumber: t.Number, Since: t.At}
	l := &loading{o: o, r: r, client: client}
	for _, part := range []func(context.Context, *person.Record) error{l.values, l.names, l.pins, l.addresses, l.phones, l.documents} {
		if err := part(ctx, &out); err != nil {
			return person.Record{}, err
		}
	}
	return out, l.open(ctx)
}

func (l *loading) values(ctx context.Context, out *person.Record) error {
	type row struct {
		Head         head
		Field, Value string
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.field, c.value from person_value c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.Values = make([]person.Value, len(rows))
	for i, x := range rows {
		out.Values[i] = person.Value{Version: x.Head.version(), Field: x.Field, Value: x.Value}
		l.later("person_value", "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.Values[i].ReasonText = s })
	}
	return err
}

func (l *loading) names(ctx context.Context, out *person.Record) error {
	type row struct {
		Head                             head
		Kind, Surname, Given, Patronymic string
		Form                             person.Form
		Script                           person.Script
		Order                            person.Order
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.kind, c.surname, c.given, c.patronymic, c.form, c.script, c.name_order
		from person_name c where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.Names = make([]person.Named, len(rows))
	for i, x := range rows {
		out.Names[i] = person.Named{Version: x.Head.version(), Kind: x.Kind, Name: person.Name{
			Surname: x.Surname, Given: x.Given,
			Patronymic: x.Patronymic, Form: x.Form, Script: x.Script, Order: x.Order,
		}}
		l.later("person_name", "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.Names[i].ReasonText = s })
	}
	return err
}

func (l *loading) pins(ctx context.Context, out *person.Record) error {
	type row struct {
		Head head
		PIN  []byte
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.pin from person_pin c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.PINs = make([]person.Numbered, len(rows))
	for i, x := range rows {
		out.PINs[i].Version = x.Head.version()
		l.later("person_pin", "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.PINs[i].ReasonText = s })
		l.later("person_pin", "pin", x.Head.Row, x.PIN, func(s string) { out.PINs[i].PIN = person.PIN(s) })
	}
	return err
}

func (l *loading) addresses(ctx context.Context, out *person.Record) error {
	type row struct {
		Head     head
		Kind     person.AddressKind
		District rulebook.SOATE
		Text     []byte
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.kind, c.district, c.address from person_address c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.Addresses = make([]person.Addressed, len(rows))
	for i, x := range rows {
		out.Addresses[i] = person.Addressed{Version: x.Head.version(), Address: person.Address{Kind: x.Kind, District: x.District}}
		l.later("person_address", "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.Addresses[i].ReasonText = s })
		l.later("person_address", "address", x.Head.Row, x.Text, func(s string) { out.Addresses[i].Text = s })
	}
	return err
}

func (l *loading) phones(ctx context.Context, out *person.Record) error {
	type row struct {
		Head        head
		Phone       []byte
		Shared      bool
		Whose, Safe []byte
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.phone, c.shared, c.whose, c.safe_times from person_phone c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.Phones = make([]person.Reachable, len(rows))
	for i, x := range rows {
		out.Phones[i] = person.Reachable{Version: x.Head.version(), PhoneLine: person.PhoneLine{Shared: x.Shared}}
		l.later("person_phone", "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.Phones[i].ReasonText = s })
		l.later("person_phone", "phone", x.Head.Row, x.Phone, func(s string) { out.Phones[i].Phone = person.Phone(s) })
		l.later("person_phone", "whose", x.Head.Row, x.Whose, func(s string) { out.Phones[i].Whose = s })
		l.later("person_phone", "safe_times", x.Head.Row, x.Safe, func(s string) { out.Phones[i].SafeTimes = s })
	}
	return err
}

func (l *loading) documents(ctx context.Context, out *person.Record) error {
	type row struct {
		Head           head
		Kind           person.DocumentKind
		Number, Issuer []byte
	}
	rows, err := db.All[row](ctx, l.r, `select `+headCols+`, c.kind, c.number, c.issuer from person_identity_document c
		where c.client_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, l.client)
	out.Documents = make([]person.Documented, len(rows))
	const table = "person_identity_document"
	for i, x := range rows {
		v := x.Head.version()
		out.Documents[i] = person.Documented{Version: v, IdentityDocument: person.IdentityDocument{Kind: x.Kind, Valid: v.Valid}}
		l.later(table, "reason_text", x.Head.Row, x.Head.ReasonText, func(s string) { out.Documents[i].ReasonText = s })
		l.later(table, "number", x.Head.Row, x.Number, func(s string) { out.Documents[i].Number = s })
		l.later(table, "issuer", x.Head.Row, x.Issuer, func(s string) { out.Documents[i].Issuer = s })
	}
	return err
}
