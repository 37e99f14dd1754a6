package personsvc_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
)

var uson = person.New{
	Name:  person.Name{Surname: "Бактыбек уулу", Given: "Үсөн"},
	Latin: person.Name{Surname: "Baktybek uulu", Given: "Uson"},
	Birth: civil.MustPartial("1987-05-14"), Sex: person.Male, PIN: "21405198700011", Languages: []string{"ky"},
	Address: person.Address{District: "41721000000000", Text: "Курманжан Датка 12"},
	Phones:  []person.PhoneLine{{Phone: "+996555123456", Shared: true, SafeTimes: "после 18"}},
}

// A person is found by any word of the name, in any order and script, by number and phone; never out of sight.
func TestSearch(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		k.create(bishkek, uson)
		other := k.create(osh, person.New{Name: person.ParseName("Бактыбекова Нургүл Асановна"), Birth: civil.MustPartial("1990")})
		nameless := k.create(osh, person.New{SourceNumber: "УД-77/2026"})
		ctx := k.as("o1", access.Officer, osh)
		for text, want := range map[string][]id.Client{
			"бактыбек": {c, other}, "усон бактыбек": {c}, "Baktybek": {c, other}, "21405198700011": {c}, "0555 123456": {c},
			"УД-77/2026": {nameless}, "бактыбек 1990": {other}, "1990 1990": {other}, "асан": {other}, "нетакого": nil, "": nil, "21405198700012": nil,
		} {
			hits, err := k.s.Search(ctx, text)
			must(k.t, err)
			var got []id.Client
			for _, h := range hits {
				got = append(got, h.Client)
			}
			if d := cmp.Diff(want, got); d != "" {
				k.t.Errorf("%q: %s", text, d)
			}
		}
		hits, err := k.s.Search(ctx, "УД-77/2026")
		must(k.t, err)
		if hits[0].Display != "№ УД-77/2026" {
			k.t.Errorf("a person without a name shows %q", hits[0].Display)
		}
		_, err = k.s.Search(k.as("a", access.Auditor, osh), "бактыбек")
		k.want(err, fault.Forbidden)
	})
}

// Intake offers likely equal persons; those out of sight are told apart and never shown.
func TestCandidates(t *testing.T) {
	each(t, func(k *kit) {
		here, there := k.create(osh, uson), k.create(bishkek, uson)
		k.create(osh, person.New{Name: person.ParseName("Токтогулов Эмил"), Birth: civil.MustPartial("1970-01-01"), Sex: person.Male})
		ctx := k.as("clerk", access.Records, osh)
		for name, who := range map[string]person.Identity{
			"pin":  {PINs: []person.PIN{"21405198700011"}},
			"name": {Names: []person.Name{person.ParseName("Усон Бактыбек уулу")}, Born: civil.MustPartial("1987-05-14")},
		} {
			must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
				visible, hidden, err := k.s.Ops().Candidates(ctx, tx, who)
				if err != nil {
					return err
				}
				if len(visible) != 1 || visible[0].Client != here || len(hidden) != 1 || hidden[0] != there {
					k.t.Errorf("%s: visible %v hidden %v", name, visible, hidden)
				}
				only, err := k.s.Ops().HiddenCandidates(ctx, tx, who)
				if !slices.Equal(only, hidden) {
					k.t.Errorf("%s: hidden alone %v", name, only)
				}
				return err
			}))
		}
	})
}

// Attaching a second document adds what is new beside what is known, and nothing twice.
func TestAttach(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		second := person.New{
			Name: person.ParseName("Бактыбеков Усон"), PIN: "21405198700099", Birth: civil.MustPartial("1987"),
			Phones: uson.Phones, Languages: []string{"ky", "ru"}, Office: osh, Source: "judgment",
		}
		attach := func(ctx context.Context) error {
			return k.d.Write(ctx, func(tx *db.Tx) error {
				if err := k.s.Ops().Attach(ctx, tx, c, second); err != nil {
					return err
				}
				return tx.Record(ctx, access.CheckJudgment, "")
			})
		}
		must(k.t, attach(ctx))
		must(k.t, attach(ctx))
		rec, err := k.s.Record(ctx, c)
		must(k.t, err)
		if len(rec.Names) != 3 || len(rec.PINs) != 2 || len(rec.Phones) != 1 || len(rec.Languages()) != 2 || rec.Birth().String() != "1987-05-14" {
			k.t.Errorf("names %d, numbers %d, phones %d, languages %v, birth %s", len(rec.Names), len(rec.PINs), len(rec.Phones), rec.Languages(), rec.Birth())
		}
		if rec.Name(person.MainName).Surname != "Бактыбек уулу" {
			k.t.Error("a second document took the main name away")
		}
		k.want(attach(k.as("x", access.Records, bishkek)), fault.NotFound)
		k.want(attach(k.as("x", access.Auditor, osh)), fault.Forbidden)
	})
}

// Nothing sealed stands in plain in the database.
func TestSealed(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		if n := k.count(`select count(*) from person_pin c where c.pin = $1 and {visible c.client_id}`, []byte("21405198700011")); n != 0 {
			k.t.Error("the number stands in plain")
		}
		rec, err := k.s.Record(k.as("o", access.Officer, osh), c)
		must(k.t, err)
		if rec.PIN() != "21405198700011" || rec.Phones[0].SafeTimes != "после 18" || !rec.Phones[0].Shared || rec.Addresses[0].Text != "Курманжан Датка 12" {
			k.t.Errorf("read back: %+v", rec)
		}
	})
}

// Journey 8: a wrong birth date is corrected with a reason; the old value stays beside the new one, and what was known
// before the correction can still be asked.
func TestCorrectionAndWhatWasKnown(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		before := k.d.Now()
		k.clock.Advance(48 * time.Hour)
		rec, err := k.s.Record(ctx, c)
		must(k.t, err)
		row := rec.ValuesOf(person.FieldBirth)[0].Row
		in := personsvc.SaveValue{Edit: personsvc.Edit{Client: c, Row: row, Why: personsvc.Why{Reason: "document_differs"}}, Field: person.FieldBirth, Value: "15.05.1987"}
		bad := in
		bad.Why.Reason = ""
		k.want(k.s.SaveValue(ctx, bad), fault.Invalid)
		bad = in
		bad.Why = personsvc.Why{Reason: "other"}
		k.want(k.s.SaveValue(ctx, bad), fault.Invalid)
		bad = in
		bad.Value = "31.02.1987"
		k.want(k.s.SaveValue(ctx, bad), fault.Invalid)
		bad.Value = "2090-01-01"
		k.want(k.s.SaveValue(ctx, bad), fault.Invalid)
		must(k.t, k.s.SaveValue(ctx, in))

		rec, err = k.s.Record(ctx, c)
		must(k.t, err)
		held, history := rec.At(before).Value(person.FieldBirth), rec.ValuesOf(person.FieldBirth)
		if held != "1987-05-14" || len(history) != 2 || history[0].Reason != "document_differs" || history[0].ReplacedBy != "clerk" || history[1].Value != "1987-05-15" {
			k.t.Errorf("known before: %s, history %+v", held, history)
		}
		then, err := k.s.KnownAt(ctx, c, before)
		must(k.t, err)
		if then.Birth().String() != "1987-05-14" || then.Name(person.MainName).Given != "Үсөн" {
			k.t.Errorf("known then: %s", then.Birth())
		}
		early, err := k.s.KnownAt(ctx, c, before.Add(-time.Hour))
		must(k.t, err)
		if early.Display() != "—" || !early.Birth().IsZero() {
			k.t.Error("something was known before the person was on record")
		}
		k.want(k.s.SaveValue(ctx, in), fault.Conflict) // the version is no longer the one on the page
		hits, err := k.s.Search(ctx, "1987 бактыбек")
		must(k.t, err)
		if len(hits) != 1 || hits[0].Birth.String() != "1987-05-15" {
			k.t.Errorf("search after the correction: %+v", hits)
		}
	})
}

// Name, sex, number and address are corrected in the same way; the wrong name no longer finds the person.
func TestCorrectOtherFields(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		rec, err := k.s.Record(ctx, c)
		must(k.t, err)
		edit := func(row string) personsvc.Edit {
			return personsvc.Edit{Client: c, Row: row, Why: personsvc.Why{Reason: "typing", Text: "описка"}}
		}
		must(k.t, k.s.SaveName(ctx, personsvc.SaveName{Edit: edit(rec.Names[0].Row), Kind: person.MainName, Name: person.Name{Surname: "Жакшылык уулу", Given: "Эмил"}}))
		must(k.t, k.s.SavePIN(ctx, personsvc.SavePIN{Edit: edit(rec.PINs[0].Row), PIN: "2 1405 1987 00022"}))
		must(k.t, k.s.SaveAddress(ctx, personsvc.SaveAddress{Edit: edit(rec.Addresses[0].Row), Address: person.Address{Text: "Ленина 1"}}))
		must(k.t, k.s.SaveValue(ctx, personsvc.SaveValue{Edit: edit(rec.ValuesOf(person.FieldSex)[0].Row), Field: person.FieldSex, Value: "f"}))
		must(k.t, k.s.SavePhone(ctx, personsvc.SavePhone{Edit: personsvc.Edit{Client: c}, Phone: "0700 111222", SafeTimes: "утром"}))
		must(k.t, k.s.SaveIdentityDocument(ctx, personsvc.SaveIdentityDocument{
			Edit:     personsvc.Edit{Client: c},
			Document: person.IdentityDocument{Kind: "id_card", Number: "ID1234567"},
		}))
		must(k.t, k.s.Withdraw(ctx, personsvc.Withdraw{Client: c, Part: personsvc.PartName, Row: rec.Names[1].Row, Why: personsvc.Why{Reason: "typing"}}))
		after, err := k.s.Record(ctx, c)
		must(k.t, err)
		now := after.Now()
		if now.Name(person.MainName).Given != "Эмил" || now.PIN() != "21405198700022" || now.Addresses[0].Text != "Ленина 1" || now.Sex() != person.Female || len(now.Phones) != 2 || len(now.Documents) != 1 {
			k.t.Errorf("now: %+v", now)
		}
		if after.Names[0].ReasonText != "описка" {
			k.t.Errorf("reason %q", after.Names[0].ReasonText)
		}
		k.want(k.s.SavePIN(ctx, personsvc.SavePIN{Edit: personsvc.Edit{Client: c}, PIN: "1234567890123"}), fault.Invalid)
		k.want(k.s.SaveName(ctx, personsvc.SaveName{Edit: personsvc.Edit{Client: c}, Kind: person.LatinName, Name: person.Name{Given: "Эмил"}}), fault.Invalid)
		hits, err := k.s.Search(ctx, "жакшылык")
		must(k.t, err)
		if len(hits) != 1 {
			k.t.Error("the corrected name does not find the person")
		}
	})
}

// Two editors at once: one wins, the other is told that the value changed.
func TestTwoEditors(t *testing.T) {
	each(t, func(k *kit) {
		c := k.create(osh, uson)
		ctx := k.as("clerk", access.Records, osh)
		rec, err := k.s.Record(ctx, c)
		must(k.t, err)
		row := rec.ValuesOf(person.FieldBirth)[0].Row
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i, v := range []string{"1987-05-15", "1987-05-16"} {
			wg.Go(func() {
				errs[i] = k.s.SaveValue(ctx, personsvc.SaveValue{
					Edit:  personsvc.Edit{Client: c, Row: row, Why: personsvc.Why{Reason: "typing"}},
					Field: person.FieldBirth, Value: v,
				})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			k.t.Errorf("outcomes: %v", errs)
		}
		n := k.count(`select count(*) from person_value c where c.client_id = $1 and c.field = 'birth' and c.replaced_at is null and {visible c.client_id}`, c)
		if n != 1 {
			k.t.Errorf("%d birth dates are held true", n)
		}
	})
}

// Out of sight and unknown are the same; seen but not one's own is refused; another person's row is not found.
func TestRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.create(osh, uson), k.create(osh, uson)
		officer := k.as("o1", access.Officer, osh)
		rec, err := k.s.Record(officer, c)
		must(k.t, err)
		in := personsvc.SaveValue{Edit: personsvc.Edit{Client: c, Row: rec.Values[0].Row, Why: personsvc.Why{Reason: "typing"}}, Field: person.FieldBirth, Value: "1980"}
		k.want(k.s.SaveValue(officer, in), fault.Forbidden)
		k.want(k.s.SaveValue(k.as("o2", access.Officer, bishkek), in), fault.NotFound)
		in.Client = other
		k.want(k.s.SaveValue(k.as("clerk", access.Records, osh), in), fault.NotFound)
		for _, missing := range []id.Client{c, "0190a0a0-0000-7000-8000-00000000ffff"} {
			_, err = k.s.Record(k.as("o2", access.Officer, bishkek), missing)
			k.want(err, fault.NotFound)
			_, err = k.s.Documents(k.as("o2", access.Officer, bishkek), missing)
			k.want(err, fault.NotFound)
		}
	})
}

func TestCardPart(t *testing.T) {
	each(t, func(k *kit) {
		c, nameless := k.create(osh, uson), k.create(osh, person.New{SourceNumber: "N 5", Birth: civil.MustPartial("2010")})
		ctx := db.WithSight(context.Background(), db.Everyone{})
		must(k.t, k.d.Read(ctx, func(r *db.Reader) error {
			rows, err := k.s.Ops().CardPart(ctx, r, []id.Client{c, nameless})
			if err != nil {
				return err
			}
			if rows[c]["name"] != "Бактыбек уулу Үсөн" || rows[c]["pin_index"] == nil || rows[nameless]["source_number"] != "N 5" {
				k.t.Errorf("cards: %+v", rows)
			}
			if got := rows[nameless]["minor_until"].(civil.Date).String(); got != "2028-12-30" {
				k.t.Errorf("minor until %s", got)
			}
			return nil
		}))
	})
}
