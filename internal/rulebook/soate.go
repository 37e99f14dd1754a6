package rulebook

import "strings"

// SOATE is a code of the national classifier of territorial units: 417, two digits of the oblast, three of the rayon,
// three of the aiyl aimak and three of the place. Join on the code, never on the name: names change.
type SOATE string

// soatePrefix is the country code of Kyrgyzstan at the head of every code.
const soatePrefix = "417"

// ParseSOATE checks the shape of a code: 14 digits, country 417, a known oblast.
func ParseSOATE(s string) (SOATE, bool) {
	c := SOATE(strings.TrimSpace(s))
	if len(c) != 14 || strings.Trim(string(c), "0123456789") != "" || !strings.HasPrefix(string(c), soatePrefix) {
		return "", false
	}
	_, ok := Oblast(c)
	return c, ok
}

// Oblast derives the oblast from digits 4 and 5, never from a list: published lists have wrong links.
func Oblast(c SOATE) (SOATE, bool) {
	if len(c) < 5 || string(c[:3]) != soatePrefix {
		return "", false
	}
	switch c[3:5] {
	case "02", "03", "04", "05", "06", "07", "08", "11", "21":
		return c[:5] + "000000000", true
	}
	return "", false
}

// District is the code of the rayon or oblast city in which the unit lies: everything below it is zero, except the last
// two digits that oblast cities carry.
func District(c SOATE) (SOATE, bool) {
	if len(c) != 14 {
		return "", false
	}
	oblast, ok := Oblast(c)
	switch {
	case !ok:
		return "", false
	case c[3:5] == "21": // Osh city has no parts
		return oblast, true
	case c[5:8] == "000":
		return "", false
	}
	if c[5] == '4' {
		return c[:8] + "000010", true
	}
	return c[:8] + "000000", true
}
