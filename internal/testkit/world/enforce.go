package world

import (
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// enforce opens a case about an obligation of the client and records an account that may betray the person.
func (b *builder) enforce(c *Client) {
	svc, who := Service[*enforcementsvc.Service](b.World), b.chief(c)
	b.step("open a case of "+c.State, func() (err error) {
		c.Enforcement, err = svc.Open(b.ctx(who), enforcementsvc.Open{Client: c.ID, Duty: c.Obligation, BrokenOn: b.Today(), Broken: c.Secret})
		return err
	})
	b.step("hear "+c.State, func() error {
		return svc.Hear(b.ctx(who), enforcementsvc.Take{Client: c.ID, Case: c.Enforcement, Version: 1, Step: enforcement.Step{
			On: b.Today(), Code: enforcement.Account, How: "phone", Language: "ky", Text: c.Secret, Name: c.Surname,
		}})
	})
}
