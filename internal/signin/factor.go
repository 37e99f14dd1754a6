package signin

import (
	"encoding/base32"
	"strings"

	"tuzjol/internal/kernel/civil"
)

// SheetSize is how many one-time codes a printed sheet holds, for staff without a telephone of their own.
const SheetSize = 12

// TOTPPeriod is the seconds one code of the authenticator lasts.
const TOTPPeriod = 30

// Step is the number of the authenticator's code at an instant (RFC 6238).
func Step(now civil.Instant) int64 { return now.Time().Unix() / TOTPPeriod }

// Steps are the codes accepted now: one before and one after for clocks that differ, and none that was used or passed.
func Steps(now civil.Instant, last int64) []int64 {
	var out []int64
	for _, s := range [...]int64{Step(now), Step(now) - 1, Step(now) + 1} {
		if s > last {
			out = append(out, s)
		}
	}
	return out
}

// CleanCode brings a typed code to its stored form: no blanks or dashes, capitals.
func CleanCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, typed)
}

// IsTOTP tells the authenticator's six digits from a code of the sheet.
func IsTOTP(code string) bool {
	return len(code) == 6 && strings.Trim(code, "0123456789") == ""
}

var sheetAlphabet = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// SheetCode makes a code of the sheet from 5 or more random bytes: eight letters and digits that cannot be misread.
func SheetCode(random []byte) string { return sheetAlphabet.EncodeToString(random[:5]) }

// ShownCode groups a code for reading aloud and typing.
func ShownCode(code string) string {
	if len(code) != 8 {
		return code
	}
	return code[:4] + "-" + code[4:]
}

// CleanLogin brings a login to its stored form.
func CleanLogin(typed string) string { return strings.ToLower(strings.TrimSpace(typed)) }

// ValidLogin reports whether a login has 3 to 40 Latin letters, digits, dots, dashes or underscores.
func ValidLogin(login string) bool {
	if len(login) < 3 || len(login) > 40 {
		return false
	}
	return strings.Trim(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == ""
}
