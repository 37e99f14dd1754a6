package reminder_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

type phone struct {
	Number          string
	Shared, Limited bool
	Mark            reminder.Mark
}

type given struct {
	Now         string
	Told        string // when the client was told of the appointment
	Appointment string
	Place       string
	Language    string
	Wish        reminder.Wish
	Email       string
	Fuller      bool
	SharedOK    bool `yaml:"shared_ok"`
	Phones      []phone
}

type then struct {
	Due   string // days before, or "nothing"
	Way   string
	To    string
	Why   string
	Words string
}

// Each case says what a client has and wants, and what reminder comes of it.
func TestScenarios(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	at := func(s string) civil.Instant {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return civil.At(x)
	}
	scenario.Each(t, os.DirFS("testdata"), ".", func(t *testing.T, c scenario.Case) {
		g := given{Wish: reminder.Message, Language: "ky", Told: "2026-01-01 09:00"}
		var want then
		c.Part(t, "given", &g)
		c.Part(t, "then", &want)
		now, planned := at(g.Now), at(g.Appointment)
		rules := set.At(now.In(zone))
		days, _ := rules.Lookup("reminder.days_before", now.In(zone))
		got := then{Due: "nothing"}
		n, ok := reminder.Due(reminder.Days(days.Value.List), rules.TextOf("reminder.hour", now.In(zone)), at(g.Told), now, planned, zone)
		if ok {
			got.Due = strconv.Itoa(n)
			var phones []reminder.Phone
			for i, p := range g.Phones {
				phones = append(phones, reminder.Phone{Row: strconv.Itoa(i), Number: p.Number, Shared: p.Shared, Limited: p.Limited, Mark: p.Mark})
			}
			x := reminder.Choose(reminder.Preference{Wish: g.Wish, Email: g.Email, Fuller: g.Fuller, SharedOK: g.SharedOK}, phones)
			got.Way, got.To, got.Why = string(x.Way), x.Address, x.Why
			if x.Way != "" {
				got.Words = words(rules, g.Language).Text(x.Fuller, planned.Time().In(zone).Format("02.01.2006"), planned.Time().In(zone).Format("15:04"), g.Place)
			}
		}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}

func words(rules *rulebook.Rulebook, lang string) reminder.Words {
	text := func(code string) string {
		i, _ := rules.List("reminder_texts").Item(code)
		return i.Label.In(lang)
	}
	return reminder.Words{Neutral: text("neutral"), Room: text("room"), Fuller: text("fuller"), Subject: text("subject"), Off: text("off"), Moved: text("moved")}
}

// No neutral words name the service or say why, in any language; of a place nothing but a room number goes out.
func TestNeutralWordsAreNeutral(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	rules := set.At(civil.MustDate("2026-03-03"))
	for _, lang := range []string{"ky", "ru", "en", "uz"} {
		for _, place := range []string{"", "каб. 12", "Пробация бөлүмү, 3-кабинет", "Ибраимова 115, отдел пробации"} {
			w := words(rules, lang)
			text := strings.ToLower(w.Text(false, "03.03.2026", "10:00", place) + w.Change(reminder.Off, "03.03.2026", "10:00") + w.Change(reminder.Moved, "03.03.2026", "10:00") + " " + w.Subject)
			if w.Off == "" || w.Moved == "" {
				t.Errorf("no words of a change in %s", lang)
			}
			if len([]rune(w.Subject)) < 8 {
				t.Errorf("%s: the subject of an e-mail says %q", lang, w.Subject)
			}
			for _, bad := range []string{"пробац", "probat", "суд", "сот", "court", "отдел", "бөлүм", "ибраимова", "{", "}"} {
				if strings.Contains(text, bad) {
					t.Errorf("%s with %q says %q: %s", lang, place, bad, text)
				}
			}
			if !strings.Contains(text, "03.03.2026") || !strings.Contains(text, "10:00") {
				t.Errorf("%s does not say when: %s", lang, text)
			}
		}
	}
}

func TestRoom(t *testing.T) {
	for place, want := range map[string]string{
		"12": "12", "каб. 12": "12", "Кабинет №12": "12", "12-каб.": "12", "бөлмө 3а": "3а", "Room 7": "7",
		"Пробация, каб. 12": "", "Ибраимова 115": "", "": "", "12345": "",
	} {
		if got := reminder.Room(place); got != want {
			t.Errorf("%q: %q, want %q", place, got, want)
		}
	}
}
