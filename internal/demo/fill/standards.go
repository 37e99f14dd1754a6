package fill

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

// standards leaves one draft of the table of standards: the programme lead proposes fewer visits at low, more at high, and a
// first month that is watched more closely. It waits for the director.
func (d *seeder) standards(ctx context.Context) error {
	if d.Standards == nil {
		return nil
	}
	ctx, err := d.asSeen(ctx, d.persona(demo.ProgrammePersona))
	if err != nil {
		return err
	}
	made, err := d.Standards.Draft(ctx)
	if err != nil {
		return err
	}
	all, err := d.Standards.Tables(ctx)
	if err != nil {
		return err
	}
	table, err := all.Table(made)
	if err != nil {
		return err
	}
	number := func(n int) rulebook.Cell { return rulebook.Cell{Set: true, N: n, Status: rulebook.Unknown} }
	for i := range table.Rows {
		r := &table.Rows[i]
		switch r.Level {
		case "low":
			r.Phases[rulebook.Usual] = rulebook.PhaseCells{Office: number(50), Home: number(0), Points: number(75)}
		case "high":
			r.EarlyWeeks = 4
			r.Phases[rulebook.Usual] = rulebook.PhaseCells{Office: number(500), Home: number(100), Points: number(600)}
			r.Phases[rulebook.Early] = rulebook.PhaseCells{Office: number(800), Home: number(100), Points: number(800)}
			r.Phases[rulebook.Last] = r.Phases[rulebook.Usual]
			continue
		}
		r.Phases[rulebook.Early], r.Phases[rulebook.Last] = r.Phases[rulebook.Usual], r.Phases[rulebook.Usual]
	}
	decision, _ := all.Decision(made)
	return d.Standards.Save(ctx, rulebooksvc.Edit{
		ID: made, Version: decision.Version, Table: table, Reason: "workload", ReasonText: "Сосредоточить время сотрудников на высоком уровне",
	})
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
