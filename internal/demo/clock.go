package demo

import (
	"sync"
	"time"

	"tuzjol/internal/kernel/civil"
)

// Today is the day on which every demonstration begins: a Tuesday in a week without holidays.
var today = civil.MustDate("2026-11-17")

// Today is the day on which every demonstration begins.
func Today() civil.Date { return today }

// Start is the moment at which every demonstration begins: Tuesday 08:55 in the zone of the service.
func Start(zone *time.Location) time.Time {
	return time.Date(today.Year(), today.Month(), today.Day(), 8, 55, 0, 0, zone)
}

// Clock is the clock of the demonstration. While the past is being written it stands where it is set; then it runs from
// the moment it is started at.
type Clock struct {
	mu      sync.Mutex
	at      time.Time
	elapsed func() time.Duration // nil while it stands
}

// NewClock makes a clock that stands some years before the demonstration begins.
func NewClock(zone *time.Location) *Clock { return &Clock{at: Start(zone).AddDate(-7, 0, 0)} }

// Now is the clock's time; it serves as the clock of the database.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.elapsed != nil {
		return c.at.Add(c.elapsed())
	}
	return c.at
}

// Set lets the clock stand at a time.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.elapsed = t, nil
}

// Run starts the clock at a time; elapsed tells how long it has been running.
func (c *Clock) Run(from time.Time, elapsed func() time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.elapsed = from, elapsed
}
