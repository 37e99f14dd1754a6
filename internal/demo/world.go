package demo

import (
	"math/rand/v2"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/demo/names"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Options say which world is wanted.
type Options struct {
	Seed     uint64
	Clients  int
	Told     int // how many of them have a history step by step; 0 reads as Told
	Offices  []rulebook.Office
	Courts   []rulebook.Court
	Calendar civil.Calendar
	Zone     *time.Location
}

// World is the invented service before anything is written.
type World struct {
	Seed    uint64
	Staff   []Staff
	Clients []Client
	Steps   []Step // everything that happens to clients, in order of time
	Zone    *time.Location
}

// Staff is one invented member of staff. ID is given when the staff is written.
type Staff struct {
	ID       id.Account
	Login    string
	Name     string
	Language string
	Posts    []Post
	Persona  Persona // empty for those whom nobody enters as
}

// Post is a function in an office, on all days or on named ones.
type Post struct {
	Role     access.Role
	Office   id.Office
	Weekdays string
}

// Client is one invented person with everything that is going to happen to them.
type Client struct {
	names.Person
	Story      Story
	Office     id.Office
	Officer    int // index in World.Staff
	Clerk      int // who takes the judgment in
	Head       int
	Measure    string
	Hours      int
	TermMonths int
	Article    string
	Bans       []string // obligations beside the usual ones
	Court      string
	Number     string
	Decided    civil.Date
	InForce    civil.Date
	Received   civil.Date
	Registered civil.Date // zero: not yet
	Stage      Stage
	Minor      bool
	Guardian   string
}

// Stage is how far a client has come.
type Stage int

// The stages.
const (
	Received Stage = iota // the judgment lies there
	Checked
	Accepted // called, not yet on the register
	Running
	Ended
	TakenOver      // from a paper file, not yet compared
	TakenOverKnown // from a paper file, compared by somebody else
)

// StepKind is one kind of thing that happens to a client.
type StepKind uint8

// The kinds of step, in the order in which they happen.
const (
	StepReceive StepKind = iota
	StepCheck
	StepAccept
	StepCall
	StepRegister // appeared, explained, on the register and allocated
	StepTakeOver
	StepCompare
	StepContact
	StepPlan    // an appointment is made for At of the next step of kind StepOutcome, or for the future
	StepOutcome // the appointment is closed
	StepEnd
	StepPapers  // the papers of the file are scanned
	StepCarry   // the case came from paper in one entry
	StepJournal // several contacts are written down from a journal
)

// Step is one thing that happens to one client at one time.
type Step struct {
	At     int64 // seconds since 1970
	Client int32
	Plan   int32 // minutes from At to the planned time, for StepPlan; back to the last contact, for StepJournal
	Gap    int32 // minutes between the contacts of StepJournal
	Kind   StepKind
	Draw   uint8 // which text, outcome or channel
}

// Make invents the world. It is the same for the same options, whatever the machine.
func Make(o Options) *World {
	if o.Told == 0 {
		o.Told = Told
	}
	w := &World{Seed: o.Seed, Zone: o.Zone}
	g := names.New(o.Seed, today)
	r := rand.New(rand.NewPCG(o.Seed, 0x64656d6f)) //nolint:gosec // invented people need no secrecy
	m := &maker{Options: o, w: w, g: g, r: r}
	m.staff()
	m.clients()
	m.stories()
	m.steps()
	return w
}

// maker is the state of Make.
type maker struct {
	Options
	w       *World
	g       *names.Generator
	r       *rand.Rand
	offices []office
	numbers map[string]int
	daySlot int
	filed   int
}

func (m *maker) chance(p float64) bool { return m.r.Float64() < p }

func (m *maker) between(low, high int) int { return low + m.r.IntN(high-low+1) }

func pick[T any](m *maker, list []T) T { return list[m.r.IntN(len(list))] }

// working moves a day on to the next working day.
func (m *maker) working(d civil.Date) civil.Date {
	for !m.Calendar.IsWorking(d) {
		d = d.AddDays(1)
	}
	return d
}

// at is a time of a day in seconds since 1970.
func (m *maker) at(d civil.Date, hour, minute int) int64 {
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, m.Zone).Unix()
}

// moment draws a time of the working day.
func (m *maker) moment(d civil.Date) int64 { return m.at(d, m.between(9, 16), m.between(0, 59)) }
