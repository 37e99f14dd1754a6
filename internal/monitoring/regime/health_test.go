package regime_test

import (
	"slices"
	"testing"

	"tuzjol/internal/monitoring/regime"
)

func TestNewer(t *testing.T) {
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"3.10.2", "3.9.8", true},
		{"3.9.8", "3.10.2", false},
		{"3.9", "3.9", false},
		{"03.27.07.Rev.12", "03.27.07.Rev.9", true},
		{"3.9.1", "3.9", true},
		{"", "1", false},
		{"v2", "v1", true},
		{"2b", "2a", true},
	} {
		if got := regime.Newer(x.a, x.b); got != x.want {
			t.Errorf("%q newer than %q: %v", x.a, x.b, got)
		}
	}
}

func TestCares(t *testing.T) {
	for name, x := range map[string]struct {
		c    regime.Condition
		want []regime.Care
	}{
		"well":                     {regime.Condition{State: regime.Fitted, Battery: 60, Low: 20}, nil},
		"battery never told":       {regime.Condition{State: regime.Fitted, Battery: -1, Low: 20}, nil},
		"low":                      {regime.Condition{State: regime.Fitted, Battery: 20, Low: 20}, []regime.Care{regime.CareBattery}},
		"low in the store":         {regime.Condition{State: regime.InStore, Battery: 3, Low: 20}, nil},
		"order over, silent too":   {regime.Condition{State: regime.Fitted, Over: true, Silent: true, Battery: -1}, []regime.Care{regime.CareRemove}},
		"old firmware":             {regime.Condition{State: regime.InStore, Has: "1.9", Newest: "1.10", Battery: -1}, []regime.Care{regime.CareFirmware}},
		"old firmware, but lost":   {regime.Condition{State: regime.Lost, Has: "1.9", Newest: "1.10", Battery: -1}, []regime.Care{regime.CareLost}},
		"retired":                  {regime.Condition{State: regime.Retired, Has: "1.9", Newest: "1.10"}, nil},
		"damaged and its firmware": {regime.Condition{State: regime.Damaged, Has: "1", Newest: "2", Battery: -1}, []regime.Care{regime.CareFirmware, regime.CareDamaged}},
	} {
		if got := x.c.Cares(); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", name, got, x.want)
		}
	}
}
