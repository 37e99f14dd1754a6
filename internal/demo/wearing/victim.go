package wearing

import (
	"context"
	"fmt"

	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
)

// protect writes down the protected person of an order, in the order in which it is done: who she is and how she is safely reached, her
// consent, then her home, by two persons.
func (d *Teller) protect(ctx context.Context, r Role, officer int, order string) error {
	draws, decides := d.As(ctx, officer), d.As(ctx, d.persona(demo.HeadPersona))
	person, err := d.Victims.Enter(draws, order, victim.Entry{Name: "Сулайманова Жылдыз Асановна", Lang: "ky", Phrase: "Гүлдөр жайында", Words: "Чалганда атын атабоо керек, телефонун балдары да алат."})
	if err != nil {
		return fmt.Errorf("enter: %w", err)
	}
	version := func() int {
		x, e := d.Victims.Person(draws, person)
		if err == nil {
			err = e
		}
		return x.Row
	}
	step := func(what string, do func() error) {
		if err == nil {
			if e := do(); e != nil {
				err = fmt.Errorf("%s: %w", what, e)
			}
		}
	}
	guard := func(p victim.Place) func() error {
		return func() error {
			if err := d.Victims.Propose(draws, person, version(), "", p, false); err != nil {
				return err
			}
			list, err := d.Victims.Proposals(decides)
			if err != nil || len(list) == 0 {
				return fmt.Errorf("%d proposals, %w", len(list), err)
			}
			last := list[len(list)-1]
			return d.Victims.Decide(decides, victimsvc.Decide{Place: last.ID, Row: last.Row, Approve: true, Words: "Коргоо ордеринин шарты."})
		}
	}
	step("phone", func() error {
		return d.Victims.AddPhone(draws, person, version(), victim.Phone{Number: "0700 000 117", Kind: victim.SMS})
	})
	step("consent", func() error {
		return d.Victims.Consent(draws, person, version(), victim.Consent{Text: "1", Lang: "ky", On: d.Orders.Today(), Understood: "own_words", Signed: "signed"})
	})
	step("home", guard(victim.Place{
		Kind: victim.HomePlace, Address: "Бишкек ш., Аламүдүн-1", Lat: monitoring.DegreesE7(r.Hers.Lat), Lon: monitoring.DegreesE7(r.Hers.Lon), Radius: 300, Buffer: 300,
		Basis: "Коргоо ордери, 2-пункт",
	}))
	return err
}
