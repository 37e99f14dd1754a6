package badinput

import (
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/testkit/world"
)

// judgment is a form in which everything is right.
func judgment(v *reader, number string) map[string]string {
	return map[string]string{
		"source": "paper", "court_other": "Сыноо соту", "number": number, "decided_on": "02.02.2026", "in_force_on": "20.02.2026",
		"received_on": "", "kind": "executive", "measures": "probation_supervision", "term_years": "1",
		"person.surname": "Бекмырзаев", "person.given": "Дастан", "person.birth": "12.03.1990", "person.district": string(world.A),
	}
}

func (v *reader) judgment(number string, other ...string) answer {
	v.t.Helper()
	form := v.form()
	for name, value := range judgment(v, number) {
		form.Set(name, value)
	}
	for i := 0; i+1 < len(other); i += 2 {
		form.Set(other[i], other[i+1])
	}
	a := v.send("/intake/new", form)
	if a.status != http.StatusSeeOther {
		v.kept(a, form)
	}
	return a
}

// Impossible dates, a term that ends before it starts, a PIN of 13 digits, a name in the wrong script, words for a number:
// each is told at once beside the others, and a corrected form goes through.
func TestAJudgmentFullOfMistakes(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "records")
		inEachLanguage(v, func() {
			form := v.form()
			for name, value := range judgment(v, "УД-1/26") {
				form.Set(name, value)
			}
			for name, value := range map[string]string{
				"decided_on": "31.02.2026", "in_force_on": "20.13.2026", "person.birth": "31.06.1990",
				"person.pin": "1234567890123", "person.surname": "Smith", "term_years": "бир", "term_from": "10.10.2026", "term_to": "01.01.2026",
			} {
				form.Set(name, value)
			}
			a := v.send("/intake/new", form)
			v.names(a, form, "decided_on", "in_force_on", "person-birth", "person-pin", "person-surname", "term_years", "term_to")
			if !strings.Contains(a.problems()["person-pin"], "13") {
				t.Errorf("%s: the PIN: %q", v.lang, a.problems()["person-pin"])
			}
		})
		if a := v.judgment("УД-1/26"); a.status != http.StatusSeeOther {
			t.Errorf("the corrected form: %d %v", a.status, a.problems())
		}
	})
}

// A measure that is not in the rulebook is refused by name; it cannot be chosen, but a form can carry it.
func TestAnUnknownMeasure(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "records")
		form := v.form()
		for name, value := range judgment(v, "УД-2/26") {
			form.Set(name, value)
		}
		form.Set("measures", "exile")
		a := v.send("/intake/new", form)
		form.Del("measures")
		v.names(a, form, "measures")
		if !strings.Contains(a.problems()["measures"], "exile") {
			t.Errorf("the summary does not say which measure: %q", a.problems()["measures"])
		}
	})
}

// The same judgment twice is a conflict that leads to the first one and keeps the form; another convicted person of the same
// judgment goes through.
func TestTheSameJudgmentTwice(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "records")
		first := v.judgment("УД-3/26")
		if first.status != http.StatusSeeOther {
			t.Fatalf("%d %v", first.status, first.problems())
		}
		inEachLanguage(v, func() {
			again := v.judgment("уд 3/26")
			if again.status != http.StatusConflict && again.status != http.StatusUnprocessableEntity {
				t.Fatalf("the same judgment again: %d", again.status)
			}
			path, _, _ := strings.Cut(first.location, "?")
			if !strings.Contains(again.body, path) {
				t.Errorf("%s: no way to the judgment that is here already (%s): %v", v.lang, path, again.problems())
			}
		})
		if a := v.judgment("УД-3/26", "another", "yes", "person.given", "Эрлан"); a.status != http.StatusSeeOther {
			t.Errorf("another person of the same judgment: %d %v", a.status, a.problems())
		}
	})
}
