package demo

import (
	"tuzjol/internal/kernel/civil"
)

// Told is how many clients have a history step by step unless Options say otherwise. Those beyond came from paper in one entry a case when the service
// began, and their contacts from the officers' journals, a few at a time: a world for benches, filled in a fraction of the
// time, with the same rows in the record.
const Told = 4000

// journalPage is how many contacts are written down at once from a journal.
const journalPage = 6

// carry lays the few steps of a case that came from paper.
func (m *maker) carry(n int32, c *Client, rate float64) {
	c.Stage = TakenOverKnown
	day := maxDate(c.Registered.AddDays(2), civil.MustDate("2025-01-13").AddDays(m.between(0, 75)))
	end := c.end()
	over := !end.IsZero() && end.Before(today)
	if over && !day.Before(end.AddDays(-10)) {
		day = c.Registered.AddDays(2)
	}
	if day = m.working(day); !day.Before(today) {
		day = c.Registered
	}
	brought := m.at(day, m.between(9, 15), m.between(0, 59))
	m.add(n, StepCarry, brought, 0)
	if compare := m.working(day.AddDays(m.between(2, 9))); compare.Before(today) && (!over || compare.Before(end)) {
		m.add(n, StepCompare, m.moment(compare), 0)
	}
	m.journal(n, c, rate, brought)
	switch {
	case over:
		m.add(n, StepEnd, m.at(end.AddDays(1), 8, 30), 0)
	case m.chance(0.6):
		next := m.working(today.AddDays(m.between(1, 30)))
		if end.IsZero() || !next.After(end) {
			m.appointment(n, max(brought+3600, m.moment(m.working(today.AddDays(-m.between(4, 20))))), m.at(next, m.between(9, 16), 30*m.between(0, 1)), false)
		}
	}
}

// journal lays the contacts of a case, evenly over its time, and when each page of them was written down.
func (m *maker) journal(n int32, c *Client, rate float64, brought int64) {
	from, to := c.Registered.AddDays(5), today.AddDays(-1)
	if end := c.end(); !end.IsZero() && !end.After(to) {
		to = end.AddDays(-2)
	}
	days := from.DaysUntil(to)
	total := int(float64(days)*rate*(0.7+0.6*m.r.Float64()) + 0.5)
	if days <= 0 || total == 0 {
		return
	}
	gap := int64(days) * 86400 / int64(total)
	first := m.moment(m.working(from))
	for i := 0; i < total; i += journalPage {
		k := min(journalPage, total-i)
		last := first + int64(i+k-1)*gap
		at := max(last+1200, brought+1800)
		if at >= m.at(today, 8, 0) {
			return
		}
		m.w.Steps = append(m.w.Steps, Step{At: at, Client: n, Kind: StepJournal, Plan: int32((at - last) / 60), Gap: int32(gap / 60), //nolint:gosec // minutes of years
			Draw: uint8(k + 8*m.r.IntN(32))}) //nolint:gosec // below 256
	}
}
