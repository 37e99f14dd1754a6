package journey

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/browser"
)

func (w *walk) must(err error) {
	w.T.Helper()
	if err != nil {
		w.T.Fatal(err)
	}
}

// wears lets a client wear a phone under an approved order since long ago, and its positions come in every two minutes from an instant.
func (w *walk) wears(c id.Client, device string, from time.Time, n int, lat, lon float64) {
	w.T.Helper()
	staff := func(account id.Account) context.Context {
		ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
		return accesssvc.Context(ctx, access.Rights{
			Account: account, Posts: []access.Post{{ID: "p", Role: access.Head, Office: demo.HomeOffice}}, Offices: []id.Office{demo.HomeOffice}, Now: w.app.DB.Now(),
		})
	}
	k, today, first, second := w.app.Monitoring(), w.app.Today(), staff("one"), staff("two")
	order, err := k.Orders.Draft(first, monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
		Act: "judgment", ActNumber: "УД-77/26", Authority: "court", Body: "Ош шаардык соту", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(20),
		Level: regime.FullTrail, Purpose: "obligations", ReviewOn: today.AddDays(10), Words: "Дарегинде болуу милдетин текшерүү үчүн",
	}})
	w.must(err)
	w.must(k.Orders.Decide(second, monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	w.must(k.Orders.Note(first, monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}))
	d, err := k.Devices.Add(first, devicesvc.Add{Ident: device, Kind: regime.PhoneApp, Model: "Traccar Client", Serial: "S-" + device, Office: demo.HomeOffice})
	w.must(err)
	w.must(k.Devices.Fit(first, devicesvc.Fit{Client: c, Order: order, Device: d}))
	sys := w.app.System(context.Background(), "test")
	worn, err := k.Devices.Worn(first, c)
	w.must(err)
	w.must(w.app.DB.Write(sys, func(tx *db.Tx) error { // the journey's past: nobody waits a year for it
		long := civil.At(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
		if err := tx.Update(sys, "monitoring_order", order, db.Row{"begins_at": long}); err != nil {
			return err
		}
		if err := tx.Update(sys, "monitoring_fitting", worn[0].ID, db.Row{"from_at": long}); err != nil {
			return err
		}
		return tx.Record(sys, access.FitDevice, "")
	}))
	var list []track.Arrived
	accuracy := 14.0
	for i := range n {
		at := from.Add(time.Duration(2*i) * time.Minute)
		if i > n/2 {
			at = at.Add(40 * time.Minute) // a silence in the middle
		}
		m := monitoring.Message{Device: device, ReceivedAt: at, Position: &monitoring.Position{
			At: at, Lat: monitoring.DegreesE7(lat + float64(i)*0.0004), Lon: monitoring.DegreesE7(lon + float64(i%5)*0.0007), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy,
		}}
		if i == n/3 {
			m.Alarms = []monitoring.Alarm{monitoring.LowBattery}
		}
		list = append(list, track.Arrived{Protocol: "osmand", Frame: fmt.Appendf(nil, "%s-%d", device, i), Message: m})
	}
	got, err := k.Tracks.Store(sys, list)
	w.must(err)
	for _, v := range got {
		if v.Outcome != track.Stored {
			w.T.Fatalf("a position is %s", v.Outcome)
		}
	}
}

func (w *walk) moment(form, name string, at time.Time) {
	w.T.Helper()
	local := at.In(w.app.Zone)
	w.FillIn(form, name, local.Format("2006-01-02"))
	w.FillIn(form, name+"_time", local.Format("15:04"))
}

// Positions are read for a reason: a map that plays, a table that says the same, a file only with a grant of its own, and every reading in
// the client's access log.
func TestJourneyReadPositions(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c, from := w.client(w.T, demo.CareStory), w.app.DB.Now().Time().Add(-4*time.Hour)
		w.wears(c, "replay-phone", from, 40, 40.5140, 72.8161)
		w.as(demo.OfficerPersona)
		w.see(href(c, "monitoring", "positions"), "read-ask")
		form := `form[action$="/positions"]`
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n < 2 {
			w.T.Errorf("%d problems of a reading without a reason", n)
		}
		w.look("read-refused")
		w.moment(form, "from", from.Add(-time.Minute))
		w.moment(form, "until", from.Add(4*time.Hour))
		w.FillIn(form, "purpose", "read_obligation")
		w.FillIn(form, "words", "Кечинде үйдө болгонун текшерүү")
		w.send(form)
		if !browser.Await[bool](w.Page, `new Promise((ok) => { let n = 0; const f = () => { const b = document.getElementById("replay-controls");
			if (!b.hidden) ok(true); else if (n++ > 100) ok(false); else setTimeout(f, 50) }; f() })`) {
			w.T.Error("the replay does not begin")
		}
		w.shows("monitoring.read.logged", "replay.play")
		if n := w.Count("main table tbody tr"); n != 40 {
			w.T.Errorf("%d positions are shown, want 40", n)
		}
		w.Has(w.word("replay.gap_before", "Minutes", 42))
		w.Has(w.word("monitoring.alarm.low_battery"))
		browser.Eval[bool](w.Page, `(() => { const b = document.querySelector('[data-do="on"]'); b.click(); b.click(); return true })()`)
		w.Has("№ 3 ·")
		w.look("read-replay")
		if w.Count(`form[action$="/export"]`) != 0 {
			w.T.Error("an officer may give positions out")
		}
		read := w.Path()
		w.as(demo.HeadPersona)
		if status := w.Status(read); status != http.StatusNotFound {
			w.T.Errorf("somebody else's reading answers %d", status)
		}
		w.as(demo.OfficerPersona)
		w.see(href(c, "access-log"), "read-access-log")
		w.Has(w.code("monitoring_read_reasons", "read_obligation"))
	})
}

// Who was near a place: asked by a head, approved by the region, run once, frozen, reported, and in the access log of whoever it shows.
func TestJourneyWhoWasNear(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c, from := w.client(w.T, demo.CareStory), w.app.DB.Now().Time().Add(-4*time.Hour)
		w.wears(c, "near-phone", from, 20, 40.5140, 72.8161)
		w.as(demo.HeadPersona)
		w.see("/monitoring/near", "near-empty")
		w.see("/monitoring/near/new", "near-new")
		form := `form[action="/monitoring/near/new"]`
		w.FillIn(form, "radius", "9000")
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n < 6 {
			w.T.Errorf("%d problems of an empty question", n)
		}
		w.look("near-refused")
		for name, value := range map[string]string{
			"basis": "near_criminal", "case_number": "КД-112/26", "words": "Дүкөндөн уурулук, тергөөчү ким жакын болгонун сурайт", "lat": "40,5141", "lon": "72,8161", "radius": "150",
		} {
			w.FillIn(form, name, value)
		}
		w.moment(form, "from", from.Add(-10*time.Minute))
		w.moment(form, "until", from.Add(3*time.Hour))
		w.send(form)
		w.shows("near.waits")
		w.look("near-waits")
		question := strings.SplitN(w.Path(), "?", 2)[0]

		w.as(demo.RegionalPersona)
		w.see(question, "near-to-decide")
		w.Press(`button[name="answer"][value="approve"]`)
		w.shows("near.state.approved")
		w.as(demo.HeadPersona)
		w.see(question, "near-approved")
		w.Press(`form[action$="/run"] button`)
		w.shows("near.frozen", "near.certain")
		w.Has("Traccar Client")
		w.look("near-result")
		for _, report := range []string{"?format=pdf&lang=ky", "?format=docx&lang=ru", "?format=pdf&lang=ru", "?format=docx&lang=ky"} {
			head := browser.Await[string](w.Page, fmt.Sprintf(`fetch(%q).then(r => r.text()).then(t => t.slice(0, 4))`, question+"/report"+report))
			if want := map[bool]string{true: "%PDF", false: "PK\x03\x04"}[strings.Contains(report, "pdf")]; head != want {
				w.T.Errorf("the report %s begins with %q", report, head)
			}
		}
		w.as(demo.DirectorPersona)
		if status := w.Status(question); status != http.StatusNotFound {
			w.T.Errorf("the frozen result answers %d to a third person", status)
		}
		w.as(demo.OfficerPersona)
		w.see(href(c, "access-log"), "near-access-log")
		w.shows("audit.action.monitoring.ask_near")
	})
}

// What is over is destroyed with a certificate, what is held stays, and the certificate can be printed.
func TestJourneyRetention(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c, long := w.client(w.T, demo.CareStory), w.app.DB.Now().Time().AddDate(0, 0, -400)
		w.wears(c, "old-phone", long, 30, 40.5140, 72.8161)
		k, sys := w.app.Monitoring(), w.app.System(context.Background(), "test")
		_, err := k.Tracks.Digest(sys)
		w.must(err)
		w.as(demo.HeadPersona)
		w.see(href(c, "monitoring", "holds"), "holds-empty")
		form := `form[action$="/holds"]`
		w.send(form)
		w.look("holds-refused")
		for name, value := range map[string]string{
			"from": long.Format("2006-01-02"), "until": long.AddDate(0, 0, 1).Format("2006-01-02"), "reason": "hold_court", "words": "Сот маалыматты талап кылды", "ends": w.app.Today().AddDays(90).String(),
		} {
			w.FillIn(form, name, value)
		}
		w.send(form)
		w.shows("keep.stands")
		w.look("hold-made")
		gone, err := k.Keep.Sweep(sys)
		w.must(err)
		if gone != 0 {
			w.T.Errorf("%d rows went although they are held", gone)
		}
		form = `form[action$="/lift"]`
		w.FillIn(form, "lift_words", "Сот маалыматты алды, иш бүттү")
		w.send(form)
		w.shows("keep.second_person")
		w.as(demo.RegionalPersona)
		w.see("/monitoring/holds", "holds-standing")
		w.see(href(c, "monitoring", "holds"), "hold-to-agree")
		w.Press(`form[action$="/agree"] button`)
		w.shows("keep.over")
		_, err = k.Keep.Sweep(sys)
		w.must(err)

		w.as(demo.AuditorPersona)
		w.see("/monitoring/retention", "retention")
		w.shows("keep.kind.positions", "keep.kind.frames")
		w.Press(`main a[href^="/monitoring/retention/"]`)
		w.shows("keep.certificate_text", "keep.by_service")
		w.look("certificate")
		var said strings.Builder
		broken, err := k.Verify(context.Background(), c, &said)
		w.must(err)
		if broken != 0 || !strings.Contains(said.String(), "destroyed by certificate 1: positions=30") {
			w.T.Errorf("%d broken: %s", broken, said.String())
		}
	})
}
