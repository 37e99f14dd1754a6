package journey

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/testkit/browser"
)

// underOrder puts a client under an order of the lightest level whose sheet is signed.
func (w *walk) underOrder(c id.Client) {
	w.T.Helper()
	w.underOrderOf(c, regime.Presence)
}

// underOrderOf puts a client under an order of a level whose sheet is signed.
func (w *walk) underOrderOf(c id.Client, level regime.Level) {
	w.T.Helper()
	must := func(err error) {
		w.T.Helper()
		if err != nil {
			w.T.Fatal(err)
		}
	}
	orders := pick[*monitoringsvc.Service](w.app.Services())
	today := w.app.Today()
	officer, head := w.app.System(context.Background(), "one"), w.app.System(context.Background(), "another")
	order, err := orders.Draft(officer, monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
		Act: "judgment", ActNumber: "УД-40/26", Authority: "court", Body: "Ош шаардык соту", DecidedOn: today.AddDays(-2), From: today, Until: today.AddDays(25),
		Level: level, Purpose: "obligations", ReviewOn: today.AddDays(14),
	}})
	must(err)
	must(orders.Decide(head, monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	must(orders.Note(officer, monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}))
}

// untilAsked lets time pass until something is asked of the client.
func (w *walk) untilAsked(c id.Client, before int) {
	w.T.Helper()
	s := pick[*promptsvc.Service](w.app.Services())
	for range 26 * 12 {
		ctx := w.app.System(context.Background(), "test")
		s.Sweep(ctx) //nolint:errcheck // the service's own task may be at it in the same moment
		v, err := s.Of(ctx, c)
		if err != nil {
			w.T.Fatal(err)
		}
		if len(v.List) > before && v.List[0].State == "asked" {
			return
		}
		w.forward(5 * time.Minute)
	}
	w.T.Fatal("nobody is asked in a whole day")
}

// Check-ins at random moments: the officer agrees on them with the client, the client is asked on the own pages and sends a photograph, a
// person compares it with the reference and refuses; the alert stands in the record.
func TestJourneyRandomCheckin(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.underOrderOf(c, regime.ZonesOnly)
		w.as(demo.OfficerPersona)
		number, word := w.opensPages(c)
		w.see(href(c, "monitoring", "prompts"), "prompts-none")
		form := `form[action="` + href(c, "monitoring", "prompts") + `"]`
		w.send(form)
		if w.Count(".govuk-error-summary a") != 2 {
			w.T.Error("a plan without a reason and a photograph is not refused for both")
		}
		w.look("prompts-refused")
		w.FillIn(form, "reason", "Жумушу күндүзү")
		w.FillIn(form, "place", "yes")
		w.Upload("reference", w.picture())
		w.send(form)
		w.look("prompts-set")
		w.Has("9:00–20:00")

		w.untilAsked(c, 0)
		me := w.clientsHost()
		me.comesIn(number, word)
		me.shows("portal.prompt.title")
		me.look("own-home-asked")
		me.see("/prompt", "own-prompt")
		me.send(`form[action^="/prompt/"]`)
		me.shows("monitoring.prompt.photo_needed")
		me.look("own-prompt-refused")
		where := me.locates()
		me.Upload("photo", w.picture())
		me.send(`form[action^="/prompt/"]`)
		me.shows("portal.prompt.none")
		me.look("own-prompt-sent")

		w.Front()
		w.as(demo.OfficerPersona)
		w.see("/monitoring/prompts", "prompts-queue")
		w.Press(`main table a[href*="/monitoring/prompts/"]`)
		w.look("prompts-compare")
		if w.Count("main img") != 2 {
			w.T.Error("two photographs are not side by side")
		}
		w.Has(where)
		form = `form[action*="/monitoring/prompts/"]`
		w.FillIn(form, "verdict", "refused")
		w.send(form)
		if w.Count(".govuk-error-summary a") != 1 {
			w.T.Error("a refusal without a word is taken")
		}
		w.FillIn(form, "note", "Сүрөттө үй гана көрүнөт")
		w.send(form)
		w.shows("monitoring.prompt.state.refused")
		w.look("prompts-decided")
		w.see(href(c, "timeline"), "timeline-after-prompt")
		w.Has(w.word("fact.monitoring.prompt_refused"))
	})
}

// locateJS taps the button that asks the browser for its place, and gives what the page then says and what stands in the field.
const locateJS = `(async()=>{ const b=document.querySelector('[data-locate]'); b.querySelector('button').click();
 for(let i=0;i<100 && (b.querySelector('button').disabled || !b.querySelector('[role=status]').textContent);i++) await new Promise(r=>setTimeout(r,50));
 return {said:b.querySelector('[role=status]').textContent, value:document.getElementById('place').value, hidden:b.hidden} })()`

// locates asks the browser for the place of a check-in: first somebody who does not allow it, who may still type, then somebody who does. It
// gives what then stands in the field.
func (w *walk) locates() string {
	w.T.Helper()
	type answer struct {
		Said, Value string
		Hidden      bool
	}
	w.HidesPlace()
	w.Go("/prompt")
	if got := browser.Await[answer](w.Page, locateJS); got != (answer{Said: w.word("portal.prompt.locate_failed")}) {
		w.T.Errorf("a place that is not allowed: %+v", got)
	}
	w.look("own-prompt-not-located")
	if browser.Eval[bool](w.Page, `(e=>e.disabled||e.readOnly||e.type==='hidden')(document.getElementById('place'))`) {
		w.T.Error("the place cannot be typed")
	}
	w.Stands(40.513912, 72.816134, 12.4)
	w.Go("/prompt")
	const where = "40.51391, 72.81613 ±12 m"
	if got, want := browser.Await[answer](w.Page, locateJS), (answer{Said: strings.ReplaceAll(w.word("portal.prompt.locate_found"), "#", "12"), Value: where}); got != want {
		w.T.Errorf("a place that is allowed: %+v", got)
	}
	w.look("own-prompt-located")
	policies := browser.Await[[]string](w.Page, `Promise.all(['/prompt','/home'].map(u=>fetch(u).then(r=>r.headers.get('permissions-policy'))))`)
	if !strings.Contains(policies[0], "geolocation=(self)") || !strings.Contains(policies[1], "geolocation=()") {
		w.T.Errorf("more or less than this page may ask for the place: %q", policies)
	}
	return where
}

// A command to a device: asked for with a reason, told to the phone when it speaks, another one withdrawn; what may not be is refused in words.
func TestJourneyDeviceCommand(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.HeadPersona)
		d, err := pick[*devicesvc.Service](w.app.Services()).Add(w.app.System(context.Background(), "test"), devicesvc.Add{
			Ident: "phone-of-commands", Kind: regime.PhoneApp, Model: "Traccar Client", Serial: "W-2", Office: demo.HomeOffice, Firmware: "8.1",
		})
		if err != nil {
			w.T.Fatal(err)
		}
		w.see("/monitoring/devices/"+d, "device-of-commands")
		w.Press(`main a[href$="/commands"]`)
		w.look("commands-none")
		form := `form[action$="/commands"]`
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n != 2 {
			w.T.Errorf("%d problems of an empty command", n)
		}
		w.FillIn(form, "kind", "interval")
		w.FillIn(form, "seconds", "2")
		w.FillIn(form, "reason", "setup")
		w.send(form)
		w.look("commands-refused")
		w.FillIn(form, "seconds", "60")
		w.send(form)
		w.shows("monitoring.command.state.queued")
		w.FillIn(form, "kind", "locate")
		w.FillIn(form, "reason", "silent")
		w.send(form)
		w.look("commands-queued")
		w.Press(`main table form[action$="/withdraw"] button[type=submit]`)
		w.shows("monitoring.command.state.withdrawn")
		if status := w.phone("phone-of-commands", w.app.DB.Now().Time(), 40.5, 72.8); status != http.StatusOK {
			w.T.Fatalf("the phone is answered %d", status)
		}
		w.see("/monitoring/devices/"+d+"/commands", "commands-sent")
		w.shows("monitoring.command.state.sent")
	})
}

// Reports of monitoring: figures that show no person, a period in the address, a file, and the list for those who may read names.
func TestJourneyMonitoringReports(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.underOrder(c)
		w.as(demo.HeadPersona)
		w.see("/monitoring/reports", "reports")
		w.shows("monitoring.report.alerts", "monitoring.report.times", "monitoring.report.false")
		w.HasNot(string(c))
		month := w.app.Today().AddMonths(-1).String()[:7]
		w.see("/monitoring/reports?from="+month+"&until="+month, "reports-of-a-month")
		if w.Count(`a[href*="/monitoring/reports/csv?from=`+month+`"]`) != 1 {
			w.T.Error("the file is not of the same period")
		}
		w.see("/monitoring/reports?from=yesterday", "reports-wrong-period")
		w.shows("monitoring.report.period_wrong")
		w.see("/monitoring/reports/review", "reports-review")
		if w.Count(`main table a[href*="/clients/`+string(c)+`/monitoring"]`) == 0 {
			w.T.Error("the order in force is not on the list of proportionality")
		}
		w.see("/monitoring/devices/attention", "devices-attention")
		w.see("/monitoring/devices/stock", "devices-stock")
	})
}
