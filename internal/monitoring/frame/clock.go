package frame

import (
	"time"

	"tuzjol/internal/monitoring"
)

// How a rolled count of weeks is known. What a clock may say is judged in one place only, by the rulebook, where a message is stored:
// see track.Judge.
const (
	ahead     = 24 * time.Hour            // a mended time lies no more than this in the future
	weekCycle = 1024 * 7 * 24 * time.Hour // the satellites count weeks in 10 bits
)

// RepairWeeks mends a clock whose count of weeks has rolled over: a fix whole cycles of 1024 weeks back is moved forward to
// the last cycle that is not in the future of received. It tells how many cycles were added; a fix less than one cycle
// back is left alone.
func RepairWeeks(fix, received time.Time) (mended time.Time, cycles int) {
	if fix.IsZero() || received.IsZero() || fix.Before(time.Unix(0, 0)) {
		return fix, 0
	}
	mended = fix
	for received.Add(ahead).Sub(mended) >= weekCycle {
		mended = mended.Add(weekCycle)
		cycles++
	}
	return mended, cycles
}

// Doubt tells what about a position cannot be, without changing it: nothing is dropped. The words stand in the stored
// message beside the mark.
type Doubt string

// The doubts.
const (
	NullIsland Doubt = "null_island" // latitude and longitude are 0: a receiver without a fix
	Rolled     Doubt = "rolled"      // the count of weeks had rolled over; the time was mended
	NoFix      Doubt = "no_fix"      // the device says itself that the fix does not hold
	OffGlobe   Doubt = "off_globe"   // no such latitude or longitude
)

// Judge repairs the clock of a position and tells its doubts and marks; whether the time it tells can be is not its matter. A rolled clock is repaired and said, and the mark
// Implausible is not set for it alone. received is the zero time when it is not known.
func Judge(p *monitoring.Position, received time.Time) (doubts []Doubt, marks monitoring.Mark) {
	if t, n := RepairWeeks(p.At, received); n > 0 {
		p.At = t
		doubts = append(doubts, Rolled)
	}
	say := func(wrong bool, d Doubt, m monitoring.Mark) {
		if wrong {
			doubts, marks = append(doubts, d), marks|m
		}
	}
	say(p.Lat == 0 && p.Lon == 0, NullIsland, monitoring.Implausible)
	say(p.Lat > 900000000 || p.Lat < -900000000 || p.Lon > 1800000000 || p.Lon < -1800000000, OffGlobe, monitoring.Implausible)
	say(!p.Valid, NoFix, monitoring.Invalid)
	say(p.Mechanism == monitoring.Cell, "", monitoring.CellOnly)
	if n := len(doubts); n > 0 && doubts[n-1] == "" {
		doubts = doubts[:n-1]
	}
	return doubts, marks
}

// Nearest gives the instant nearest to now that has this time of day: a device that tells a time without a date crosses
// midnight with it.
func Nearest(now time.Time, hour, minute, second, nano int) time.Time {
	now = now.UTC()
	t := time.Date(now.Year(), now.Month(), now.Day(), hour, minute, second, nano, time.UTC)
	switch d := t.Sub(now); {
	case d > 12*time.Hour:
		return t.AddDate(0, 0, -1)
	case d < -12*time.Hour:
		return t.AddDate(0, 0, 1)
	}
	return t
}
