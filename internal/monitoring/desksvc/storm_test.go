package desksvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// In a storm of more alerts than a list shows an open desk still hears of the next one.
func TestStorm(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		for range desksvc.Limit + 5 {
			k.raise(absent, nil)
		}
		clock.Advance(time.Minute)
		last := k.raise(absent, nil)
		marks, err := k.desk.Standing(k.as("d1"))
		k.must(err)
		if _, heard := marks[last]; !heard || len(marks) != desksvc.Limit+6 {
			t.Errorf("%d marks, the last alert among them: %v", len(marks), heard)
		}
	})
}
