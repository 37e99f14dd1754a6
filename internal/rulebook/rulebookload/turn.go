package rulebookload

import (
	"fmt"
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

func (found *findings) rule(at place, r ruleRow) rulebook.Rule {
	at.id = r.ID
	found.need(at, "id", r.ID)
	found.need(at, "area", r.Area)
	return rulebook.Rule{
		ID: r.ID, Area: r.Area, Label: found.label(at, "label", r.Label), Value: found.value(at, r),
		Basis: found.basis(at, r.BasisRow, nil),
	}
}

func (found *findings) codeList(at place, r listRow) rulebook.List {
	at.id = r.ID
	found.need(at, "id", r.ID)
	l := rulebook.List{
		ID: r.ID, Area: r.Area, Label: found.label(at, "label", r.Label), Basis: found.basis(at, r.BasisRow, nil),
	}
	seen := map[string]bool{}
	for _, x := range r.Items {
		in := at
		in.id = r.ID + "/" + x.Code
		found.need(in, "code", x.Code)
		if seen[x.Code] {
			found.add(in, "code", "duplicate", "ID", x.Code)
		}
		seen[x.Code] = true
		l.Items = append(l.Items, rulebook.Item{
			Code: x.Code, Label: found.label(in, "label", x.Label), Attr: attrs(x.Attr), Basis: found.basis(in, x.BasisRow, &l.Basis),
		})
	}
	if len(l.Items) == 0 {
		found.add(at, "items", "required", "Field", "items")
	}
	return l
}

func attrs(raw map[string]any) map[string]string {
	out := make(map[string]string, len(raw))
	for k, v := range raw {
		out[k] = fmt.Sprint(v)
	}
	return out
}

func (found *findings) year(at place, r yearRow) rulebook.HolidayYear {
	at.id = strconv.Itoa(r.Year)
	y := rulebook.HolidayYear{Year: r.Year, Basis: found.basis(at, r.BasisRow, nil)}
	for _, o := range r.Off {
		d := rulebook.DayOff{
			From: found.date(at, "date", o.Date), Label: found.label(at, "label", o.Label), Basis: found.basis(at, o.BasisRow, &y.Basis),
		}
		if d.To = found.date(at, "to", o.To); d.To.IsZero() {
			d.To = d.From
		}
		if d.From.Year() != r.Year || d.To.Year() != r.Year || d.To.Before(d.From) {
			found.add(at, "date", "holiday_year", "Value", o.Date, "Year", r.Year)
			continue
		}
		y.Off = append(y.Off, d)
	}
	for _, w := range r.Working {
		y.Working = append(y.Working, found.date(at, "working", w))
	}
	return y
}

func (found *findings) step(at place, r stepRow) rulebook.Instruction {
	at.id = r.Step
	found.need(at, "step", r.Step)
	found.need(at, "area", r.Area)
	i := rulebook.Instruction{
		Step: r.Step, Area: r.Area, Title: found.label(at, "title", r.Title), Roles: r.Roles, Deadline: r.Deadline, Form: r.Form,
		Basis: found.basis(at, r.BasisRow, nil),
	}
	for _, w := range r.What {
		i.What = append(i.What, found.label(at, "what", w))
	}
	if len(i.Roles) == 0 {
		found.add(at, "roles", "required", "Field", "roles")
	}
	if len(i.What) == 0 {
		found.add(at, "what", "required", "Field", "what")
	}
	return i
}

func (found *findings) clientText(at place, f sheetFile) *rulebook.ClientText {
	t := &rulebook.ClientText{Lang: f.Lang, Name: f.Name, Draft: f.Draft, Basis: found.basis(at, f.BasisRow, nil)}
	found.need(at, "name", f.Name)
	for _, s := range f.Sheets {
		sheet := rulebook.Sheet{ID: s.ID, Title: s.Title}
		for _, x := range s.Sections {
			sheet.Sections = append(sheet.Sections, rulebook.Section(x))
		}
		t.Sheets = append(t.Sheets, sheet)
	}
	for _, id := range [...]string{rulebook.SheetConditions, rulebook.SheetSummons, rulebook.SheetAppointment} {
		if _, ok := t.Sheet(id); !ok {
			found.add(at, "sheets", "sheet", "Sheet", id)
		}
	}
	return t
}

func (found *findings) office(at place, r officeRow) rulebook.Office {
	at.id = r.Code
	found.need(at, "code", r.Code)
	o := rulebook.Office{Code: r.Code, Kind: rulebook.OfficeKind(r.Kind), Basis: found.basis(at, r.BasisRow, nil)}
	switch o.Kind {
	case rulebook.Headquarters, rulebook.Interregional, rulebook.DistrictOffice:
	default:
		found.add(at, "kind", "kind", "Kind", r.Kind)
	}
	if r.SOATE != "" || o.Kind == rulebook.DistrictOffice {
		o.SOATE = found.soate(at, r.SOATE)
	}
	for _, n := range r.Names {
		o.Names = append(o.Names, rulebook.OfficeName{
			Name: found.label(at, "names", n.Name), Valid: found.period(at, n.ValidFrom, n.ValidTo),
		})
	}
	if len(o.Names) == 0 {
		found.add(at, "names", "required", "Field", "names")
	}
	var held []civil.Period
	for _, p := range r.Parents {
		b := found.basis(at, p.BasisRow, &o.Basis)
		for _, h := range held {
			if h.Overlaps(b.Valid) {
				found.add(at, "parents", "overlap", "ID", p.Code)
			}
		}
		held = append(held, b.Valid)
		o.Parents = append(o.Parents, rulebook.OfficeParent{Code: p.Code, Basis: b})
	}
	return o
}

func (found *findings) court(at place, r courtRow) rulebook.Court {
	at.id = r.Code
	found.need(at, "code", r.Code)
	return rulebook.Court{
		Code: r.Code, SOATE: found.soate(at, r.SOATE), Kind: r.Kind, Name: found.label(at, "name", r.Name),
		Basis: found.basis(at, r.BasisRow, nil),
	}
}

func (found *findings) soate(at place, s string) rulebook.SOATE {
	c, ok := rulebook.ParseSOATE(s)
	if !ok {
		found.add(at, "soate", "soate", "Value", s)
	}
	return c
}

func (found *findings) need(at place, field, value string) {
	if value == "" {
		found.add(at, field, "required", "Field", field)
	}
}
