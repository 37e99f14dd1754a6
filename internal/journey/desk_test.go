package journey

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/testkit/browser"
)

// alarm writes an alert as the watch over orders does, within a transaction that tells the desk.
func (w *walk) alarm(c id.Client, n int, s alert.Subject) string {
	w.T.Helper()
	key, ctx := fmt.Sprintf("%032x", n), w.app.System(context.Background(), "monitoring.watch")
	desk := pick[*desksvc.Service](w.app.Services())
	if err := w.app.DB.Write(ctx, func(tx *db.Tx) error {
		explain, err := w.app.Sealer.Seal(ctx, tx, c, "monitoring_alert", "explain", key, []byte(`{"Rules":"1","Rulebook":"kg","Accuracy":12,"Distance":130,"M":2,"N":3,"Evidence":[{"Arrival":4711,"At":"2026-03-03T02:50:00Z"}]}`))
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, "monitoring_alert", db.Row{
			"id": key, "client_id": c, "monitoring_id": "journey", "regime": string(s.Regime), "office_id": demo.HomeOffice, "rule": string(s.Rule), "class": string(s.Class),
			"severity": int(s.Severity()), "zone_kind": db.Null(s.Kind), "from_at": tx.Now, "decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 1, "told_at": tx.Now, "model": "Traccar Client",
			"updates": 0, "late": false, "drill": false, "endangers": s.Endangers(), "weakens": s.Weakens(), "explain": explain, "state": "raised", "version": 1,
		}); err != nil {
			return err
		}
		if err := desk.Ops().Raised(ctx, tx, []desksvc.Heard{{Alert: key, What: evaluator.Raised}}); err != nil {
			return err
		}
		return tx.Record(ctx, access.WorkAlerts, "")
	}); err != nil {
		w.T.Fatal(err)
	}
	return key
}

// comes waits until something is on the page that nobody has loaded anew.
func (w *walk) comes(css string) {
	w.T.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
		if w.Count(css) > 0 {
			return
		}
	}
	w.Shot("never-came")
	w.T.Fatalf("%s never came to the open page", css)
}

// At the desk: an alert comes to the open page without loading, is taken, somebody is called, it is closed with a reason; a victim's zone
// tells the police at once, climbs when nobody takes it, is not stood down without words; the shift is handed over; a drill is run.
func TestJourneyDutyDesk(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c := w.client(w.T, demo.CareStory)
		w.as(demo.DutyPersona)
		w.see("/monitoring/desk", "desk-empty")
		w.shows("monitoring.desk.empty", "monitoring.desk.no_shift")
		w.see("/monitoring/desk/shifts", "shifts")
		w.Choose("office")
		w.send(`form[action="/monitoring/desk/shifts"]`)
		w.shows("monitoring.desk.sits")

		w.Go("/monitoring/desk")
		absent := alert.Subject{Rule: judge.PresenceAbsent, Class: judge.Violation, Kind: zone.Home, Regime: alert.Supervision}
		first := w.alarm(c, 1, absent)
		w.comes(`[data-alert="` + first + `"]`)
		w.look("desk-alert")
		w.cursor(c, absent)
		w.Press(`#queue tbody tr:first-child th a`)
		w.look("alert-new")
		w.Press(`form:has(input[name="what"][value="take"]) button`)
		form := `form:has(input[name="what"][value="contact"])`
		w.send(form)
		w.look("alert-contact-refused")
		for name, value := range map[string]string{"whom": "wearer", "way": "call", "result": "promised", "words": "Он мүнөттө үйдө болот"} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		w.Has(w.code(desksvc.ListResults, "promised"))
		form = `form:has(input[name="what"][value="resolve"])`
		w.FillIn(form, "reason", "returned")
		w.send(form)
		w.Has(w.code(desksvc.ListClose, "returned"))
		w.look("alert-closed")
		w.see(href(c, "timeline"), "timeline-after-alert")
		w.shows("fact.monitoring.alert_resolve")

		w.victimZone(c)
		w.handOver()
	})
}

// cursor asserts that what lies under the focus does not move: the news waits in the line above until it is asked for.
func (w *walk) cursor(c id.Client, s alert.Subject) {
	w.T.Helper()
	browser.Eval[bool](w.Page, `(document.querySelector('#queue tbody tr th a').focus(), true)`)
	before := w.Text("#queue")
	second := w.alarm(c, 2, s)
	w.comes(`[data-state].tz-strong`)
	if w.Count(`[data-alert="`+second+`"]`) != 0 || w.Text("#queue") != before {
		w.T.Error("the queue moved under the cursor")
	}
	browser.Eval[bool](w.Page, `(document.querySelector('[data-refresh]').click(), document.activeElement.blur(), true)`)
	w.comes(`[data-alert="` + second + `"]`)
}

// victimZone is a violation of a victim's zone.
func (w *walk) victimZone(c id.Client) {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see("/monitoring/desk/lines", "lines")
	form := `form[action="/monitoring/desk/lines"]`
	w.FillIn(form, "office", string(demo.HomeOffice))
	for name, value := range map[string]string{"way": string(notify.SMS), "address": "+996 312 000 102", "lang": "ru"} {
		w.FillIn(form, name, value)
	}
	w.send(form)
	w.Has("+996 312 000 102")
	key := w.alarm(c, 3, alert.Subject{Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.VictimFixed, Regime: alert.Supervision})
	w.forward(20 * time.Minute)
	desk := pick[*desksvc.Service](w.app.Services())
	if _, err := desk.Sweep(w.app.System(context.Background(), "monitoring.desk")); err != nil {
		w.T.Fatal(err)
	}
	w.as(demo.DutyPersona)
	w.see("/monitoring/desk", "desk-danger")
	w.see("/monitoring/alerts/"+key, "alert-danger")
	w.shows("monitoring.recipient.police", "monitoring.recipient.chief", "monitoring.failed.no_way", "monitoring.means.victim_zone")
	w.Press(`form:has(input[name="what"][value="take"]) button`)
	form = `form:has(input[name="what"][value="resolve"])`
	w.FillIn(form, "reason", "safe")
	w.send(form)
	w.shows("monitoring.alert.stand_down")
	w.FillIn(form, "reason", "safe")
	w.FillIn(form, "words", "Милиция жеринде, корголуучу адам коопсуз")
	w.send(form)
	w.shows("monitoring.alert_state.resolved")
	w.Go(href(c, "timeline"))
	for _, text := range []string{w.word("monitoring.recipient.victim"), w.word("monitoring.rule.victim_zone.entry")} {
		if strings.Contains(w.Text("main"), text) {
			w.T.Errorf("the client's record says %q", text)
		}
	}
}

// handOver gives the desk to the next, and runs a drill.
func (w *walk) handOver() {
	w.T.Helper()
	w.see("/monitoring/desk/drills", "drills")
	form := `form[action="/monitoring/desk/drills"]`
	w.Choose("office")
	w.FillIn(form, "scenario", "entry")
	w.send(form)
	w.shows("monitoring.desk.drill_text", "monitoring.told_way.drill")
	w.look("drill")
	w.Go("/monitoring/desk/shifts")
	w.Press(`main table tbody tr:first-child th a`)
	w.Choose("next")
	w.FillIn(`form[action$="/hand"]`, "words", "Экинчи кабарлоону көзөмөлдөңүз")
	w.send(`form[action$="/hand"]`)
	w.shows("monitoring.desk.handed_list")
	w.look("hand-over")
	w.see("/monitoring/desk?state=closed", "desk-closed")
	if at := w.Text("#queue tbody"); !strings.Contains(at, w.code(desksvc.ListClose, "safe")) {
		w.T.Error("the closed ones lack a reason", at)
	}
}
