package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// Journey 4: nobody is lost, nobody is kept too long.
func TestJourney4LostAndKept(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.lostPeople()
		w.endsToday()
		w.endedEarly()
		w.expunged()
		w.sweptAway()
	})
}

// lostPeople: three judgments in force without registration, by days overdue, told to those above.
func (w *walk) lostPeople() {
	w.T.Helper()
	w.as(demo.DirectorPersona)
	w.see("/lost", "lost-national")
	text := w.Text("main")
	for _, name := range []string{"Кадыров Мирлан", "Ванахун Юсуп", "Эшимова Гүлзат"} {
		if !strings.Contains(text, name) {
			w.T.Errorf("%s is lost from the list of the lost", name)
		}
	}
	if !(strings.Index(text, "Ванахун") < strings.Index(text, "Кадыров") && strings.Index(text, "Кадыров") < strings.Index(text, "Эшимова")) {
		w.T.Error("the longest overdue does not stand first")
	}
	w.shows("order.lost.nation")
	w.as(demo.HeadPersona)
	w.see("/lost", "lost-office")
	w.Has("Кадыров Мирлан")
	w.HasNot("Ванахун")
	w.see("/notices", "notices-head")
	w.as(demo.RegionalPersona)
	w.see("/notices", "notices-region")
	w.as(demo.DirectorPersona)
	w.see("/national", "national")
}

// endsToday: the term with its arithmetic; nothing may be asked after it.
func (w *walk) endsToday() {
	w.T.Helper()
	c := w.client(w.T, demo.EndsTodayStory)
	w.as(demo.OfficerPersona)
	for _, view := range w.endings() {
		w.see(view, "endings")
	}
	w.see("/endings?view=now", "endings-today")
	w.Has("Жумабаев Данияр")
	w.see(href(c, "order"), "order")
	w.Has(w.day(0))
	w.Go(href(c, "contacts"))
	form := `form[action="` + href(c, "appointments") + `"]`
	w.FillIn(form, "kind", "office_visit")
	w.FillIn(form, "date", w.day(3))
	w.FillIn(form, "time", "10:00")
	w.send(form)
	w.Has(w.word("supervision.after_term", "End", w.day(0)))
	w.look("after-term")
}

func (w *walk) endings() []string {
	w.T.Helper()
	w.Go("/endings")
	return w.links(`main a[href*="view="], .tz-tabs a`)
}

// sweptAway: the night after the last day everything asked of the client stops by itself.
func (w *walk) sweptAway() {
	w.T.Helper()
	c := w.client(w.T, demo.EndsTodayStory)
	w.forward(16 * time.Hour)
	if _, err := pick[*ordersvc.Service](w.app.Services()).EndDue(w.app.System(w.T.Context(), "order.end_due")); err != nil {
		w.T.Fatal(err)
	}
	w.as(demo.HeadPersona)
	w.see(href(c), "ended")
	w.shows("casefile.status.ended")
	w.see(href(c, "timeline"), "timeline-ended")
	w.see("/endings?view=over", "over")
}

// endedEarly: with the end of the term what was still planned stops by itself.
func (w *walk) endedEarly() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.as(demo.HeadPersona)
	w.end(c, "early_end", -1)
	w.see(href(c, "contacts"), "stopped")
	browser.Eval[bool](w.Page, `document.querySelectorAll("details").forEach(d => d.open = true) || true`)
	w.shows("supervision.state.stopped")
	w.Has(w.code(rulebook.ListEndGrounds, "early_end"))
}

// end ends the order of a client by an act of the court, so many days from today.
func (w *walk) end(c id.Client, ground string, days int) {
	w.T.Helper()
	w.Go(href(c, "order"))
	w.Press(`main a[href$="/end"]`)
	w.look("end")
	action := w.Path()
	w.Fill("ground", ground)
	w.Fill("on", w.day(days))
	w.Fill("act_court", "Октябрь райондук соту")
	w.Fill("document", "УМ-5/26")
	w.Fill("act_on", w.day(days))
	w.Press(`form[action="` + action + `"] button[type=submit]`)
	if n := w.Count(".govuk-error-summary a"); n > 0 {
		w.T.Fatalf("not ended: %s", w.Text(".govuk-error-summary"))
	}
	w.look("ended-" + ground)
}

// expunged hides the record at once.
func (w *walk) expunged() {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	w.as(demo.HeadPersona)
	w.end(c, "expunged", 0)
	w.as(demo.OfficerPersona)
	if status := w.Status(href(c)); status != 404 {
		w.T.Errorf("the record of an expunged conviction answers %d", status)
	}
	w.HasNot("Токтосун")
	w.find("Токтосун кызы Айнура", "")
}
