package order

import (
	"bytes"
	"strings"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Numbers are drawn from the whole space: what the random source gives decides, nothing counts up.
func TestFileNumbers(t *testing.T) {
	n, err := DrawFileNumber(FilePlace("41702410000010"), 2026, bytes.NewReader([]byte{0xff, 0xff, 0xff, 0xff, 0, 0, 0x30, 0x39}))
	if err != nil || n != "02410-26-012345" {
		t.Fatalf("%s, %v: a draw above the last whole round is drawn again", n, err)
	}
	if _, err := DrawFileNumber("02410", 2026, strings.NewReader("")); err == nil {
		t.Fatal("no randomness is no number")
	}
	for text, want := range map[string]FileNumber{"02410 26 012345": n, " 02410–26–012345 ": n, "02410-26-12345": "", "x": "", "0241O-26-012345": ""} {
		if got, ok := ParseFileNumber(text); got != want || ok != (want != "") {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// The same judgment is known again in any spelling and in the court's name in either language.
func TestTheSameJudgment(t *testing.T) {
	courts := []rulebook.Court{{Code: "court-1", Name: rulebook.Text{"ky": "Каракол шаардык соту", "ru": "Каракольский городской суд"}}}
	day := civil.MustDate("2026-01-29")
	a := SameKey(CourtCode(courts, "«Каракол» шаардык соту"), "УД-7/26", day)
	b := SameKey(CourtCode(courts, "каракольский городской  суд"), "уд 7/26", day)
	if a != b {
		t.Fatalf("%s, %s", a, b)
	}
	if c := SameKey(CourtCode(courts, "Ош шаардык соту"), "УД-7/26", day); c == a {
		t.Fatal("another court")
	}
}

// When only the year of birth is known, a person who may be a child is heard as one.
func TestMinor(t *testing.T) {
	on := civil.MustDate("2026-03-03")
	for born, want := range map[string]bool{"2008-03-04": true, "2008-03-03": false, "2008": true, "2007": false, "2008-03": true, "": false} {
		if got := MinorOn(civil.MustPartial(born), on); got != want {
			t.Errorf("%q: %v", born, got)
		}
	}
}
