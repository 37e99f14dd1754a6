// Package names invents people for the demonstration, the tests and the benches: believable names of Kyrgyzstan in every
// form in use, birth dates, personal numbers, phones and addresses that agree with one another. Nobody in it is real:
// parts are drawn independently, phones stand in a range that no operator has (+996 999), and the same seed gives the
// same people on every machine.
package names

import (
	"fmt"
	"math/rand/v2"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person"
)

// Person is one invented person. PIN, Phone and Document may be empty when gaps were asked for.
type Person struct {
	Name      person.Name // Cyrillic, as the passport spells it
	Latin     person.Name // Latin, by one of the two styles in use
	Father    string      // the father's given name
	Community Community
	Sex       person.Sex
	Birth     civil.Date    // the true date
	Born      civil.Partial // what the papers say of it
	PIN       person.PIN
	Phone     person.Phone
	Document  string // an ID card: ID and seven digits
	Language  string
	Address   Address
}

// Address is an invented house on a believable street of a real settlement.
type Address struct {
	District   string // SOATE code of the rayon or city
	Settlement string // in Kyrgyz
	Street     string
	House      string
	Flat       string // often empty
	RU         string // the whole address as Russian papers write it
}

// String is the address as Kyrgyz papers write it.
func (a Address) String() string {
	s := a.Settlement + ", " + a.Street + " көчөсү, " + a.House
	if a.Flat != "" {
		s += "-" + a.Flat
	}
	return s
}

// Wish says who is wanted; zero fields are drawn.
type Wish struct {
	Sex       person.Sex
	Community Community
	Form      person.Form
	District  string // SOATE code
	MinAge    int    // full years on the generator's day; 0 reads as 18
	MaxAge    int    // 0 reads as 68
	Gaps      bool   // leave out a PIN, phone, day of birth as real papers do
}

// Generator draws people. It is not safe for concurrent use.
type Generator struct {
	r     *rand.Rand
	today civil.Date
	lists lists
	pins  map[person.PIN]bool
	phone int
	paper int
}

// New makes a generator; today fixes ages.
func New(seed uint64, today civil.Date) *Generator {
	return &Generator{r: rand.New(rand.NewPCG(seed, 0x7475_7a6a_6f6c)), today: today, lists: readLists(), pins: map[person.PIN]bool{}} //nolint:gosec // invented people need no secrecy
}

// Districts are the SOATE codes of all rayons and cities for which there are addresses, in a fixed order.
func (g *Generator) Districts() []string { return append([]string(nil), g.lists.codes...) }

// Person invents one person.
func (g *Generator) Person(w Wish) Person {
	p := Person{Sex: w.Sex, Community: w.Community}
	if p.Sex == person.UnknownSex {
		p.Sex = person.Male
		if g.Chance(0.14) { // about the share of women among clients
			p.Sex = person.Female
		}
	}
	if p.Community == "" {
		p.Community = g.community()
	}
	p.Birth = g.birth(w.MinAge, w.MaxAge)
	p.Born = civil.PartialOf(p.Birth)
	p.Father = g.pick(g.lists.given[p.Community][person.Male])
	p.Name = g.name(&p, w.Form)
	p.Latin = g.latin(p.Name)
	p.PIN = g.pin(p.Sex, p.Birth)
	p.Phone = g.nextPhone()
	p.Document = fmt.Sprintf("ID%07d", g.serial(&g.paper, 10_000_000))
	p.Language = p.Community.Language()
	p.Address = g.Address(w.District)
	if w.Gaps {
		g.gaps(&p)
	}
	return p
}

// gaps leaves out what papers leave out.
func (g *Generator) gaps(p *Person) {
	if g.Chance(0.06) {
		p.PIN = ""
	}
	if g.Chance(0.09) {
		p.Phone = ""
	}
	if g.Chance(0.05) {
		p.Document = ""
	}
	if g.Chance(0.01) {
		p.Born = civil.MustPartial(fmt.Sprintf("%04d", p.Birth.Year()))
	}
}

// Twin invents a brother or sister born on the same day in the same house: the hardest pair for any comparison.
func (g *Generator) Twin(of Person) Person {
	p := of
	for p.Name.Given == of.Name.Given {
		p.Name.Given = g.pick(g.lists.given[p.Community][p.Sex])
	}
	p.Latin = g.latin(p.Name)
	p.PIN, p.Document = g.pin(p.Sex, p.Birth), fmt.Sprintf("ID%07d", g.serial(&g.paper, 10_000_000))
	return p
}

// Chance is true with probability p.
func (g *Generator) Chance(p float64) bool { return g.r.Float64() < p }

// Between draws a whole number from low to high, both included.
func (g *Generator) Between(low, high int) int { return low + g.r.IntN(high-low+1) }

func (g *Generator) pick(list []string) string { return list[g.r.IntN(len(list))] }

// birth draws an age, thickest between 22 and 40, and a day within it.
func (g *Generator) birth(low, high int) civil.Date {
	if low == 0 {
		low = 18
	}
	if high == 0 {
		high = 68
	}
	high = max(high, low)
	age := low + int(float64(high-low+1)*g.r.Float64()*g.r.Float64())
	last := g.today.AddMonths(-12 * age)
	return last.AddDays(-g.r.IntN(365))
}

// pin makes a number that agrees with sex and date; no number comes twice.
func (g *Generator) pin(sex person.Sex, d civil.Date) person.PIN {
	digit := 2
	if sex == person.Female {
		digit = 1
	}
	for {
		p := person.PIN(fmt.Sprintf("%d%02d%02d%04d%05d", digit, d.Day(), int(d.Month()), d.Year(), g.r.IntN(100_000)))
		if !g.pins[p] {
			g.pins[p] = true
			return p
		}
	}
}

func (g *Generator) nextPhone() person.Phone {
	return person.Phone(fmt.Sprintf("+996999%06d", g.serial(&g.phone, 1_000_000)))
}

// serial walks all numbers below n once, in an order that does not look counted.
func (g *Generator) serial(at *int, n int) int {
	*at++
	return int(int64(*at) * 7_368_787 % int64(n))
}

// Moment draws a time of the working day, 09:00-17:59, on a date in a zone.
func (g *Generator) Moment(d civil.Date, zone *time.Location) civil.Instant {
	return d.StartIn(zone).Add(time.Duration(g.Between(9*60, 18*60-1)) * time.Minute)
}
