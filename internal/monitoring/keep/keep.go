// Package keep says how long what devices sent is kept: by kind, from the rulebook, unless somebody holds it back for a reason. Pure: no
// clock, no input or output.
package keep

import (
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Kind is what is kept.
type Kind string

// The kinds.
const (
	Positions Kind = "positions" // raw positions
	Frames    Kind = "frames"    // the bytes that devices sent
	Events    Kind = "events"    // alerts of monitoring
	Evidence  Kind = "evidence"  // positions frozen for the question who was near
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Positions, Frames, Events, Evidence} }

// Rule is the rule of the rulebook that says for how many days a kind is kept.
func (k Kind) Rule() string { return "monitoring.keep_" + string(k) + "_days" }

// ListReasons names the reasons of a hold.
const ListReasons = "monitoring_hold_reasons"

// MaxText bounds free text.
const MaxText = 2000

// MaxLine bounds a line of text.
const MaxLine = 200

// Term is how long a kind is kept. Set is false where no term is in force: then nothing of the kind is destroyed.
type Term struct {
	Kind     Kind
	Days     int
	Set      bool
	Sourced  bool
	Before   int // days of positions (yyyymmdd, UTC) before this one are over
	Rulebook string
}

// TermOf reads the term of a kind on a day.
func TermOf(rb *rulebook.Rulebook, k Kind, today civil.Date) Term {
	t := Term{Kind: k, Rulebook: rb.Version}
	r, ok := rb.Lookup(k.Rule(), today)
	if !ok || !r.Value.Set || r.Value.Int < 1 {
		return t
	}
	t.Days, t.Set, t.Sourced = r.Value.Int, true, r.Status == rulebook.Sourced
	t.Before = Number(today.AddDays(-t.Days))
	return t
}

// Number is a date as yyyymmdd.
func Number(d civil.Date) int { return d.Year()*10_000 + int(d.Month())*100 + d.Day() }

// Date is the date of a number; the zero date of none.
func Date(day int) civil.Date {
	if day == 0 {
		return civil.Date{}
	}
	return civil.DateOf(time.Date(day/10_000, time.Month(day/100%100), day%100, 0, 0, 0, 0, time.UTC))
}

// Hold keeps what devices sent of a client within days from being destroyed.
type Hold struct {
	ID          string
	Client      id.Client
	Order       string // "" holds every order
	From, Until civil.Date
	Reason      string // code
	Words       string
	Authority   string     // who asked for it
	Paper       string     // the number of the paper in which it was asked
	Ends        civil.Date // the last day on which it holds, unless it is made anew
	MadeAt      civil.Instant
	MadeBy      string
	LiftWords   string
	LiftAskedAt civil.Instant
	LiftAskedBy string
	LiftedAt    civil.Instant
	LiftedBy    string
	Row         int
}

// Stands reports whether the hold is in force on a day.
func (h Hold) Stands(today civil.Date) bool { return h.LiftedAt.IsZero() && !today.After(h.Ends) }

// Holds reports whether the hold keeps a day (yyyymmdd, UTC) of an order of the client. A day more at each end, because days of positions
// are those of Greenwich.
func (h Hold) Holds(client id.Client, order string, day int, today civil.Date) bool {
	return h.Stands(today) && h.Client == client && (h.Order == "" || h.Order == order) && day >= Number(h.From.AddDays(-1)) && day <= Number(h.Until.AddDays(1))
}

// Reaches reports whether the hold keeps something of an order of the client that went on from one day to another.
func (h Hold) Reaches(client id.Client, order string, from, until, today civil.Date) bool {
	return h.Stands(today) && h.Client == client && (h.Order == "" || h.Order == order) && !until.Before(h.From.AddDays(-1)) && !from.After(h.Until.AddDays(1))
}

// CheckHold says everything that is wrong with a hold; listed tells whether its reason is on the list.
func CheckHold(h Hold, listed bool, today civil.Date) fault.Problems {
	var p fault.Problems
	if h.From.IsZero() {
		p.Add("from", "field.required")
	}
	switch {
	case h.Until.IsZero():
		p.Add("until", "field.required")
	case !h.From.IsZero() && h.Until.Before(h.From):
		p.Add("until", "monitoring.read.order")
	}
	if !listed {
		p.Add("reason", "field.choose")
	}
	Words(&p, "words", h.Words)
	for _, x := range [][2]string{{"authority", h.Authority}, {"paper", h.Paper}} {
		if utf8.RuneCountInString(x[1]) > MaxLine {
			p.Add(x[0], "field.too_long", "Max", MaxLine)
		}
	}
	switch {
	case h.Ends.IsZero():
		p.Add("ends", "field.required")
	case h.Ends.Before(today):
		p.Add("ends", "keep.ends_past")
	}
	return p
}

// Words checks a reason in somebody's own words.
func Words(p *fault.Problems, field, s string) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case n < 10:
		p.Add(field, "monitoring.read.words")
	case n > MaxText:
		p.Add(field, "field.too_long", "Max", MaxText)
	}
}

// Certificate says what was destroyed, without a person.
type Certificate struct {
	ID       string
	Number   int
	Kind     Kind
	State    string
	FirstDay int
	LastDay  int
	Days     int
	Gone     int64
	Kept     int64 // held back
	Hash     []byte
	Rule     string
	KeepDays int
	Rulebook string
	BegunAt  civil.Instant
	DoneAt   civil.Instant
	By       string
	Row      int
}

// The states of a certificate.
const (
	Open   = "open" // the job is at work, or was cut off and goes on
	Closed = "closed"
)

// Add carries the hash of a certificate forward by what was destroyed: the hash that stands for it in the record, and how many.
func (c *Certificate) Add(day int, gone int64, sums ...[]byte) {
	b := append([]byte(nil), c.Hash...)
	b = binary.LittleEndian.AppendUint64(b, uint64(day))  //nolint:gosec // a date
	b = binary.LittleEndian.AppendUint64(b, uint64(gone)) //nolint:gosec // a count
	for _, s := range sums {
		b = append(b, s...)
	}
	sum := sha256.Sum256(b)
	c.Hash = sum[:]
	c.Gone += gone
	if c.FirstDay == 0 || day < c.FirstDay {
		c.FirstDay = day
	}
	c.LastDay = max(c.LastDay, day)
}

// Piece is what a fitted device sent within a day of positions.
type Piece struct {
	Day     int
	Device  int64
	Fitting int64
	ID      string // of the fitting
}

// Destroyed says what became of a piece: how many positions are gone, how many stay because they do not give the hash in the record or
// because their hour is not in it yet, and the hashes that stood for what is gone.
type Destroyed struct {
	Gone, Stay int64
	Sums       [][]byte
}
