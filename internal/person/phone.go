package person

import (
	"strings"
	"unicode"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
)

// Phone is a number in international form without spaces: +996555123456.
type Phone string

const (
	kyrgyzCode   = "996"
	kyrgyzDigits = 9
)

// ParsePhone reads the ways in which people write numbers: 0555 12-34-56, 555123456, 996 555 123456, +7 701 ... . A
// number that cannot be one is a fault on the field "phone" with the remedy.
func ParsePhone(text string) (Phone, error) {
	var b strings.Builder
	plus := false
	for i, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '+' && i == 0:
			plus = true
		case unicode.IsSpace(r) || strings.ContainsRune("-().", r):
		default:
			return "", phoneFault(msg.New("phone.digits_only"))
		}
	}
	digits := b.String()
	if d, ok := strings.CutPrefix(digits, "00"); ok {
		digits, plus = d, true
	}
	switch {
	case digits == "":
		return "", phoneFault(msg.New("phone.empty"))
	case !plus && strings.HasPrefix(digits, "0"):
		digits = kyrgyzCode + digits[1:]
	case !plus && len(digits) == kyrgyzDigits:
		digits = kyrgyzCode + digits
	}
	if national, ok := strings.CutPrefix(digits, kyrgyzCode); ok && len(national) != kyrgyzDigits {
		return "", phoneFault(msg.New("phone.length", "Digits", len(national)))
	}
	if len(digits) < 10 || len(digits) > 15 {
		return "", phoneFault(msg.New("phone.foreign_length"))
	}
	return Phone("+" + digits), nil
}

func phoneFault(m msg.Message) error {
	f := fault.New(fault.Invalid, "fault.invalid")
	f.Problems = []fault.Problem{{Field: "phone", Msg: m}}
	return f
}

// Display groups the digits for reading aloud: +996 555 123 456; foreign numbers stay in one piece.
func (p Phone) Display() string {
	national, ok := strings.CutPrefix(string(p), "+"+kyrgyzCode)
	if !ok || len(national) != kyrgyzDigits {
		return string(p)
	}
	return "+" + kyrgyzCode + " " + national[:3] + " " + national[3:6] + " " + national[6:]
}
