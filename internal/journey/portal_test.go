package journey

import (
	"fmt"
	"image"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/supervision"
	"tuzjol/internal/testkit/browser"
)

// tongues walks a journey in each language, the staff at a desk, in one of them on a phone; what a client sees is always on a phone.
func tongues(t *testing.T, postgres bool, journey func(w *walk)) {
	t.Helper()
	need(t)
	tab := browser.Open(t, "", desk.width, desk.height)
	for _, lang := range []string{"ky", "ru", "en"} {
		s := desk
		if lang == "ru" {
			s = phone
		}
		t.Run(lang, func(t *testing.T) { stroll(t, tab, "sqlite", lang, s, journey) })
	}
	if postgres {
		t.Run("postgres", func(t *testing.T) { stroll(t, tab, "postgres", "ky", desk, journey) })
	}
}

// A client gets a code word, signs in on the own pages, reads what stands there and answers a check-in; the officer reviews it.
func TestJourneyOwnPages(t *testing.T) {
	tongues(t, true, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		number, word := w.opensPages(c)
		w.switchesOn(c)
		me := w.clientsHost()
		me.guesses(number)
		me.comesIn(number, word)
		me.readsOwn(c)
		me.answersAll()
		w.Front()
		w.reviews(c)
		me.Front()
		me.Go("/home")
		me.Press(`form[action="/signout"] button[type=submit]`)
		me.shows("portal.done.out")
		if me.Go("/duties"); !strings.HasPrefix(me.Path(), "/signin") {
			me.T.Errorf("whoever is out stands before %s", me.Path())
		}
	})
}

// A complaint about the officer: no list, count or page of the officer knows of it; the department above answers.
func TestJourneyComplaint(t *testing.T) {
	once(t, "ru", desk, func(w *walk) {
		const text, answer = "Кричит на меня при соседях.", "С сотрудником проведена беседа."
		c := w.client(w.T, demo.WaitingStory)
		w.as(demo.OfficerPersona)
		number, word := w.opensPages(c)
		me := w.clientsHost()
		me.comesIn(number, word)
		me.see("/complaint", "own-complaint")
		form := `form[action="/complaint"]`
		me.send(form)
		if n := me.Count(".govuk-error-summary a"); n != 2 {
			me.T.Errorf("%d problems of an empty complaint", n)
		}
		me.look("own-complaint-refused")
		me.FillIn(form, "about", portal.Abouts()[0])
		me.FillIn(form, "text", text)
		me.send(form)
		me.shows("portal.done.complained")
		me.look("own-complained")
		mine, _, _ := strings.Cut(me.Path(), "?")
		entry := strings.TrimPrefix(mine, "/complaint/")
		w.Front()
		for _, path := range []string{"/day", href(c), href(c, "timeline"), href(c, "portal")} {
			w.see(path, "officer-without-complaint")
			w.HasNot(text)
			if w.Count(`a[href*="/complaints"]`) != 0 {
				w.T.Errorf("%s leads the officer to complaints", path)
			}
		}
		for _, path := range []string{"/complaints", "/complaints/" + entry} {
			if status := w.Status(path); status != 403 && status != 404 {
				w.T.Errorf("%s answers the officer %d", path, status)
			}
			w.HasNot(text)
		}
		w.as(demo.RegionalPersona)
		w.see("/complaints", "complaints")
		w.Press(`main table a[href="/complaints/` + entry + `"]`)
		w.Has(text)
		w.look("complaint")
		w.send(`form[action$="/take"]`)
		w.Has(w.word("portal.complaint.state.taken"))
		form = `form[action$="/answer"]`
		w.send(form)
		if w.Count(".govuk-error-summary a") == 0 {
			w.T.Error("an empty answer is sent")
		}
		w.FillIn(form, "text", answer)
		w.send(form)
		w.see("/complaints/"+entry, "complaint-answered")
		w.Has(answer)
		me.Front()
		me.see(mine, "own-complaint-answered")
		me.Has(answer)
	})
}

// An answer that tells of danger shows whom to call at once, and is a task of the officer's day before anything is sent.
func TestJourneyDangerInCheckin(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		const words = "Жашагым келбейт."
		c := w.client(w.T, demo.CareStory)
		w.as(demo.OfficerPersona)
		number, word := w.opensPages(c)
		w.switchesOn(c)
		me := w.clientsHost()
		me.comesIn(number, word)
		me.Go("/checkin")
		me.Press(`main a[href$="/you"]`)
		me.Fill("you", "yes")
		me.send("main form")
		me.Fill("feel", "hopeless")
		me.Fill("feel_text", words)
		me.send("main form")
		me.shows("checkin.danger.told", "checkin.danger.alone")
		if me.Count(`.tp-danger a[href^="tel:"]`) == 0 {
			me.T.Error("nobody to call")
		}
		me.look("own-danger")
		me.Press(`main a[href$="/help"]`)
		me.look("own-danger-on")
		w.Front()
		w.see("/flags", "flags-of-checkin")
		w.Press(`main table a[href*="` + href(c, "crises") + `/"]`)
		w.Has(words)
		w.shows("crisis.one." + string(supervision.CrisisSuicide))
		w.look("danger-of-checkin")
	})
}

// clientsHost starts the host of the clients and stands before it on a phone, beside the officer at the own page.
func (w *walk) clientsHost() *walk {
	w.T.Helper()
	router, err := w.app.PortalRouter()
	if err != nil {
		w.T.Fatal(err)
	}
	srv := httptest.NewServer(w.app.Handler(router))
	w.T.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		if n := router.Violations(); n != 0 {
			w.T.Errorf("%d breaches of the content security policy on the clients' host", n)
		}
	})
	return &walk{Page: w.Beside(srv.URL, phone.width, phone.height), service: w.service, lang: w.lang, engine: w.engine}
}

// opensPages gives a client access and returns the telephone and the code word, which is shown once.
func (w *walk) opensPages(c id.Client) (number, word string) {
	w.T.Helper()
	w.see(href(c, "portal"), "portal-closed")
	form := `form[action="` + href(c, "portal", "open") + `"]`
	w.send(form)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error("access without a telephone is given")
	}
	w.look("portal-refused")
	number = w.Choose("phone")
	w.send(form)
	w.shows("portal.staff.word_made", "portal.staff.word_once")
	word = regexp.MustCompile(`(?m)^\p{L}+-\d{4}$`).FindString(w.Text("main"))
	if word == "" {
		w.T.Fatalf("no code word:\n%.600s", w.Text("main"))
	}
	w.look("portal-word")
	w.see(href(c, "portal"), "portal-open")
	w.HasNot(word)
	return number, word
}

// switchesOn begins remote check-in, with a picture and a question of the officer's own.
func (w *walk) switchesOn(c id.Client) {
	w.T.Helper()
	form := `form[action="` + href(c, "portal", "checkin") + `"]`
	w.send(form)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error("check-in without a reason is switched on")
	}
	w.look("checkin-refused")
	w.FillIn(form, "photo", "yes")
	w.FillIn(form, "reason", "Үйү алыс, жол кымбат.")
	w.FillIn(form, checkin.QuestionField(0, w.lang), "Жумуш таптыңызбы?")
	w.send(form)
	w.look("checkin-on")
}

// guesses types a wrong code word and a code that nobody sent: the pages say nothing about who is known.
func (w *walk) guesses(number string) {
	w.T.Helper()
	w.Front()
	w.Go("/")
	w.look("own-signin")
	w.send(`form[action="/signin"]`)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of an empty sign-in", n)
	}
	w.look("own-signin-refused")
	w.Fill("who", number)
	w.Fill("word", "алма-0000")
	w.send(`form[action="/signin"]`)
	w.shows("portal.code.lead")
	w.Fill("code", "000000")
	w.send(`form[action="/code"]`)
	w.Has(w.word("portal.code.wrong"))
	w.look("own-code-refused")
	for range portal.FreeMisses + 1 { // of a number that is nobody's: it looks the same, and costs a wait
		w.Go("/signin")
		w.Fill("who", "0700 00 00 00")
		w.Fill("word", "алма-0000")
		w.send(`form[action="/signin"]`)
	}
	if w.Count("input[name=ticket]") != 1 {
		w.T.Error("guessing costs nothing")
	}
	w.look("own-signin-wait")
}

// comesIn signs in with number, code word and the one-time code, which the demonstration shows.
func (w *walk) comesIn(number, word string) {
	w.T.Helper()
	w.Front()
	w.Go("/signin")
	w.Fill("who", number)
	w.Fill("word", word)
	w.send(`form[action="/signin"]`)
	w.look("own-code")
	code := regexp.MustCompile(`\b\d{6}\b`).FindString(w.Text("main"))
	if code == "" {
		w.T.Fatalf("no code:\n%.400s", w.Text("main"))
	}
	w.Fill("code", code)
	w.send(`form[action="/code"]`)
	if w.Path() != "/home" {
		w.T.Fatalf("signed in to %s:\n%.400s", w.Path(), w.Text("main"))
	}
}

// readsOwn looks at every page of the client's own; nothing of the staff's is on this host.
func (w *walk) readsOwn(c id.Client) {
	w.T.Helper()
	w.see("/home", "own-home")
	w.shows("portal.home.checkin", "portal.home.next", "portal.duties.title", "portal.looked.title")
	w.see("/duties", "own-duties")
	w.shows("portal.duties.term", "portal.duties.what")
	w.see("/plan", "own-plan")
	w.see("/looked", "own-looked")
	w.shows("role.officer", "portal.looked.body")
	w.HasNot("Асанова")
	for _, page := range []string{"papers", "ask", "complaint", "checkin", "help"} {
		w.see("/"+page, "own-"+page)
	}
	for _, path := range []string{href(c), "/day", "/checkins"} {
		if status := w.Status(path); status != 404 {
			w.T.Errorf("%s answers %d on the clients' host", path, status)
		}
	}
}

// answersAll goes through a check-in question by question.
func (w *walk) answersAll() {
	w.T.Helper()
	w.Go("/checkin")
	w.Press(`main a[href$="/you"]`)
	w.send("main form")
	if w.Count(".govuk-error-summary a") != 1 {
		w.T.Error("nobody said who answers")
	}
	w.look("own-step-refused")
	picture := w.sheet("own.jpg", image.NewGray(image.Rect(0, 0, 10, 10)))
	for _, page := range []struct {
		step   checkin.Step
		values [][2]string
	}{
		{checkin.You, [][2]string{{"you", "yes"}}},
		{checkin.Feel, [][2]string{{"feel", "so_so"}, {"feel_text", "Чарчадым."}}},
		{checkin.Help, [][2]string{{"help", "work"}}},
		{checkin.Call, [][2]string{{"call", "morning"}}},
		{checkin.Changes, [][2]string{{"changes", "none"}}},
		{checkin.Own, [][2]string{{"own1", "Азырынча жок."}}},
		{checkin.Photo, nil},
	} {
		if !strings.HasSuffix(w.Path(), "/"+string(page.step)) {
			w.T.Fatalf("%s instead of %s", w.Path(), page.step)
		}
		if page.step != checkin.You {
			w.look("own-step-" + string(page.step))
		}
		for _, v := range page.values {
			w.Fill(v[0], v[1])
		}
		if page.step == checkin.Photo {
			w.Upload("photo", picture)
		}
		w.send("main form")
	}
	w.shows("checkin.send.question", "checkin.help.work", "checkin.photo_there")
	w.Has("Азырынча жок.")
	w.look("own-step-send")
	w.send("main form")
	w.shows("portal.done.checkin")
	w.look("own-checkin-sent")
}

// reviews is the officer's answer to the check-in.
func (w *walk) reviews(c id.Client) {
	w.T.Helper()
	w.see("/checkins", "checkins")
	w.Press(`main table a[href^="` + href(c, "checkins") + `/"]`)
	w.shows("checkin.help.work", "checkin.call.morning")
	w.Has("Чарчадым.")
	if !browser.Eval[bool](w.Page, `(() => { const i = document.querySelector('main img[src$="/photo"]'); return !!i && i.complete && i.naturalWidth > 0 })()`) {
		w.T.Error("the picture is not shown")
	}
	w.look("checkin-review")
	form := `main form:has([name="follow"])`
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of an empty review", n)
	}
	w.look("checkin-review-refused")
	w.FillIn(form, "follow", "call")
	w.FillIn(form, "note", "Эртең эртең менен чалам.")
	w.send(form)
	if w.Count(fmt.Sprintf(`main table a[href^="%s/"]`, href(c, "checkins"))) != 0 {
		w.T.Error("what was reviewed still waits")
	}
	w.see(href(c, "portal"), "portal-reviewed")
	w.shows("checkin.state.reviewed")
}
