package victim_test

import (
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/victim"
)

// The last day still counts, and half of the time is a reminder.
func TestRenewBy(t *testing.T) {
	since := civil.MustDate("2026-03-02")
	for after, want := range map[int]int{0: victim.RenewAsked, 6: victim.RenewAsked, 7: victim.RenewSoon, 14: victim.RenewSoon, 15: victim.RenewLate, 400: victim.RenewLate} {
		if by, got := victim.RenewBy(since, 14, since.AddDays(after)); got != want || by != civil.MustDate("2026-03-16") {
			t.Errorf("after %d days: step %d by %s", after, got, by)
		}
	}
}
