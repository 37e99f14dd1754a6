package engine

import "tuzjol/internal/kernel/civil"

// ageIn is completed years; who is born on 29 February has the birthday on 1 March in common years.
func ageIn(s *state, from, to int) float64 {
	return float64(completedMonths(s.date[from], s.date[to]) / 12)
}

func monthsIn(s *state, from, to int) float64 {
	return float64(completedMonths(s.date[from], s.date[to]))
}

// completedMonths counts whole calendar months; a month is whole when the same day is reached.
func completedMonths(from, to civil.Date) int {
	if to.Before(from) {
		return -completedMonths(to, from)
	}
	n := (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month())
	if to.Day() < from.Day() {
		n--
	}
	return n
}
