package person

import (
	"time"

	"tuzjol/internal/kernel/civil"
)

// adult is the age of majority in full years (Civil Code).
const adult = 18

// MinorUntil is the last day on which the person may still be under 18; of a birth year alone the latest day counts, so
// that nobody is taken for grown up too early.
func MinorUntil(born civil.Partial) civil.Date {
	if born.IsZero() {
		return civil.Date{}
	}
	b := born.Last()
	return civil.DateOf(time.Date(b.Year()+adult, b.Month(), b.Day()-1, 0, 0, 0, 0, time.UTC))
}
