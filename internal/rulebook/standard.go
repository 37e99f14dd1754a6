package rulebook

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Unassessed is the level of a client without one in a standards table.
const Unassessed = "unassessed"

// Standard is one version of the table that says what a supervision level means: how many contacts of which kind in which
// phase, how much work that is, and how much work a post carries. Levels come from elsewhere; the table decides nothing
// about a person.
type Standard struct {
	ID         string        `json:"id"`
	InForce    civil.Date    `json:"in_force"` // its first day
	Label      Text          `json:"label,omitempty"`
	Source     string        `json:"source,omitempty"` // document on which it rests, as named by who drafted it
	Rows       []StandardRow `json:"rows"`
	Exemptions []Exemption   `json:"exemptions"`
	Capacity   Capacity      `json:"capacity"`
	Basis      Basis         `json:"-"` // of a table that ships with the rulebook
}

// StandardRow is the package of one level. Kinds names the kinds of clients to whom it applies; the row of a level without
// kinds holds for all others.
type StandardRow struct {
	Level      string        `json:"level"`
	Kinds      []string      `json:"kinds,omitempty"`
	EarlyWeeks int           `json:"early_weeks"`
	LastPart   int           `json:"last_part"` // 3: the last third of the term is a phase of its own; 0: it is not
	Phases     [3]PhaseCells `json:"phases"`    // early, usual, last
}

// PhaseCells are contacts a month by kind, and points of workload.
type PhaseCells struct {
	Office Cell `json:"office"`
	Home   Cell `json:"home"`
	Points Cell `json:"points"`
}

// Phase is a part of the term with a package of its own.
type Phase int

// The phases, in the order of a row's cells.
const (
	Early Phase = iota
	Usual
	Last
)

// Name is how messages call the phase.
func (p Phase) Name() string { return [...]string{"early", "usual", "last"}[p] }

// Exemption says to what share contacts fall for a reason such as illness; an unset share changes nothing.
type Exemption struct {
	Reason string `json:"reason"` // code of the list contact_exemptions
	Share  Cell   `json:"share"`
}

// ExemptMinor is the one exemption that follows from the record by itself: the client is a minor.
const ExemptMinor = "minor"

// ExemptProgress is the exemption that an accepted opportunity for fewer contacts proposes.
const ExemptProgress = "progress"

// Capacity is what a post carries: points of a full-time post, and the share of it for some posts.
type Capacity struct {
	Full     Cell `json:"full"`
	Head     Cell `json:"head"` // share of a head who works cases too
	Away     Cell `json:"away"` // share while absent
	New      Cell `json:"new"`  // share in the first weeks of a post
	NewWeeks int  `json:"new_weeks"`
}

// Held is what capacity needs to know of one post.
type Held struct {
	Head bool
	Days int // working days a week; 0 for all
	Away bool
	From civil.Date // since when the post is held; zero when it does not matter
}

// fullWeek is the working days of a full-time post.
const fullWeek = 5

// Of gives the points that a post carries on a day; ok is false while the table does not say what a full post carries.
func (c Capacity) Of(p Held, day civil.Date) (points int, ok bool) {
	if !c.Full.Set {
		return 0, false
	}
	n := c.Full
	if p.Head {
		n = n.times(c.Head)
	}
	if p.Away {
		n = n.times(c.Away)
	}
	if !p.From.IsZero() && day.Before(p.From.AddDays(7*c.NewWeeks)) {
		n = n.times(c.New)
	}
	if p.Days > 0 && p.Days < fullWeek {
		n.N = halfUp(n.N*p.Days, fullWeek)
	}
	return n.N, true
}

// Case is what a standards table needs to know of a client.
type Case struct {
	Client     id.Client
	Office     id.Office
	Officer    id.Account
	Level      string // empty: unassessed
	Kind       string
	Start, End civil.Date // first and last day of supervision; End may be zero
	MinorUntil civil.Date
	Stopped    bool // supervision is suspended: nothing is asked
	Exempt     []Exempt
}

// Exempt is one reason with the days on which it holds.
type Exempt struct {
	Reason string
	Days   civil.Period
}

// Package is what the table asks of a case on a day.
type Package struct {
	Standard string
	Level    string
	Phase    Phase
	PhaseCells
	Exempt []string // reasons that lowered the contacts, or would if their share were set
}

// Row finds the row of a level and kind.
func (s *Standard) Row(level, kind string) (*StandardRow, bool) {
	if level == "" {
		level = Unassessed
	}
	rest := -1
	for i := range s.Rows {
		r := &s.Rows[i]
		if r.Level != level {
			continue
		}
		if len(r.Kinds) == 0 {
			rest = i
		} else if slices.Contains(r.Kinds, kind) {
			return r, true
		}
	}
	if rest < 0 {
		return nil, false
	}
	return &s.Rows[rest], true
}

// PhaseOn says in which phase a day of supervision lies. The early phase goes before the last one where a term is short.
func (r *StandardRow) PhaseOn(start, end, day civil.Date) Phase {
	if r.EarlyWeeks > 0 && day.Before(start.AddDays(7*r.EarlyWeeks)) {
		return Early
	}
	if r.LastPart > 1 && !end.IsZero() {
		total, gone := start.DaysUntil(end)+1, start.DaysUntil(day)
		if gone*r.LastPart >= total*(r.LastPart-1) {
			return Last
		}
	}
	return Usual
}

// Package says what the table asks of a case on a day; ok is false outside its supervision, while it is suspended, and for
// a level that the table does not know.
func (s *Standard) Package(c Case, day civil.Date) (Package, bool) {
	if c.Stopped || c.Start.IsZero() || day.Before(c.Start) || !c.End.IsZero() && day.After(c.End) {
		return Package{}, false
	}
	r, ok := s.Row(c.Level, c.Kind)
	if !ok {
		return Package{}, false
	}
	p := Package{Standard: s.ID, Level: r.Level, Phase: r.PhaseOn(c.Start, c.End, day)}
	p.PhaseCells = r.Phases[p.Phase]
	for _, x := range s.Exemptions {
		if x.holds(c, day) {
			p.Exempt = append(p.Exempt, x.Reason)
			p.Office, p.Home = p.Office.times(x.Share), p.Home.times(x.Share)
			p.PhaseCells.Points = p.PhaseCells.Points.times(x.Share) // points stand in proportion to the contacts
		}
	}
	return p, true
}

func (x Exemption) holds(c Case, day civil.Date) bool {
	if x.Reason == ExemptMinor && !c.MinorUntil.IsZero() && day.Before(c.MinorUntil) {
		return true
	}
	return slices.ContainsFunc(c.Exempt, func(e Exempt) bool { return e.Reason == x.Reason && e.Days.Contains(day) })
}

// Points are the points of workload of a case on a day, in hundredths.
func (s *Standard) Points(c Case, day civil.Date) int {
	p, ok := s.Package(c, day)
	if !ok || !p.PhaseCells.Points.Set {
		return 0
	}
	return p.PhaseCells.Points.N
}
