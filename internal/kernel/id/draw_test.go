package id_test

import (
	"testing"

	"tuzjol/internal/kernel/id"
)

// Numbers are below the bound, the smallest bound leaves one, and a thousand draws of a million are not all alike.
func TestDraw(t *testing.T) {
	seen := map[int]bool{}
	for range 1000 {
		n := id.Draw(1_000_000)
		if n < 0 || n >= 1_000_000 || id.Draw(1) != 0 {
			t.Fatal(n)
		}
		seen[n] = true
	}
	if len(seen) < 900 {
		t.Errorf("%d different numbers of 1000", len(seen))
	}
}
