package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

// Administrators hire, give posts and qualifications and end them; they see no case.
func TestAdministration(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.AdminPersona)
		w.see("/staff", "staff")
		w.see("/staff/new", "hire")
		w.Submit("/staff")
		if w.Count(".govuk-error-summary a") == 0 {
			w.T.Error("an empty form is taken")
		}
		w.look("hire-refused")
		w.Fill("name", "Байышов Тилек")
		w.Fill("login", "t.baiyshov")
		w.Fill("language", "ky")
		w.Fill("role", "psychologist")
		w.Fill("office", string(demo.HomeOffice))
		w.Fill("from", w.day(0))
		w.Submit("/staff")
		w.look("hired")
		w.see("/staff?office="+string(demo.HomeOffice), "staff-of-office")
		w.Has("Байышов Тилек")
		one := browser.Eval[string](w.Page, `[...document.querySelectorAll('a[href^="/staff/"]')].find(a => a.textContent.includes('Байышов')).getAttribute('href')`)
		w.see(one, "one")
		form := `form[action="` + one + `/posts"]`
		w.FillIn(form, "role", "officer")
		w.FillIn(form, "office", "41711204000000")
		w.FillIn(form, "from", w.day(1))
		w.send(form)
		w.look("post")
		w.see("/offices", "offices")
		if status := w.Status("/caseload"); status != 403 {
			w.T.Errorf("an administrator reads the caseload: %d", status)
		}
	})
}

// A sealed record is there for nobody; two custodians release it to one person until a day.
func TestSealedRecord(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.CareStory)
		w.as(demo.CustodianPersona)
		w.see(href(c, "restriction"), "restriction")
		form := `form[action="` + href(c, "restriction") + `/seal"]`
		w.FillIn(form, "reason", "state_protection")
		w.FillIn(form, "text", "Мамлекеттик коргоо.")
		w.send(form)
		w.see("/sealed", "sealed")
		w.as(demo.OfficerPersona)
		if status := w.Status(href(c)); status != 404 {
			w.T.Errorf("a sealed record answers %d", status)
		}
		w.HasNot("Токтосун кызы")
		w.look("sealed-absent")
		w.as(demo.CustodianPersona)
		w.Go("/sealed")
		form = `form[action="/sealed/propose"]`
		w.FillIn(form, "kind", "release")
		w.FillIn(form, "account", string(w.account(w.T, demo.OfficerPersona).ID))
		w.FillIn(form, "until", w.day(2))
		w.FillIn(form, "text", "Дарыгерге барууну макулдашуу.")
		w.send(form)
		w.look("proposed")
		if n := w.Count(`form[action="/sealed/decide"]`); n != 0 {
			w.T.Error("the one who proposes may decide")
		}
		if status := w.Status(href(c)); status != 404 {
			w.T.Errorf("one custodian alone opened it: %d", status)
		}
	})
}

// A client appears in another office: it receives the client and the file's own office is told.
func TestReceivedHere(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.LostStory+"_2") // a file of Tokmok
		w.as(demo.DirectorPersona)
		w.Go(href(c))
		file := browser.Eval[string](w.Page, `(document.body.innerText.match(/\d{5}-\d{2}-\d{6}/) || [''])[0]`)
		w.as(demo.OfficerPersona)
		if status := w.Status(href(c)); status != 404 {
			w.T.Errorf("a client of another office answers %d", status)
		}
		w.see("/received-here", "received-here")
		w.Fill("file_number", "08400-26-000000")
		w.Fill("birth", "07.07.1983")
		w.Submit("/received-here")
		w.shows("order.received.done") // the same answer whether such a person exists
		w.look("received-nobody")
		if status := w.Status(href(c)); status != 404 {
			w.T.Errorf("a wrong number opened the record: %d", status)
		}
		w.Go("/received-here")
		w.Fill("file_number", file)
		w.Fill("birth", "07.07.1983")
		w.Submit("/received-here")
		w.shows("order.received.done")
		w.see(href(c, "registration"), "received")
		w.Has("Ванахун")
	})
}
