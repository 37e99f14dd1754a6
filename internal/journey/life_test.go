package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/crisis"
	"tuzjol/internal/supervision/life"
)

// A note says that somebody may be in danger: a task of the same day, on the day page and above the client's pages, is answered,
// handed to the head and closed with a reason.
func TestJourneyCrisis(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.OfficerPersona)
		c := w.client(w.T, demo.CareStory)
		w.see(href(c, "contacts"), "contacts")
		form := `form[action="` + href(c, "contacts") + `"]`
		w.FillIn(form, "kind", "note")
		w.FillIn(form, "text", "Коңшусу чалды: күйөөсү коркутуп жатат.")
		w.FillIn(form, "danger", "violence")
		w.send(form)
		w.shows("crisis.banner_link")
		w.look("contacts-with-danger")
		w.see("/day", "day-with-danger")
		if w.Count(`a[href="/flags?scope=mine"]`) == 0 {
			w.T.Error("the day does not speak of the danger")
		}
		w.see("/flags", "flags-with-danger")
		w.Press(`main table a[href*="` + href(c, "crises") + `/"]`)
		w.Has("Коңшусу чалды")
		form = `form[action$="/answer"]`
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n != 2 {
			w.T.Errorf("%d problems of an empty answer", n)
		}
		w.look("danger-refused")
		w.FillIn(form, "action", "police")
		w.FillIn(form, "text", "102ге билдирилди, айымга эжесиникине баруу сунушталды.")
		w.send(form)
		w.Has(w.code(rulebook.ListFlagActions, "police"))
		w.shows("crisis.state.answered")
		form = `form[action$="/take-over"]`
		w.FillIn(form, "to", string(w.account(w.T, demo.HeadPersona).ID))
		w.FillIn(form, "text", "Эртең менен чалып тактоо керек.")
		w.send(form)
		w.Has("Эртең менен чалып")
		w.look("danger-handed-over")
		task := w.Path()
		w.as(demo.HeadPersona)
		w.see(task, "danger-at-head")
		form = `form[action$="/close"]`
		w.FillIn(form, "reason", "safe_now")
		w.FillIn(form, "text", "Айым эжесиникинде, коопсуз.")
		w.send(form)
		w.Has(w.code(crisis.ListCloseReasons, "safe_now"))
		w.look("danger-closed")
		w.see("/crises?state=closed", "dangers-closed")
	})
}

// A search from the checks to the finding; a client in hospital; word of a death confirmed by a document.
func TestJourneyLifeEvents(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.OfficerPersona)
		c := w.client(w.T, demo.CareStory)
		w.hospital(c)
		w.searched(w.client(w.T, demo.CorrectedStory))
		w.died(w.client(w.T, demo.WaitingStory))
		w.as(demo.HeadPersona)
		w.see("/life", "life-list")
		w.see("/life?debt=papers&state=all", "life-papers")
	})
}

// beginEvent opens the form of a kind, is refused when it is empty, and returns the form.
func (w *walk) beginEvent(c id.Client, kind life.Kind) string {
	w.T.Helper()
	w.see(href(c, "life")+"?kind="+string(kind), "life-"+string(kind))
	form := `form[action="` + href(c, "life") + `"]`
	w.FillIn(form, "from", "")
	w.send(form)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Errorf("an empty form of %s is not refused", kind)
	}
	return form
}

func (w *walk) hospital(c id.Client) {
	w.T.Helper()
	form := w.beginEvent(c, life.Hospital)
	w.look("hospital-refused")
	w.FillIn(form, "from", w.day(-3))
	w.FillIn(form, "body", "Ош шаардык ооруканасы")
	w.send(form)
	w.shows("life.state.admitted")
	w.look("hospital")
	form = `form:has(input[name="move"][value="discharge"])`
	w.FillIn(form, "day", w.day(0))
	w.send(form)
	w.shows("life.state.discharged")
	w.look("hospital-over")
}

func (w *walk) searched(c id.Client) {
	w.T.Helper()
	form := w.beginEvent(c, life.Search)
	w.FillIn(form, "from", w.day(-20))
	w.FillIn(form, "words", "Келбейт, телефон өчүк.")
	w.send(form)
	w.shows("life.effect.search")
	for _, check := range []string{"home_visit", "telephone", "relatives", "inquiry"} {
		form = `form:has(input[name="move"][value="look"])`
		w.FillIn(form, "day", w.day(-1))
		w.FillIn(form, "code", check)
		w.FillIn(form, "words", "Жыйынтыксыз.")
		w.send(form)
		w.Has(w.code(life.ListChecks, check))
	}
	w.look("search-checked")
	page := w.Path()
	w.as(demo.HeadPersona)
	w.see(page, "search-at-head")
	form = `form:has(input[name="move"][value="open_search"])`
	w.FillIn(form, "day", w.day(-1))
	w.FillIn(form, "words", "Баары текшерилди.")
	w.send(form)
	w.shows("life.state.opened")
	w.as(demo.OfficerPersona)
	w.see(page, "search-opened")
	form = `form:has(input[name="move"][value="send"])`
	w.FillIn(form, "day", w.day(-1))
	w.FillIn(form, "body", "Ош шаардык ИИБ")
	w.FillIn(form, "number", "12/345")
	w.send(form)
	w.shows("life.state.sent")
	form = `form:has(input[name="move"][value="found"])`
	w.FillIn(form, "day", w.day(0))
	w.FillIn(form, "code", "police")
	w.FillIn(form, "place", "Жалал-Абад")
	w.send(form)
	w.shows("life.state.found")
	w.look("search-found")
}

func (w *walk) died(c id.Client) {
	w.T.Helper()
	form := w.beginEvent(c, life.Death)
	w.FillIn(form, "from", w.day(-1))
	w.FillIn(form, "words", "Агасы чалды.")
	w.send(form)
	page := w.Path()
	w.as(demo.HeadPersona)
	w.see(page, "death-at-head")
	form = `form:has(input[name="move"][value="confirm_death"])`
	w.FillIn(form, "day", w.day(0))
	w.FillIn(form, "body", "ЖАЖЖ бөлүмү")
	w.FillIn(form, "number", "KR 1234567")
	w.send(form)
	w.shows("life.state.confirmed", "life.propose_end")
	w.look("death-confirmed")
	w.Go(href(c, "order"))
	w.Press(`main a[href$="/end"]`)
	w.shows("order.end.known")
	if w.Count(`input[name="ground"][value="death"]:checked`) != 1 || w.Attr(`input[name="document"]`, "value") != "KR 1234567" {
		w.T.Error("the ground and the number of a confirmed death are not filled in")
	}
	w.look("death-ends-supervision")
}
