package track

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring"
)

// What a clock may say is judged here and nowhere else: by the limits of the rulebook, with the receipt standing for what cannot be.
func TestTheClockIsJudgedHere(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	l := Limits{Future: 10 * time.Minute, Past: 60 * 24 * time.Hour}
	for _, c := range []struct {
		name string
		at   time.Time
		want time.Time
		mark bool
	}{
		{"now", now, now, false},
		{"nine minutes ahead", now.Add(9 * time.Minute), now.Add(9 * time.Minute), false},
		{"eleven minutes ahead", now.Add(11 * time.Minute), now, true},
		{"59 days old", now.AddDate(0, 0, -59), now.AddDate(0, 0, -59), false},
		{"61 days old", now.AddDate(0, 0, -61), now, true},
		{"2009", time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC), now, true},
	} {
		m := monitoring.Message{ReceivedAt: now, Position: &monitoring.Position{At: c.at, Lat: 428746000, Lon: 745698000, Valid: true, Mechanism: monitoring.Satellite}}
		at, day, marks := Judge(&m, l)
		if !at.Equal(c.want) || day != Day(c.want) || marks.Has(monitoring.Implausible) != c.mark {
			t.Errorf("%s: %v %d %v", c.name, at, day, marks)
		}
	}
}
