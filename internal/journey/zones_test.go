package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/regime"
)

// From an approved order to a place to keep away from that a second person has put into force: the officer notes where the client's life is,
// draws on the map, and cannot decide alone; the head reads what is left of everyday life and decides; a home needs the adults' word.
func TestJourneyZones(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c := w.client(w.T, demo.CorrectedStory)
		today := w.app.Today()
		w.as(demo.OfficerPersona)
		w.Status(href(c, "monitoring", "new"))
		form := `form[action="` + href(c, "monitoring", "new") + `"]`
		for name, value := range map[string]string{
			"act": "judgment", "number": "УД-33/26", "authority": "court", "body": "Ош шаардык соту", "decided_on": today.AddDays(-4).String(), "from": today.String(),
			"until": today.AddDays(25).String(), "purpose": "obligations", "review_on": today.AddDays(14).String(), "words": "Базарга барууга тыюу салынган.",
			"regime": "supervision", "level": "full_trail",
		} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		order := strings.SplitN(w.Path(), "?", 2)[0]
		w.as(demo.HeadPersona)
		w.Status(order)
		w.Press(`button[name="answer"][value="approve"]`)

		w.as(demo.OfficerPersona)
		w.see(order+"/zones", "zones-empty")
		w.shows("monitoring.zones.none")
		w.see(order+"/zones/life", "zones-life-empty")
		form = `form[action$="/zones/life"]`
		for name, value := range map[string]string{"what": "clinic", "name": "Бейтапкана", "points": "40.5302, 72.7990"} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		w.look("zones-life")
		w.see(order+"/zones/new", "zone-draw")
		form = `form[action$="/zones/new"]`
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n < 4 {
			w.T.Errorf("%d problems of an empty zone", n)
		}
		w.look("zone-refused")
		for name, value := range map[string]string{"kind": "exclusion", "name": "Келечек базары", "basis": "Өкүмдүн 4-пункту", "buffer": "200"} {
			w.FillIn(form, name, value)
		}
		w.Press(`[data-do="add"]`) // on the map: a point at the cross
		w.look("zone-drawn")
		w.FillIn(form, "points", "40.5300, 72.7985")
		w.FillIn(form, "radius", "150")
		w.send(form)
		w.shows("monitoring.zones.state.drafted", "monitoring.zones.waits")
		w.look("zone-waits")
		zone := strings.SplitN(w.Path(), "?", 2)[0]

		w.as(demo.HeadPersona)
		w.see("/monitoring/zones", "zones-queue")
		if n := w.Count(`main table a[href="` + zone + `"]`); n != 1 {
			w.T.Errorf("the zone stands %d times among those that wait", n)
		}
		w.see(zone, "zone-to-decide")
		w.shows("monitoring.everyday.covers_clinic", "monitoring.everyday.grade.warns")
		w.Press(`button[name="answer"][value="approve"]`)
		w.look("zone-not-read")
		form = `form[action$="/decide"]`
		w.FillIn(form, "seen", "yes")
		w.FillIn(form, "words", "Өкүм базарды түз атайт, башка бейтапкана бар.")
		w.Press(form + ` button[value="approve"]`)
		w.shows("monitoring.zones.state.in_force")
		w.look("zone-in-force")

		w.as(demo.OfficerPersona)
		w.Status(order + "/zones/new")
		form = `form[action$="/zones/new"]`
		for name, value := range map[string]string{
			"kind": "home", "name": "Энесинин үйү", "basis": "Өкүмдүн 2-пункту", "points": "40.5200, 72.8100", "times": "hours", "mon": "22:00-06:00", "sun": "22:00-06:00",
		} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		form = `form[action$="/confirm"]`
		w.FillIn(form, "seen", "yes")
		w.Press(form + ` button[value="approve"]`)
		w.shows("monitoring.zones.occupants")
		w.look("zone-occupants")
		home := strings.TrimSuffix(strings.SplitN(w.Path(), "?", 2)[0], "/confirm")
		w.Status(order)
		form = `form[action$="/note"]:has(input[value="` + regime.StepOccupant + `"])`
		w.FillIn(form, "words", "Энеси")
		w.FillIn(form, "code", regime.OccupantAgrees)
		w.FillIn(form, "day", today.String())
		w.send(form)
		w.Status(home)
		form = `form[action$="/confirm"]`
		w.FillIn(form, "seen", "yes")
		w.Press(form + ` button[value="approve"]`)
		w.shows("monitoring.zones.state.in_force")
		w.look("zone-home")
		w.see(order+"/zones", "zones")
		w.see(order+"/zones/print", "zones-print")
	})
}
