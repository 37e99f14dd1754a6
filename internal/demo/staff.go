package demo

import (
	"fmt"

	"tuzjol/internal/access"
	"tuzjol/internal/demo/names"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Persona is somebody whom a visitor of the demonstration may enter as; its texts are the messages "demo.persona.<code>".
type Persona string

// The personas.
const (
	OfficerPersona   Persona = "officer"
	HeadPersona      Persona = "head"
	RecordsPersona   Persona = "records"
	DirectorPersona  Persona = "director"
	DutyPersona      Persona = "duty_operator"
	AnalystPersona   Persona = "analyst"
	AuditorPersona   Persona = "auditor"
	ProgrammePersona Persona = "programme_lead"
	CustodianPersona Persona = "custodian"
	RegionalPersona  Persona = "regional"
	AdminPersona     Persona = "admin"
)

// Personas lists them in the order of the start page.
func Personas() []Persona {
	return []Persona{
		OfficerPersona, HeadPersona, RecordsPersona, DirectorPersona, DutyPersona, AnalystPersona, AuditorPersona,
		ProgrammePersona, CustodianPersona, RegionalPersona, AdminPersona,
	}
}

// Cast are the personas with fixed names, so that the tours can speak of them.
func Cast() []Staff {
	at := func(p Persona, login, name, lang string, role access.Role, office id.Office) Staff {
		return Staff{Persona: p, Login: login, Name: name, Language: lang, Posts: []Post{{Role: role, Office: office}}}
	}
	return []Staff{
		at(OfficerPersona, "a.asanova", "Асанова Айгерим", "ky", access.Officer, HomeOffice),
		at(HeadPersona, "n.saparov", "Сапаров Нурбек", "ky", access.Head, HomeOffice),
		at(RecordsPersona, "d.esenova", "Эсенова Динара", "ky", access.Records, HomeOffice),
		at(DirectorPersona, "t.orozbaev", "Орозбаев Таалай", "ru", access.Director, access.TopOffice),
		at(DutyPersona, "k.mamatov", "Маматов Кубанычбек", "ky", access.DutyOperator, access.TopOffice),
		at(AnalystPersona, "e.kim", "Белкина Елена", "ru", access.Analyst, access.TopOffice),
		at(AuditorPersona, "m.sultanova", "Султанова Миргүл", "ru", access.Auditor, access.TopOffice),
		at(ProgrammePersona, "j.bakirov", "Бакиров Жоомарт", "en", access.ProgrammeLead, access.TopOffice),
		at(CustodianPersona, "r.isakova", "Исакова Рахима", "ru", access.Custodian, access.TopOffice),
		at(RegionalPersona, "b.tokoev", "Токоев Бейшен", "ky", access.Regional, "mru-bishkek-chui-talas"),
		at(AdminPersona, "s.logvin", "Логинов Сергей", "ru", access.Admin, access.TopOffice),
	}
}

// staff invents everybody who works in the service.
func (m *maker) staff() {
	m.districts()
	m.w.Staff = Cast()
	for _, o := range m.Offices {
		if o.Kind == rulebook.Interregional && o.Code != "mru-bishkek-chui-talas" && o.ParentOn(today) != "" {
			m.hire(access.Regional, id.Office(o.Code))
		}
	}
	m.hire(access.DutyOperator, access.TopOffice)
	m.hire(access.DutyOperator, access.TopOffice)
	for i := range m.offices {
		m.crew(&m.offices[i])
	}
	m.shared()
}

// crew fills an office: the small one has one person who is head and officer in one.
func (m *maker) crew(o *office) {
	if o.id == HomeOffice {
		o.head, o.clerk = m.persona(HeadPersona), m.persona(RecordsPersona)
		o.officers = append(o.officers, m.persona(OfficerPersona))
	}
	if o.small() {
		o.head = m.hire(access.Head, o.id)
		o.clerk, o.officers = o.head, []int{o.head}
		return
	}
	if o.head < 0 {
		o.head = m.hire(access.Head, o.id)
	}
	for len(o.officers) < m.desks(o) {
		o.officers = append(o.officers, m.hire(access.Officer, o.id))
	}
	switch {
	case o.clerk >= 0:
	case o.share > 0.03:
		o.clerk = m.hire(access.Records, o.id)
	default:
		o.clerk = o.officers[0]
	}
}

// desks is how many case officers an office has. The demonstration has a tenth of the country's clients and a third of its
// officers; a world of the country's size has the 258 posts of the real service.
func (m *maker) desks(o *office) int {
	n := o.crew() * m.nations()
	if m.Options.Clients >= nation && o.id != OverloadedOffice {
		n = n*12/5 + 1
	}
	return n
}

// nations is how often the size of a real service goes into the number of clients: a larger world has more officers, not
// officers with ten times the cases.
func (m *maker) nations() int { return max(1, m.Options.Clients/nation) }

// nation is about the number of clients of the country.
const nation = 25_000

// shared are posts in several offices: a psychologist or social worker serves neighbours on named days.
func (m *maker) shared() {
	days := []string{"135", "24"}
	for i := 0; i+1 < len(m.offices); i += 5 {
		role := access.Psychologist
		if i%2 == 1 {
			role = access.SocialWorker
		}
		at := m.hire(role, m.offices[i].id)
		m.w.Staff[at].Posts = []Post{{role, m.offices[i].id, days[0]}, {role, m.offices[i+1].id, days[1]}}
	}
}

func (m *maker) persona(p Persona) int {
	for i, s := range m.w.Staff {
		if s.Persona == p {
			return i
		}
	}
	return -1
}

func (m *maker) hire(role access.Role, office id.Office) int {
	wish := names.Wish{Form: person.Classic, MinAge: 25, MaxAge: 60, Sex: person.Male}
	if m.chance(0.55) {
		wish.Sex = person.Female
	}
	p := m.g.Person(wish)
	at := len(m.w.Staff)
	s := Staff{Login: fmt.Sprintf("staff%03d", at), Name: p.Name.Surname + " " + p.Name.Given, Language: "ky", Posts: []Post{{Role: role, Office: office}}}
	if m.chance(0.25) {
		s.Language = "ru"
	}
	m.w.Staff = append(m.w.Staff, s)
	return at
}
