package demo

import (
	"time"

	"tuzjol/internal/kernel/civil"
)

func TimeOf(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// plans lays the appointments of a running case: one that was kept or missed, and one that comes.
func (m *maker) plans(n int32, c *Client, last int64) {
	if last == 0 {
		last = m.at(c.Registered, 17, 5)
		if c.Stage >= TakenOver {
			last = m.at(today.AddDays(-1), 17, 5)
		}
	}
	switch c.Story {
	case DayStory, WaitingStory:
		m.dayPlans(n, c)
		return
	case EndsTodayStory, RestrictedStory, PaperStory:
		return
	}
	if m.chance(0.7) { // made two weeks before, closed after it was held
		day := m.working(civil.At(TimeOf(last)).In(m.Zone).AddDays(-m.between(8, 16)))
		held := m.working(civil.At(TimeOf(last)).In(m.Zone))
		if day.After(c.Registered.AddDays(4)) && held.Before(today) && c.Stage < TakenOver {
			last = m.appointment(n, m.at(day, 16, m.between(0, 59)), m.at(held, m.between(9, 16), 30*m.between(0, 1)), !m.chance(0.04))
		}
	}
	day := m.working(today.AddDays(m.between(1, 30)))
	if end := c.end(); !end.IsZero() && day.After(end) {
		return
	}
	made := max(last+600, m.at(c.Registered, 17, 10))
	if made < m.at(today, 8, 50) {
		m.appointment(n, made, m.at(day, m.between(9, 16), 30*m.between(0, 1)), false)
	}
}

// appointment is made at one time for another and, when closed, gets its outcome shortly after.
// It returns when the last of it was written.
func (m *maker) appointment(n int32, made, planned int64, closed bool) int64 {
	if planned <= made {
		return made
	}
	m.add(n, StepPlan, made, int32((planned-made)/60)) //nolint:gosec // weeks
	if !closed {
		return made
	}
	written := planned + int64(m.between(20, 55))*60
	m.add(n, StepOutcome, written, 0)
	return written
}

// dayPlans give the persona officer eight appointments on the first day; the others come later that week.
func (m *maker) dayPlans(n int32, c *Client) {
	slots := [][2]int{{8, 30}, {9, 15}, {10, 0}, {11, 0}, {13, 30}, {14, 30}, {15, 30}, {17, 0}}
	day, slot := today, m.daySlot
	m.daySlot++
	if c.Story == WaitingStory {
		slot, day = 1, today
		m.daySlot--
	} else if slot >= 1 {
		slot++ // the second slot is the waiting man's
	}
	if slot >= len(slots) {
		day = m.working(today.AddDays(1 + (slot-len(slots))/6))
		slot = (slot - len(slots)) % 6
	}
	made := m.moment(m.working(today.AddDays(-m.between(6, 13))))
	if made < m.at(c.Registered, 17, 30) {
		made = m.at(c.Registered, 17, 30)
	}
	m.appointment(n, made, m.at(day, slots[slot][0], slots[slot][1]), false)
	if m.chance(0.15) { // a debt: held last week, nobody wrote what came of it
		held := m.working(today.AddDays(-5))
		if m.at(held.AddDays(-8), 16, 0) > m.at(c.Registered, 17, 30) {
			m.appointment(n, m.at(held.AddDays(-8), 16, 0), m.at(held, 16, 0), false)
		}
	}
}
