package badinput

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/testkit/world"
)

// contact is a contact as an officer types it.
func (v *reader) contact(text string) url.Values {
	return v.form("kind", "phone_call", "date", v.w.Clock.Now().In(v.w.App.Zone).Format("02.01.2006"), "time", "08:30", "text", text, "source", "phone")
}

func (v *reader) contacts() string {
	return "/clients/" + string(v.w.Client(world.Own).ID) + "/contacts"
}

// Two clicks, one after the other or at once, log one contact and lead to the same page.
func TestADoubleClick(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := enter(t, w, "officer")
		form := v.contact("Эки жолу басылган баскыч")
		answers := make([]answer, 4)
		var wg sync.WaitGroup
		for i := range answers {
			wg.Go(func() { answers[i] = v.send(v.contacts(), form) })
		}
		wg.Wait()
		for _, a := range answers {
			if a.status != http.StatusSeeOther || a.location != answers[0].location {
				t.Errorf("%d to %q, the first to %q", a.status, a.location, answers[0].location)
			}
		}
		if n := strings.Count(v.get(v.contacts()).body, "Эки жолу басылган баскыч"); n != 1 {
			t.Errorf("%d contacts", n)
		}
	})
}

var hiddenRE = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// Two people correct the same birth date: the second learns that it has changed, sees the new value and keeps the own one.
func TestTwoEditors(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		one, two := enter(t, w, "officer"), enter(t, w, "records")
		person := "/clients/" + string(w.Client(world.Own).ID) + "/person"
		link := regexp.MustCompile(`href="([^"]*/person/edit\?[^"]*kind=birth[^"]*row=[^"]*)"`).FindStringSubmatch(one.get(person).body)
		if link == nil {
			t.Fatal("no link to correct the birth date")
		}
		at, err := url.Parse(html.UnescapeString(link[1]))
		if err != nil {
			t.Fatal(err)
		}
		page := two.get(at.RequestURI()).body
		edit := func(v *reader, birth string) (answer, url.Values) {
			form := v.form("birth", birth, "reason", "document_differs", "reason_text", "Паспорт боюнча "+birth)
			for _, m := range hiddenRE.FindAllStringSubmatch(page, -1) {
				if m[1] != "_key" {
					form.Set(m[1], html.UnescapeString(m[2]))
				}
			}
			return v.send(person+"/edit", form), url.Values{"birth": {birth}, "reason_text": {"Паспорт боюнча " + birth}}
		}
		if a, _ := edit(one, "13.03.1981"); a.status != http.StatusSeeOther {
			t.Fatalf("the first: %d %v", a.status, a.problems())
		}
		inEachLanguage(two, func() {
			a, typed := edit(two, "14.03.1981")
			if a.status != http.StatusConflict && a.status != http.StatusUnprocessableEntity {
				t.Errorf("%s: the second: %d", two.lang, a.status)
			}
			if !strings.Contains(a.body, "13.03.1981") {
				t.Errorf("%s: the second does not see what the first wrote", two.lang)
			}
			two.kept(a, typed)
		})
		if body := one.get(person).body; !strings.Contains(body, "13.03.1981") || strings.Contains(body, "14.03.1981") {
			t.Error("the second has overwritten the first")
		}
	})
}

// A session that is locked or over while somebody types: after signing in again the form stands there as it was typed.
func TestASessionThatEndedWhileTyping(t *testing.T) {
	for name, away := range map[string]time.Duration{"locked": 20 * time.Minute, "over": 13 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			world.Each(t, func(t *testing.T, w *world.World) {
				v := enter(t, w, "officer")
				form := v.contact("Узак жазылган текст, жоголбошу керек")
				w.Clock.Set(w.Clock.Now().Add(away))
				a := v.send(v.contacts(), form)
				if a.status != http.StatusSeeOther || !strings.HasPrefix(a.location, "/signin") {
					t.Fatalf("%d to %q", a.status, a.location)
				}
				to, err := url.Parse(a.location)
				if err != nil {
					t.Fatal(err)
				}
				var back string
				for _, values := range to.Query() {
					if strings.Contains(values[0], "draft=") {
						back = values[0]
					}
				}
				if back == "" {
					t.Fatalf("the way back does not carry what was typed: %s", a.location)
				}
				v.cookie = w.Enter("officer")
				page := v.get(back)
				if page.status != http.StatusOK {
					t.Fatalf("%s: %d", back, page.status)
				}
				v.kept(page, form)
				if strings.Contains(v.get(v.contacts()).body, "Узак жазылган текст") {
					t.Error("what was typed was saved without being sent")
				}
			})
		})
	}
}
