package journey

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/app/monitor"
	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/tracksvc"
)

// phone sends a position as a phone with a free app does, over HTTP, and gives the answer's status.
func (w *walk) phone(device string, at time.Time, lat, lon float64) int {
	w.T.Helper()
	q := url.Values{"id": {device}, "timestamp": {fmt.Sprint(at.Unix())}, "lat": {fmt.Sprint(lat)}, "lon": {fmt.Sprint(lon)}, "accuracy": {"9"}, "batt": {"71"}}
	resp, err := http.Get(w.base + monitor.Phones + "?" + q.Encode())
	if err != nil {
		w.T.Fatal(err)
	}
	resp.Body.Close() //nolint:errcheck,gosec // read nothing
	return resp.StatusCode
}

// From the court's decision to a position that somebody read for a reason: the officer drafts, the head approves and enters a phone,
// the client signs the sheet, the phone is fitted and speaks, and the reading stays in the client's access log.
func TestJourneyMonitoring(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c := w.client(w.T, demo.CareStory)
		w.as(demo.OfficerPersona)
		w.see(href(c, "monitoring"), "monitoring-empty")
		w.shows("monitoring.none")
		w.see(href(c, "monitoring", "new"), "monitoring-draft")
		form := `form[action="` + href(c, "monitoring", "new") + `"]`
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n < 9 {
			w.T.Errorf("%d problems of an empty order", n)
		}
		w.look("monitoring-refused")
		today := w.app.Today()
		for name, value := range map[string]string{
			"act": "judgment", "number": "УД-31/26", "authority": "court", "body": "Ош шаардык соту", "decided_on": today.AddDays(-4).String(), "from": today.String(),
			"until": today.AddDays(25).String(), "purpose": "obligations", "review_on": today.AddDays(14).String(), "words": "Түнкүсүн үйдө болуу милдети бар, дарегинде болуу жетишсиз.",
		} {
			w.FillIn(form, name, value)
		}
		w.FillIn(form, "regime", "supervision")
		w.FillIn(form, "level", "full_trail")
		w.send(form)
		w.shows("monitoring.phase.drafted")
		w.look("monitoring-drafted")
		order := strings.SplitN(w.Path(), "?", 2)[0]

		w.as(demo.HeadPersona)
		w.see("/monitoring?show=approval", "monitoring-approvals")
		w.see(order, "monitoring-to-approve")
		w.Press(`button[name="answer"][value="approve"]`)
		w.shows("monitoring.phase.running")
		w.see("/monitoring/devices/new", "device-new")
		form = `form[action="/monitoring/devices/new"]`
		device := "phone-of-the-walk"
		if status := w.phone(device, w.app.DB.Now().Time(), 40.5, 72.8); status != http.StatusBadRequest {
			w.T.Errorf("an unknown phone is answered %d", status)
		}
		w.see("/monitoring/quarantine", "quarantine")
		w.Has(device)
		w.Press(`main table a[href*="ident="]`)
		for name, value := range map[string]string{"kind": "phone_app", "model": "Traccar Client", "serial": "W-1", "office": string(demo.HomeOffice)} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		w.shows("monitoring.device_state.in_store")
		w.look("device")

		w.as(demo.OfficerPersona)
		w.see(order, "monitoring-approved")
		form = `form[action$="/note"]:has(input[value="` + regime.StepSheet + `"])`
		w.FillIn(form, "lang", "ky")
		w.FillIn(form, "day", today.String())
		w.send(form)
		form = `form[action$="/fit"]`
		w.Choose("device")
		w.send(form)
		for i := range 2 {
			if status := w.phone(device, w.app.DB.Now().Time().Add(time.Duration(i+1)*time.Second), 40.5140+float64(i)/1000, 72.8161); status != http.StatusOK {
				w.T.Fatalf("the phone is answered %d", status)
			}
		}
		w.see(href(c, "monitoring"), "monitoring-worn")
		w.Has("Traccar Client")
		w.see(href(c, "monitoring", "positions"), "positions-ask")
		form = `form[action$="/positions"]`
		w.FillIn(form, "purpose", "read_obligation")
		w.FillIn(form, "words", "Түнкүсүн үйдө болгонун текшерүү")
		w.send(form)
		if n := w.Count("main table tbody tr"); n != 2 {
			w.T.Errorf("%d positions are shown, want the two that the phone sent", n)
		}
		w.Has("81610")
		w.Has(w.code(tracksvc.ListPurpose, "read_obligation"))
		w.shows("monitoring.read.logged")
		w.look("positions")
		w.see(href(c, "access-log"), "access-log-after-reading")
		w.shows("audit.action.monitoring.read_positions")
	})
}
