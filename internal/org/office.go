// Package org holds the organisation: offices as they stood on a day, posts and staff, absence and cover, who works which
// case, declared conflicts, transfers between offices, and where a decision goes when an office has no second pair of
// eyes. Its rules are pure; orgsvc carries them out.
package org

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Office is one unit of the service with its names and parents over time.
type Office struct {
	ID      id.Office
	Kind    rulebook.OfficeKind
	SOATE   rulebook.SOATE // territory of a district office; empty for others
	Valid   civil.Period
	Names   []Name
	Parents []Parent
	Version int
}

// Name is a name with the days on which it held; places are renamed.
type Name struct {
	ID    string
	Text  rulebook.Text
	Valid civil.Period
}

// Parent says under which office an office stood on which days.
type Parent struct {
	ID     string
	Office id.Office
	Valid  civil.Period
}

// NameOn is the name on a day in a language, else the latest one.
func (o Office) NameOn(on civil.Date, lang string) string {
	var last rulebook.Text
	for _, n := range o.Names {
		if n.Valid.Contains(on) {
			return n.Text.In(lang)
		}
		last = n.Text
	}
	return last.In(lang)
}

// ParentOn is the office above on a day; empty when there is none.
func (o Office) ParentOn(on civil.Date) (Parent, bool) {
	for _, p := range o.Parents {
		if p.Valid.Contains(on) {
			return p, true
		}
	}
	return Parent{}, false
}

// Oblast is the oblast of a district office, from the code and never from a list.
func (o Office) Oblast() rulebook.SOATE {
	oblast, _ := rulebook.Oblast(o.SOATE)
	return oblast
}

// Validate checks a new office.
func (o Office) Validate() error {
	var p fault.Problems
	switch o.Kind {
	case rulebook.DistrictOffice:
		if _, ok := rulebook.ParseSOATE(string(o.SOATE)); !ok {
			p.Add("soate", "org.office.soate_shape")
		}
	case rulebook.Interregional, rulebook.Headquarters:
	default:
		p.Add("kind", "field.choose")
	}
	if len(o.Names) == 0 {
		p.Add("name_ky", "field.required")
	} else {
		for _, lang := range o.Names[0].Text.Lacks() {
			p.Add("name_"+lang, "field.required")
		}
	}
	if o.Valid.From.IsZero() {
		p.Add("from", "field.required")
	}
	if !o.Valid.Valid() {
		p.Add("to", "date.order", "From", o.Valid.From, "To", o.Valid.To)
	}
	return p.Err()
}
