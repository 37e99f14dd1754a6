package visit

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// SampleSize is how many records of an office a head reads for a month.
const SampleSize = 5

// Month is the first seven letters of a day: 2026-03.
func Month(day civil.Date) string { return day.String()[:7] }

// MonthStart is the first day of a month written as 2026-03; ok is false when it is none.
func MonthStart(month string) (civil.Date, bool) {
	d, err := civil.ParseDate(month + "-01")
	return d, err == nil && len(month) == 7 && !d.IsZero()
}

// Sample draws from the visits of an office and month. The draw depends on nothing but what it is drawn from, so that whoever draws
// again gets the same, and nobody chooses what is read.
func Sample(office id.Office, month string, visits []string) []string {
	rank := func(v string) string {
		sum := sha256.Sum256([]byte(string(office) + "\x00" + month + "\x00" + v))
		return hex.EncodeToString(sum[:])
	}
	out := slices.Clone(visits)
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(rank(a), rank(b)) })
	return out[:min(len(out), SampleSize)]
}

// Verdict is what a head says of a record that calls itself substantive; its text is the message "visit.verdict.<code>".
type Verdict string

// The verdicts.
const (
	Confirmed Verdict = "confirmed"
	Disputed  Verdict = "disputed"
)

// Check notes what is wrong with a verdict: a disputed record needs a word on why.
func (v Verdict) Check(problems *fault.Problems, note string) {
	if v != Confirmed && v != Disputed {
		problems.Add("verdict", "field.choose")
	}
	if v == Disputed && note == "" {
		problems.Add("note", "field.required")
	}
}

// Share is how many contacts of an office went beyond the administrative in a month. It is a figure of an office, never of a person.
type Share struct {
	Office      id.Office
	Contacts    int
	Substantive int
	Disputed    int // among those that were read
}

// Percent is the share in whole percent.
func (s Share) Percent() int {
	if s.Contacts == 0 {
		return 0
	}
	return s.Substantive * 100 / s.Contacts
}
