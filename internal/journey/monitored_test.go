package journey

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/app/replaying"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/testkit/browser"
)

// signsIn enters as a persona does who has a password and a telephone with codes, at a browser that somebody else has just left.
func (w *walk) signsIn(p demo.Persona) {
	w.T.Helper()
	a := w.account(w.T, p)
	w.forward(31 * time.Second) // no code is taken twice
	w.Cookie("tuzjol", "left")
	w.Cookie("tuzjol_lang", w.lang)
	w.Go("/signin")
	w.Fill("login", a.Login)
	w.Fill("password", a.Password)
	w.Submit("/signin")
	w.Fill("code", totp(w.T, a.TOTPSecret, w.clock.Now()))
	w.Submit("/signin/code")
	if w.Count(`form[action="/signout"]`) == 0 {
		w.Shot("not-in")
		w.T.Fatalf("%s does not get in: %s %.300s", p, w.Path(), w.Text("main"))
	}
}

// types fills in fields of a form, in no order.
func (w *walk) types(form string, values map[string]string) {
	w.T.Helper()
	for name, value := range values {
		w.FillIn(form, name, value)
	}
}

// bracelet is a device on somebody's leg, at the other end of a connection.
type bracelet struct {
	net.Conn
	voice *simulate.Voice
	w     *walk
	said  int
}

// bracelet opens the door for bracelets at a port of this machine, and lets one log in there.
func (w *walk) bracelet(ident string) *bracelet {
	w.T.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	w.must(err)
	addr := ln.Addr().String()
	w.must(ln.Close()) // the port is the service's
	ctx, stop := context.WithCancel(context.Background())
	w.T.Cleanup(stop)
	w.must(w.app.Monitoring().Listen(ctx, config.Config{DevicesTCP: string(protocols.Teltonika) + "=" + addr}, slog.New(slog.DiscardHandler)))
	conn, err := net.Dial("tcp", addr)
	w.must(err)
	w.T.Cleanup(func() { conn.Close() }) //nolint:errcheck // over
	b := &bracelet{Conn: conn, voice: &simulate.Voice{Protocol: protocols.Teltonika, Ident: ident}, w: w}
	login, _ := b.voice.Login()
	if !b.says(login, true) {
		w.T.Fatal("the bracelet is not let in")
	}
	return b
}

// says sends bytes and waits for the answer, which comes when they are stored.
func (b *bracelet) says(p []byte, login bool) bool {
	b.w.T.Helper()
	b.w.must(b.SetDeadline(time.Now().Add(30 * time.Second)))
	_, err := b.Write(p)
	b.w.must(err)
	got := make([]byte, map[bool]int{true: 1, false: 4}[login])
	_, err = io.ReadFull(b, got)
	b.w.must(err)
	_, ok := b.voice.Answer(got, login)
	return ok
}

// at is a minute later, at a place.
func (b *bracelet) at(p simulate.Place) {
	b.w.T.Helper()
	b.w.forward(time.Minute)
	packet, _ := b.voice.Packet([]simulate.Sample{{At: b.w.app.DB.Now().Time(), Place: p, Accuracy: 9, Speed: 3, Battery: 80, Moving: true}})
	if !b.says(packet, false) {
		b.w.T.Fatal("a position is not taken")
	}
	b.said++
}

// The market from which the client is kept away, and the home where the nights are spent.
var (
	market = simulate.Place{Lat: 40.5300, Lon: 72.7985}
	home   = simulate.Place{Lat: 40.5140, Lon: 72.8161}
)

// The whole way of electronic monitoring, as people go it: from the court's decision over the bracelet on the leg to the alert that somebody
// answers, the track that somebody reads for a reason, the figure in the report; and in the end all that was kept is true and explains itself.
func TestJourneyMonitored(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c, ident := w.client(w.T, demo.CareStory), simulate.Ident(31, 1)
		w.signsIn(demo.HeadPersona)
		w.see("/monitoring/reports", "monitored-report-before")
		w.HasNot(w.word("monitoring.rule.entry"))
		w.stocked(ident)
		w.signsIn(demo.OfficerPersona)
		order := w.ordered(c)
		w.signsIn(demo.HeadPersona)
		w.see(order, "monitored-to-approve")
		w.Press(`button[name="answer"][value="approve"]`)
		w.signsIn(demo.OfficerPersona)
		w.fitted(order)
		kept := w.keptAway(order)
		w.nights(order)
		w.signsIn(demo.HeadPersona)
		w.see(kept, "monitored-zone-to-approve")
		w.shows("monitoring.everyday.covers_clinic")
		form := `form[action$="/decide"]`
		w.types(form, map[string]string{"seen": "yes", "words": "Өкүм базарды түз атайт, башка бейтапкана бар."})
		w.Press(form + ` button[value="approve"]`)
		if w.Count(form) != 0 {
			w.T.Fatalf("the zone still waits: %.400s", w.Text("main"))
		}

		b := w.bracelet(ident)
		b.at(home)
		for _, metres := range []float64{1500, 1000, 700} {
			b.at(market.Move(metres, 180))
		}
		alert := w.alertAnswered(b)
		w.forward(time.Minute)
		w.readTrack(c, b)
		w.signsIn(demo.HeadPersona)
		w.see("/monitoring/reports", "monitored-report")
		w.shows("monitoring.rule.entry", "monitoring.report.hidden")
		w.proven(c, alert)
	})
}

// stocked puts a bracelet into the office's stock.
func (w *walk) stocked(ident string) {
	w.T.Helper()
	w.see("/monitoring/devices/new", "monitored-device")
	form := `form[action="/monitoring/devices/new"]`
	w.types(form, map[string]string{"ident": ident, "kind": string(regime.Bracelet), "model": "FMB-EM", "serial": "EM-0031", "office": string(demo.HomeOffice)})
	w.send(form)
	w.shows("monitoring.device_state.in_store")
}

// ordered records an order from the court's decision.
func (w *walk) ordered(c id.Client) string {
	w.T.Helper()
	w.see(href(c, "monitoring", "new"), "monitored-order")
	form, today := `form[action="`+href(c, "monitoring", "new")+`"]`, w.app.Today()
	w.types(form, map[string]string{
		"act": "judgment", "number": "УД-91/26", "authority": "court", "body": "Ош шаардык соту", "decided_on": today.AddDays(-2).String(), "from": today.String(),
		"until": today.AddDays(27).String(), "purpose": "obligations", "review_on": today.AddDays(13).String(), "words": "Базарга барбоо жана түнкүсүн үйдө болуу милдети.",
		"regime": "supervision", "level": "full_trail",
	})
	w.send(form)
	w.shows("monitoring.phase.drafted")
	return strings.SplitN(w.Path(), "?", 2)[0]
}

// fitted hands the information sheet over and fits the device of the stock.
func (w *walk) fitted(order string) {
	w.T.Helper()
	w.see(order, "monitored-approved")
	form := `form[action$="/note"]:has(input[value="` + regime.StepSheet + `"])`
	w.types(form, map[string]string{"lang": "ky", "day": w.app.Today().String()})
	w.send(form)
	w.FillIn(`form[action$="/fit"]`, "device", browser.Eval[string](w.Page, `[...document.querySelectorAll('form[action$="/fit"] option')].find(o => o.text.includes('EM-0031')).value`))
	w.send(`form[action$="/fit"]`)
	w.look("monitored-fitted")
}

// keptAway notes where the client's life is, and draws the place to keep away from.
func (w *walk) keptAway(order string) string {
	w.T.Helper()
	w.Status(order + "/zones/life")
	form := `form[action$="/zones/life"]`
	w.types(form, map[string]string{"what": "clinic", "name": "Бейтапкана", "points": "40.5302, 72.7990"})
	w.send(form)
	w.see(order+"/zones/new", "monitored-zone")
	form = `form[action$="/zones/new"]`
	w.types(form, map[string]string{"kind": "exclusion", "name": "Келечек базары", "basis": "Өкүмдүн 4-пункту", "buffer": "200"})
	if points := browser.Await[string](w.Page, pointAtTheCross); strings.Count(points, ",") != 1 {
		w.T.Errorf("the map wrote %q", points)
	}
	w.types(form, map[string]string{"points": "40.5300, 72.7985", "radius": "150"})
	w.send(form)
	w.shows("monitoring.zones.state.drafted", "monitoring.own_draft")
	return strings.SplitN(w.Path(), "?", 2)[0]
}

// nights gives the client a home with a timetable for the nights; the mother who lives there agrees.
func (w *walk) nights(order string) {
	w.T.Helper()
	w.Status(order)
	form := `form[action$="/note"]:has(input[value="` + regime.StepOccupant + `"])`
	w.types(form, map[string]string{"words": "Энеси", "code": regime.OccupantAgrees, "day": w.app.Today().String()})
	w.send(form)
	w.Status(order + "/zones/new")
	form = `form[action$="/zones/new"]`
	w.types(form, map[string]string{"kind": "home", "name": "Энесинин үйү", "basis": "Өкүмдүн 2-пункту", "points": "40.5140, 72.8161", "times": "hours"})
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		w.FillIn(form, day, "22:00-06:00")
	}
	w.send(form)
	form = `form[action$="/confirm"]`
	w.FillIn(form, "seen", "yes")
	w.Press(form + ` button[value="approve"]`)
	if w.Count(form) != 0 {
		w.T.Fatalf("the home still waits: %.400s", w.Text("main"))
	}
	w.see(order+"/zones", "monitored-zones")
	w.Has("22:00")
}

// alertAnswered lets the bracelet walk into the market while the desk stands open: the alert comes to the page by itself, is taken, explained, and
// closed with a reason.
func (w *walk) alertAnswered(b *bracelet) string {
	w.T.Helper()
	w.signsIn(demo.DutyPersona)
	w.Go("/monitoring/desk/shifts")
	w.Choose("office")
	w.send(`form[action="/monitoring/desk/shifts"]`)
	w.see("/monitoring/desk", "monitored-desk")
	w.shows("monitoring.desk.empty")
	browser.Eval[bool](w.Page, `(window.neverLoadedAgain = true)`)
	for _, metres := range []float64{250, 60, 20, 30} {
		b.at(market.Move(metres, 180))
	}
	entered := w.word("monitoring.rule.entry")
	w.comes(`#queue [data-alert][data-severity="high"]`)
	if !strings.Contains(w.Text("#queue"), entered) || !browser.Eval[bool](w.Page, `window.neverLoadedAgain === true`) {
		w.T.Errorf("the open desk says: %.300s", w.Text("#queue"))
	}
	w.look("monitored-desk-alert")
	w.Press(`#queue tbody tr:first-child th a`)
	w.Has(entered)
	w.Press(`form:has(input[name="what"][value="take"]) button`)
	browser.Eval[bool](w.Page, `(document.querySelectorAll('main details').forEach(d => { d.open = true }), true)`)
	w.shows("monitoring.why.zone_version", "monitoring.why.inside", "monitoring.why.confirmed", "monitoring.why.fixes", "monitoring.why.rules")
	w.look("monitored-alert")
	path := strings.SplitN(w.Path(), "?", 2)[0]
	form := `form:has(input[name="what"][value="contact"])`
	w.types(form, map[string]string{"whom": "wearer", "way": "call", "result": "promised", "words": "Базардан чыгып жатат"})
	w.send(form)
	w.Has(w.code(desksvc.ListResults, "promised"))
	for _, metres := range []float64{260, 500, 800} {
		b.at(market.Move(metres, 180))
	}
	w.Go(path)
	form = `form:has(input[name="what"][value="resolve"])`
	w.FillIn(form, "reason", "returned")
	w.send(form)
	w.Has(w.code(desksvc.ListClose, "returned"))
	w.look("monitored-alert-closed")
	return strings.TrimPrefix(path, "/monitoring/alerts/")
}

// readTrack: the officer reads where the client was, for a reason and no longer than two days, and the client's access log says so.
func (w *walk) readTrack(c id.Client, b *bracelet) {
	w.T.Helper()
	w.signsIn(demo.OfficerPersona)
	w.see(href(c, "monitoring", "positions"), "monitored-read-ask")
	form, now := `form[action$="/positions"]`, w.app.DB.Now().Time()
	w.types(form, map[string]string{"purpose": "read_obligation", "words": "Базарга канча убакытка кирди"})
	w.moment(form, "from", now.Add(-49*time.Hour))
	w.moment(form, "until", now.Add(time.Hour))
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n == 0 {
		w.T.Error("more than two days are read at once")
	}
	w.moment(form, "from", now.Add(-2*time.Hour))
	w.send(form)
	w.shows("monitoring.read.logged")
	if n := w.Count("main table tbody tr"); n != b.said {
		w.T.Errorf("%d positions are shown, %d were sent", n, b.said)
	}
	w.look("monitored-track")
	w.see(href(c, "access-log"), "monitored-access-log")
	w.shows("audit.action.monitoring.read_positions")
	w.Has(w.code(tracksvc.ListPurpose, "read_obligation"))
}

// proven: the record holds, every position gives the hash of its hour, and what was stored gives the same alerts again.
func (w *walk) proven(c id.Client, alert string) {
	w.T.Helper()
	w.forward(2 * time.Hour)
	k, today, ctx := w.app.Monitoring(), w.app.Today(), w.app.Operator(context.Background())
	_, err := k.Tracks.Digest(w.app.System(context.Background(), "monitoring.digest"))
	w.must(err)
	var said strings.Builder
	w.must(replaying.Run(ctx, k.Watch, watchsvc.Replay{Client: c, From: today.AddDays(-1).StartIn(w.app.Zone), Until: today.AddDays(2).StartIn(w.app.Zone), Purpose: "арыз 17/26"}, &said))
	if !strings.Contains(said.String(), "alert "+alert+" entry violation") || !strings.Contains(said.String(), "differ=0") {
		w.T.Errorf("the replay says: %s", said.String())
	}
	said.Reset()
	if broken, err := k.Verify(ctx, c, &said); err != nil || broken != 0 {
		w.T.Errorf("%d broken hours, %v: %s", broken, err, said.String())
	}
	w.must(w.app.Number(ctx))
	report, err := w.app.Audit().Verify(ctx, auditsvc.VerifyOptions{Records: true})
	w.must(err)
	if !report.OK() || report.Rows == 0 {
		w.T.Errorf("the record: %+v", report.Problems)
	}
}
