package rulebook

import "tuzjol/internal/kernel/civil"

// OfficeKind is the level of an office.
type OfficeKind string

// The levels: headquarters, interregional department, district office.
const (
	Headquarters   OfficeKind = "hq"
	Interregional  OfficeKind = "interregional"
	DistrictOffice OfficeKind = "district"
)

// Office is one unit of the service as the jurisdiction ships it; the organisation takes it over at set-up.
type Office struct {
	Code    string // stable code: hq, mru-bishkek-chui-talas, or the SOATE code of the territory
	Kind    OfficeKind
	SOATE   SOATE // territory of a district office; empty for others
	Names   []OfficeName
	Parents []OfficeParent
	Basis
}

// OfficeName is a name with the days on which it held: towns are renamed.
type OfficeName struct {
	Name  Text
	Valid civil.Period
}

// OfficeParent says under which office it stood; offices are re-parented.
type OfficeParent struct {
	Code string
	Basis
}

// NameOn is the name on a day, else the last one.
func (o Office) NameOn(on civil.Date) Text {
	for _, n := range o.Names {
		if n.Valid.Contains(on) {
			return n.Name
		}
	}
	if len(o.Names) == 0 {
		return nil
	}
	return o.Names[len(o.Names)-1].Name
}

// ParentOn is the code of the office above on a day; empty when none is known.
func (o Office) ParentOn(on civil.Date) string {
	for _, p := range o.Parents {
		if p.Valid.Contains(on) {
			return p.Code
		}
	}
	return ""
}

// Court is a court that sends judgments.
type Court struct {
	Code  string
	SOATE SOATE
	Kind  string // district, oblast, supreme
	Name  Text
	Basis
}
