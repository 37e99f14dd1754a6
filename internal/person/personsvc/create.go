package personsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// admits are the actions that may bring a new person into the record.
var admits = []actor.Action{access.ReceiveJudgment, access.CheckJudgment, access.TakeOverCase, access.ResolveHiddenMatch, access.ImportData}

// Create brings a new person into the record and makes the office of the file responsible. The caller records. Needs one of
// the actions of intake. Faults: forbidden, invalid with all fields at once.
func (o *Ops) Create(ctx context.Context, tx *db.Tx, in person.New) (id.Client, error) {
	if !slices.ContainsFunc(admits, access.From(ctx).May) {
		return "", fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := o.check(tx, in); err != nil {
		return "", err
	}
	client := id.Client(tx.NewID())
	if err := o.access.Admit(ctx, tx, client, in.Office); err != nil {
		return "", err
	}
	if err := tx.Insert(ctx, "person_person", db.Row{
		"id": client, "client_id": client, "source": in.Source,
		"source_number": db.Null(in.SourceNumber), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}); err != nil {
		return "", err
	}
	if err := o.Seal.Begin(ctx, tx, seal.Client(client)); err != nil {
		return "", err
	}
	if err := o.add(ctx, tx, client, in, person.Record{}); err != nil {
		return "", err
	}
	return client, put(ctx, tx, client, in.Office, in.Identity()) // a new person has nothing to be read back or replaced
}

// Attach adds what a new document shows to a person on record: what is known already stays, what is new is added beside
// it, and nothing is replaced. The caller records. Faults: forbidden, not_found, invalid.
func (o *Ops) Attach(ctx context.Context, tx *db.Tx, client id.Client, in person.New) error {
	rights := access.From(ctx)
	if !slices.ContainsFunc(admits, rights.May) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := o.check(tx, in); err != nil {
		return err
	}
	r := &tx.Reader
	if rights.May(access.ResolveHiddenMatch) {
		r = tx.System() // the keeper of hidden matches joins records that the keeper need not open
	}
	known, err := o.load(ctx, r, client)
	if err != nil {
		return err
	}
	if err := o.add(ctx, tx, client, in, known.Now()); err != nil {
		return err
	}
	return o.project(ctx, tx, client)
}

func (o *Ops) check(tx *db.Tx, in person.New) error {
	var problems fault.Problems
	in.Check(&problems, tx.Now.In(o.Zone))
	for _, l := range in.Languages {
		person.CheckValue(&problems, person.FieldLanguage, l, tx.Now.In(o.Zone), func(l string) bool { return o.speaks(tx, l) })
	}
	return problems.Err()
}

// speaks reports whether a language has a code in the rulebook or in the service's own list.
func (o *Ops) speaks(tx *db.Tx, code string) bool {
	_, ok := o.rules(tx).List(rulebook.ListLanguages).Item(code)
	return ok || slices.Contains(person.Languages(), code)
}

// add writes everything of in that known does not hold.
func (o *Ops) add(ctx context.Context, tx *db.Tx, client id.Client, in person.New, known person.Record) error {
	for _, step := range []func(context.Context, *db.Tx, id.Client, person.New, person.Record) error{o.addNames, o.addValues, o.addReach} {
		if err := step(ctx, tx, client, in, known); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) addNames(ctx context.Context, tx *db.Tx, client id.Client, in person.New, known person.Record) error {
	write := func(kind string, n person.Name) error {
		n = n.Complete()
		if n.IsZero() {
			return nil
		}
		for _, k := range known.Names {
			if k.Name.Display(person.SurnameFirst) == n.Display(person.SurnameFirst) {
				return nil
			}
		}
		if kind != person.AliasName && !known.Name(kind).IsZero() {
			kind = person.AliasName
		}
		return o.insertName(ctx, tx, client, kind, n, in.Source, civil.Period{})
	}
	main := in.Name.Complete()
	kind := person.MainName
	if main.Script == person.Latin && !in.Latin.IsZero() {
		kind = person.AliasName
	}
	if err := write(kind, main); err != nil {
		return err
	}
	if err := write(person.LatinName, in.Latin); err != nil {
		return err
	}
	for _, a := range in.Aliases {
		if err := write(person.AliasName, a); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) insertName(ctx context.Context, tx *db.Tx, client id.Client, kind string, n person.Name, source string, valid civil.Period) error {
	row := fresh(tx, client, source, valid)
	row["kind"], row["surname"], row["given"], row["patronymic"] = kind, n.Surname, n.Given, n.Patronymic
	row["form"], row["script"], row["name_order"] = n.Form, n.Script, n.Order
	return tx.Insert(ctx, "person_name", row)
}

func (o *Ops) addValues(ctx context.Context, tx *db.Tx, client id.Client, in person.New, known person.Record) error {
	for _, v := range []struct{ field, value string }{
		{person.FieldBirth, in.Birth.String()}, {person.FieldSex, string(in.Sex)}, {person.FieldCitizenship, in.Citizenship},
	} {
		if v.value == "" || known.Value(v.field) != "" {
			continue
		}
		if err := o.insertValue(ctx, tx, client, v.field, v.value, in.Source); err != nil {
			return err
		}
	}
	for _, l := range in.Languages {
		if slices.Contains(known.Languages(), l) {
			continue
		}
		if err := o.insertValue(ctx, tx, client, person.FieldLanguage, l, in.Source); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) insertValue(ctx context.Context, tx *db.Tx, client id.Client, field, value, source string) error {
	row := fresh(tx, client, source, civil.Period{})
	row["field"], row["value"] = field, value
	return tx.Insert(ctx, "person_value", row)
}
