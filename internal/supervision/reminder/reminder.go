// Package reminder holds the rules by which a client is reminded of an appointment: by which way, in which words, and when. Words are
// neutral unless the client agreed to others: a telephone is read by others. It is pure: no clock, no store.
package reminder

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
)

// Wish is how a client wants to be reminded; its text is the message "reminder.wish.<code>".
type Wish string

// The wishes. Nobody who said nothing is taken to want more than a neutral message on an own telephone.
const (
	Message Wish = "message" // SMS on the own telephone
	Mail    Wish = "email"
	Slip    Wish = "slip" // printed and handed over
	Nothing Wish = "nothing"
)

// Wishes lists them in the order of forms.
func Wishes() []Wish { return []Wish{Message, Mail, Slip, Nothing} }

// Preference is what a client said about messages.
type Preference struct {
	Wish     Wish
	Fuller   bool // agreed to words that name the service
	SharedOK bool // agreed to neutral words on a telephone that others answer
	Email    string
	SaidOn   civil.Date
}

// Check notes what is wrong with a preference.
func (p Preference) Check(problems *fault.Problems, today civil.Date) {
	known := false
	for _, w := range Wishes() {
		known = known || w == p.Wish
	}
	if !known {
		problems.Add("wish", "field.choose")
	}
	if p.Wish == Mail && p.Email == "" {
		problems.Add("email", "reminder.email_required")
	}
	if p.Email != "" && !mailAddress.MatchString(p.Email) {
		problems.Add("email", "reminder.email_bad")
	}
	switch {
	case p.SaidOn.IsZero():
		problems.Add("said_on", "supervision.date_required")
	case p.SaidOn.After(today):
		problems.Add("said_on", "date.future")
	}
	person.CheckLine(problems, "email", p.Email)
}

var mailAddress = regexp.MustCompile(`^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]{2,}$`)

// Mark says why a number is not to be used; its text is the message "reminder.mark.<code>".
type Mark string

// The marks.
const (
	TakenOver Mark = "taken_over"       // the number belongs to somebody else now: never again
	NoWords   Mark = "not_for_messages" // it is the client's, but messages are read by others
)

// Marks lists them in the order of forms.
func Marks() []Mark { return []Mark{TakenOver, NoWords} }

// Known reports whether the mark exists.
func (m Mark) Known() bool { return m == TakenOver || m == NoWords }

// Phone is a number of the record as far as messages are concerned.
type Phone struct {
	Row     string // of the record
	Index   string // the same for the same number, says nothing by itself
	Number  string
	Shared  bool
	Limited bool // it is safe at certain times only
	Mark    Mark
}

// Way is how a reminder goes; the same codes as the channels of the outbox.
type Way string

// The ways.
const (
	BySMS  Way = "sms"
	ByMail Way = "email"
	BySlip Way = "slip"
)

// Choice is what comes of a client's wish and telephones. Why is the text "reminder.why.<code>".
type Choice struct {
	Way     Way // empty: the client wants none
	Address string
	Phone   string // row of the number chosen
	Fuller  bool
	Why     string
}

// Choose finds the way of a reminder. Phones stand with the latest first. Whoever cannot safely be reached gets a printed slip.
func Choose(p Preference, phones []Phone) Choice {
	switch p.Wish {
	case Nothing:
		return Choice{Why: "unwanted"}
	case Slip:
		return Choice{Way: BySlip, Fuller: p.Fuller, Why: "wish"}
	case Mail:
		return Choice{Way: ByMail, Address: p.Email, Fuller: p.Fuller, Why: "wish"}
	case Message:
	}
	why := "no_phone"
	for _, x := range phones {
		read := x.Shared || x.Limited
		switch {
		case x.Mark == TakenOver:
			why = worse(why, "taken_over")
		case x.Mark == NoWords, read && !p.SharedOK:
			why = worse(why, "shared")
		default:
			return Choice{Way: BySMS, Address: x.Number, Phone: x.Row, Fuller: p.Fuller && !read, Why: "own_phone"}
		}
	}
	return Choice{Way: BySlip, Fuller: p.Fuller, Why: why}
}

// worse keeps the reason that an officer can do most about.
func worse(old, now string) string {
	if old == "shared" {
		return old
	}
	return now
}

// Due finds the reminder that an appointment calls for at now: the nearest of the days before whose hour has come. Whoever was
// told of the appointment after that hour needs none, and nothing is due once it has begun.
func Due(days []int, hour string, told, now, planned civil.Instant, zone *time.Location) (int, bool) {
	clock, err := time.Parse("15:04", hour)
	if err != nil || !now.Before(planned) {
		return 0, false
	}
	best, ok := 0, false
	for _, n := range days {
		d := planned.In(zone).AddDays(-n)
		at := civil.At(time.Date(d.Year(), d.Month(), d.Day(), clock.Hour(), clock.Minute(), 0, 0, zone))
		if n > 0 && !at.After(now) && at.After(told) && at.Before(planned) && (!ok || n < best) {
			best, ok = n, true
		}
	}
	return best, ok
}

// Days reads the days before an appointment as the rulebook lists them; what is no number is left out.
func Days(list []string) []int {
	var out []int
	for _, s := range list {
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n > 0 && n <= 60 {
			out = append(out, n)
		}
	}
	return out
}

// Furthest is the largest of the days before.
func Furthest(days []int) int {
	out := 0
	for _, n := range days {
		out = max(out, n)
	}
	return out
}
