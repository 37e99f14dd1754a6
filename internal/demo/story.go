package demo

import (
	"tuzjol/internal/demo/names"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
)

// Story is one of the told stories that the tours point to; its text is the message "demo.story.<code>".
type Story string

// The nine stories. Lost ones are three people; the overloaded office is no client.
const (
	WaitingStory    Story = "waiting"    // a man with a two-part name waits at the door; found by a part of it in any order
	LostStory       Story = "lost"       // judgments in force that nobody placed on the register
	EndsTodayStory  Story = "ends_today" // the term ends today: everything asked of him stops by itself
	OverloadedStory Story = "overloaded" // an office with three times the cases
	CareStory       Story = "care"       // a woman with two small children whose appointments bend to theirs
	RestrictedStory Story = "restricted" // absent for everybody without right
	CorrectedStory  Story = "corrected"  // a birth date corrected with a reason, the old one beside it
	MovedStory      Story = "moved"      // an entry written on the wrong client and moved
	PaperStory      Story = "paper"      // a case taken over from paper, to be compared by somebody else
)

// Stories lists them in the order of the start page.
func Stories() []Story {
	return []Story{WaitingStory, EndsTodayStory, CareStory, CorrectedStory, MovedStory, PaperStory, RestrictedStory, LostStory, OverloadedStory}
}

// storyClients is how many clients the stories take, those of the persona officer's day included.
const storyClients = 11 + dayClients

// dayClients are others whom the persona officer meets on the first day.
const dayClients = 24

// hero describes the fixed part of a story's person.
type hero struct {
	story    Story
	name     person.Name
	sex      person.Sex
	birth    string
	language string
	office   id.Office
	months   int
	force    string // day the judgment took force
	stage    Stage
	measure  string
}

func heroes() []hero {
	classic := func(surname, given, patronymic string) person.Name {
		return person.Name{Surname: surname, Given: given, Patronymic: patronymic, Form: person.Classic, Script: person.Cyrillic, Order: person.SurnameFirst}
	}
	uulu := person.Name{Surname: "Бактыбек уулу", Given: "Нурлан", Form: person.FormUulu, Script: person.Cyrillic, Order: person.SurnameFirst}
	kyzy := person.Name{Surname: "Токтосун кызы", Given: "Айнура", Form: person.FormKyzy, Script: person.Cyrillic, Order: person.SurnameFirst}
	const home, ps = HomeOffice, "probation_supervision"
	return []hero{
		{WaitingStory, uulu, person.Male, "1994-06-11", "ky", home, 24, "2026-03-03", Running, ps},
		{EndsTodayStory, classic("Жумабаев", "Данияр", "Кубанычевич"), person.Male, "1988-02-20", "ky", home, 18, "2025-05-18", Running, ps},
		{CareStory, kyzy, person.Female, "1997-09-05", "ky", home, 36, "2025-11-04", Running, ps},
		{CorrectedStory, classic("Рахимжонов", "Шерзод", "Анварович"), person.Male, "1991-12-03", "uz", home, 24, "2026-01-13", Running, ps},
		{MovedStory, classic("Осмонов", "Эрмек", "Сапарович"), person.Male, "1985-08-17", "ky", home, 30, "2025-09-09", Running, ps},
		{MovedStory + "_from", classic("Осмонов", "Эркин", "Сагынович"), person.Male, "1986-04-29", "ky", home, 24, "2025-12-02", Running, ps},
		{PaperStory, classic("Козырева", "Лариса", "Николаевна"), person.Female, "1979-03-14", "ru", home, 48, "2024-10-08", TakenOver, ps},
		{RestrictedStory, classic("Абдылдаев", "Санжар", "Маратович"), person.Male, "1990-10-22", "ru", home, 24, "2026-02-10", Running, ps},
		{LostStory + "_1", classic("Кадыров", "Мирлан", "Асанович"), person.Male, "1996-01-30", "ky", home, 24, "2026-08-04", Accepted, ps},
		{LostStory + "_2", classic("Ванахун", "Юсуп", ""), person.Male, "1983-07-07", "dng", "41708400000010", 36, "2026-07-14", Accepted, ps},
		{LostStory + "_3", classic("Эшимова", "Гүлзат", "Исаковна"), person.Female, "1999-05-26", "ky", "41706242000000", 12, "2026-09-08", Accepted, ps},
	}
}

// stories puts the told people and the first day's clients into the world.
func (m *maker) stories() {
	officer := m.persona(OfficerPersona)
	for _, h := range heroes() {
		o := m.office(h.office)
		if o == nil {
			o = m.office(HomeOffice)
		}
		c := m.somebody(o, names.Wish{Sex: h.sex, Community: communityOf(h.language), MinAge: 25, MaxAge: 45, District: string(o.id)})
		c.Story, c.Name, c.Birth, c.Measure, c.TermMonths, c.Language = h.story, h.name, civil.MustDate(h.birth), h.measure, h.months, h.language
		c.Born, c.Latin, c.PIN = civil.PartialOf(c.Birth), person.Name{}, ""
		c.Article, c.Court = "200 ч. 2", m.court(o.id)
		m.dated(&c, civil.MustDate(h.force), h.stage)
		c.InForce = civil.MustDate(h.force)
		if h.office == HomeOffice && h.story != RestrictedStory {
			c.Officer = officer
		}
		if h.story == RestrictedStory {
			c.Officer = o.officers[len(o.officers)-1]
		}
		m.w.Clients = append(m.w.Clients, c)
	}
	o := m.office(HomeOffice)
	kinds := measures()[:1]
	for range dayClients {
		c := m.somebody(o, names.Wish{District: string(o.id), MinAge: 19, MaxAge: 60})
		m.sentence(&c, kinds)
		m.dated(&c, today.AddDays(-m.between(60, 30*c.TermMonths-40)), Running)
		c.Officer, c.Story = officer, DayStory
		m.w.Clients = append(m.w.Clients, c)
	}
}

// DayStory marks the clients whom the persona officer has; they are no story to tell.
const DayStory Story = "day"

func communityOf(language string) names.Community {
	switch language {
	case "ru":
		return names.Russian
	case "uz":
		return names.Uzbek
	case "dng":
		return names.Dungan
	}
	return names.Kyrgyz
}
