package journeytest

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/orderintakeweb"
	"tuzjol/internal/order/orderweb"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

// site serves the pages to one reader at a time.
type site struct {
	*kit
	pages   *pagetest.Site
	as      func(context.Context) context.Context
	account id.Account
}

func (k *kit) site() *site {
	k.t.Helper()
	courts, err := kg.Courts()
	k.ok(err)
	s := &site{kit: k}
	routes := orderintakeweb.New(orderintakeweb.Deps{
		Service: k.intake, Courts: courts, Now: k.d.Now,
		Districts: func(context.Context) ([]orderintakeweb.District, error) {
			return []orderintakeweb.District{{Code: "41702410000010", Name: "Каракол"}}, nil
		},
	}).Routes()
	routes = append(routes, orderweb.New(orderweb.Deps{
		Orders: k.orders, Register: k.reg, Lists: k.lists, Now: k.d.Now,
		Officers: func(context.Context, id.Office) ([]ui.Option, error) {
			return []ui.Option{{Value: "officer", Text: "А. Асанов"}}, nil
		},
	}).Routes()...)
	s.pages = pagetest.New(k.t, k.d, func(ctx context.Context) (context.Context, id.Account) { return s.as(ctx), s.account }, routes...)
	s.reader("head", access.Head, karakol)
	return s
}

func (s *site) reader(account id.Account, role access.Role, office id.Office) {
	s.account, s.as = account, func(ctx context.Context) context.Context { return s.in(ctx, account, role, office) }
}

// get reads a page in three languages and fails on any text without a translation; it returns the Kyrgyz one.
func (s *site) get(path string) (int, string) {
	s.t.Helper()
	var status int
	var body string
	for _, lang := range []string{"en", "ru", "ky"} {
		status, body = s.pages.Get(path, lang)
	}
	return status, body
}

// post sends a form; pairs are name, value.
func (s *site) post(want int, path string, pairs ...string) string {
	s.t.Helper()
	status, body := s.pages.Do(pagetest.Form(path, pairs...), "ky")
	if status != want {
		s.t.Fatalf("POST %s: %d, want %d\n%s", path, status, want, summary(body))
	}
	return body
}

var errorSummary = regexp.MustCompile(`(?s)govuk-error-summary__body.*?</ul>`)

func summary(body string) string {
	if m := errorSummary.FindString(body); m != "" {
		return m
	}
	return body[:min(len(body), 600)]
}

func (s *site) has(path string, words ...string) string {
	s.t.Helper()
	status, body := s.get(path)
	if status != http.StatusOK {
		s.t.Fatalf("GET %s: %d", path, status)
	}
	for _, w := range words {
		if !strings.Contains(body, w) {
			s.t.Fatalf("GET %s: no %q", path, w)
		}
	}
	return body
}

func paperForm(number string) []string {
	return []string{
		"source", "paper", "court", "Каракол шаардык соту", "number", number, "decided_on", "29.01.2026", "in_force_on", "02.03.2026",
		"received_on", "03.03.2026", "person.surname", "Бактыбеков", "person.given", "Усон", "person.birth", "14.05.1987", "person.pin", "21405198700123",
		"person.district", "41702410000010", "measures", "probation_supervision", "term_years", "2", "obligations", "report", "obligations", "notify_address",
	}
}

// The pages lead from the paper to the register and to the end.
func TestThePagesOfAnOrder(t *testing.T) {
	each(t, func(k *kit) {
		s := k.site()
		s.has("/intake/new", "person.surname")
		bad := s.post(http.StatusUnprocessableEntity, "/intake/new", "source", "paper", "number", "1", "person.pin", "123", "person.given", "Усон")
		if !strings.Contains(bad, `href="#person-pin"`) || !strings.Contains(bad, `value="Усон"`) {
			t.Fatalf("%s", summary(bad))
		}
		at := s.post(http.StatusSeeOther, "/intake/new", paperForm("УД-1/26")...)
		s.has(at, "Бактыбеков Усон", "пробациялык көзөмөл")
		s.has("/intake?state=received", "УД-1/26")
		if twice := s.post(http.StatusUnprocessableEntity, "/intake/new", paperForm("уд 1/26")...); !strings.Contains(twice, at) {
			t.Fatal("the judgment that is here is not named")
		}
		s.post(http.StatusUnprocessableEntity, at+"/check", "version", "1", "in_force", "yes")
		s.has(at+"/edit", "УД-1/26")
		s.post(http.StatusSeeOther, at+"/edit", append(paperForm("УД-1/26"), "version", "1")...)
		s.post(http.StatusSeeOther, at+"/check", "version", "2", "in_force", "yes", "signed", "yes", "identity", "yes", "in_force_on", "02.03.2026")
		s.has(at)
		s.post(http.StatusSeeOther, at+"/accept", "version", "3", "client", "new")
		s.post(http.StatusUnprocessableEntity, at+"/accept", "version", "3", "client", "new")
		s.has(at, "/register")
		s.register(s.link("/register", `href="(/clients/[^/]+)/registration"`))
	})
}

func (s *site) link(path, pattern string) string {
	s.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s.has(path))
	if m == nil {
		s.t.Fatalf("GET %s: nothing like %s", path, pattern)
	}
	return m[1]
}

// register walks one client from the call to the end.
func (s *site) register(client string) {
	s.t.Helper()
	journey := client + "/registration"
	orderID := s.link(journey, `name="order" value="([^"]+)"`)
	s.post(http.StatusUnprocessableEntity, journey+"/call", "order", orderID, "on", "31.02.2026", "channel", "phone", "outcome", "no_answer")
	s.post(http.StatusNotFound, journey+"/call", "order", "0190a0a0-0000-7000-8000-000000000001", "on", "03.03.2026", "channel", "phone", "outcome", "no_answer")
	s.post(http.StatusSeeOther, journey+"/call", "order", orderID, "on", "03.03.2026", "channel", "phone", "outcome", "no_answer")
	s.post(http.StatusSeeOther, journey+"/appear", "order", orderID, "version", "1", "on", "03.03.2026")
	s.post(http.StatusUnprocessableEntity, journey+"/explain", "order", orderID, "on", "03.03.2026", "proof", "mark")
	s.post(http.StatusSeeOther, journey+"/explain", "order", orderID, "on", "03.03.2026", "language", "ky", "own_words", "келем", "proof", "signature")
	s.has(journey, "келем")
	s.has(journey + "/sheet")
	s.has(journey + "/conditions")
	s.has(journey+"/conditions?sheet=uz", `lang="uz"`)
	s.post(http.StatusSeeOther, journey+"/register", "order", orderID, "version", "2", "on", "03.03.2026")
	s.has(client+"/order", "01.03.2028")
	one := client + "/order/" + orderID
	s.has(one + "/change")
	s.post(http.StatusUnprocessableEntity, one+"/change", "version", "3", "kind", "extension", "term_months", "x")
	s.post(http.StatusSeeOther, one+"/change", "version", "3", "kind", "extension", "term_months", "1", "act_number", "А-1", "act_on", "01.03.2026")
	s.post(http.StatusSeeOther, one+"/change", "version", "4", "kind", "suspension", "code", "custody", "from", "03.03.2026")
	s.post(http.StatusUnprocessableEntity, one+"/resume", "version", "5", "to", "04.03.2026")
	s.post(http.StatusSeeOther, one+"/resume", "version", "5", "to", "03.03.2026")
	s.post(http.StatusUnprocessableEntity, one+"/obligations", "version", "6", "code", "place_ban")
	s.post(http.StatusSeeOther, one+"/obligations", "version", "6", "code", "place_ban", "text", "базар", "since", "03.03.2026", "act_number", "А-2")
	s.has(client+"/order", "базар", "02.04.2028")
	change := s.link(client+"/order", `/withdraw/([^"]+)"`)
	s.post(http.StatusUnprocessableEntity, one+"/withdraw/"+change, "version", "7")
	s.post(http.StatusSeeOther, one+"/withdraw/"+change, "version", "7", "reason", "typing")
	duty := s.link(client+"/order", `/obligations/([^"]+)"`)
	s.post(http.StatusUnprocessableEntity, one+"/obligations/"+duty, "obligation_version", "1", "state", "fulfilled")
	s.post(http.StatusSeeOther, one+"/obligations/"+duty, "obligation_version", "1", "state", "fulfilled", "on", "03.03.2026")
	s.has(one + "/end")
	s.post(http.StatusUnprocessableEntity, one+"/end", "version", "8", "ground", "pardon", "on", "03.03.2026")
	s.post(http.StatusSeeOther, one+"/end", "version", "8", "ground", "expunged", "on", "03.03.2026", "document", "С-5", "act_on", "02.03.2026")
	if status, _ := s.get(client + "/order"); status != http.StatusNotFound {
		s.t.Fatalf("an expunged record answers %d", status)
	}
	s.has("/endings")
	s.has("/lost")
}

// The letter, the custodian's queue, the take-over and the reception of another office's client.
func TestTheOtherPages(t *testing.T) {
	each(t, func(k *kit) {
		s := k.site()
		at := s.post(http.StatusSeeOther, "/intake/new", paperForm("УД-2/26")...)
		s.post(http.StatusUnprocessableEntity, at+"/return", "version", "1")
		s.post(http.StatusSeeOther, at+"/return", "version", "1", "reasons", "unsigned", "note", "Экинчи барак")
		s.has(at, "/letter")
		s.has(at+"/letter", "кол", "Экинчи барак")
		if _, body := s.get("/intake/search"); strings.Contains(body, "УД-2/26") {
			t.Fatal("a search must be posted")
		}
		if found := s.post(http.StatusOK, "/intake/search", "q", "усон"); !strings.Contains(found, "УД-2/26") {
			t.Fatal("not found")
		}
		s.takeOverPages()
		far := k.as("clerk-osh", access.Records, osh)
		in := paper("УД-3/26")
		in.Person.District = string(osh)
		judgment := k.receive(far, in)
		k.check(far, judgment)
		k.ok(k.accept(far, judgment))
		s.reader("custodian", access.Custodian, access.TopOffice)
		s.has("/hidden-matches", "УД-3/26")
		s.post(http.StatusUnprocessableEntity, "/hidden-matches/"+judgment, "version", "3", "client", "new")
		s.post(http.StatusSeeOther, "/hidden-matches/"+judgment, "version", "3", "client", "new", "reason", "башка адам")
		s.has("/hidden-matches")
		s.reader("officer-osh", access.Officer, osh)
		s.has("/received-here")
		s.post(http.StatusUnprocessableEntity, "/received-here", "file_number", "x")
		s.has(s.post(http.StatusSeeOther, "/received-here", "file_number", "02410-26-000001", "birth", "14.05.1987"))
		if status, _ := s.get("/lost"); status == http.StatusOK {
			t.Fatal("an officer reads the list of the lost")
		}
	})
}

// takeOverPages takes a case over, is offered the same person for a second one, and has it checked by another.
func (s *site) takeOverPages() {
	s.t.Helper()
	s.has("/take-over", "paper_number")
	form := append(paperForm("УД-5/25"), "registered_on", "20.03.2025", "hours_done", "0", "warnings", "1", "credit_days", "10")
	form[7], form[9] = "05.02.2025", "10.03.2025"
	s.post(http.StatusUnprocessableEntity, "/take-over", form[:len(form)-8]...)
	s.post(http.StatusSeeOther, "/take-over", form...)
	form[5] = "УД-6/25"
	offer := s.post(http.StatusUnprocessableEntity, "/take-over", form...)
	if !strings.Contains(offer, `name="client"`) {
		s.t.Fatal("the person on record is not offered")
	}
	client := s.link("/register?view=takeover", `href="(/clients/[^/]+)/registration"`)
	one := s.link(client+"/order", `action="([^"]+)/checked"`)
	s.post(http.StatusUnprocessableEntity, one+"/checked", "version", "9")
	s.reader("second", access.Head, karakol)
	s.post(http.StatusSeeOther, one+"/checked", "version", "1")
	s.has("/register?view=takeover")
}
