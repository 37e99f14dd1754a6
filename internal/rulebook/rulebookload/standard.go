package rulebookload

import (
	"fmt"
	"strconv"

	"tuzjol/internal/rulebook"
)

// standardRow is one version of the table of levels, packages and points.
type standardRow struct {
	ID         string         `yaml:"id"`
	Label      text           `yaml:"label"`
	Rows       []levelRow     `yaml:"rows"`
	Exemptions []exemptionRow `yaml:"exemptions"`
	Capacity   capacityRow    `yaml:"capacity"`
	BasisRow   `yaml:",inline"`
}

type levelRow struct {
	Level      string   `yaml:"level"`
	Kinds      []string `yaml:"kinds"`
	EarlyWeeks int      `yaml:"early_weeks"`
	LastPart   int      `yaml:"last_part"`
	Early      cellsRow `yaml:"early"`
	Usual      cellsRow `yaml:"usual"`
	Last       cellsRow `yaml:"last"`
}

type cellsRow struct {
	Office cellRow `yaml:"office"`
	Home   cellRow `yaml:"home"`
	Points cellRow `yaml:"points"`
}

type cellRow struct {
	Value  any    `yaml:"value"`
	Status string `yaml:"status"`
}

type exemptionRow struct {
	Reason string  `yaml:"reason"`
	Share  cellRow `yaml:"share"`
}

type capacityRow struct {
	Full     cellRow `yaml:"full"`
	Head     cellRow `yaml:"head"`
	Away     cellRow `yaml:"away"`
	New      cellRow `yaml:"new"`
	NewWeeks int     `yaml:"new_weeks"`
}

func (found *findings) standard(at place, r standardRow) rulebook.Standard {
	at.id = r.ID
	found.need(at, "id", r.ID)
	found.need(at, "valid_from", r.ValidFrom)
	s := rulebook.Standard{ID: r.ID, Label: found.label(at, "label", r.Label), Basis: found.basis(at, r.BasisRow, nil)}
	s.InForce = s.Basis.Valid.From
	for i, l := range r.Rows {
		in := at
		in.id = r.ID + "/" + strconv.Itoa(i+1) + " " + l.Level
		s.Rows = append(s.Rows, rulebook.StandardRow{
			Level: l.Level, Kinds: l.Kinds, EarlyWeeks: l.EarlyWeeks, LastPart: l.LastPart,
			Phases: [3]rulebook.PhaseCells{found.cells(in, "early", l.Early), found.cells(in, "usual", l.Usual), found.cells(in, "last", l.Last)},
		})
	}
	for _, x := range r.Exemptions {
		s.Exemptions = append(s.Exemptions, rulebook.Exemption{Reason: x.Reason, Share: found.cell(at, x.Reason, x.Share)})
	}
	s.Capacity = rulebook.Capacity{
		Full: found.cell(at, "full", r.Capacity.Full), Head: found.cell(at, "head", r.Capacity.Head), Away: found.cell(at, "away", r.Capacity.Away),
		New: found.cell(at, "new", r.Capacity.New), NewWeeks: r.Capacity.NewWeeks,
	}
	return s
}

func (found *findings) cells(at place, phase string, r cellsRow) rulebook.PhaseCells {
	return rulebook.PhaseCells{
		Office: found.cell(at, phase+".office", r.Office), Home: found.cell(at, phase+".home", r.Home), Points: found.cell(at, phase+".points", r.Points),
	}
}

// cell reads one number; a cell that is left out is unknown and not set.
func (found *findings) cell(at place, field string, r cellRow) rulebook.Cell {
	c := rulebook.Cell{Status: rulebook.Status(r.Status)}
	if c.Status == "" {
		c.Status = rulebook.Unknown
	}
	if !c.Status.Known() {
		found.add(at, field, "status", "Status", r.Status)
	}
	if r.Value == nil {
		return c
	}
	text, ok := decimal(r.Value)
	if ok {
		c.N, c.Set, ok = rulebook.ParseHundredths(text)
	}
	if !ok {
		found.add(at, field, "value", "Kind", fmt.Sprint(rulebook.KindDecimal))
	}
	return c
}

// standards checks each table against the codes of the version's lists: what a form would refuse no file may bring in.
func (found *findings) standards(rows []located[rulebook.Standard], rb *rulebook.Rulebook) {
	levels, kinds := rb.List(rulebook.ListLevels).Codes(), rb.List(rulebook.ListClientKinds).Codes()
	for _, r := range rows {
		for _, p := range r.row.Check(levels, kinds) {
			at := r.at
			at.id = r.row.ID
			found.add(at, p.Field, "standard", "Why", p.Msg)
		}
	}
}
