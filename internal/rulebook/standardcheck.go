package rulebook

import (
	"slices"
	"strconv"

	"tuzjol/internal/kernel/fault"
)

// Bounds within which the cells of a table must lie.
const (
	maxContacts   = 31_00 // a month, in hundredths
	maxPoints     = 1000_00
	maxFull       = cellMost
	maxEarlyWeeks = 104
	maxLastPart   = 10
	oneWhole      = 100
)

// CellName is the name of a cell in forms and problems: row from 0, phase, what.
func CellName(row int, p Phase, what string) string { return RowName(row, p.Name()+"_"+what) }

// RowName is the name of a field of a row.
func RowName(row int, what string) string { return "r" + strconv.Itoa(row) + "_" + what }

// Check gives everything wrong with a table at once, each with row and field: levels without a package, kinds named twice,
// numbers out of bounds. levels and kinds are the codes that exist.
func (s *Standard) Check(levels, kinds []string) fault.Problems {
	var p fault.Problems
	for i := range s.Rows {
		s.Rows[i].check(&p, i, levels, kinds)
	}
	for _, l := range levels {
		s.whole(&p, l, kinds)
	}
	for i, x := range s.Exemptions {
		within(&p, "x"+strconv.Itoa(i), x.Share, oneWhole)
	}
	c := s.Capacity
	within(&p, "full", c.Full, maxFull)
	within(&p, "head", c.Head, oneWhole)
	within(&p, "away", c.Away, oneWhole)
	within(&p, "new", c.New, oneWhole)
	if c.NewWeeks < 0 || c.NewWeeks > maxEarlyWeeks {
		p.Add("new_weeks", "rulebook.standard.weeks", "Most", maxEarlyWeeks)
	}
	return p
}

func within(p *fault.Problems, field string, c Cell, most int) {
	if c.Set && (c.N < 0 || c.N > most) {
		p.Add(field, "rulebook.standard.number", "Most", Hundredths(most))
	}
}

func (r *StandardRow) check(p *fault.Problems, row int, levels, kinds []string) {
	if !slices.Contains(levels, r.Level) {
		p.Add(RowName(row, "level"), "field.choose")
	}
	for _, k := range r.Kinds {
		if !slices.Contains(kinds, k) {
			p.Add(RowName(row, "kinds"), "rulebook.standard.kind", "Kind", k)
		}
	}
	if r.EarlyWeeks < 0 || r.EarlyWeeks > maxEarlyWeeks {
		p.Add(RowName(row, "early"), "rulebook.standard.weeks", "Most", maxEarlyWeeks)
	}
	if r.LastPart < 0 || r.LastPart == 1 || r.LastPart > maxLastPart {
		p.Add(RowName(row, "last"), "rulebook.standard.part", "Most", maxLastPart)
	}
	for ph, cells := range r.Phases {
		within(p, CellName(row, Phase(ph), "office"), cells.Office, maxContacts)
		within(p, CellName(row, Phase(ph), "home"), cells.Home, maxContacts)
		within(p, CellName(row, Phase(ph), "points"), cells.Points, maxPoints)
	}
}

// whole checks that every kind of client of a level has exactly one row.
func (s *Standard) whole(p *fault.Problems, level string, kinds []string) {
	named, rest := map[string]int{}, -1
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Level != level {
			continue
		}
		if len(r.Kinds) == 0 {
			if rest >= 0 {
				p.Add(RowName(i, "level"), "rulebook.standard.twice", "Row", i+1, "Other", rest+1)
			} else {
				rest = i
			}
		}
		for _, k := range r.Kinds {
			if first, ok := named[k]; ok {
				p.Add(RowName(i, "kinds"), "rulebook.standard.twice", "Row", i+1, "Other", first+1)
			} else {
				named[k] = i
			}
		}
	}
	if rest >= 0 {
		return
	}
	for _, k := range kinds {
		if _, ok := named[k]; !ok {
			p.Add("rows", "rulebook.standard.gap", "Level", level)
			return
		}
	}
}
