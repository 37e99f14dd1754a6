package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/supervisionsvc"
)

// A month of misses by the placeholder table: proposal, the client heard, a warning printed and delivered, then another; more misses, a
// submission and the court's answer. The same history also ends in "acceptable reason" and in "no action because".
func TestJourneyEnforcement(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.enforced() })
}

func (w *walk) enforced() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.misses(c, 2)
	w.as(demo.OfficerPersona)
	w.see(href(c, "enforcement"), "enforcement")
	w.Has(w.word("enforcement.table.says", "Action", w.code(enforcement.ListActions, "warning")))
	w.shows("enforcement.table.to_confirm")
	w.opens()
	w.hears("enforcement-hearing")
	w.proposes("acceptable", "absence_reason", "illness")
	w.decides(c, "acceptable")
	w.see(href(c, "contacts"), "enforcement-accepted") // the absence itself is an acceptable one by now
	w.Has(w.code(rulebook.ListOutcomes, supervision.AcceptableAbsence))
	w.shows("supervision.judged.acceptable")

	w.misses(c, 2)
	w.opens2(c)
	w.hears("")
	w.proposes("no_action", "no_action_reason", "service_part")
	w.decides(c, "no_action")
	w.Go(href(c, "contacts"))
	w.shows("supervision.judged.no_action")

	for range 2 {
		w.misses(c, 2)
		w.opens2(c)
		w.hears("")
		w.proposes("warning", "", "")
		w.decides(c, "warning")
		w.onPaper("warning")
	}
	w.misses(c, 1)
	w.see(href(c, "enforcement"), "enforcement-court")
	w.Has(w.word("enforcement.table.says", "Action", w.code(enforcement.ListActions, "submission")))
	w.opens()
	w.hears("")
	w.proposes("submission", "", "")
	w.decides(c, "submission")
	w.onPaper("submission")
	w.court()
	w.files(c)
}

// misses makes appointments and lets their hours pass; the officer writes down that nobody came.
func (w *walk) misses(c id.Client, n int) {
	w.T.Helper()
	s := pick[*supervisionsvc.Service](w.app.Services())
	for range n {
		ctx := w.worker(demo.OfficerPersona, "officer")
		a, err := s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: w.app.DB.Now().Add(time.Hour), Minutes: 15, Anyway: true})
		if err != nil {
			w.T.Fatal(err)
		}
		w.forward(26 * time.Hour)
		ctx = w.worker(demo.OfficerPersona, "officer")
		e, err := s.Entry(ctx, c, a)
		if err == nil {
			err = s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{
				Client: c, Entry: a, Row: e.Appointment[0].Row, Outcome: supervision.Outcome{Code: "unacceptable_absence", Text: "Келген жок, билдирген жок"},
			})
		}
		if err != nil {
			w.T.Fatal(err)
		}
	}
	w.as(demo.OfficerPersona)
}

// opens opens a case on what the table counted, which is ticked.
func (w *walk) opens() {
	w.T.Helper()
	form := `form[action$="/enforcement"][method=post]`
	if w.Count(form+` input[name=entries]:checked`) == 0 {
		w.T.Fatal("what the table counted is not ticked")
	}
	if w.Count(form+` input[name=duty]:checked`) != 1 {
		w.T.Error("the obligation to come is not offered")
	}
	w.Press(form + " button[type=submit]")
	w.shows("enforcement.next.hearing", "enforcement.state.opened")
}

func (w *walk) opens2(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "enforcement"))
	w.opens()
}

// hears records an attempt, refuses an empty account, and records the client's own words.
func (w *walk) hears(name string) {
	w.T.Helper()
	form := `form[action$="/attempt"]`
	w.FillIn(form, "how", "phone")
	w.FillIn(form, "code", "will_come")
	w.Press(form + " button[type=submit]")
	form = `form[action$="/hearing"]`
	if name != "" {
		w.look(name)
		w.Press(form + " button[type=submit]")
		if w.Count(".govuk-error-summary a") == 0 {
			w.T.Error("an empty account is taken")
		}
		w.look(name + "-refused")
	}
	w.FillIn(form, "code", "account")
	w.FillIn(form, "how", "in_person")
	w.FillIn(form, "language", "ky")
	w.FillIn(form, "text", "Балам ооруп калды, эскертүүгө үлгүргөн жокмун.")
	w.Press(form + " button[type=submit]")
	w.shows("enforcement.next.proposal")
	w.Has("Балам ооруп калды")
}

func (w *walk) proposes(action, field, reason string) {
	w.T.Helper()
	form := `form[action$="/proposal"]`
	w.FillIn(form, "code", action)
	if field != "" {
		w.FillIn(form, field, reason)
	}
	w.FillIn(form, "text", "Кардардын түшүндүрмөсү эске алынды.")
	w.Press(form + " button[type=submit]")
	w.shows("enforcement.waits", "enforcement.state.proposed")
	w.look("enforcement-proposed-" + action)
}

// decides: the head finds it among what waits and decides.
func (w *walk) decides(c id.Client, action string) {
	w.T.Helper()
	at := w.Path()
	w.as(demo.HeadPersona)
	w.see("/enforcement?state=proposed", "enforcement-list")
	w.Press(`table a[href*="/enforcement/"]`)
	w.look("enforcement-decide-" + action)
	form := `form[action$="/decision"]`
	w.FillIn(form, "code", "confirmed")
	w.Press(form + " button[type=submit]")
	w.Has(w.code(enforcement.ListActions, action))
	w.as(demo.OfficerPersona)
	w.Go(strings.Split(at, "?")[0])
}

// onPaper issues, prints and delivers.
func (w *walk) onPaper(action string) {
	w.T.Helper()
	w.Press(`form[action$="/paper"] button[type=submit]`)
	w.shows("enforcement.next.delivery")
	at := w.Path()
	w.Press(`a[href$="/print"]`)
	w.look("enforcement-print-" + action)
	if w.Count(".tz-sign li") != 4 || w.Count(`.tz-sheet [lang=ky]`) == 0 || w.Count(`.tz-sheet [lang=ru]`) == 0 {
		w.T.Error("the paper is not in two languages with lines to sign")
	}
	w.Has("Балам ооруп калды")
	w.Go(strings.Split(at, "?")[0])
	form := `form[action$="/delivery"]`
	w.FillIn(form, "code", "in_person")
	w.Press(form + " button[type=submit]")
	w.Has(w.code(enforcement.ListDelivery, "in_person"))
}

func (w *walk) court() {
	w.T.Helper()
	form := `form[action$="/sent"]`
	w.FillIn(form, "name", "Ош шаардык соту")
	w.FillIn(form, "ref", "17/2")
	w.Press(form + " button[type=submit]")
	w.shows("enforcement.next.court")
	form = `form[action$="/court"]`
	w.FillIn(form, "code", "refused")
	w.FillIn(form, "ref", "У-5")
	w.Press(form + " button[type=submit]")
	w.shows("enforcement.state.closed")
	w.Has(w.code(enforcement.ListCourt, "refused"))
	w.look("enforcement-closed")
}

// files: the breach file tells all of it, with what was not counted; the timeline knows.
func (w *walk) files(c id.Client) {
	w.T.Helper()
	w.Press(`a[href$="/file"]`)
	w.look("enforcement-file")
	w.Has(w.code(rulebook.ListOutcomes, "unacceptable_absence"))
	w.shows("enforcement.file.generated", "enforcement.step.court")
	w.see(href(c, "timeline"), "enforcement-timeline")
	w.Has(w.code(enforcement.ListCourt, "refused")) // and not another list's word for the same code
	w.Has(w.code(enforcement.ListDelivery, "in_person"))
	w.see("/day", "enforcement-day")
}
