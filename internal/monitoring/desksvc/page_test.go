package desksvc_test

import (
	"testing"

	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// No open alert is out of reach: page by page all of them come, each once, the gravest first, and an open desk hears of all of them.
func TestEveryAlertIsReached(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		for range desksvc.Limit + 4 {
			k.raise(low, nil)
		}
		grave := k.raise(danger, nil)
		seen, pages, last := map[string]bool{}, 0, 5
		for skip, more := 0, true; more; skip += desksvc.Limit {
			var list []desksvc.Row
			var err error
			list, more, _, err = k.desk.Queue(k.as("d1"), desksvc.Filter{Skip: skip})
			k.must(err)
			if pages++; pages == 1 && list[0].ID != grave {
				t.Error("the gravest is not the first")
			}
			for _, x := range list {
				if seen[x.ID] || int(x.Severity) > last {
					t.Fatalf("%s again, or out of order", x.ID)
				}
				seen[x.ID], last = true, int(x.Severity)
			}
		}
		all, err := k.desk.Standing(k.as("d1"))
		k.must(err)
		if len(seen) != desksvc.Limit+5 || len(all) != len(seen) || pages != 2 {
			t.Errorf("%d alerts on %d pages, %d stand", len(seen), pages, len(all))
		}
	})
}
