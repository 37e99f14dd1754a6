package demo

import (
	"maps"
	"slices"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// The offices of the stories, by the code of their territory.
const (
	HomeOffice       id.Office = "41711202000000" // Oktyabr district of Bishkek: the personas work here
	OverloadedOffice id.Office = "41708222000000" // Sokuluk: three times the clients of its officers
	SmallOffice      id.Office = "41707225000000" // Manas district of Talas: one person, no second pair of eyes
	NextOffice       id.Office = "41711204000000" // Sverdlov district of Bishkek
)

// shares say how many of a hundred clients live in an oblast: most in Bishkek, Chui, Talas, Osh and Batken.
var shares = map[string]float64{"11": 25, "08": 22, "06": 14, "21": 9, "05": 10, "07": 7, "03": 8, "02": 3, "04": 2} //nolint:gochecknoglobals // a table

type office struct {
	id       id.Office
	share    float64 // of all clients
	head     int
	clerk    int
	officers []int
	next     int
}

// districts spreads an oblast's clients over its district offices: a town has more than a mountain valley.
func (m *maker) districts() {
	byOblast := map[string][]int{}
	for _, o := range m.Offices {
		if o.Kind != rulebook.DistrictOffice {
			continue
		}
		oblast := o.Code[3:5]
		byOblast[oblast] = append(byOblast[oblast], len(m.offices))
		m.offices = append(m.offices, office{id: id.Office(o.Code), share: 0.4 + m.r.Float64(), head: -1, clerk: -1})
	}
	total := 0.0
	for _, oblast := range slices.Sorted(maps.Keys(byOblast)) { // in a fixed order: sums of fractions depend on it
		in := byOblast[oblast]
		sum := 0.0
		for _, i := range in {
			sum += m.offices[i].share
		}
		for _, i := range in {
			m.offices[i].share *= shares[oblast] / sum
		}
		total += shares[oblast]
	}
	for i := range m.offices {
		m.offices[i].share /= total
		if m.offices[i].id == OverloadedOffice {
			m.offices[i].share *= 1.6
		}
	}
}

// small offices are those with the fewest clients: one person does everything.
func (o office) small() bool { return o.id == SmallOffice || o.share < 0.0065 && o.id != HomeOffice }

// crew says how many case officers an office has.
func (o office) crew() int {
	switch {
	case o.small():
		return 1
	case o.id == OverloadedOffice:
		return 1
	case o.id == HomeOffice:
		return 4
	}
	return min(5, 1+int(o.share*55))
}

func (m *maker) office(code id.Office) *office {
	for i := range m.offices {
		if m.offices[i].id == code {
			return &m.offices[i]
		}
	}
	return nil
}

// draw picks an office by its share.
func (m *maker) draw() *office {
	x := m.r.Float64() * m.total()
	for i := range m.offices {
		if x -= m.offices[i].share; x < 0 {
			return &m.offices[i]
		}
	}
	return &m.offices[0]
}

func (m *maker) total() float64 {
	sum := 0.0
	for _, o := range m.offices {
		sum += o.share
	}
	return sum
}

// turn gives the next client to the officers of an office one after another.
func (o *office) turn() int {
	o.next++
	return o.officers[o.next%len(o.officers)]
}
