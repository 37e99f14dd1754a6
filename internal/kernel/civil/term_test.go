package civil

import "testing"

func TestTermEnds(t *testing.T) {
	for _, c := range []struct{ from, term, last, expiry string }{
		{"2026-01-15", "P1M", "2026-02-14", "2026-02-15"},
		{"2026-01-31", "P1M", "2026-02-28", "2026-02-28"},
		{"2026-01-30", "P1M", "2026-02-28", "2026-02-28"},
		{"2026-01-29", "P1M", "2026-02-28", "2026-02-28"},
		{"2026-01-28", "P1M", "2026-02-27", "2026-02-28"},
		{"2024-01-31", "P1M", "2024-02-29", "2024-02-29"},
		{"2024-02-29", "P1Y", "2025-02-28", "2025-02-28"},
		{"2024-02-29", "P4Y", "2028-02-28", "2028-02-29"},
		{"2026-03-01", "P1Y", "2027-02-28", "2027-03-01"},
		{"2026-01-01", "P3Y", "2028-12-31", "2029-01-01"},
		{"2026-01-31", "P1M10D", "2026-03-10", "2026-03-10"},
		{"2026-01-15", "P10D", "2026-01-24", "2026-01-25"},
		{"2026-12-31", "P2M", "2027-02-28", "2027-02-28"},
	} {
		term := MustTerm(c.term)
		if got := term.LastDay(MustDate(c.from)).String(); got != c.last {
			t.Errorf("%s from %s: last day %s, want %s", c.term, c.from, got, c.last)
		}
		if got := term.Expiry(MustDate(c.from)).String(); got != c.expiry {
			t.Errorf("%s from %s: expiry %s, want %s", c.term, c.from, got, c.expiry)
		}
	}
}

func TestTermText(t *testing.T) {
	for _, s := range []string{"P1Y", "P18M", "P1Y6M10D", "P10D"} {
		if got := MustTerm(s).String(); got != s {
			t.Errorf("%s comes back as %s", s, got)
		}
	}
	if got := MustTerm("P18M5D").Normal().String(); got != "P1Y6M5D" {
		t.Errorf("normal form %s", got)
	}
	for _, bad := range []string{"P", "1Y", "P-1M", "P1D2M", "P1X", "PY", "P1M1M", "P99999Y"} {
		if v, err := ParseTerm(bad); err == nil {
			t.Errorf("%q was read as %v", bad, v)
		}
	}
}

func TestTermBetween(t *testing.T) {
	for _, c := range []struct{ first, last, want string }{
		{"2026-01-15", "2026-02-14", "P1M"},
		{"2026-01-15", "2026-02-15", "P1M1D"},
		{"2026-01-15", "2026-01-15", "P1D"},
		{"2026-01-15", "2026-01-14", "P0D"},
		{"2026-01-31", "2026-02-28", "P1M"},
		{"2024-02-29", "2025-02-28", "P1Y"},
		{"2026-03-01", "2029-02-28", "P3Y"},
	} {
		if got := TermBetween(MustDate(c.first), MustDate(c.last)).String(); got != c.want {
			t.Errorf("%s..%s: %s, want %s", c.first, c.last, got, c.want)
		}
	}
}
