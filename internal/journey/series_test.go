package journey

import (
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision/remindersvc"
)

// A series with a day off in it: shown before it is made, the day off moved by the officer's choice; the client is reminded; the
// series is called off with a reason.
func TestJourneySeries(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.seriesMade() })
}

// The same without scripts.
func TestJourneySeriesWithoutScripts(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		w.Scripts(false)
		defer w.Scripts(true)
		w.seriesMade()
	})
}

func (w *walk) seriesMade() {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	w.as(demo.OfficerPersona)
	w.see(href(c, "contacts"), "series-contacts")
	w.Press(`a[href="` + href(c, "series") + `"]`)
	w.look("series-new")
	form := `form[action="` + href(c, "series") + `"]`
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Fatal("a series without an end is taken")
	}
	w.FillIn(form, "every", "1")
	w.FillIn(form, "weekday", "6") // each Saturday is a day off
	w.FillIn(form, "until", w.day(20))
	w.Press(form + " button[type=submit]")
	w.look("series-days")
	if n := w.Count(`input[value=move]:checked`); n == 0 {
		w.T.Fatal("no day off is proposed to be moved")
	}
	w.Press(form + ` button[value=make]`)
	w.look("series-made")
	w.shows("series.parts", "series.change", "series.call_off")
	w.reminded(c)
	w.Go(href(c, "contacts"))
}

// reminded waits until the service reminds of the first appointment and looks at the client's messages.
func (w *walk) reminded(c id.Client) {
	w.T.Helper()
	series := w.Path()
	w.forward(120 * time.Hour)
	w.as(demo.OfficerPersona) // the session has ended meanwhile
	if _, err := pick[*remindersvc.Service](w.app.Services()).MakeDue(w.app.System(w.T.Context(), "supervision.remind")); err != nil {
		w.T.Fatal(err)
	}
	w.see(href(c, "messages"), "series-messages")
	if w.Count("main table tbody tr[id^=m-]") == 0 {
		w.T.Error("nobody reminded the client")
	}
	w.see("/messages", "messages")
	w.see("/messages/slips", "slips")
	w.Go(series)
	off := `form[action$="/call-off"]`
	w.Press(off + " button[type=submit]")
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error("called off without a reason")
	}
	w.FillIn(off, "text", "Эмгек миграциясына кетти")
	w.Press(off + " button[type=submit]")
	w.shows("series.called_off", "supervision.state.cancelled")
	w.look("series-off")
}
