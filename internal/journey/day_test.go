package journey

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
)

const minute = time.Minute

// Journey 5: the officer's day and the morning pack.
func TestJourney5Day(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.see("/", "day")
		if w.Path() != "/day" {
			w.T.Fatalf("an officer begins at %s", w.Path())
		}
		w.shows("casefile.day.title", "casefile.day.appointments", "casefile.day.due", "casefile.day.alerts")
		if n := w.Count("main table tbody tr"); n < 8 {
			w.T.Errorf("%d appointments today", n)
		}
		w.find("бактыбек", "Бактыбек уулу Нурлан")
		w.find("nurlan baktybek", "Бактыбек уулу Нурлан")
		w.find("жок адам", "")
		w.debts()
		w.see("/day/pack", "pack")
		w.Has("Бактыбек уулу Нурлан")
		w.shows("casefile.pack.blank", "casefile.pack.came")
		w.nothingDue()
	})
}

// find searches from the day's page.
func (w *walk) find(text, name string) {
	w.T.Helper()
	w.Go("/day")
	w.Fill("q", text)
	w.Press("main form[action='/search'] button[type=submit]")
	if strings.Contains(w.Path(), "q=") || strings.Contains(w.Path(), text) {
		w.T.Errorf("what was typed stands in the address: %s", w.Path())
	}
	if name == "" {
		w.shows("casefile.search.none")
		w.look("search-none")
		return
	}
	w.Has(name)
	w.look("search-found")
}

// debts: each count leads to a list of as many.
func (w *walk) debts() {
	w.T.Helper()
	w.Go("/day")
	for _, path := range w.links("main a.tz-countlink") {
		if !strings.HasPrefix(path, "/caseload") {
			continue
		}
		w.Go("/day")
		said := w.Text(`main a.tz-countlink[href="` + path + `"] .tz-countlink__n`)
		n, err := strconv.Atoi(said)
		if err != nil {
			w.T.Errorf("%q begins with no count", said)
			continue
		}
		w.Go(path)
		if rows := w.Count("main table tbody tr"); rows != n && n <= 50 {
			w.T.Errorf("%s: the day says %d, the list has %d", path, n, rows)
		}
	}
	w.look("debt")
}

// nothingDue is said to somebody who has no case.
func (w *walk) nothingDue() {
	w.T.Helper()
	w.as(demo.DutyPersona)
	w.see("/day", "day-duty")
	if w.Count("main a.tz-countlink") == 0 {
		w.shows("casefile.day.nothing")
	}
}
