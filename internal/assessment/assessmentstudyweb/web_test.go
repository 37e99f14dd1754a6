package assessmentstudyweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/assessmentstudyweb"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type staff struct{}

func (staff) Heads(context.Context, *db.Tx, id.Office, id.Account) ([]id.Account, error) {
	return []id.Account{"head"}, nil
}

func (staff) Authors(context.Context, *db.Reader, id.Office, civil.Date) ([]id.Account, error) {
	return []id.Account{"author"}, nil
}

func (staff) Tell(context.Context, *db.Tx, id.Account, access.Notice) error { return nil }

type site struct {
	*pagetest.Site
	s   *assessmentstudysvc.Service
	d   *db.DB
	who id.Account

	before *assessmentstudysvc.Service // as it was while the parts were a list of their own
}

var roles = map[id.Account]access.Role{"clerk": access.Records, "head": access.Head, "author": access.Psychologist, "custodian": access.Custodian, "head2": access.Head}

func (s *site) as(ctx context.Context, who id.Account) context.Context {
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), access.Rights{
		Account: who, Posts: []access.Post{{ID: "p", Role: roles[who], Office: osh}}, Offices: []id.Office{osh}, Now: s.d.Now(),
	})
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{d: d, who: "clerk"}
		s.s = assessmentstudysvc.New(d, assessmentstudysvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Staff: staff{}, Instruments: specs(t)})
		s.before = assessmentstudysvc.New(d, assessmentstudysvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Staff: staff{}, Instruments: former(rules.At(civil.MustDate("2026-03-01")))})
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return s.as(ctx, s.who), s.who },
			assessmentstudyweb.New(assessmentstudyweb.Deps{Service: s.s, Now: d.Now}).Routes()...)
		test(s)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func paper(more ...string) []string {
	return append([]string{
		"asker", "court", "body", "Ошский городской суд", "number", "17/26", "dated", "27.02.2026", "received", "02.03.2026", "how", "post",
		"surname", "Токтосунова", "given", "Жылдыз", "birth", "14.05.1990", "sex", "f", "article", "205", "asked", "report",
	}, more...)
}

// post sends a form as somebody and wants a status; of a redirection it gives the address.
func (s *site) post(who id.Account, want int, path string, pairs ...string) string {
	s.T.Helper()
	s.who = who
	status, body := s.Post(path, pairs...)
	if status != want {
		s.T.Fatalf("%s as %s: %d, want %d: %.1500s", path, who, status, want, body[strings.Index(body, "<main")+1:])
	}
	return body
}

func (s *site) get(who id.Account, path, lang string) (int, string) {
	s.T.Helper()
	s.who = who
	return s.Get(path, lang)
}

func (s *site) received() string {
	s.T.Helper()
	to, _, _ := strings.Cut(s.post("clerk", http.StatusSeeOther, "/studies/new", paper()...), "?")
	return to
}

func (s *site) assigned() string {
	s.T.Helper()
	path := s.received()
	s.post("clerk", http.StatusSeeOther, path+"/check", "version", "1", "signed", "yes", "identity", "yes", "clear", "yes")
	s.post("head", http.StatusSeeOther, path+"/assign", "version", "2", "author", "author")
	return path
}

// A request with mistakes comes back with what was typed and every mistake at its field.
func TestNothingTypedIsLost(t *testing.T) {
	each(t, func(s *site) {
		body := s.post("clerk", http.StatusUnprocessableEntity, "/studies/new", paper("pin", "12", "due", "x", "phone", "0555 12-34-56")...)
		s.Wants(body, `value="Токтосунова"`, `value="27.02.2026"`, `value="0555 12-34-56"`, `href="#pin"`, `href="#due"`)
		s.received()
		body = s.post("clerk", http.StatusUnprocessableEntity, "/studies/new", paper()...)
		s.Wants(body, `name="another"`, `href="#another"`)
	})
}

// What somebody else changed meanwhile is told, and the typed words stay.
func TestAStaleFormKeepsItsWords(t *testing.T) {
	each(t, func(s *site) {
		path := s.assigned()
		s.post("author", http.StatusSeeOther, path+"/consent", "version", "3", "outcome", "given", "on", "03.03.2026", "informed_in", "ky", "explained", "yes")
		body := s.post("author", http.StatusUnprocessableEntity, path+"/interview", "version", "3", "who", "person", "on", "03.03.2026", "how", "home", "outcome", "spoke",
			"text", "Долгий разговор о семье")
		s.Wants(body, "Долгий разговор о семье", "сверьте с текущим состоянием")
	})
}

// The study, its list and its papers read well in each language; others find nothing.
func TestPagesInThreeLanguages(t *testing.T) {
	each(t, func(s *site) {
		if _, body := s.get("clerk", "/studies", "en"); !strings.Contains(body, "No study is open to you.") {
			t.Error("no empty state")
		}
		path := s.assigned()
		s.post("author", http.StatusSeeOther, path+"/consent", "version", "3", "outcome", "refused", "on", "03.03.2026", "informed_in", "ky")
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, p := range []string{"/studies", "/studies?whose=mine&clock=overdue&state=working", path, path + "/papers/letter", path + "/papers/script", path + "/papers/consent"} {
				if status, body := s.get("author", p, lang); status != http.StatusOK || strings.Contains(p, path+"/papers/letter") && !strings.Contains(body, "Токтосунова") {
					t.Errorf("%s (%s): %d", p, lang, status)
				}
			}
		}
		for _, p := range []string{"/papers/report", "/papers/return", "/papers/other", "/entries/none"} {
			if status, _ := s.get("author", path+p, "ru"); status != http.StatusNotFound {
				t.Errorf("%s: %d", p, status)
			}
		}
		for _, who := range []id.Account{"head2", "custodian"} {
			for _, p := range []string{path, path + "/papers/letter", path + "/papers/script"} {
				if status, _ := s.get(who, p, "ru"); status != http.StatusNotFound {
					t.Errorf("%s reads %s: %d", who, p, status)
				}
			}
		}
	})
}

// Only what is next is offered, and only to whoever may do it.
func TestWhatIsOffered(t *testing.T) {
	each(t, func(s *site) {
		path := s.assigned()
		offers := func(who id.Account, want ...string) {
			t.Helper()
			_, body := s.get(who, path, "ru")
			for _, act := range []string{"check", "assign", "consent", "interview", "statement", "letter", "submit", "sign", "remark", "delivery", "decision", "withdrawal", "return"} {
				offered := strings.Contains(body, `action="`+path+"/"+act+`"`)
				if wanted := strings.Contains(" "+strings.Join(want, " ")+" ", " "+act+" "); offered != wanted {
					t.Errorf("%s is offered %q: %v", who, act, offered)
				}
			}
		}
		offers("author", "consent")
		offers("clerk", "withdrawal")
		offers("head", "withdrawal")
		s.post("author", http.StatusSeeOther, path+"/consent", "version", "3", "outcome", "given", "on", "03.03.2026", "informed_in", "ky", "explained", "yes")
		offers("author", "consent", "interview", "statement", "submit")
		offers("clerk", "withdrawal")
	})
}

// The address of a study and of its pages names identifiers only.
func TestNoNamesInAddresses(t *testing.T) {
	each(t, func(s *site) {
		if path := s.received(); strings.Contains(path, url.PathEscape("Токтосунова")) || !id.Valid(strings.TrimPrefix(path, "/studies/")) {
			t.Errorf("address %s", path)
		}
	})
}

// former is an instrument whose domains are the parts of reports as they were.
func former(rules *rulebook.Rulebook) []assessment.Spec {
	spec := assessment.Spec{Use: assessment.UseStudy, ValidFrom: civil.MustDate("2020-01-01")}
	for _, it := range rules.List(study.ListSections).Items {
		spec.Domains = append(spec.Domains, assessment.Domain{ID: it.Code, Title: it.Label})
	}
	return []assessment.Spec{spec}
}

// A report that was signed under the former parts reads as it was signed; one in work keeps what was said and goes on under those of today.
func TestOldReportsStayReadable(t *testing.T) {
	each(t, func(s *site) {
		path := s.assigned()
		s.post("author", http.StatusSeeOther, path+"/consent", "version", "3", "outcome", "given", "on", "03.03.2026", "informed_in", "ky", "explained", "yes")
		on := func() assessmentstudysvc.On {
			f, err := s.s.Study(s.as(context.Background(), "author"), strings.TrimPrefix(path, "/studies/"))
			must(t, err)
			return assessmentstudysvc.On{Study: f.ID, Version: f.Version}
		}
		author := func() context.Context { return s.as(context.Background(), "author") }
		must(t, s.before.Interview(author(), on(), url.Values{"who": {"person"}, "on": {"03.03.2026"}, "how": {"office"}, "outcome": {"spoke"}, "text": {"Растит двоих детей."}}))
		for _, code := range []string{"family", "living", "own_view"} {
			must(t, s.before.Describe(author(), on(), url.Values{"section": {code}, "text": {"Сказано о " + code}, "grounds": {"person"}, "read_back": {"yes"}}))
		}
		_, body := s.get("author", path, "ru")
		s.Wants(body, "Семья и отношения", "Сказано о family", "Условия проживания", "Отношение к жизни и обязанностям")
		s.post("author", http.StatusUnprocessableEntity, path+"/statement", "version", strconv.Itoa(on().Version), "section", "family", "text", "Новое", "grounds", "person")
		must(t, s.before.Submit(author(), on()))
		must(t, s.before.Sign(s.as(context.Background(), "head"), on()))
		_, body = s.get("author", path+"/papers/report", "ru")
		s.Wants(body, "Семья и отношения", "Жилищные условия", "Мнение самого исследуемого лица", "Сказано о own_view")
		if strings.Contains(body, "Условия проживания") {
			t.Error("a signed report has other headings than it was signed with")
		}
	})
}

// specs are the shipped instruments.
func specs(t *testing.T) []assessment.Spec {
	list, err := kg.Instruments()
	must(t, err)
	var out []assessment.Spec
	for _, x := range list {
		out = append(out, x.Spec)
	}
	return out
}
