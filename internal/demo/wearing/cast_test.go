package wearing

import (
	"testing"
	"time"

	"tuzjol/internal/demo"
)

// TestCast: the same wearers at every start; each story has one, and what is told of them happens.
func TestCast(t *testing.T) {
	zone := time.FixedZone("", 6*3600)
	a, b := Cast(1, zone), Cast(1, zone)
	if len(a) != len(demo.WearStories()) {
		t.Fatalf("%d roles for %d stories", len(a), len(demo.WearStories()))
	}
	until := demo.Start(zone)
	for i, r := range a {
		if r.Story != demo.WearStories()[i] {
			t.Errorf("role %d is of %s", i, r.Story)
		}
		whole, other := Past(r.Wearer, Fitted(zone), until), Past(b[i].Wearer, Fitted(zone), until)
		if len(whole) < 300 || len(whole) != len(other) || whole[100].Place != other[100].Place || r.Ident != b[i].Ident {
			t.Errorf("%s: %d and %d samples, or another life", r.Story, len(whole), len(other))
		}
		last := whole[len(whole)-1].At
		if silent := until.Sub(last) > time.Hour; silent != (r.Story == demo.SilentStory) {
			t.Errorf("%s: the last word is of %s", r.Story, last)
		}
		near := false
		for _, s := range whole {
			near = near || r.Market.Distance(s.Place) < 50
		}
		if near != (r.Story == demo.MarketStory) {
			t.Errorf("%s: at the market %v", r.Story, near)
		}
	}
}
