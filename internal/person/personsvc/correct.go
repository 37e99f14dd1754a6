package personsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Edit is what every change of a person's data carries. With Row it corrects that version: the reason is required and the
// old value stays beside the new one. Without Row it adds what has become true since.
type Edit struct {
	Client id.Client
	Row    string
	Why    Why
	Source string
	From   civil.Date // since when it is true in the world
}

// SaveName adds or corrects a name.
type SaveName struct {
	Edit
	Kind string // main, latin or alias
	Name person.Name
}

// SaveValue adds or corrects a birth date, sex, citizenship or language.
type SaveValue struct {
	Edit
	Field, Value string
}

// SavePIN adds or corrects a personal number.
type SavePIN struct {
	Edit
	PIN string
}

// SaveAddress adds or corrects an address.
type SaveAddress struct {
	Edit
	Address person.Address
}

// SavePhone adds or corrects a phone.
type SavePhone struct {
	Edit
	Phone     string
	Shared    bool
	Whose     string
	SafeTimes string
}

// SaveIdentityDocument adds or corrects an identity document.
type SaveIdentityDocument struct {
	Edit
	Document person.IdentityDocument
}

// Withdraw ends a row that never was true or no longer is, with nothing in its place. Part is one of Parts.
type Withdraw struct {
	Client id.Client
	Part   string
	Row    string
	Why    Why
}

// Parts of a person's record and their tables.
const (
	PartName     = "name"
	PartValue    = "value"
	PartPIN      = "pin"
	PartAddress  = "address"
	PartPhone    = "phone"
	PartDocument = "identity_document"
)

func tableOf(part string) (string, bool) {
	switch part {
	case PartName, PartValue, PartPIN, PartAddress, PartPhone, PartDocument:
		return "person_" + part, true
	}
	return "", false
}

// SaveName writes a name. Needs EditPerson to add, CorrectRecord to correct. Faults: not_found, conflict, invalid.
func (s *Service) SaveName(ctx context.Context, in SaveName) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.saveName(ctx, tx, in) })
}

func (o *Ops) saveName(ctx context.Context, tx *db.Tx, in SaveName) (step, error) {
	in.Name = in.Name.Complete()
	return o.save(ctx, tx, in.Edit, PartName, PartName+"_"+in.Kind, func(p *fault.Problems) {
		want := person.NoScript
		if in.Kind == person.LatinName {
			want = person.Latin
		}
		if !slices.Contains([]string{person.MainName, person.LatinName, person.AliasName}, in.Kind) {
			p.Add("kind", "field.unknown")
		}
		in.Name.Check(p, "", want)
	}, func() error {
		return o.insertName(ctx, tx, in.Client, in.Kind, in.Name, in.Source, civil.Since(in.From))
	})
}

// SaveValue writes a plain value. Needs EditPerson to add, CorrectRecord to correct. Faults: not_found, conflict, invalid.
func (s *Service) SaveValue(ctx context.Context, in SaveValue) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.saveValue(ctx, tx, in) })
}

func (o *Ops) saveValue(ctx context.Context, tx *db.Tx, in SaveValue) (step, error) {
	return o.save(ctx, tx, in.Edit, PartValue, in.Field, func(p *fault.Problems) {
		in.Value = person.CheckValue(p, in.Field, in.Value, tx.Now.In(o.Zone), func(l string) bool { return o.speaks(tx, l) })
	}, func() error {
		if in.Field != person.FieldLanguage {
			n, err := db.One[int](ctx, tx, `select count(*) from person_value c where c.client_id = $1 and c.field = $2 and c.replaced_at is null
				and {visible c.client_id}`, in.Client, in.Field)
			if err != nil || n > 0 {
				return orStale(err)
			}
		}
		return o.insertValue(ctx, tx, in.Client, in.Field, in.Value, in.Source)
	})
}

func orStale(err error) error {
	if err != nil {
		return err
	}
	return fault.Stale()
}

// SavePIN writes a personal number; what its digits say never refuses it. Needs EditPerson to add, CorrectRecord to
// correct. Faults: not_found, conflict, invalid.
func (s *Service) SavePIN(ctx context.Context, in SavePIN) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.savePIN(ctx, tx, in) })
}

func (o *Ops) savePIN(ctx context.Context, tx *db.Tx, in SavePIN) (step, error) {
	var pin person.PIN
	return o.save(ctx, tx, in.Edit, PartPIN, PartPIN, func(p *fault.Problems) {
		var err error
		if pin, err = person.ParsePIN(in.PIN); err != nil {
			p.Join("", err)
		}
	}, func() error { return o.insertPIN(ctx, tx, in.Client, pin, in.Source) })
}

// SaveAddress writes an address. Needs EditPerson to add, CorrectRecord to correct. Faults: not_found, conflict, invalid.
func (s *Service) SaveAddress(ctx context.Context, in SaveAddress) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.saveAddress(ctx, tx, in) })
}

func (o *Ops) saveAddress(ctx context.Context, tx *db.Tx, in SaveAddress) (step, error) {
	return o.save(ctx, tx, in.Edit, PartAddress, PartAddress, in.Address.Check, func() error {
		return o.insertAddress(ctx, tx, in.Client, in.Address, in.Source, civil.Since(in.From))
	})
}

// SavePhone writes a phone with what must be known before calling it. Needs EditPerson to add, CorrectRecord to correct.
// Faults: not_found, conflict, invalid.
func (s *Service) SavePhone(ctx context.Context, in SavePhone) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.savePhone(ctx, tx, in) })
}

func (o *Ops) savePhone(ctx context.Context, tx *db.Tx, in SavePhone) (step, error) {
	line := person.PhoneLine{Shared: in.Shared, Whose: in.Whose, SafeTimes: in.SafeTimes}
	return o.save(ctx, tx, in.Edit, PartPhone, PartPhone, func(p *fault.Problems) {
		var err error
		if line.Phone, err = person.ParsePhone(in.Phone); err != nil {
			p.Join("", err)
		}
		person.CheckLine(p, "whose", in.Whose)
		person.CheckLine(p, "safe_times", in.SafeTimes)
	}, func() error { return o.insertPhone(ctx, tx, in.Client, line, in.Source) })
}

// SaveIdentityDocument writes an identity document. Needs EditPerson to add, CorrectRecord to correct. Faults: not_found,
// conflict, invalid.
func (s *Service) SaveIdentityDocument(ctx context.Context, in SaveIdentityDocument) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.saveIdentityDocument(ctx, tx, in) })
}

func (o *Ops) saveIdentityDocument(ctx context.Context, tx *db.Tx, in SaveIdentityDocument) (step, error) {
	return o.save(ctx, tx, in.Edit, PartDocument, PartDocument, func(p *fault.Problems) {
		if person.NormalDocument(in.Document.Number) == "" {
			p.Add("number", "field.required")
		}
		if !slices.Contains(person.DocumentKinds(), in.Document.Kind) {
			p.Add("kind", "field.unknown")
		}
		if !in.Document.Valid.Valid() {
			p.Add("valid_to", "date.order", "From", in.Document.Valid.From, "To", in.Document.Valid.To)
		}
		person.CheckLine(p, "issuer", in.Document.Issuer)
	}, func() error { return o.insertIdentityDocument(ctx, tx, in.Client, in.Document, in.Source) })
}

// Withdraw ends a row. Needs CorrectRecord. Faults: not_found, conflict when it was replaced meanwhile, invalid.
func (s *Service) Withdraw(ctx context.Context, in Withdraw) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.withdraw(ctx, tx, in) })
}

func (o *Ops) withdraw(ctx context.Context, tx *db.Tx, in Withdraw) (step, error) {
	if in.Row == "" {
		return step{}, fault.MissingRecord()
	}
	field := in.Part
	if table, ok := tableOf(in.Part); ok { // what is withdrawn is named by its own field or kind
		old, err := tx.Load(ctx, table, in.Row)
		if err != nil {
			return step{}, err
		}
		switch in.Part {
		case PartValue:
			field, _ = old["field"].(string)
		case PartName:
			kind, _ := old["kind"].(string)
			field += "_" + kind
		}
	}
	st, err := o.save(ctx, tx, Edit{Client: in.Client, Row: in.Row, Why: in.Why}, in.Part, field, func(*fault.Problems) {}, func() error { return nil })
	if err == nil {
		st.facts = []fact.Fact{fact.New("person."+field+"_withdrawn", in.Client, "reason", in.Why.Reason)}
	}
	return st, err
}

// save is the one way in which data of a person change: right, input, old version, new version, projections.
func (o *Ops) save(ctx context.Context, tx *db.Tx, in Edit, part, field string, check func(*fault.Problems), insert func() error) (step, error) {
	st := step{action: access.EditPerson, facts: []fact.Fact{fact.New("person."+field+"_added", in.Client)}}
	if in.Row != "" {
		st = step{
			action: access.CorrectRecord, reason: in.Why.Reason,
			facts: []fact.Fact{fact.New("person."+field+"_corrected", in.Client, "reason", in.Why.Reason)},
		}
	}
	if err := o.guard.Allow(ctx, tx, st.action, in.Client); err != nil {
		return step{}, err
	}
	table, ok := tableOf(part)
	var problems fault.Problems
	if !ok {
		problems.Add("part", "field.unknown")
	}
	check(&problems)
	if in.Row != "" {
		in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), false)
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if in.Row != "" {
		if err := o.replace(ctx, tx, table, in.Client, in.Row, in.Why); err != nil {
			return step{}, err
		}
	}
	if err := insert(); err != nil {
		return step{}, err
	}
	return st, o.project(ctx, tx, in.Client)
}
