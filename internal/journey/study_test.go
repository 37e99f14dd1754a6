package journey

import (
	"net/url"
	"strings"
	"testing"

	"tuzjol/internal/assessment/study"
	"tuzjol/internal/demo"
)

// The pre-trial study from the request to the court's decision: with consent to a signed report and an acquittal, which closes the
// record to everybody but the custodian; without consent to an information letter.
func TestJourneyStudy(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.HeadPersona)
		w.see("/studies", "studies")
		path := w.request("ЖК-501/26", "Орозова")
		w.give(path)
		w.agree(path)
		w.talks(path)
		w.writes(path)
		w.signs(path)
		w.strangers(path)
		w.acquitted(path)
		w.openedAgain(path)
		w.letterGoes()
	})
}

// Without scripts the request, the answer of the person and the letter work the same.
func TestJourneyStudyWithoutScripts(t *testing.T) {
	once(t, "ky", desk, func(w *walk) {
		w.as(demo.RecordsPersona)
		w.Scripts(false)
		w.letterGoes()
	})
}

// studyForm fills and sends a form of the study's page.
func (w *walk) studyForm(path string, kind study.Kind, values url.Values) {
	w.T.Helper()
	action := path + "/" + string(kind)
	for name, list := range values {
		for _, v := range list {
			w.FillIn(`form[action="`+action+`"]`, name, v)
		}
	}
	w.Submit(action)
}

func pairs(list ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(list); i += 2 {
		v.Add(list[i], list[i+1])
	}
	return v
}

// request types a request with mistakes, is told of all at once, puts it right and accepts it.
func (w *walk) request(number, surname string) string {
	w.T.Helper()
	w.as(demo.RecordsPersona)
	w.Go("/studies/new")
	for field, value := range map[string]string{
		"asker": "court", "body": "Октябрь райондук соту", "number": number, "dated": "31.02.2026", "received": w.day(-1), "how": "by_hand",
		"surname": surname, "given": "Айзада", "birth": "12.06.1993", "sex": "f", "language": "ky", "article": "205 ч. 2", "asked": "report",
	} {
		w.Fill(field, value)
	}
	w.Submit("/studies/new")
	if w.Count(`.govuk-error-summary a[href="#dated"]`) == 0 || w.Attr(`[name=surname]`, "value") != surname {
		w.T.Errorf("the mistake is not told or what was typed is lost: %s", w.Text(".govuk-error-summary"))
	}
	w.look("study-request-refused")
	w.Fill("dated", w.day(-3))
	w.Submit("/studies/new")
	path, _, _ := strings.Cut(w.Path(), "?")
	w.Has(surname)
	w.Has(w.code(study.ListMust, "woman"))
	w.look("study-received")
	w.studyForm(path, study.KindCheck, pairs("signed", "yes", "identity", "yes", "clear", "yes"))
	return path
}

// give assigns the officer as the author.
func (w *walk) give(path string) {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see(path, "study-accepted")
	w.studyForm(path, study.KindAssign, pairs("author", string(w.account(w.T, demo.OfficerPersona).ID)))
}

func (w *walk) agree(path string) {
	w.T.Helper()
	w.as(demo.OfficerPersona)
	w.see("/notices", "study-notice")
	w.shows("notice.study_assigned")
	w.see(path, "study-assigned")
	w.studyForm(path, study.KindConsent, pairs("outcome", "given", "on", w.day(0)))
	w.shows("study.explain_first")
	w.look("study-consent-refused")
	w.studyForm(path, study.KindConsent, pairs("informed_in", "ky", "explained", "yes"))
	w.see(path+"/papers/consent", "study-paper-consent")
	w.see(path+"/papers/script", "study-paper-script")
	w.HasNot("Орозова")
	w.HasNot("205")
	if sheet := strings.ToLower(w.Text(".tz-sheet")); strings.Contains(sheet, "пробац") || strings.Contains(sheet, "probation") {
		w.T.Errorf("the sheet for others names the service: %s", sheet)
	}
}

func (w *walk) talks(path string) {
	w.T.Helper()
	w.see(path, "study-working")
	w.studyForm(path, study.KindInterview, pairs("who", "neighbour", "on", w.day(0), "how", "home", "outcome", "refused"))
	w.shows("study.told_needed")
	w.studyForm(path, study.KindInterview, pairs("told", "script"))
	w.studyForm(path, study.KindInterview, pairs("who", "person", "on", w.day(0), "how", "office", "outcome", "spoke", "text", "Тигүүчү болуп иштейт."))
	w.Has("Тигүүчү болуп иштейт.")
}

func (w *walk) writes(path string) {
	w.T.Helper()
	w.studyForm(path, study.KindStatement, pairs("section", "view", "text", "Ал күнөөлүү эмес.", "grounds", "person", "read_back", "yes"))
	if w.Count(`.govuk-error-summary`) == 0 {
		w.T.Error("a word on guilt is taken")
	}
	w.look("study-guilt-refused")
	w.studyForm(path, study.KindStatement, pairs("text", "«Балдарымдын жанында болгум келет.»"))
	for _, section := range []string{"person", "living", "work", "money", "relations", "attitude", "conclusion"} {
		w.studyForm(path, study.KindStatement, pairs("section", section, "text", "Бөлүмдүн сөзү: "+section, "grounds", "observation", "rating", "possible"))
	}
	w.studyForm(path, study.KindSubmit, nil)
}

// signs reads the draft, gives it back once, and signs.
func (w *walk) signs(path string) {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see(path, "study-with-head")
	w.see(path+"/papers/report", "study-draft")
	w.shows("study.paper.draft")
	w.Go(path)
	w.studyForm(path, study.KindRemark, pairs("text", "Корутундуну тактаңыз."))
	w.as(demo.OfficerPersona)
	w.see(path, "study-remarked")
	w.Has("Корутундуну тактаңыз.")
	w.Press(`#report section:last-of-type a[href^="` + path + `/entries/"]`)
	w.look("study-correct")
	w.Fill("text", "Эркиндикте колдоо менен калуусу мүмкүн.")
	w.Fill("reason", "typing")
	w.SubmitForm("reason")
	w.Has("Эркиндикте колдоо менен калуусу мүмкүн.")
	w.studyForm(path, study.KindSubmit, nil)
	w.as(demo.HeadPersona)
	w.Go(path)
	w.studyForm(path, study.KindSign, nil)
	w.see(path+"/papers/report", "study-report")
	w.Has("Эркиндикте колдоо менен калуусу мүмкүн.")
}

// strangers find nothing: not by address, in no list, by no search.
func (w *walk) strangers(path string) {
	w.T.Helper()
	for _, p := range []demo.Persona{demo.DirectorPersona, demo.CustodianPersona, demo.DutyPersona, demo.RegionalPersona, demo.AnalystPersona} {
		w.as(p)
		if status := w.Status(path); status != 404 {
			w.T.Errorf("%s: %s answers %d", p, path, status)
		}
		for _, list := range []string{"/studies", "/caseload?status=any", "/notices", "/register", "/office", "/office/unallocated"} {
			if w.Status(list) == 200 {
				w.HasNot("Орозова")
			}
		}
	}
	w.as(demo.HeadPersona)
	for _, list := range []string{"/caseload?status=any", "/register", "/office", "/office/unallocated", "/day"} {
		if w.Status(list) == 200 {
			w.HasNot("Орозова")
			w.HasNot("study-" + strings.TrimPrefix(path, "/studies/"))
		}
	}
	w.Go("/search")
	w.Fill("q", "Орозова Айзада")
	w.Press(`main form button[type=submit]`)
	if text := w.Text("main"); strings.Contains(text, "Айзада") {
		w.T.Errorf("the search finds the person studied: %s", text)
	}
	for _, tab := range []string{"", "/contacts", "/timeline", "/person", "/documents", "/access-log", "/restriction", "/allocation"} {
		if status := w.Status("/clients/study-" + strings.TrimPrefix(path, "/studies/") + tab); status != 404 {
			w.T.Errorf("the person studied has a client's page %q: %d", tab, status)
		}
	}
}

func (w *walk) acquitted(path string) {
	w.T.Helper()
	w.as(demo.RecordsPersona)
	w.Go(path)
	w.studyForm(path, study.KindDelivery, pairs("on", w.day(0), "how", "by_hand", "to", "Сот кеңсеси", "proof", "колтамга"))
	w.look("study-delivered")
	w.studyForm(path, study.KindDecision, pairs("decision", "acquitted", "on", w.day(0), "number", "УД-88/26"))
	w.shows("done.study_closed")
	w.look("study-closed-list")
	for _, p := range []demo.Persona{demo.RecordsPersona, demo.HeadPersona, demo.OfficerPersona, demo.DirectorPersona} {
		w.as(p)
		if status := w.Status(path); status != 404 {
			w.T.Errorf("%s still opens the closed study: %d", p, status)
		}
		w.Go("/studies")
		w.HasNot("Орозова")
	}
	w.as(demo.CustodianPersona)
	w.see("/studies/closed", "studies-closed")
	w.HasNot("Орозова")
	w.see("/studies/closed/"+strings.TrimPrefix(path, "/studies/"), "study-custodian")
	w.Has("Орозова")
}

// letterGoes: the person refuses, nobody is asked, a letter is signed and delivered.
func (w *walk) letterGoes() {
	w.T.Helper()
	path := w.request("ЖК-502/26", "Садыкова")
	w.give(path)
	w.as(demo.OfficerPersona)
	w.Go(path)
	w.studyForm(path, study.KindConsent, pairs("outcome", "refused", "on", w.day(0), "informed_in", "ky"))
	w.shows("study.letter_instead")
	if w.Count(`form[action="`+path+`/interview"]`) > 0 {
		w.T.Error("a conversation is offered without consent")
	}
	w.studyForm(path, study.KindLetter, pairs("text", "Адам өз укуктары менен тааныштырылды."))
	w.look("study-letter")
	w.studyForm(path, study.KindSubmit, nil)
	w.as(demo.HeadPersona)
	w.Go(path)
	w.studyForm(path, study.KindSign, nil)
	w.see(path+"/papers/letter", "study-paper-letter")
	w.Has(w.code(study.ListConsent, "refused"))
	w.as(demo.RecordsPersona)
	w.Go(path)
	w.studyForm(path, study.KindDelivery, pairs("on", w.day(0), "how", "by_hand", "to", "Сот кеңсеси", "proof", "колтамга"))
	w.studyForm(path, study.KindDecision, pairs("decision", "probation", "on", w.day(0), "number", "УД-90/26"))
	w.Has(w.code(study.ListDecisions, "probation"))
	w.look("study-decided")
	w.knownAtIntake(path)
}

// knownAtIntake: the judgment of the convicted person leads to the study for those to whom it is open, and says nothing to others.
func (w *walk) knownAtIntake(path string) {
	w.T.Helper()
	w.Go("/intake/new")
	w.judgment("УД-90/26", "Садыкова", "Айзада", "", "12.06.1993")
	w.Submit("/intake/new")
	judgment := w.Path()
	if w.Count(`main a[href="`+path+`"]`) == 0 {
		w.T.Error("the judgment does not lead to the study")
	}
	w.look("study-at-intake")
	w.as(demo.DirectorPersona)
	w.Go(judgment)
	w.HasNot(path)
	w.as(demo.RecordsPersona)
}
