package assessment

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

func TestHalfUp(t *testing.T) {
	for _, c := range []struct {
		x        float64
		decimals int
		want     string
	}{
		{2.675, 2, "2.68"},
		{1.005, 2, "1.01"},
		{0.5, 0, "1"},
		{1.5, 0, "2"},
		{2.5, 0, "3"},
		{-2.5, 0, "-3"},
		{0.4999, 0, "0"},
		{0, 2, "0.00"},
		{99.995, 2, "100.00"},
		{9.9999, 3, "10.000"},
		{0.1 + 0.2, 1, "0.3"},
		{1e-9, 2, "0.00"},
		{-1e-9, 2, "0.00"},
		{123456789, 0, "123456789"},
		{0.005, 2, "0.01"},
		{0.0049999, 2, "0.00"},
		{-0.1247, 3, "-0.125"},
		{12, 3, "12.000"},
	} {
		if got := HalfUp(c.x, c.decimals); got != c.want {
			t.Errorf("%v to %d: %s, want %s", c.x, c.decimals, got, c.want)
		}
	}
	if HalfUp(math.NaN(), 2) != "" || HalfUp(math.Inf(1), 2) != "" {
		t.Error("what is no number has no text")
	}
}

// Ensure exact decimals round as in decimal arithmetic: k/1000 to two decimals, halves up.
func TestHalfUpOfThousandths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.Int64Range(0, 1e9).Draw(t, "thousandths")
		want := new(big.Rat).SetFrac64((k+5)/10, 100).FloatString(2)
		if got := HalfUp(float64(k)/1000, 2); got != want {
			t.Fatalf("%d/1000: %s, want %s", k, got, want)
		}
	})
}

func TestTrimmed(t *testing.T) {
	for in, want := range map[string]string{"0.0000": "0.0", "-0.6340": "-0.634", "12": "12", "0.1599": "0.1599"} {
		if got := Trimmed(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}
