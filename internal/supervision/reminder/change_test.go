package reminder_test

import (
	"os"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

// Each case says what a client was told of an appointment, what becomes of it, and what the client hears.
func TestChanges(t *testing.T) {
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
	scenario.Each(t, os.DirFS("testdata"), "change", func(t *testing.T, c scenario.Case) {
		g := struct {
			Now, Becomes, Language string
			Sent                   []struct {
				Of  string
				Off bool
			}
		}{Language: "ky"}
		type then struct{ Tells, Words string }
		var want then
		c.Part(t, "given", &g)
		c.Part(t, "then", &want)
		var last reminder.Sent
		for _, x := range g.Sent {
			last = reminder.Sent{Planned: at(x.Of), Off: x.Off}
		}
		planned, open := last.Planned, g.Becomes != "off"
		if open {
			planned = at(g.Becomes)
		}
		got := then{Tells: "nothing"}
		if change, ok := reminder.Tell(last, len(g.Sent) > 0, open, planned, at(g.Now)); ok {
			when := planned.Time().In(zone)
			got = then{string(change), words(set.At(at(g.Now).In(zone)), g.Language).Change(change, when.Format("02.01.2006"), when.Format("15:04"))}
		}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	})
}
