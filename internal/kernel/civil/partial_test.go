package civil

import "testing"

func TestPartialKeepsItsPrecision(t *testing.T) {
	for _, c := range []struct{ in, out, first, last string }{
		{"1987", "1987", "1987-01-01", "1987-12-31"},
		{"1987-05", "1987-05", "1987-05-01", "1987-05-31"},
		{"02.2024", "2024-02", "2024-02-01", "2024-02-29"},
		{"2023-02", "2023-02", "2023-02-01", "2023-02-28"},
		{"1987-12", "1987-12", "1987-12-01", "1987-12-31"},
		{"14.05.1987", "1987-05-14", "1987-05-14", "1987-05-14"},
		{"", "", "", ""},
	} {
		p, err := ParsePartial(c.in)
		if err != nil {
			t.Fatalf("%q: %v", c.in, err)
		}
		if p.String() != c.out || p.First().String() != c.first || p.Last().String() != c.last {
			t.Errorf("%q: got %s, %s..%s", c.in, p, p.First(), p.Last())
		}
		v, _ := p.Value()
		var back Partial
		if err := back.Scan(v); err != nil || back != p {
			t.Errorf("%q does not come back from the store: %v %v", c.in, back, err)
		}
	}
	for _, bad := range []string{"87", "1987-13", "1987-02-30", "0000", "19870514", "abcd"} {
		if p, err := ParsePartial(bad); err == nil {
			t.Errorf("%q was read as %s", bad, p)
		}
	}
}

func TestPartialAgeBounds(t *testing.T) {
	for _, c := range []struct {
		born, on string
		lo, hi   int
		known    bool
	}{
		{"2008-03-10", "2026-03-09", 17, 17, true},
		{"2008-03-10", "2026-03-10", 18, 18, true},
		{"2008-02-29", "2026-02-28", 17, 17, true},
		{"2008-02-29", "2026-03-01", 18, 18, true},
		{"2008", "2026-06-01", 17, 18, true},
		{"2008-06", "2026-06-15", 17, 18, true},
		{"2026-12", "2026-06-01", 0, 0, false},
		{"", "2026-06-01", 0, 0, false},
	} {
		lo, hi, known := MustPartial(c.born).AgeOn(MustDate(c.on))
		if lo != c.lo || hi != c.hi || known != c.known {
			t.Errorf("born %q on %s: %d..%d %v", c.born, c.on, lo, hi, known)
		}
	}
}

func TestPartialCompatible(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1987", "1987-05-14", true},
		{"1987-05", "1987-06-01", false},
		{"", "1987", true},
		{"1986", "1987", false},
	} {
		if got := MustPartial(c.a).Compatible(MustPartial(c.b)); got != c.want {
			t.Errorf("%s with %s: %v", c.a, c.b, got)
		}
	}
}
