package journey

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit/browser"
)

// gate is a service that can really be stopped, and that can lose the answer of a sending after it was carried out.
type gate struct {
	t       *testing.T
	addr    string
	handler http.Handler
	srv     *http.Server
	lose    atomic.Int32 // answers of sendings still to be lost
	sent    atomic.Int32 // sendings that were carried out
}

func newGate(t *testing.T, h http.Handler) *gate {
	t.Helper()
	g := &gate{t: t, handler: h, addr: "127.0.0.1:0"}
	g.start()
	t.Cleanup(g.stop)
	return g
}

func (g *gate) start() {
	g.t.Helper()
	var ln net.Listener
	var err error
	for range 100 { // the port of a moment ago may still be closing
		if ln, err = net.Listen("tcp", g.addr); err == nil { //nolint:noctx // a test of its own
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	g.addr = ln.Addr().String()
	g.srv = &http.Server{Handler: g, ReadHeaderTimeout: time.Minute}
	go g.srv.Serve(ln) //nolint:errcheck // closed by stop
}

func (g *gate) stop() { g.srv.Close() } //nolint:errcheck,gosec // nobody waits

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || r.URL.Path != "/field/visits" {
		g.handler.ServeHTTP(w, r)
		return
	}
	rec := httptest.NewRecorder()
	g.handler.ServeHTTP(rec, r)
	g.sent.Add(1)
	if g.lose.Add(-1) >= 0 { // the visit is stored, and the line breaks before the answer
		if c, _, err := http.NewResponseController(w).Hijack(); err == nil {
			c.Close() //nolint:errcheck,gosec // it is broken on purpose
		}
		return
	}
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes()) //nolint:errcheck,gosec // a test
}

// Field work: the day is taken along, the service is really stopped, a visit is written with a photograph and a new number, the line comes
// back and the first answer is lost: one record. The number was changed in the office meanwhile: a person sees both and decides.
func TestJourneyField(t *testing.T) {
	for _, c := range []struct {
		lang string
		size size
	}{{"ky", phone}, {"ru", phone}, {"en", desk}} {
		t.Run(c.lang+"/"+c.size.name, func(t *testing.T) { once(t, c.lang, c.size, func(w *walk) { w.field(t) }) })
	}
}

func (w *walk) field(t *testing.T) {
	t.Helper()
	g := newGate(t, w.app.Handler(w.router))
	w.Base = "http://" + g.addr
	c := w.client(t, demo.WaitingStory)
	w.as(demo.OfficerPersona)
	w.outing(c)
	page := "/field/visits?lang=" + w.lang
	w.Go(page)
	w.ready()
	w.look("field-make")
	w.FillIn("#field-make", "pin", "123")
	w.FillIn("#field-make", "again", "123")
	w.press("#field-make button[type=submit]")
	w.becomes(`!document.querySelector('#field-say').hidden`)
	w.FillIn("#field-make", "pin", "471108")
	w.FillIn("#field-make", "again", "471108")
	w.press("#field-make button[type=submit]")
	w.becomes(`document.querySelectorAll('#field-list section').length > 0`)
	w.look("field-list")
	w.becomes(`!!navigator.serviceWorker.controller`)

	before := map[string]int{}
	for _, table := range []string{"supervision_visit", "supervision_visit_sent", "supervision_visit_photo", "supervision_visit_question"} {
		before[table] = w.rows(table)
	}
	g.stop()
	w.Go(page)
	w.ready()
	w.unlock("000000")
	w.becomes(`!document.querySelector('#field-say').hidden && !document.querySelector('#field-unlock').hidden`)
	w.unlock("471108")
	w.becomes(`document.querySelectorAll('#field-list section').length > 0`)
	w.writesOffline()
	w.becomes(`document.querySelector('#field-state').dataset.queued === '1' && document.querySelector('#field-state').dataset.line === 'offline'`)
	w.look("field-queued")
	if browser.Await[bool](w.Page, `(async () => { for (const n of await caches.keys()) for (const r of await (await caches.open(n)).keys()) if (r.url.includes('/clients/')) return true; return false })()`) {
		t.Error("a page of a client lies in the cache")
	}
	if stored := w.raw(); strings.Contains(stored, "Үйүнөн") || strings.Contains(stored, "555") {
		t.Errorf("what was written lies open on the device: %.200s", stored)
	}

	w.calledMeanwhile(c)
	g.lose.Store(1)
	g.start()
	w.press(`[data-field-do="send"]`)
	w.becomes(`document.querySelector('#field-state').dataset.line === 'offline'`)
	w.press(`[data-field-do="send"]`)
	w.becomes(`document.querySelector('#field-state').dataset.queued === '0' && document.querySelector('#field-state').dataset.line === 'done'`)
	w.look("field-sent")
	if n := g.sent.Load(); n < 2 {
		t.Errorf("%d sendings; the first answer was to be lost", n)
	}
	for table, want := range map[string]int{"supervision_visit": 1, "supervision_visit_sent": 1, "supervision_visit_photo": 1, "supervision_visit_question": 1} {
		if n := w.rows(table) - before[table]; n != want {
			t.Errorf("%d rows in %s, want %d", n, table, want)
		}
	}
	w.decidesDifference(c)
	w.signsOut()
}

// outingAt is when the visit of this journey is planned: a minute no other visit of the day has.
const outingAt = "09:43"

// outing puts a visit at home into the officer's day.
func (w *walk) outing(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "contacts"))
	form := `form[action="` + href(c, "appointments") + `"]`
	w.FillIn(form, "kind", "home_visit")
	w.FillIn(form, "date", w.day(0))
	w.FillIn(form, "time", outingAt)
	w.Press(form + " button[type=submit]")
	if w.Count(form+` [name=anyway]`) > 0 {
		w.FillIn(form, "anyway", "yes")
		w.Press(form + " button[type=submit]")
	}
}

func (w *walk) ready() {
	w.T.Helper()
	w.becomes(`document.querySelector('#field')?.dataset.ready === 'yes'`)
}

func (w *walk) unlock(pin string) {
	w.T.Helper()
	w.FillIn("#field-unlock", "pin", pin)
	w.press("#field-unlock button[type=submit]")
}

// press clicks without waiting for a page.
func (w *walk) press(css string) {
	w.T.Helper()
	browser.Eval[bool](w.Page, `(document.querySelector('`+css+`').click(), true)`)
}

// until waits for something to become true on the page.
func (w *walk) becomes(js string) {
	w.T.Helper()
	if !browser.Await[bool](w.Page, `(async () => { for (let i = 0; i < 300; i++) { try { if (`+js+`) return true } catch {} await new Promise((r) => setTimeout(r, 100)) } return false })()`) {
		w.Shot("waiting")
		w.T.Fatalf("never true: %s\n%.600s", js, w.Text("main"))
	}
}

// writesOffline fills the form on the device, with a photograph that says where it was taken.
func (w *walk) writesOffline() {
	w.T.Helper()
	w.becomes(`[...document.querySelectorAll('#field-list section')].some((s) => s.textContent.includes('` + outingAt + `') && (s.querySelector('button:not([hidden])').click(), true))`)
	w.becomes(`!document.querySelector('#field-form').hidden`)
	form := "#field-form"
	w.FillIn(form, "time", "08:30")
	w.FillIn(form, "until", "08:50")
	w.FillIn(form, "identity", "known")
	w.FillIn(form, "outcome", "complied")
	w.FillIn(form, "text", "Үйүнөн таптым, иш издеп жатат")
	w.FillIn(form, "a_need", "work")
	w.FillIn(form, "a_reaction", "Макул болду")
	w.FillIn(form, "step_what_1", "Эртең борборго барат")
	w.FillIn(form, "step_who_1", "Кардар")
	w.FillIn(form, "step_what_2", "Жумага чейин чалат")
	if w.Text("#field-next") == "" {
		w.T.Error("the device does not say when the client comes next")
	}
	w.FillIn(form, "new_phone", "+996 555 120 120")
	w.FillIn(form, "photo_why", "Үйдүн абалы")
	w.FillIn(form, "photo_consent", "yes")
	w.look("field-form")
	w.Upload("photo", w.picture())
	w.becomes(`document.querySelector('#field-photos').textContent !== ''`)
	w.press(form + " button[type=submit]")
}

func (w *walk) picture() string {
	w.T.Helper()
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil); err != nil {
		w.T.Fatal(err)
	}
	path := filepath.Join(w.T.TempDir(), "house.jpg")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		w.T.Fatal(err)
	}
	return path
}

// raw is what lies on the device, as whoever opens its memory sees it.
func (w *walk) raw() string {
	w.T.Helper()
	return browser.Await[string](w.Page, `(async () => {
 const d = await new Promise((ok) => { const r = indexedDB.open('tuzjol-field'); r.onsuccess = () => ok(r.result) })
 const all = await new Promise((ok) => { const r = d.transaction('items').objectStore('items').getAll(); r.onsuccess = () => ok(r.result) })
 d.close()
 return all.map((x) => new TextDecoder().decode(x.data)).join(' ') + JSON.stringify(localStorage)
})()`)
}

// calledMeanwhile: the office writes another number while the officer is out.
func (w *walk) calledMeanwhile(c id.Client) {
	w.T.Helper()
	people := pick[*personsvc.Service](w.app.Services())
	ctx := w.acting(w.account(w.T, demo.OfficerPersona).ID)
	if err := people.SavePhone(ctx, personsvc.SavePhone{Edit: personsvc.Edit{Client: c, Source: "phone"}, Phone: "+996 700 330 330"}); err != nil {
		w.T.Fatal(err)
	}
}

func (w *walk) rows(table string) int {
	w.T.Helper()
	n := 0
	ctx := db.WithSight(context.Background(), db.Everyone{})
	err := w.app.DB.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, `select count(*) from `+table+` c where {visible c.client_id}`)
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return n
}

// decidesDifference: both numbers are shown; a person decides.
func (w *walk) decidesDifference(c id.Client) {
	w.T.Helper()
	w.Go("/day")
	if w.Count(`a[href="/field/questions"]`) == 0 {
		w.T.Error("the day does not tell of the difference")
	}
	w.see("/field/questions", "field-questions")
	w.Has("120 120")
	w.Has("330 330")
	w.shows("visit.captured", "visit.received", "visit.question.phone")
	w.Press(`form[action^="/field/questions/"] button[type=submit]`)
	if w.Count(".govuk-error-summary") != 1 {
		w.T.Fatal("a question is answered without an answer")
	}
	w.Fill("decision", "taken")
	w.Fill("text", "Чалып тактадым")
	w.Press(`form[action^="/field/questions/"] button[type=submit]`)
	w.shows("visit.questions.empty")
	w.Go(href(c, "person"))
	w.Has("120 120")
	list, err := pick[*supervisionsvc.Service](w.app.Services()).Appointments(w.acting(w.account(w.T, demo.OfficerPersona).ID), c)
	if err != nil || len(list.Done) == 0 {
		w.T.Errorf("the appointment has no outcome: %v", err)
	}
}

// signsOut signs out: nothing stays on the device.
func (w *walk) signsOut() {
	w.T.Helper()
	w.Go("/day")
	w.Submit("/signout")
	if n := browser.Await[int](w.Page, `(async () => (await indexedDB.databases()).length)()`); n != 0 {
		w.T.Errorf("%d boxes stay on the device after signing out", n)
	}
}
