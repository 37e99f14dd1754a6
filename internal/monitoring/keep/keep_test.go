package keep

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
)

func TestHolds(t *testing.T) {
	d := func(s string) civil.Date {
		x, err := civil.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	h := Hold{Client: "c", Order: "o", From: d("2026-03-10"), Until: d("2026-03-12"), Ends: d("2026-06-01")}
	for name, x := range map[string]struct {
		hold  Hold
		order string
		day   int
		today string
		want  bool
	}{
		"a day of it":               {h, "o", 20260311, "2026-05-01", true},
		"the day before, by zone":   {h, "o", 20260309, "2026-05-01", true},
		"two days before":           {h, "o", 20260308, "2026-05-01", false},
		"the day after, by zone":    {h, "o", 20260313, "2026-05-01", true},
		"two days after":            {h, "o", 20260314, "2026-05-01", false},
		"another order":             {h, "p", 20260311, "2026-05-01", false},
		"its last day":              {h, "o", 20260311, "2026-06-01", true},
		"over":                      {h, "o", 20260311, "2026-06-02", false},
		"lifted":                    {Hold{Client: "c", Order: "o", From: h.From, Until: h.Until, Ends: h.Ends, LiftedAt: civil.At(time.Unix(1, 0))}, "o", 20260311, "2026-05-01", false},
		"of every order":            {Hold{Client: "c", From: h.From, Until: h.Until, Ends: h.Ends}, "p", 20260311, "2026-05-01", true},
		"lifting asked still holds": {Hold{Client: "c", From: h.From, Until: h.Until, Ends: h.Ends, LiftAskedAt: civil.At(time.Unix(1, 0))}, "p", 20260311, "2026-05-01", true},
	} {
		if got := x.hold.Holds("c", x.order, x.day, d(x.today)); got != x.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if h.Holds("d", "o", 20260311, d("2026-05-01")) {
		t.Error("somebody else is held")
	}
	if Date(Number(d("2024-02-29"))) != d("2024-02-29") || !Date(0).IsZero() {
		t.Error("numbers of days")
	}
}

func TestCertificateHash(t *testing.T) {
	var a, b Certificate
	a.Add(20260311, 2, []byte("x"))
	a.Add(20260310, 3, []byte("y"))
	b.Add(20260310, 3, []byte("y"))
	b.Add(20260311, 2, []byte("x"))
	if string(a.Hash) == string(b.Hash) || a.Gone != 5 || a.FirstDay != 20260310 || a.LastDay != 20260311 {
		t.Errorf("%+v %+v", a, b)
	}
}
