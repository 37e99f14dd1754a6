package rulebookload

import (
	"maps"
	"slices"
	"strconv"

	"tuzjol/internal/rulebook"
)

// add takes the rows of another file of the same version.
func (c *content) add(d content) {
	c.rules = append(c.rules, d.rules...)
	c.lists = append(c.lists, d.lists...)
	c.years = append(c.years, d.years...)
	c.steps = append(c.steps, d.steps...)
	c.offices = append(c.offices, d.offices...)
	c.courts = append(c.courts, d.courts...)
	c.tables = append(c.tables, d.tables...)
}

// cross checks what rows say of each other: rows of one id must not hold on the same day, and every other name is
// given once.
func (found *findings) cross(c content) {
	for i, a := range c.rules {
		for _, b := range c.rules[:i] {
			if a.row.ID != b.row.ID || !a.row.Valid.Overlaps(b.row.Valid) {
				continue
			}
			at := a.at
			at.id = a.row.ID
			if a.row.Valid == b.row.Valid {
				found.add(at, "id", "duplicate", "ID", a.row.ID)
			} else {
				found.add(at, "valid_from", "overlap", "ID", a.row.ID)
			}
		}
	}
	once(found, c.lists, "id", func(l rulebook.List) string { return l.ID })
	once(found, c.years, "year", func(y rulebook.HolidayYear) string { return strconv.Itoa(y.Year) })
	once(found, c.steps, "step", func(s rulebook.Instruction) string { return s.Step })
	once(found, c.offices, "code", func(o rulebook.Office) string { return o.Code })
	once(found, c.tables, "id", func(s rulebook.Standard) string { return s.ID })
	once(found, c.courts, "code", func(k rulebook.Court) string { return k.Code })
}

func once[T any](found *findings, rows []located[T], field string, name func(T) string) {
	seen := map[string]bool{}
	for _, r := range rows {
		at, n := r.at, name(r.row)
		at.id = n
		if n != "" && seen[n] {
			found.add(at, field, "duplicate", "ID", n)
		}
		seen[n] = true
	}
}

// onto lays the rows of a version over those of the version it is based on: what it names replaces, the rest stays.
func onto(base *rulebook.Rulebook, c content, sheets []rulebook.ClientText) *rulebook.Rulebook {
	return &rulebook.Rulebook{
		Rules:        replace(base.Rules, c.rules, func(r rulebook.Rule) string { return r.ID }),
		Lists:        replace(base.Lists, c.lists, func(l rulebook.List) string { return l.ID }),
		Holidays:     replace(base.Holidays, c.years, func(y rulebook.HolidayYear) string { return strconv.Itoa(y.Year) }),
		Instructions: replace(base.Instructions, c.steps, func(s rulebook.Instruction) string { return s.Step }),
		Standards:    replace(base.Standards, c.tables, func(s rulebook.Standard) string { return s.ID }),
		Sheets:       replace(base.Sheets, at(sheets), func(t rulebook.ClientText) string { return t.Lang }),
	}
}

func at[T any](rows []T) []located[T] {
	out := make([]located[T], len(rows))
	for i, r := range rows {
		out[i].row = r
	}
	return out
}

func replace[T any](base []T, rows []located[T], name func(T) string) []T {
	named := map[string]bool{}
	for _, r := range rows {
		named[name(r.row)] = true
	}
	out := slices.DeleteFunc(slices.Clone(base), func(t T) bool { return named[name(t)] })
	for _, r := range rows {
		out = append(out, r.row)
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
