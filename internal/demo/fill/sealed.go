package fill

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/inside"
	"tuzjol/internal/kernel/civil"
)

// judged is the client with a sealed compartment: judged by the head, read by a colleague.
const judged = demo.MovedStory + "_from"

// sealedCompartment are the acts of the compartment.
func (d *seeder) sealedCompartment(at func(string, int, int, func(context.Context) error) telling) []telling {
	if d.Compartments == nil || d.Assess == nil {
		return nil
	}
	acting := func(do func(k inside.Kit) error) func(context.Context) error {
		return func(ctx context.Context) error {
			_, l, err := d.hero(judged)
			if err != nil {
				return err
			}
			return do(inside.Kit{
				Client: l.client, Today: func() civil.Date { return civil.At(d.clock.Now()).In(d.w.Zone) }, Compartments: d.Compartments, Assess: d.Assess,
				Custodian: d.as(ctx, d.persona(demo.CustodianPersona)), Director: d.as(ctx, d.persona(demo.DirectorPersona)),
				Assessor: d.as(ctx, d.persona(demo.HeadPersona)), Reader: d.as(ctx, d.colleague()),
			})
		}
	}
	made := ""
	return []telling{
		at("2026-10-20", 14, 0, acting(func(k inside.Kit) error {
			return k.Open(d.w.Staff[d.persona(demo.HeadPersona)].ID, access.PartAssessor, "assessment", "Көзөмөл үчүн баа керек: кызматтык маалымат келди.")
		})),
		at("2026-10-21", 14, 0, acting(func(k inside.Kit) error {
			return k.Open(d.w.Staff[d.colleague()].ID, access.PartReader, "second_reading", "Экинчи окурман керек.")
		})),
		at("2026-11-04", 10, 0, acting(func(k inside.Kit) (err error) {
			made, err = k.Judge()
			return err
		})),
		at("2026-11-06", 11, 0, acting(func(k inside.Kit) error { return k.Read(made) })),
	}
}
