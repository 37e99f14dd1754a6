package person

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
)

// Ensure a number of the wrong length is refused with the count of digits, and signs between digits do not matter.
func TestParsePIN(t *testing.T) {
	for in, want := range map[string]string{
		"22503198500123": "22503198500123", " 2250319 8500123\t": "22503198500123", "2-2503-1985-00123": "22503198500123",
		"2250319850012": "pin.short", "225031985001234": "pin.long", "": "pin.empty", "2250319850012x": "pin.digits_only", "２2503198500123": "pin.digits_only",
	} {
		got, err := ParsePIN(in)
		if f := fault.As(err); f != nil {
			if f.Kind != fault.Invalid || len(f.Problems) != 1 || f.Problems[0].Field != "pin" || f.Problems[0].Msg.Key != want {
				t.Errorf("%q: %v, want %s", in, f, want)
			}
			if strings.Contains(f.Error(), in) && in != "" {
				t.Errorf("the fault holds the number: %v", f)
			}
			continue
		}
		if string(got) != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	_, err := ParsePIN("225031985001")
	if m := fault.As(err).Problems[0].Msg; *m.Count != 2 || m.Args["Digits"] != 12 {
		t.Errorf("missing digits: %+v", m)
	}
}

// Ensure what does not fit warns and nothing more.
func TestPINWarnings(t *testing.T) {
	for _, c := range []struct {
		pin  PIN
		born string
		sex  Sex
		want []string
	}{
		{"22503198500123", "1985-03-25", Male, nil},
		{"22503198500123", "1985", Male, nil},
		{"22503198500123", "", UnknownSex, nil},
		{"22503198500123", "1985-03-26", Female, []string{"pin.date_differs", "pin.sex_differs"}},
		{"02503198500123", "1984", Male, []string{"pin.date_differs", "pin.first_digit"}},
		{"23102198500123", "1985-02-28", Male, []string{"pin.no_date"}},
	} {
		if diff := cmp.Diff(c.want, keys(c.pin.Warnings(civil.MustPartial(c.born), c.sex))); diff != "" {
			t.Errorf("%s %s: %s", c.born, c.sex, diff)
		}
	}
	if got := PIN("22503198500123").Masked(); strings.Contains(got, "1985") || len([]rune(got)) != 14 {
		t.Errorf("masked: %s", got)
	}
}

func keys(list []msg.Message) []string {
	var out []string
	for _, m := range list {
		out = append(out, m.Key)
	}
	return out
}

// Ensure the ways of writing a phone number meet in one form.
func TestParsePhone(t *testing.T) {
	for in, want := range map[string]string{
		"0555 12-34-56": "+996555123456", "555123456": "+996555123456", "+996 (555) 123456": "+996555123456", "996555123456": "+996555123456",
		"00996555123456": "+996555123456", "+7 701 123 45 67": "+77011234567", "055512345": "phone.length", "+99655512345": "phone.length",
		"12345": "phone.foreign_length", "": "phone.empty", "555-ask": "phone.digits_only", "+": "phone.empty",
	} {
		got, err := ParsePhone(in)
		if f := fault.As(err); f != nil {
			if f.Problems[0].Msg.Key != want {
				t.Errorf("%q: %v, want %s", in, f, want)
			}
			continue
		}
		if string(got) != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := Phone("+996555123456").Display(); got != "+996 555 123 456" {
		t.Errorf("shown %q", got)
	}
}

// Ensure a document number is compared as printed, whatever keyboard it was typed on.
func TestDocument(t *testing.T) {
	if a, b := NormalDocument("АС 123-4567"), NormalDocument("ac1234567"); a != b {
		t.Errorf("%q and %q", a, b)
	}
	if got := keys(DocumentWarnings("id_card", "ID123456")); !cmp.Equal(got, []string{"document.shape"}) {
		t.Errorf("short number: %v", got)
	}
	if got := DocumentWarnings("id_card", "ID 1234567"); got != nil {
		t.Errorf("good number: %v", got)
	}
}

// Ensure forms in several languages give a sex.
func TestParseSex(t *testing.T) {
	for in, want := range map[string]Sex{"Ж": Female, "аял": Female, "Male": Male, "эркек": Male, " муж. ": Male, "": UnknownSex} {
		if got, ok := ParseSex(in); !ok || got != want {
			t.Errorf("%q: %q %v", in, got, ok)
		}
	}
	if _, ok := ParseSex("?"); ok {
		t.Error("a sign is no sex")
	}
}

func FuzzParsePIN(f *testing.F) {
	for _, s := range []string{"22503198500123", "2250319850012", "99999999999999", "1 1 1", "\u0661"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePIN(s)
		if (err == nil) != (len(p) == pinDigits) {
			t.Errorf("%q: %q, %v", s, p, err)
		}
		p.Warnings(civil.Partial{}, Male)
		_ = p.Masked()
		if _, err := ParsePhone(s); err != nil && fault.As(err) == nil {
			t.Errorf("%q: not a fault: %v", s, err)
		}
	})
}
