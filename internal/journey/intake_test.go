package journey

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/order"
	"tuzjol/internal/rulebook"
)

// Journey 1: a judgment arrives by paper and by the interface of courts, is checked, returned or accepted.
func TestJourney1Intake(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.RecordsPersona)
		w.see("/", "intake")
		w.receive()
		w.twice()
		w.check()
		w.knownPerson()
		w.giveBack()
		w.byInterface()
		w.hiddenMatch()
	})
}

// Without scripts the main way works the same.
func TestJourney1WithoutScripts(t *testing.T) {
	once(t, "ky", desk, func(w *walk) {
		w.as(demo.RecordsPersona)
		w.Scripts(false)
		w.Go("/intake/new")
		w.judgment("УД-77/26", "Сатыбалдиев", "Үсөн", "Өмүрбекович", "14.05.1987")
		w.Submit("/intake/new")
		w.check()
		w.accept("")
	})
}

// judgment types a judgment as the paper has it.
func (w *walk) judgment(number, surname, given, patronymic, birth string) {
	w.T.Helper()
	w.Fill("source", "paper")
	w.Choose("court")
	for field, value := range map[string]string{
		"number": number, "decided_on": w.day(-20), "in_force_on": w.day(-4), "received_on": w.day(-1), "article": "200 ч. 2", "pages": "6",
		"person.surname": surname, "person.given": given, "person.patronymic": patronymic, "person.birth": birth, "person.sex": "m",
		"person.address": "Ахунбаев көч. 12", "person.language": "ky", "person.district": string(demo.HomeOffice),
		"measures": "probation_supervision", "term_years": "2",
	} {
		w.Fill(field, value)
	}
	w.Fill("obligations", "notify_address")
}

// receive types a judgment with everything wrong, is told all at once, puts it right and saves it.
func (w *walk) receive() {
	w.T.Helper()
	w.see("/intake/new", "new")
	w.judgment("УД-114/26", "Сатыбалдиев", "Үсөн", "Өмүрбекович", "14.05.1987")
	w.Fill("decided_on", "31.02.2026")
	w.Fill("person.pin", "2140519870012")
	w.Fill("measures", "")
	w.Submit("/intake/new")
	for _, field := range []string{"decided_on", "person.pin", "measures"} {
		if w.Count(`.govuk-error-summary a[href="#`+strings.ReplaceAll(field, ".", "-")+`"]`) == 0 {
			w.T.Errorf("nothing is said about %s:\n%s", field, w.Text(".govuk-error-summary"))
		}
	}
	if got := w.Attr(`[name="person.surname"]`, "value"); got != "Сатыбалдиев" {
		w.T.Errorf("what was typed is lost: %q", got)
	}
	w.look("new-refused")
	w.Fill("decided_on", w.day(-20))
	w.Fill("person.pin", "21405198700123")
	w.Fill("measures", "probation_supervision")
	w.Fill("person.surname_latin", "Satybaldiev")
	w.Fill("person.given_latin", "Uson")
	w.Submit("/intake/new")
	w.Has("Сатыбалдиев")
	w.Has("Satybaldiev")
	w.Has(w.code(rulebook.ListMeasures, "probation_supervision"))
	w.look("received")
}

// twice: the same judgment again is met with the first.
func (w *walk) twice() {
	w.T.Helper()
	first := w.Path()
	w.Go("/intake/new")
	w.judgment("УД-114/26", "Сатыбалдиев", "Үсөн", "Өмүрбекович", "14.05.1987")
	w.Submit("/intake/new")
	w.shows("judgment.twice_here")
	w.look("twice")
	w.Press(`main a[href="` + first + `"]`)
}

func (w *walk) check() {
	w.T.Helper()
	action := w.Path() + "/check"
	for _, field := range []string{"in_force", "signed", "identity"} {
		w.FillIn(`form[action="`+action+`"]`, field, "yes")
	}
	w.Submit(action)
	w.shows("judgment.accept.title")
	w.look("checked")
}

// accept takes the judgment for somebody new, or for the one with this name.
func (w *walk) accept(name string) {
	w.T.Helper()
	path := w.Path()
	if w.Count(`[type=radio][name=client]`) > 0 {
		value := "new"
		if name != "" {
			value = w.Attr(`[type=radio][name=client]`, "value")
		}
		w.Fill("client", value)
	}
	w.Submit(path + "/accept")
	w.shows("judgment.accepted_text")
	w.look("accepted")
}

// knownPerson: the first is new; a second judgment of somebody on record offers that person by another order of the name.
func (w *walk) knownPerson() {
	w.T.Helper()
	w.accept("")
	w.see("/register", "register")
	w.Has("Сатыбалдиев Үсөн")
	w.Go("/intake/new")
	w.judgment("УД-115/26", "Нурлан", "Бактыбек уулу", "", "11.06.1994")
	w.Submit("/intake/new")
	w.check()
	w.Has("Бактыбек уулу Нурлан")
	w.accept("Бактыбек уулу Нурлан")
	w.as(demo.OfficerPersona)
	w.see(href(w.client(w.T, demo.WaitingStory), "order"), "two-orders")
	w.Has("УД-115/26")
	w.as(demo.RecordsPersona)
}

// giveBack returns a judgment that is not in force to the court with the list of what is missing.
func (w *walk) giveBack() {
	w.T.Helper()
	w.Go("/intake/new")
	w.judgment("УД-116/26", "Токторов", "Азамат", "", "1990")
	w.Fill("in_force_on", "")
	w.Submit("/intake/new")
	path := w.Path()
	w.FillIn(`form[action="`+path+`/check"]`, "in_force", "no")
	w.FillIn(`form[action="`+path+`/check"]`, "signed", "yes")
	w.FillIn(`form[action="`+path+`/check"]`, "identity", "yes")
	w.Submit(path + "/check")
	w.look("failed-check")
	w.FillIn(`form[action="`+path+`/return"]`, "reasons", "not_in_force")
	w.Submit(path + "/return")
	w.look("returned")
	w.see(path+"/letter", "letter")
	w.Has(w.code(rulebook.ListReturnReasons, "not_in_force"))
	w.Has("УД-116/26")
}

// byInterface sends a judgment as a court's system does, twice with the same key, and finds it in the list once.
func (w *walk) byInterface() {
	w.T.Helper()
	in := order.Incoming{
		Court: "Октябрь райондук соту", Number: "API-9/26", DecidedOn: "2026-10-20", InForceOn: "2026-11-10", TermYears: "1",
		Measures: []order.IncomingMeasure{{Code: "probation_supervision"}},
		Person:   order.IncomingPerson{Surname: "Жолдошев", Given: "Эрлан", Birth: "1992-03-04", District: string(demo.HomeOffice)},
	}
	for range 2 {
		if status := w.post("/api/v1/judgments", in); status != http.StatusCreated {
			w.T.Errorf("the interface answers %d", status)
		}
	}
	in.DecidedOn, in.Number = "2026-02-31", "API-10/26"
	if status := w.post("/api/v1/judgments", in); status != http.StatusUnprocessableEntity {
		w.T.Errorf("an impossible date answers %d", status)
	}
	w.see("/intake", "intake-after")
	if n := strings.Count(w.Text("main"), "API-9/26"); n != 1 {
		w.T.Errorf("the judgment stands %d times in the list", n)
	}
}

func (w *walk) post(path string, body any) int {
	w.T.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		w.T.Fatal(err)
	}
	r, err := http.NewRequestWithContext(w.T.Context(), http.MethodPost, w.Base+path, bytes.NewReader(b))
	if err != nil {
		w.T.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.account(w.T, demo.RecordsPersona).APIToken)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "journey-"+body.(order.Incoming).Number)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		w.T.Fatal(err)
	}
	res.Body.Close() //nolint:errcheck,gosec // a test
	return res.StatusCode
}

// hiddenMatch: a judgment of a restricted person looks to the clerk like any other; the custodian finds the match.
func (w *walk) hiddenMatch() {
	w.T.Helper()
	w.Go("/intake/new")
	w.judgment("УД-117/26", "Абдылдаев", "Санжар", "Маратович", "22.10.1990")
	w.Submit("/intake/new")
	w.check()
	w.shows("judgment.nobody_found")
	w.accept("")
	w.as(demo.CustodianPersona)
	w.see("/hidden-matches", "hidden")
	w.Has("УД-117/26")
	w.Has("Абдылдаев")
}
