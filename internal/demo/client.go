package demo

import (
	"fmt"

	"tuzjol/internal/demo/names"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
)

// measures with their shares of a hundred, and the terms that courts give.
type measure struct {
	code     string
	share    float64
	low      int // months
	high     int
	hours    bool
	articles []string
}

func measures() []measure {
	return []measure{
		{"probation_supervision", 62, 12, 60, false, []string{"200 ч. 1", "200 ч. 2", "209 ч. 2", "177", "130 ч. 1", "283 ч. 2"}},
		{"community_service", 9, 0, 0, true, []string{"177", "280 ч. 1", "201"}},
		{"correctional_works", 8, 12, 24, false, []string{"140", "200 ч. 1"}},
		{"conditional_early_release", 12, 12, 48, false, []string{"122 ч. 2", "202 ч. 2", "283 ч. 4"}},
		{"deprivation_of_right", 4, 12, 36, false, []string{"313", "336 ч. 1"}},
		{"deferral", 3, 12, 60, false, []string{"200 ч. 2", "283 ч. 1"}},
		{"restriction_of_liberty", 2, 12, 36, false, []string{"206 ч. 1"}},
	}
}

// clients invents them; those of the stories follow.
func (m *maker) clients() {
	m.numbers = map[string]int{}
	kinds := measures()
	m.w.Clients = make([]Client, 0, m.Options.Clients+16)
	for range max(0, m.Options.Clients-storyClients) {
		o := m.draw()
		c := m.somebody(o, names.Wish{District: string(o.id), Gaps: true})
		m.sentence(&c, kinds)
		m.course(&c)
		m.w.Clients = append(m.w.Clients, c)
	}
}

// somebody is a person in an office, with those who work the case.
func (m *maker) somebody(o *office, wish names.Wish) Client {
	if m.chance(0.025) && wish.MinAge == 0 {
		wish.MinAge, wish.MaxAge = 15, 17
	}
	c := Client{Person: m.g.Person(wish), Office: o.id, Officer: o.turn(), Clerk: o.clerk, Head: o.head}
	c.Minor = c.Birth.AddMonths(12 * 18).After(today)
	if c.Minor {
		parent := m.g.Person(names.Wish{Sex: person.Female, MinAge: 36, MaxAge: 55, Form: person.Classic})
		c.Guardian = parent.Name.Display(person.SurnameFirst)
	}
	return c
}

// sentence draws what the court decided.
func (m *maker) sentence(c *Client, kinds []measure) {
	x := m.r.Float64() * 100
	k := kinds[0]
	for _, one := range kinds {
		if k = one; x < one.share {
			break
		}
		x -= one.share
	}
	c.Measure, c.Article = k.code, pick(m, k.articles)
	switch {
	case k.hours:
		c.Hours = 40 + 20*m.between(0, 10)
	default:
		c.TermMonths = k.low + 6*m.between(0, (k.high-k.low)/6)
	}
	if c.Minor {
		c.Measure, c.Hours, c.TermMonths = "educational_measure", 0, 12
	}
	for _, ban := range []string{"no_travel_abroad", "no_alcohol_drugs", "programme", "place_ban", "repair_harm", "work_or_study", "treatment"} {
		if m.chance(0.14) {
			c.Bans = append(c.Bans, ban)
		}
	}
	c.Court = m.court(c.Office)
}

// court is the one of the office's territory.
func (m *maker) court(office id.Office) string {
	for _, c := range m.Courts {
		if string(c.SOATE) == string(office) {
			return c.Name["ru"]
		}
	}
	if len(m.Courts) == 0 {
		return "Районный суд"
	}
	return m.Courts[0].Name["ru"]
}

// course decides how far the client has come and when things happened.
func (m *maker) course(c *Client) {
	length := c.TermMonths
	if length == 0 {
		length = 10 // community service takes most of a year
	}
	switch x := m.r.Float64(); {
	case x < 0.010:
		m.dated(c, today.AddDays(-m.between(1, 2)), Received)
	case x < 0.018:
		m.dated(c, today.AddDays(-m.between(1, 6)), Checked)
	case x < 0.045:
		m.dated(c, today.AddDays(-m.between(2, 24)), Accepted)
	case x < 0.085:
		m.dated(c, today.AddDays(-m.between(40, 30*length)), TakenOver)
		if m.chance(0.6) {
			c.Stage = TakenOverKnown
		}
	default:
		ago := m.between(20, 30*length*108/100)
		m.dated(c, today.AddDays(-ago), Running)
	}
}

// dated puts the days of a judgment that took force on a day.
func (m *maker) dated(c *Client, inForce civil.Date, stage Stage) {
	c.InForce, c.Stage = m.working(inForce), stage
	yesterday := today.AddDays(-1)
	if c.InForce.After(yesterday) {
		c.InForce = yesterday
	}
	c.Decided = m.working(c.InForce.AddDays(-m.between(30, 40)))
	if c.Minor && c.Stage > Accepted && c.InForce.Before(today.AddMonths(-9)) { // a child of today was too young then
		c.InForce = m.working(today.AddDays(-m.between(20, 200)))
		c.Decided = m.working(c.InForce.AddDays(-31))
	}
	c.Received = m.working(c.InForce.AddDays(m.between(0, 3)))
	if c.Received.After(yesterday) {
		c.Received = yesterday
	}
	if stage >= Running {
		c.Registered = m.working(c.Received.AddDays(m.between(1, 9)))
		if !c.Registered.Before(today) {
			c.Registered, c.Stage = civil.Date{}, Accepted
		}
	}
	key := c.Court + c.Decided.String()[:4]
	m.numbers[key]++
	c.Number = fmt.Sprintf("УД-%d/%s", 100+m.numbers[key], c.Decided.String()[2:4])
}
