// Package registerbind ties an import to the services that its cases and people belong to.
package registerbind

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/rulebook"
)

// People corrects persons by a register that has changed. It implements register.People.
type People struct{ People *personsvc.Service }

// Correct brings the fields to the values of the register; what is right already stays.
func (r People) Correct(ctx context.Context, client id.Client, fields []string, in order.IncomingPerson) error {
	now, err := r.People.Record(ctx, client)
	if err != nil {
		return err
	}
	c := correcting{people: r.People, client: client, in: in, now: now.Now()}
	changed := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(fields, n) })
	}
	for _, step := range []struct {
		due bool
		do  func(context.Context) error
	}{
		{changed("full_name", "surname", "given", "patronymic", "name_unknown"), c.name(person.MainName, in.Surname, in.Given, in.Patronymic)},
		{changed("full_name", "surname_latin", "given_latin", "patronymic_latin"), c.name(person.LatinName, in.SurnameLatin, in.GivenLatin, in.PatronymicLatin)},
		{changed("birth"), c.birth},
		{changed("sex"), c.sex},
		{changed("language"), c.value(person.FieldLanguage, in.Language)},
		{changed("pin"), c.pin},
		{changed("address", "district"), c.address},
		{changed("phone"), c.phone},
	} {
		if !step.due {
			continue
		}
		if err := step.do(ctx); err != nil {
			return err
		}
	}
	return nil
}

// correcting is one person being brought to the register.
type correcting struct {
	people *personsvc.Service
	client id.Client
	in     order.IncomingPerson
	now    person.Record
}

// edit corrects a row, or adds when there is none.
func (c correcting) edit(row string) personsvc.Edit {
	return personsvc.Edit{Client: c.client, Row: row, Why: personsvc.Why{Reason: "register_check"}, Source: "import"}
}

func (c correcting) withdraw(ctx context.Context, part, row string) error {
	if row == "" {
		return nil
	}
	return c.people.Withdraw(ctx, personsvc.Withdraw{Client: c.client, Part: part, Row: row, Why: personsvc.Why{Reason: "register_check"}})
}

func (c correcting) name(kind, surname, given, patronymic string) func(context.Context) error {
	return func(ctx context.Context) error {
		want := person.Name{Surname: surname, Given: given, Patronymic: patronymic}.Complete()
		row := ""
		for _, n := range c.now.Names {
			if n.Kind != kind {
				continue
			}
			if row = n.Row; n.Name.Display(person.SurnameFirst) == want.Display(person.SurnameFirst) {
				return nil
			}
		}
		if want.IsZero() {
			return c.withdraw(ctx, personsvc.PartName, row)
		}
		return c.people.SaveName(ctx, personsvc.SaveName{Edit: c.edit(row), Kind: kind, Name: want})
	}
}

func (c correcting) birth(ctx context.Context) error {
	born, err := civil.ParsePartial(c.in.Birth)
	if err != nil {
		return err
	}
	return c.value(person.FieldBirth, born.String())(ctx)
}

func (c correcting) sex(ctx context.Context) error {
	sex, _ := person.ParseSex(c.in.Sex)
	return c.value(person.FieldSex, string(sex))(ctx)
}

func (c correcting) value(field, want string) func(context.Context) error {
	return func(ctx context.Context) error {
		row := ""
		for _, v := range c.now.ValuesOf(field) {
			if row = v.Row; v.Value == want {
				return nil
			}
		}
		if want == "" {
			return c.withdraw(ctx, personsvc.PartValue, row)
		}
		return c.people.SaveValue(ctx, personsvc.SaveValue{Edit: c.edit(row), Field: field, Value: want})
	}
}

func (c correcting) pin(ctx context.Context) error {
	want, err := person.ParsePIN(c.in.PIN)
	row := ""
	for _, p := range c.now.PINs {
		if row = p.Row; p.PIN == want {
			return nil
		}
	}
	if c.in.PIN == "" {
		return c.withdraw(ctx, personsvc.PartPIN, row)
	}
	if err != nil {
		return err
	}
	return c.people.SavePIN(ctx, personsvc.SavePIN{Edit: c.edit(row), PIN: c.in.PIN})
}

func (c correcting) address(ctx context.Context) error {
	district, _ := rulebook.ParseSOATE(c.in.District)
	want, row := person.Address{Kind: person.Living, District: district, Text: c.in.Address}, ""
	for _, a := range c.now.Addresses {
		if row = a.Row; a.Text == want.Text && a.District == want.District {
			return nil
		}
	}
	if want.Text == "" && want.District == "" {
		return c.withdraw(ctx, personsvc.PartAddress, row)
	}
	return c.people.SaveAddress(ctx, personsvc.SaveAddress{Edit: c.edit(row), Address: want})
}

func (c correcting) phone(ctx context.Context) error {
	want, err := person.ParsePhone(c.in.Phone)
	row, shared := "", person.PhoneLine{}
	for _, p := range c.now.Phones {
		if row, shared = p.Row, p.PhoneLine; p.Phone == want {
			return nil
		}
	}
	if c.in.Phone == "" {
		return c.withdraw(ctx, personsvc.PartPhone, row)
	}
	if err != nil {
		return err
	}
	return c.people.SavePhone(ctx, personsvc.SavePhone{Edit: c.edit(row), Phone: c.in.Phone, Shared: shared.Shared, Whose: shared.Whose, SafeTimes: shared.SafeTimes})
}
