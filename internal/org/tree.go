package org

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Tree is the offices as they stood on one day.
type Tree struct {
	Day      civil.Date
	offices  map[id.Office]Office
	parent   map[id.Office]id.Office
	children map[id.Office][]id.Office
}

// NewTree builds the tree of a day; offices that did not exist then are left out.
func NewTree(all []Office, day civil.Date) Tree {
	t := Tree{day, map[id.Office]Office{}, map[id.Office]id.Office{}, map[id.Office][]id.Office{}}
	for _, o := range all {
		if o.Valid.Contains(day) {
			t.offices[o.ID] = o
		}
	}
	for _, o := range t.offices {
		p, ok := o.ParentOn(day)
		if _, known := t.offices[p.Office]; ok && known {
			t.parent[o.ID] = p.Office
			t.children[p.Office] = append(t.children[p.Office], o.ID)
		}
	}
	for _, c := range t.children {
		slices.Sort(c)
	}
	return t
}

// Office finds an office of the day.
func (t Tree) Office(o id.Office) (Office, bool) {
	found, ok := t.offices[o]
	return found, ok
}

// Parent is the office above; empty at the top.
func (t Tree) Parent(o id.Office) id.Office { return t.parent[o] }

// Children lists the offices directly below, by identifier.
func (t Tree) Children(o id.Office) []id.Office { return t.children[o] }

// Roots lists the offices with nothing above them.
func (t Tree) Roots() []id.Office {
	var out []id.Office
	for o := range t.offices {
		if t.parent[o] == "" {
			out = append(out, o)
		}
	}
	slices.Sort(out)
	return out
}

// Path goes from an office up to the top, itself first.
func (t Tree) Path(o id.Office) []id.Office {
	var out []id.Office
	for o != "" && !slices.Contains(out, o) {
		if _, ok := t.offices[o]; !ok {
			break
		}
		out = append(out, o)
		o = t.parent[o]
	}
	return out
}

// Department is the interregional department over an office, or the nearest office above it when there is none.
func (t Tree) Department(o id.Office) id.Office {
	path := t.Path(o)
	for _, above := range path {
		if above != o && t.offices[above].Kind == rulebook.Interregional {
			return above
		}
	}
	return t.parent[o]
}

// Neighbours lists the other district offices under the same parent.
func (t Tree) Neighbours(o id.Office) []id.Office {
	var out []id.Office
	for _, c := range t.children[t.parent[o]] {
		if c != o && t.offices[c].Kind == rulebook.DistrictOffice {
			out = append(out, c)
		}
	}
	return out
}

// Pairs lists which office lies within which, itself included, in a fixed order.
func (t Tree) Pairs() [][2]id.Office {
	var out [][2]id.Office
	for o := range t.offices {
		for _, above := range t.Path(o) {
			out = append(out, [2]id.Office{o, above})
		}
	}
	slices.SortFunc(out, func(a, b [2]id.Office) int {
		if c := strings.Compare(string(a[0]), string(b[0])); c != 0 {
			return c
		}
		return strings.Compare(string(a[1]), string(b[1]))
	})
	return out
}

// Serving finds the district office of a territory: of the code itself, else of its rayon or city.
func (t Tree) Serving(code rulebook.SOATE) (id.Office, bool) {
	district, ok := rulebook.District(code)
	for _, o := range t.offices {
		if o.Kind == rulebook.DistrictOffice && (o.SOATE == code || ok && o.SOATE == district) {
			return o.ID, true
		}
	}
	return "", false
}

// Reparent checks that an office may stand under another from a day on. Faults: not_found, invalid.
func Reparent(all []Office, office, under id.Office, from civil.Date) error {
	t := NewTree(all, from)
	var p fault.Problems
	o, ok := t.Office(office)
	if !ok {
		return fault.MissingRecord()
	}
	above, ok := t.Office(under)
	switch {
	case !ok:
		p.Add("parent", "field.unknown")
	case under == office || slices.Contains(t.Path(under), office):
		p.Add("parent", "org.office.cycle")
	case rank(above.Kind) >= rank(o.Kind):
		p.Add("parent", "org.office.level")
	}
	if now, ok := o.ParentOn(from); ok {
		if now.Office == under {
			p.Add("parent", "org.office.same_parent")
		}
		if !from.After(now.Valid.From) && !now.Valid.From.IsZero() {
			p.Add("from", "org.office.before_parent", "From", now.Valid.From)
		}
	}
	for _, later := range o.Parents {
		if later.Valid.From.After(from) {
			p.Add("from", "org.office.before_parent", "From", later.Valid.From)
		}
	}
	return p.Err()
}

func rank(k rulebook.OfficeKind) int {
	switch k {
	case rulebook.Headquarters:
		return 0
	case rulebook.Interregional:
		return 1
	case rulebook.DistrictOffice:
	}
	return 2
}
