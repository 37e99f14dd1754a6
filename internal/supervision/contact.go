// Package supervision holds the rules of daily work with a client: contacts, appointments with their outcomes, and decisions
// that must be looked at again when what they rested on turns out to be wrong. It is pure: no clock, no store.
package supervision

import (
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// NoteKind is the code of contact_kinds that stands for a note: something written down without a meeting.
const NoteKind = "note"

// Sources say through what an entry came in; the text is the message "supervision.source.<code>".
func Sources() []string { return []string{"office", "phone", "field", "offline"} }

// MaxText is the most letters of a contact's text.
const MaxText = 8000

// MaxMinutes bounds the length of a contact or appointment: one day.
const MaxMinutes = 24 * 60

// Contact is one version of an interaction with a client, or of a note. Entry is the same through all versions.
type Contact struct {
	person.Version
	Client      id.Client
	Entry       string
	Kind        string // code of the list contact_kinds
	Planned     bool
	StartedAt   civil.Instant // when it happened, which may be long before it was written down
	Minutes     int
	Place       string
	WithWhom    string
	Text        string
	Appointment string
	WrittenAt   civil.Instant
	WrittenBy   string
}

// IsNote reports whether it is a note.
func (c Contact) IsNote() bool { return c.Kind == NoteKind }

// Check notes what is wrong with a contact, all at once.
func (c Contact) Check(problems *fault.Problems, now civil.Instant, kinds rulebook.List, on civil.Date) {
	switch {
	case c.Kind == "":
		problems.Add("kind", "field.choose")
	case !kinds.Holds(c.Kind, on):
		problems.Add("kind", "field.unknown")
	}
	switch {
	case c.StartedAt.IsZero():
		problems.Add("date", "supervision.date_required")
	case c.StartedAt.After(now):
		problems.Add("date", "date.future")
	}
	checkMinutes(problems, c.Minutes)
	if c.IsNote() && c.Text == "" {
		problems.Add("text", "field.required")
	}
	checkText(problems, "text", c.Text)
	person.CheckLine(problems, "place", c.Place)
	person.CheckLine(problems, "with_whom", c.WithWhom)
	checkSource(problems, c.Source)
}

func checkMinutes(problems *fault.Problems, n int) {
	if n < 0 || n > MaxMinutes {
		problems.Add("minutes", "field.range", "Min", 0, "Max", MaxMinutes)
	}
}

func checkText(problems *fault.Problems, field, text string) {
	if utf8.RuneCountInString(text) > MaxText {
		problems.Add(field, "field.too_long", "Max", MaxText)
	}
}

func checkSource(problems *fault.Problems, source string) {
	for _, s := range Sources() {
		if s == source {
			return
		}
	}
	problems.Add("source", "field.unknown")
}
