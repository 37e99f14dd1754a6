package journey

import (
	"fmt"
	"strings"
	"testing"

	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/testkit/browser"
)

// The stories of the work stand as they are told: the hearing is due today, one warning is not delivered, a submission lies with the
// court, somebody is away, sought, exempt; a check-in waits and one expired; a complaint, a danger, a message without an answer.
func TestJourneyWorkStories(t *testing.T) {
	tongues(t, false, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.see("/demo/tours/work", "tour-work")
		w.shows("demo.stop.missed", "demo.stop.warned", "demo.stop.away", "demo.stop.gone", "demo.stop.visited", "demo.stop.danger")
		w.see(href(w.client(w.T, demo.MissedStory), "enforcement"), "story-missed")
		w.Has(w.day(0))
		w.Press(`main a[href*="/enforcement/"]`)
		w.shows("enforcement.next.hearing")
		w.Has(w.day(0))
		w.see(href(w.client(w.T, demo.WarnedStory), "enforcement"), "story-warned")
		w.Press(`main a[href*="/enforcement/"]`)
		w.shows("enforcement.next.delivery")
		w.see(href(w.client(w.T, demo.AwayStory), "life"), "story-away")
		w.shows("life.state.granted")
		w.see(href(w.client(w.T, demo.SearchStory), "life"), "story-sought")
		w.shows("life.state.opened")
		w.see(href(w.client(w.T, demo.CrisisStory)), "story-danger")
		w.shows("crisis.banner_link")
		w.see("/checkins", "story-checkins")
		if w.Count(`main table a[href^="`+href(w.client(w.T, demo.CheckinStory), "checkins")+`/"]`) == 0 {
			w.T.Error("no check-in waits")
		}
		w.see(href(w.client(w.T, demo.CheckinLateStory), "portal"), "story-checkin-late")
		w.shows("checkin.state.expired")
		w.see("/messages", "story-messages")
		w.shows("notify.state.uncertain")
		w.as(demo.HeadPersona)
		w.see("/demo/tours/head", "tour-head")
		w.see(href(w.client(w.T, demo.CourtStory), "enforcement"), "story-court")
		w.Press(`main a[href*="/enforcement/"]`)
		w.shows("enforcement.next.court")
		w.see(href(w.client(w.T, demo.ExemptStory), "standards"), "story-exempt")
		w.shows("contactstd.state.approved")
		w.as(demo.DirectorPersona)
		w.see(href(w.client(w.T, demo.CertificateStory), "papers"), "story-certificate")
		w.Has("-00")
		w.as(demo.RegionalPersona)
		w.see("/complaints", "story-complaints")
		if w.Count(`main table a[href^="/complaints/"]`) == 0 {
			w.T.Error("no complaint is there")
		}
	})
}

// The officer says where to and until when, is seen by the head as out, and says that all is well; the head draws a sample of visit
// records and judges one.
func TestJourneyVisitsWatched(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		w.see(href(c, "visits", "safety"), "safety-plan")
		form := `form[action="` + href(c, "visits", "safety") + `"]`
		w.send(form)
		if w.Count(".govuk-error-summary a") < 2 {
			w.T.Error("a safety plan without place and hour is taken")
		}
		w.look("safety-refused")
		w.FillIn(form, "place", "Көк-Жар айылы, 7-үй")
		w.FillIn(form, "back", "23:30")
		w.send(form)
		w.as(demo.HeadPersona)
		w.see("/field/safety", "safety-head")
		w.Has("Көк-Жар айылы, 7-үй")
		w.as(demo.OfficerPersona)
		w.see("/field/safety", "safety-officer")
		w.send(`section:has(a[href="` + href(c) + `"]) form[action^="/field/safety/"]`)
		w.HasNot("Көк-Жар айылы, 7-үй")
		w.look("safety-back")
		w.as(demo.HeadPersona)
		w.see("/office/visits", "sample-before")
		w.send(`form[action="/office/visits"][method=post]`)
		judge := `form[action^="/office/visits/"]`
		if w.Count(judge) == 0 {
			w.T.Fatal("nothing is drawn of the visits of the office")
		}
		w.look("sample-drawn")
		w.send(judge)
		if w.Count(".govuk-error-summary a") == 0 {
			w.T.Error("a judgement without a verdict is taken")
		}
		w.FillIn(judge, "verdict", "confirmed")
		w.send(judge)
		w.shows("visit.verdict.confirmed")
		w.look("sample-judged")
	})
}

// The client's own pages without scripts: in by code word and one-time code, through a check-in page by page, a request with a receipt.
func TestJourneyOwnPagesWithoutScripts(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		number, word := w.opensPages(c)
		w.switchesOn(c)
		me := w.clientsHost()
		me.Scripts(false)
		defer me.Scripts(true)
		me.comesIn(number, word)
		me.answersAll()
		me.see("/ask", "own-ask-plain")
		me.send(`form[action="/ask"]`)
		if n := me.Count(".govuk-error-summary a"); n != 2 {
			me.T.Errorf("%d problems of an empty request", n)
		}
		me.FillIn(`form[action="/ask"]`, "kind", "ask")
		me.FillIn(`form[action="/ask"]`, "text", "Келүү күнүн өзгөртсө болобу?")
		me.send(`form[action="/ask"]`)
		me.shows("portal.receipt_is")
		me.look("own-asked-plain")
		me.Press(`form[action="/signout"] button[type=submit]`)
		me.shows("portal.done.out")
	})
}

// A client who is away with permission moves: with the file go the leave, the papers, the standards, the check-in; the new office
// goes on with them, the old officer sees nothing any more.
func TestJourneyTransferWithRooms(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.AwayStory)
		w.as(demo.OfficerPersona)
		w.see(href(c, "life"), "moves-life-before")
		w.shows("life.state.granted")
		w.Go(href(c, "allocation"))
		form := `form[action="` + href(c, "transfer") + `"]`
		w.FillIn(form, "to", string(demo.NextOffice))
		w.FillIn(form, "reason", "moved")
		w.send(form)
		w.see(href(c, "life"), "moves-life-asked")
		w.as(demo.RegionalPersona)
		w.Go("/office/transfers")
		w.accepts(c)
		w.look("moves-accepted")
		for _, room := range []string{"life", "papers", "standards", "enforcement", "contacts", "timeline"} {
			w.see(href(c, room), "moves-"+room)
		}
		w.see(href(c, "life"), "moves-life-after")
		w.shows("life.state.granted")
		w.as(demo.OfficerPersona)
		for _, room := range []string{"", "life", "papers", "standards", "enforcement"} {
			path := strings.TrimSuffix(href(c, room), "/")
			if status := w.Status(path); status != 404 {
				w.T.Errorf("the officer of the old office reads %s: %d", path, status)
			}
		}
	})
}

// accepts takes the transfer of one client among those that wait.
func (w *walk) accepts(c id.Client) {
	w.T.Helper()
	card, err := pick[*casefilesvc.Service](w.app.Services()).Card(w.worker(demo.RegionalPersona, "regional"), c)
	if err != nil {
		w.T.Fatal(err)
	}
	action := browser.Eval[string](w.Page, fmt.Sprintf(`(() => { const f = [...document.querySelectorAll('form[action^="/office/transfers/"]')].find(f =>
		f.closest('div[id]').textContent.includes(%q)); return f ? f.getAttribute('action') : '' })()`, card.Label()))
	if action == "" {
		w.T.Fatalf("no transfer of %s", card.Label())
	}
	form := `form[action="` + action + `"]`
	w.FillIn(form, "state", "accepted")
	w.FillIn(form, "text", "Кабыл алдык.")
	w.send(form)
}

// Papers from the pages that they state: a visit, put before the client and confirmed by the client on the own pages; the day sheet.
func TestJourneyPapersOfPages(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.VisitStory)
		w.as(demo.OfficerPersona)
		w.Go(href(c, "contacts"))
		w.Press(`main a[href^="` + href(c, "visits") + `/"]:not([href$="/new"]):not([href$="/safety"]):not([href*="?"])`)
		w.Press(`a[href*="kind=visit_record"]`)
		w.look("visit-paper-form")
		w.Has("Туруктуу иш тапсам")
		w.send(`form[action="` + href(c, "papers") + `"]`)
		w.shows("casefile.paper.print", "casefile.paper.show_lead")
		w.look("visit-paper")
		at := strings.SplitN(w.Path(), "?", 2)[0]
		w.send(`form[action="` + at + `/show"]`)
		w.shows("casefile.paper.not_confirmed")
		number, word := w.opensPages(c)
		me := w.clientsHost()
		me.comesIn(number, word)
		me.see("/papers", "own-papers-issued")
		me.Press(`main a[href^="/papers/"]`)
		me.Has("Туруктуу иш тапсам")
		me.look("own-paper-issued")
		me.send(`main form[action^="/papers/"]`)
		me.shows("portal.done.read")
		w.Front()
		w.see(at, "visit-paper-confirmed")
		w.shows("casefile.paper.state.confirmed")
		w.see("/papers/day", "day-sheet")
		w.FillIn(`form[action="/papers/day"]`, "paper_lang", "ky")
		w.send(`form[action="/papers/day"]`)
		w.shows("casefile.paper.day.given")
		w.look("day-sheet-given")
		got := browser.Await[string](w.Page, `fetch(document.querySelector('a[href$="/file/pdf"]').href).then(r => r.text()).then(t => t.slice(0, 5))`)
		if got != "%PDF-" {
			w.T.Errorf("the day sheet begins with %q", got)
		}
	})
}
