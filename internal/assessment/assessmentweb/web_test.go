package assessmentweb_test

import (
	"context"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/assessment/assessmentweb"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// site is the pages with an officer and a head behind them.
type site struct {
	t    *testing.T
	d    *db.DB
	s    *assessmentsvc.Service
	role access.Role
	who  id.Account
	*pagetest.Site
}

func (s *site) rights() access.Rights {
	return access.Rights{Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: s.d.Now()}
}

func (s *site) ctx(ctx context.Context) context.Context {
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), s.rights())
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		list, err := assessmentload.Folder(os.DirFS("../assessmentsvc/testdata"))
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		levels := assessmentlevelsvc.New(d, assessmentlevelsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone})
		s := &site{t: t, d: d, role: access.Officer, who: "o1"}
		s.s = assessmentsvc.New(d, assessmentsvc.Deps{
			Seal: seal.New(ring), Rules: rules, Zone: zone, Demo: true, Instruments: list, Levels: levels.Ops(),
			Qualified: func(_ context.Context, _ *db.Reader, who id.Account, _ string, _ civil.Date) (bool, error) {
				return who != "o2", nil
			},
		})
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return s.ctx(ctx), s.who },
			assessmentweb.New(assessmentweb.Deps{Service: s.s, Levels: levels}).Routes()...)
		test(s)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) client() id.Client {
	s.t.Helper()
	var c id.Client
	ctx := s.ctx(context.Background())
	must(s.t, s.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		for _, who := range []id.Account{"o1", "o2"} {
			if err := (accesssvc.Ops{}).Relate(ctx, tx, c, who, access.Assigned, "", nil); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// begin begins through the page and gives the address of the case.
func (s *site) begin(c id.Client) string {
	s.t.Helper()
	home := "/clients/" + string(c) + "/assessment"
	code, body := s.Post(home, "instrument", "small", "cause", "other")
	if code != http.StatusUnprocessableEntity {
		s.t.Errorf("the cause \"other\" without words: %d", code)
	}
	s.Wants(body, `value="other" selected`)
	if code, body = s.Post(home, "instrument", "small", "cause", "first"); code != http.StatusSeeOther {
		s.t.Fatalf("begin: %d %.400s", code, body)
	}
	over, err := s.s.Overview(s.ctx(context.Background()), c)
	must(s.t, err)
	return home + "/" + over.Cases[0].ID
}

// Every page speaks three languages; what an item does not take names it and nothing typed is lost; a second window meets both
// versions; what has no address does not exist.
func TestPagesOfOneAssessment(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		one := s.begin(c)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{"/home", "/danger", "/review", "?read=1"} {
				if code, body := s.Get(one+path, lang); code != http.StatusOK || strings.Contains(body, "⟦") {
					s.t.Errorf("%s %s: %d", lang, path, code)
				}
			}
			if code, body := s.Get("/clients/"+string(c)+"/assessment", lang); code != http.StatusOK || strings.Contains(body, "⟦") {
				s.t.Errorf("list in %s: %d", lang, code)
			}
		}
		code, body := s.Post(one+"/home", "page-version", "0", "page-item", "housed", "page-item", "home_need", "home_need", "huge", "home_strength", "помогает брат")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("an answer outside the options: %d", code)
		}
		s.Wants(body, "«Жильё»", "помогает брат", `href="#home_need"`)
		code, _ = s.Post(one+"/home", "page-version", "0", "home_need", "some", "home_reason", "первое окно")
		if code != http.StatusSeeOther {
			s.t.Fatalf("save: %d", code)
		}
		code, body = s.Post(one+"/home", "page-version", "0", "home_need", "high", "home_reason", "второе окно")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("the older window: %d", code)
		}
		s.Wants(body, "первое окно", "второе окно", "изменена в другом окне", `name="page-version" value="2"`)
		if code, _ = s.Post(one+"/home", "page-version", "2", "home_need", "high", "home_reason", "второе окно"); code != http.StatusSeeOther {
			s.t.Errorf("saved once more: %d", code)
		}
		if code, _ = s.Get(one+"/nowhere", "ru"); code != http.StatusNotFound {
			s.t.Errorf("a page that is not there: %d", code)
		}
		if code, _ = s.Get("/clients/"+string(c)+"/assessment/0190a0a0-0000-7000-8000-00000000ffff", "ru"); code != http.StatusNotFound {
			s.t.Errorf("a case that is not there: %d", code)
		}
	})
}

// The signature through the page: what holds it, an override, the second person; the paper for a court says no level.
func TestSignaturePages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		one := s.begin(c)
		code, body := s.Post(one+"/sign", "version", "1", "level", "low", "reason", "assessment", "text", "мало")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("signed although much is missing: %d", code)
		}
		s.Wants(body, "Подписать мешает", `/home#home_need"`, "мало")
		answers := []string{"page-version", "0", "born", "28.02.1990", "housed", "1", "home_need", "none", "home_reason", "своё жильё", "evidence-home_need", "справка"}
		if code, body = s.Post(one+"/home", answers...); code != http.StatusSeeOther {
			s.t.Fatalf("home: %d %.300s", code, body)
		}
		if code, _ = s.Post(one+"/danger", "page-version", "0", "threats", "no"); code != http.StatusSeeOther {
			s.t.Fatalf("danger: %d", code)
		}
		if code, _ = s.Post(one+"/sign", "version", "1", "level", "medium", "reason", "circumstances", "text", "переезд"); code != http.StatusSeeOther {
			s.t.Fatalf("sign: %d", code)
		}
		if code, _ = s.Post(one+"/sign", "version", "1", "level", "medium", "reason", "circumstances", "text", "переезд"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("signed twice: %d", code)
		}
		if code, _ = s.Get(one+"/home", "ru"); code != http.StatusSeeOther {
			s.t.Errorf("a signed page is not written on: %d", code)
		}
		s.role, s.who = access.Head, "o1"
		if code, _ = s.Post(one+"/countersign", "version", "2"); code == http.StatusSeeOther {
			s.t.Error("the signer countersigned")
		}
		s.who = "h1"
		_, body = s.Get("/assessments/waiting", "ru")
		s.Wants(body, one)
		if code, body = s.Post(one+"/countersign", "version", "2"); code != http.StatusSeeOther {
			s.t.Fatalf("countersign: %d %.300s", code, body)
		}
		_, body = s.Get(one+"/print", "ru")
		s.Wants(body, "Турак жай", "Жильё", "средний", "орто", "переезд")
		_, body = s.Get(one+"/print?for=court", "ru")
		s.Wants(body, "своё жильё", "Потребность")
		for _, level := range []string{"средний", "орто", "переезд"} {
			if strings.Contains(body, level) {
				s.t.Errorf("a paper for a court says %q", level)
			}
		}
		_, body = s.Get("/clients/"+string(c)+"/assessment", "ru")
		s.Wants(body, "Уровень изменился", "средний")
	})
}

// Whoever does not hold the qualification is told which, sees no form, and the reason stands in place of it.
func TestWithoutTheQualification(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		s.who = "o2"
		_, body := s.Get("/clients/"+string(c)+"/assessment", "ru")
		if strings.Contains(body, `value="small"`) {
			s.t.Error("a form is offered that would be refused")
		}
		s.Wants(body, "нужна квалификация")
		code, _ := s.Post("/clients/"+string(c)+"/assessment", "instrument", "small", "cause", "first")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("begun without it: %d", code)
		}
	})
}
