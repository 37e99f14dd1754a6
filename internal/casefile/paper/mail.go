package paper

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Direction says whether a paper came or went.
type Direction string

// The directions.
const (
	In  Direction = "in"
	Out Direction = "out"
)

// The states of a line of the register.
const (
	Entered  = "entered"
	Reserved = "reserved" // the number of a blank that is still out
	Spoiled  = "spoiled"  // of a blank that was not used
	Voided   = "void"
)

// Mail is a line of an office's register.
type Mail struct {
	ID          string
	Office      id.Office
	Direction   Direction
	Seq         int
	Number      string
	Client      id.Client // "" when it concerns none
	Day         civil.Date
	Party       string // from whom or to whom
	TheirNumber string // the sender's own number
	Subject     string
	Paper       string // the paper given out, with its kind
	Kind        string
	State       string
	Due         civil.Date // an answer is due
	Answered    civil.Date
	Answer      string // the line that answers
	Proof       string
	Proved      civil.Date
	EnteredAt   civil.Instant
	EnteredBy   string
	Version     int
	Gap         bool // the number exists, what it is about is not the reader's to know
}

// Check says what is wrong with a line entered by hand.
func (m Mail) Check(today civil.Date) fault.Problems {
	var p fault.Problems
	if m.Direction != In && m.Direction != Out {
		p.Add("direction", "field.choose")
	}
	switch {
	case m.Day.IsZero():
		p.Add("day", "field.required")
	case m.Day.After(today):
		p.Add("day", "date.future")
	}
	for field, text := range map[string]string{"party": m.Party, "subject": m.Subject} {
		if strings.TrimSpace(text) == "" {
			p.Add(field, "field.required")
		}
	}
	for field, text := range map[string]string{"party": m.Party, "subject": m.Subject, "their_number": m.TheirNumber} {
		if len([]rune(text)) > 500 {
			p.Add(field, "field.too_long", "Max", 500)
		}
	}
	if !m.Due.IsZero() && m.Due.Before(m.Day) {
		p.Add("due", "casefile.mail.due_before")
	}
	return p
}

// Owed reports whether an answer is still due; overdue is a matter of the day.
func (m Mail) Owed() bool { return !m.Due.IsZero() && m.Answered.IsZero() && !m.Gap }
