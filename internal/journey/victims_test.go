package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/victim"
)

// From a protection order to a withdrawal: the officer enters the protected person, tells how she may be reached, reads her the sheet, takes
// her consent and proposes her home; the head, who sees no address, approves it; she takes her consent back and everything ends at once.
func TestJourneyVictims(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		const name, address = "Сезимбаева Айсулуу", "Моңуева 411"
		c := w.client(w.T, demo.CareStory)
		today := w.app.Today()
		w.as(demo.OfficerPersona)
		w.Status(href(c, "monitoring", "new"))
		form := `form[action="` + href(c, "monitoring", "new") + `"]`
		for key, value := range map[string]string{
			"act": "protection", "number": "КО-31/26", "authority": "court", "body": "Ош шаардык соту", "decided_on": today.AddDays(-4).String(), "from": today.String(),
			"until": today.AddDays(25).String(), "purpose": "victim", "review_on": today.AddDays(14).String(), "words": "Коргоо ордери электрондук байкоо менен.",
			"regime": "protection_order", "level": "zones_only",
		} {
			w.FillIn(form, key, value)
		}
		w.send(form)
		order := strings.SplitN(w.Path(), "?", 2)[0]
		w.as(demo.HeadPersona)
		w.Status(order)
		w.Press(`button[name="answer"][value="approve"]`)

		w.as(demo.OfficerPersona)
		w.see(order, "victims-order")
		w.Press(`main a[href*="/monitoring/victims?order="]`)
		w.look("victims-none")
		w.shows("monitoring.victim.none")
		w.Press(`a[href*="/monitoring/victims/new"]`)
		form = `form[action="/monitoring/victims/new"]`
		w.FillIn(form, "phrase", "Боорсок даяр болду")
		w.send(form)
		w.look("victim-refused")
		w.FillIn(form, "name", name)
		w.FillIn(form, "lang", "ky")
		w.send(form)
		w.shows("monitoring.victim.state.no_consent")
		w.look("victim-entered")
		one := strings.SplitN(w.Path(), "?", 2)[0]
		form = `form[action$="/phones"]`
		w.FillIn(form, "number", "0555 731 942")
		w.FillIn(form, "way", "sms")
		w.send(form)
		w.see("/monitoring/victim-text?in=ky", "victim-text")
		w.Status(one)
		form = `form[action$="/consent"]`
		w.FillIn(form, "lang", "ky")
		w.FillIn(form, "on", today.String())
		w.FillIn(form, "understood", "own_words")
		w.FillIn(form, "signed", "signed")
		w.send(form)
		w.shows("monitoring.victim.state.standing")
		form = `form[action$="/places"]`
		for key, value := range map[string]string{"kind": victim.HomePlace, "address": address, "points": "40.5302, 72.7990", "radius": "300", "buffer": "200", "basis": "Соттун чечими"} {
			w.FillIn(form, key, value)
		}
		w.look("victim-place-drawn")
		w.send(form)
		w.shows("monitoring.victim.place.waiting")

		w.as(demo.HeadPersona)
		w.see("/monitoring/victim-places", "victim-places")
		if w.Count(`main form[action^="/monitoring/victim-places/"]`) == 0 {
			w.T.Fatal("nothing waits for the head")
		}
		w.hasNot(name, address, "40.53")
		w.Press(`main form[action^="/monitoring/victim-places/"] button[value="approve"]`)
		w.see(one, "victim-closed")
		w.hasNot(name, address, "731")
		form = `form[action$="/open"]`
		w.FillIn(form, "purpose", "review")
		w.FillIn(form, "words", "Чараны узартуудан мурда текшерүү")
		w.send(form)
		w.Has(name)
		w.Has(address)
		w.shows("monitoring.victim.place.in_force")
		w.look("victim-open")
		for _, page := range []string{href(c), href(c, "timeline"), href(c, "monitoring"), order, href(c, "access-log")} {
			w.Status(page)
			w.hasNot(name, "Айсулуу", address)
		}

		w.as(demo.OfficerPersona)
		w.Status(one)
		form = `form[action$="/withdraw"]`
		w.FillIn(form, "how", "phone")
		w.send(form)
		w.shows("monitoring.victim.state.withdrawn", "monitoring.victim.place.withdrawn")
		w.look("victim-withdrawn")
		w.see("/monitoring/victims", "victims-list")
		w.hasNot(name)
	})
}

// hasNot reports words that a page must not hold.
func (w *walk) hasNot(words ...string) {
	w.T.Helper()
	for _, x := range words {
		w.HasNot(x)
	}
}
