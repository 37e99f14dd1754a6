// Package life holds the rules of what happens in a client's life during supervision: absence and travel with permission, a new
// address, work or study, a search, hospital, custody, death. Each is a small state machine described as data: states, moves with
// who may make them and what they ask, clocks, papers, and the time during which contacts rest. It is pure: no clock, no store.
package life

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision"
)

// Kind is what happened; its text is the message "life.kind.<code>".
type Kind string

// The kinds. A transfer to another office is a workflow of its own and is only shown beside them.
const (
	Absence  Kind = "absence"
	Address  Kind = "address"
	Work     Kind = "work"
	Travel   Kind = "travel"
	Search   Kind = "search"
	Hospital Kind = "hospital"
	Arrest   Kind = "arrest"
	Death    Kind = "death"
)

// Kinds lists the kinds in the order of forms.
func Kinds() []Kind { return []Kind{Absence, Address, Work, Travel, Hospital, Arrest, Search, Death} }

// State is how far an event is; its text is the message "life.state.<code>".
type State string

// Event is one thing that happened, as it stands now.
type Event struct {
	ID       string
	Client   id.Client
	Kind     Kind
	State    State
	Code     string     // what of the kind: a code of the machine's list
	From     civil.Date // first day
	Until    civil.Date // last day as planned or expected; zero: not known
	Ended    civil.Date // day on which it really ended: returned, discharged, released, found
	District string     // of a new address
	Place    string     // where: address, ward, country, where somebody was found
	Body     string     // who: hospital, police, court, employer
	Number   string     // of the latest paper of another body
	Words    string     // what was said or asked
	Due      civil.Date // the clock of the present state; zero: none runs
	DueRule  string
	OpenedAt civil.Instant
	OpenedBy string
	ClosedAt civil.Instant
	Missing  int        // papers expected and not in the file
	PapersBy civil.Date // when they are expected
	Row      int
}

// Step is one thing that was done with an event; none is ever taken away. Old holds what stood before a correction.
type Step struct {
	ID       string
	Move     string
	To       State
	Day      civil.Date
	Until    civil.Date
	Code     string
	Reason   string
	Place    string
	Body     string
	Number   string
	Text     string
	Old      map[string]string
	At       civil.Instant
	By       string
	Document string
}

// Paper is a document of the client's file that belongs to an event.
type Paper struct {
	Role     string // code of the list life_papers
	Document string
}

// Open reports whether something is still to come.
func (e Event) Open() bool { return e.ClosedAt.IsZero() }

// Late reports whether the clock of the present state has run out.
func (e Event) Late(today civil.Date) bool { return e.Open() && !e.Due.IsZero() && e.Due.Before(today) }

// Span is the time of the client's life that the event stands for; ok is false while it changes nothing about contacts: before
// permission, when refused or withdrawn, and for events without one.
func (e Event) Span() (supervision.Span, bool) {
	m := Of(e.Kind)
	if m.Span == "" || !slices.Contains(m.SpanIn, e.State) {
		return supervision.Span{}, false
	}
	s := supervision.Span{Client: e.Client, Entry: e.ID, Kind: m.Span, From: e.From, Until: e.Until}
	if m.OpenEnd && e.Ended.IsZero() {
		s.Until = civil.Date{} // an expected day ends nothing: only what happened does
	}
	if !e.Ended.IsZero() {
		s.Until = lastDay(m, e)
	}
	if !s.Until.IsZero() && s.Until.Before(s.From) {
		return supervision.Span{}, false
	}
	s.Remote = m.Span == supervision.Permitted
	return s, true
}

// lastDay is the last day of a span that has ended: the day before somebody was back, released or found, because on that day
// something may be asked again; of a permission never later than what was permitted.
func lastDay(m Machine, e Event) civil.Date {
	day := e.Ended.AddDays(-1)
	if !m.OpenEnd && !e.Until.IsZero() && day.After(e.Until) {
		return e.Until
	}
	return day
}

// Roles of moves: whoever works with the client, or whoever decides in the office.
const (
	Worker = "worker"
	Head   = "head"
)

// Decisions waiting, returns and results not confirmed, papers missing: what an event may owe.
const (
	DebtDecision = "decision"
	DebtReturn   = "return"
	DebtPapers   = "papers"
)

// Debts lists what is owed on a day.
func (e Event) Debts(today civil.Date) []string {
	var out []string
	m := Of(e.Kind)
	switch {
	case e.Open() && slices.Contains(m.Decides, e.State):
		out = append(out, DebtDecision)
	case e.Late(today):
		out = append(out, DebtReturn)
	}
	if e.Missing > 0 && !e.PapersBy.IsZero() && e.PapersBy.Before(today) {
		out = append(out, DebtPapers)
	}
	return out
}
