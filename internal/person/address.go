package person

import (
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// AddressKind says what the address is to the person; its text is the message "address.<code>".
type AddressKind string

// The kinds of address.
const (
	Registered AddressKind = "registered" // where the passport office has the person
	Living     AddressKind = "living"     // where the person can be found
	OtherPlace AddressKind = "other"      // a relative, a place of work
)

// AddressKinds lists the kinds in the order of forms.
func AddressKinds() []AddressKind { return []AddressKind{Living, Registered, OtherPlace} }

// Address is a place. The text is personal and sealed; the district is a code of the territory and stays open, because
// the office and the figures depend on it.
type Address struct {
	Kind     AddressKind
	District rulebook.SOATE
	Text     string
}

// IsZero reports whether nothing of the place is known.
func (a Address) IsZero() bool { return a.District == "" && a.Text == "" }

// MaxLine is the most letters of one line of free text about an address, a phone or a document.
const MaxLine = 300

// Check notes what is wrong with an address.
func (a Address) Check(problems *fault.Problems) {
	if a.IsZero() {
		problems.Add("address", "field.required")
	}
	if a.District != "" {
		if _, ok := rulebook.ParseSOATE(string(a.District)); !ok {
			problems.Add("district", "field.unknown")
		}
	}
	if a.Kind != "" && a.Kind != Registered && a.Kind != Living && a.Kind != OtherPlace {
		problems.Add("kind", "field.unknown")
	}
	CheckLine(problems, "address", a.Text)
}

// CheckLine refuses a text longer than MaxLine.
func CheckLine(problems *fault.Problems, field, text string) {
	if utf8.RuneCountInString(text) > MaxLine {
		problems.Add(field, "field.too_long", "Max", MaxLine)
	}
}

// PhoneLine is a number with what an officer must know before calling: who else answers it and when it is safe.
type PhoneLine struct {
	Phone     Phone
	Shared    bool   // others answer it: nothing may be said or left as a message
	Whose     string // whose it is, when not the person's own
	SafeTimes string // when calling does no harm
}
