package fill

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/draft"
	"tuzjol/internal/kernel/id"
)

// standards leaves one draft of the table of standards by the programme lead. It waits for the director.
func (d *seeder) standards(ctx context.Context) error {
	if d.Standards == nil {
		return nil
	}
	ctx, err := d.asSeen(ctx, d.persona(demo.ProgrammePersona))
	if err != nil {
		return err
	}
	return draft.Standards(ctx, d.Standards)
}

// newcomer is an officer of the home office who has not been trained to assess: the last of its list.
func (d *seeder) newcomer() id.Account {
	var out id.Account
	for _, s := range d.w.Staff {
		for _, p := range s.Posts {
			if s.Persona == "" && p.Role == access.Officer && p.Office == demo.HomeOffice {
				out = s.ID
			}
		}
	}
	return out
}
