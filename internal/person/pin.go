package person

import (
	"strings"
	"time"
	"unicode"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
)

// PIN is the personal identification number (ПИН) that civil registration gives: 14 digits. It may be absent, wrong or
// changed (order 619 of 28 September 2017), so a person keeps a history of numbers. It is sealed in the store and never
// stands in a URL, log or fact.
type PIN string

const pinDigits = 14

// ParsePIN reads a typed number; spaces and hyphens between the digits do not matter. Anything but 14 digits is a fault
// on the field "pin" that says how many digits are missing or too many. What the digits mean is never a reason to
// refuse: see Warnings.
func ParsePIN(text string) (PIN, error) {
	var digits strings.Builder
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '-' || unicode.IsSpace(r):
		default:
			return "", pinFault(msg.New("pin.digits_only"))
		}
	}
	n := digits.Len()
	switch {
	case n == 0:
		return "", pinFault(msg.New("pin.empty"))
	case n < pinDigits:
		return "", pinFault(msg.Plural("pin.short", pinDigits-n, "Digits", n))
	case n > pinDigits:
		return "", pinFault(msg.Plural("pin.long", n-pinDigits, "Digits", n))
	}
	return PIN(digits.String()), nil
}

func pinFault(m msg.Message) error {
	f := fault.New(fault.Invalid, "fault.invalid")
	f.Problems = []fault.Problem{{Field: "pin", Msg: m}}
	return f
}

// Birth is the date that the digits 2-9 carry as ddmmyyyy; false when the calendar has no such day.
func (p PIN) Birth() (civil.Date, bool) {
	if len(p) != pinDigits {
		return civil.Date{}, false
	}
	d, err := civil.MakeDate(atoi(p[5:9]), time.Month(atoi(p[3:5])), atoi(p[1:3]))
	return d, err == nil && d.Year() >= 1850
}

// Sex is what the first digit says: 1 female, 2 male; unknown otherwise.
func (p PIN) Sex() Sex {
	switch {
	case strings.HasPrefix(string(p), "1"):
		return Female
	case strings.HasPrefix(string(p), "2"):
		return Male
	}
	return UnknownSex
}

// Warnings are what does not fit between the number and the person. They never block: numbers are mistyped, re-issued,
// and given on wrong papers; a person compares with the document. born and sex may be unknown.
func (p PIN) Warnings(born civil.Partial, sex Sex) []msg.Message {
	var out []msg.Message
	date, ok := p.Birth()
	switch {
	case !ok:
		out = append(out, msg.New("pin.no_date"))
	case !born.Compatible(civil.PartialOf(date)):
		out = append(out, msg.New("pin.date_differs", "InPIN", date, "Stated", born))
	}
	switch says := p.Sex(); {
	case says == UnknownSex:
		out = append(out, msg.New("pin.first_digit"))
	case sex != UnknownSex && sex != says:
		out = append(out, msg.New("pin.sex_differs", "InPIN", msg.New("sex."+string(says)), "Stated", msg.New("sex."+string(sex))))
	}
	return out
}

// Masked shows the first and the last two digits, for places where the number only helps to tell two people apart.
func (p PIN) Masked() string {
	if len(p) != pinDigits {
		return ""
	}
	return string(p[:1]) + "···········" + string(p[12:])
}

func atoi(digits PIN) int {
	n := 0
	for _, r := range digits {
		n = n*10 + int(r-'0')
	}
	return n
}
