package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
)

// Brief is what the pages of orders need to know of a person; the person's own record gives it.
type Brief struct {
	Client   id.Client
	Label    string // name, or the number of the source when no name is known
	Name     person.Name
	Birth    civil.Partial
	Sex      person.Sex
	Language string
}

// Unit is what the pages and file numbers need to know of an office.
type Unit struct {
	ID     id.Office
	SOATE  string
	Names  map[string]string // by language
	Parent id.Office
}

// Demand is something that was asked of a client on a day, such as an appointment; it is listed when the day lies after
// the end of the order.
type Demand struct {
	Client id.Client
	ID     string
	Kind   string
	On     civil.Date
}

// Notice is news for the people of an office: a client appeared elsewhere, a registration is overdue.
type Notice struct {
	Office id.Office
	Kind   string // message "notice.<kind>"
	Client id.Client
	Role   string // head, regional, director: only they; empty: whoever works the case
	Data   map[string]string
}
