// Package draft leaves a draft of the table of standards in the demonstration.
package draft

import (
	"context"

	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

// Standards proposes fewer visits at low, more at high, and a first month that is watched more closely.
func Standards(ctx context.Context, s *rulebooksvc.Service) error {
	made, err := s.Draft(ctx)
	if err != nil {
		return err
	}
	all, err := s.Tables(ctx)
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
	return s.Save(ctx, rulebooksvc.Edit{
		ID: made, Version: decision.Version, Table: table, Reason: "workload", ReasonText: "Сосредоточить время сотрудников на высоком уровне",
	})
}
