package org

import (
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
)

// Staff is a member of staff; the identifier is also that of the sign-in account.
type Staff struct {
	ID       id.Account
	Name     string // as in official papers: surname, given name
	NameSort string
	Language string // ky, ru or en: pages and notices begin in it
	Phone    string // at work; it stands on the office's door
	Active   bool
	Version  int
}

// Validate checks a member of staff.
func (s Staff) Validate() error {
	var p fault.Problems
	if strings.TrimSpace(s.Name) == "" {
		p.Add("name", "field.required")
	}
	if len([]rune(s.Name)) > 120 {
		p.Add("name", "field.too_long", "Max", 120)
	}
	if !slices.Contains([]string{"ky", "ru", "en"}, s.Language) {
		p.Add("language", "field.choose")
	}
	return p.Err()
}

// Post is a function held in an office, on named weekdays or on all.
type Post struct {
	Account  id.Account
	Role     access.Role
	Office   id.Office
	Weekdays string // ISO numbers in order, such as "135"; empty for every day
	Valid    civil.Period
}

// Validate checks a new post.
func (p Post) Validate() error {
	var bad fault.Problems
	if !slices.Contains(access.Roles(), p.Role) {
		bad.Add("role", "field.choose")
	}
	if p.Office == "" {
		bad.Add("office", "field.choose")
	}
	for i, c := range p.Weekdays {
		if c < '1' || c > '7' || i > 0 && rune(p.Weekdays[i-1]) >= c {
			bad.Add("weekdays", "field.invalid")
			break
		}
	}
	if p.Valid.From.IsZero() {
		bad.Add("from", "field.required")
	} else if !p.Valid.Valid() {
		bad.Add("to", "date.order", "From", p.Valid.From, "To", p.Valid.To)
	}
	return bad.Err()
}

// CaseRoles are the roles whose holders may be given cases. In a small office the head works cases too.
func CaseRoles() []access.Role {
	return []access.Role{access.Officer, access.Inspector, access.Specialist, access.Psychologist, access.SocialWorker, access.Head}
}

// Qualification is what a member of staff has learned and may therefore do; training grants it.
type Qualification struct {
	ID      string
	Account id.Account
	Code    string
	Valid   civil.Period
	Source  string // certificate, training or order
}

// Absence is time away, with who stands in.
type Absence struct {
	ID      string
	Account id.Account
	Cover   id.Account // empty: nobody stands in yet
	Reason  string     // code of the rulebook's list
	Days    civil.Period
	State   string
	Version int
}

// States of an absence.
const (
	Planned = "planned"
	Running = "running"
	Over    = "over"
)

// Validate checks a new absence.
func (a Absence) Validate(today civil.Date) error {
	var p fault.Problems
	if a.Account == "" {
		p.Add("account", "field.choose")
	}
	if a.Cover != "" && a.Cover == a.Account {
		p.Add("cover", "org.absence.cover_self")
	}
	switch {
	case a.Days.From.IsZero():
		p.Add("from", "field.required")
	case a.Days.To.IsZero():
		p.Add("to", "field.required")
	case !a.Days.Valid():
		p.Add("to", "date.order", "From", a.Days.From, "To", a.Days.To)
	case a.Days.To.Before(today):
		p.Add("to", "date.past")
	}
	return p.Err()
}

// At is the state on a day.
func (a Absence) At(day civil.Date) string {
	switch {
	case a.State == Over, !a.Days.To.IsZero() && a.Days.To.Before(day):
		return Over
	case a.Days.From.After(day):
		return Planned
	}
	return Running
}

// Candidate is what is known of somebody to whom a case might be given.
type Candidate struct {
	Account    id.Account
	Name       string
	Role       access.Role
	Load       Load
	AwayUntil  civil.Date  // last day of a running absence; zero while present
	Excluded   bool        // excluded, or with a conflict not decided yet: the page does not say which
	Unfit      msg.Message // why the case may not be held, from MayHold; empty key when it may
	HoldsPost  bool        // a case post in the office of the file today
	PostFrom   civil.Date
	IsAssigned bool
	Adds       int // points that the case would bring, in hundredths
}

// Load is how much somebody carries: open cases, what is owed on them, and points beside what the post carries where a table
// of standards measures them. Points and Capacity are in hundredths.
type Load struct {
	Cases       int
	Overdue     int            // appointments past without an outcome
	RegisterDue int            // to be placed on the register, the day for it past
	AssessDue   int            // assessments whose day has passed
	Points      int            // of workload
	Capacity    int            // of the posts today
	Measured    bool           // the table says what a post carries
	Levels      map[string]int // cases by supervision level
}

// Over reports whether points that come on top of the load go beyond the capacity.
func (l Load) Over(adds int) bool { return l.Measured && adds > 0 && l.Points+adds > l.Capacity }

// Room says what is against more points than the candidate's capacity: nothing once the note gives a reason.
func (c Candidate) Room(note string) error {
	var p fault.Problems
	if c.Load.Over(c.Adds) && strings.TrimSpace(note) == "" {
		p.Add("note", "org.allocate.over_capacity", "Then", float64(c.Load.Points+c.Adds)/100, "Capacity", float64(c.Load.Capacity)/100)
	}
	return p.Err()
}

// Check says why the case cannot be given to the candidate; an absent one may be chosen when confirmed.
func (c Candidate) Check(confirmed bool) error {
	var p fault.Problems
	switch {
	case !c.HoldsPost:
		p.Add("account", "org.allocate.no_post")
	case c.Excluded:
		p.Add("account", "org.allocate.excluded")
	case c.Unfit.Key != "":
		p = append(p, fault.Problem{Field: "account", Msg: c.Unfit})
	case c.IsAssigned:
		p.Add("account", "org.allocate.already")
	case !c.AwayUntil.IsZero() && !confirmed:
		p.Add("confirm_absent", "org.allocate.absent", "Until", c.AwayUntil)
	}
	return p.Err()
}

// WorksCases reports whether a role may be given cases.
func WorksCases(r access.Role) bool { return slices.Contains(CaseRoles(), r) }

// Hire is a new member of staff with an account and a first post.
type Hire struct {
	Login    string
	Name     string
	Language string
	Role     access.Role
	Office   id.Office
	From     civil.Date
}

// Validate checks everything but whether the login is free.
func (h Hire) Validate() error {
	var p fault.Problems
	if h.Login == "" {
		p.Add("login", "field.required")
	}
	p.Join("", Staff{Name: h.Name, Language: h.Language}.Validate())
	p.Join("", Post{Role: h.Role, Office: h.Office, Valid: civil.Since(h.From)}.Validate())
	return p.Err()
}
