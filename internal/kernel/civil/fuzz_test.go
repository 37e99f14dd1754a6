package civil

import "testing"

func FuzzParsePartial(f *testing.F) {
	for _, s := range []string{"1987", "1987-05", "05.1987", "14.05.1987", "2024-02-29", "0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePartial(s)
		if err != nil || p.IsZero() {
			return
		}
		if back, err := ParsePartial(p.String()); err != nil || back != p {
			t.Errorf("%q reads as %v, which reads back as %v, %v", s, p, back, err)
		}
		if p.First().After(p.Last()) {
			t.Errorf("%q begins %v after it ends %v", s, p.First(), p.Last())
		}
	})
}

func FuzzParseTerm(f *testing.F) {
	for _, s := range []string{"P1Y6M10D", "P18M", "P0D", "P", "P1D1M"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseTerm(s)
		if err != nil {
			return
		}
		if back, err := ParseTerm(v.String()); err != nil || back != v || !v.Valid() {
			t.Errorf("%q reads as %v, which reads back as %v, %v", s, v, back, err)
		}
	})
}
