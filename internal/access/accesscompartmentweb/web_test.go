package accesscompartmentweb_test

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesscompartmentweb"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

type site struct {
	*pagetest.Site
	w   *world.World
	who string
}

func setup(t *testing.T) *site {
	t.Helper()
	w := world.Open(t, "sqlite")
	w.Qualify("psychologist", "veo_assessor")
	s := &site{w: w, who: "custodian"}
	web := accesscompartmentweb.New(accesscompartmentweb.Deps{
		Service: world.Service[*accesscompartmentsvc.Service](w), Rules: w.App.Rules,
		Shell: func(context.Context, id.Client, string) (templ.Component, error) { return ui.None(), nil },
		Staff: func(context.Context) ([]ui.Option, error) {
			return []ui.Option{{Value: string(w.Member("psychologist").Account), Text: "Алиева Жамиля"}}, nil
		},
	})
	s.Site = pagetest.New(t, w.App.DB, func(ctx context.Context) (context.Context, id.Account) {
		a := w.Member(s.who).Account
		return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: a}), access.From(w.As(s.who))), a
	}, web.Routes()...)
	return s
}

// pages reads a page in each language and returns the Russian one.
func (s *site) pages(path string) string {
	s.T.Helper()
	out := ""
	for _, lang := range i18n.Languages() {
		code, body := s.Get(path, lang)
		if code != http.StatusOK {
			s.T.Fatalf("%s (%s) answers %d", path, lang, code)
		}
		if lang == "ru" {
			out = body
		}
	}
	return out
}

var action = regexp.MustCompile(`action="(/compartments/[^"]+)"`)

func (s *site) action(page, end string) string {
	s.T.Helper()
	for _, m := range action.FindAllStringSubmatch(page, -1) {
		if strings.HasSuffix(m[1], end) || end == "" {
			return m[1]
		}
	}
	s.T.Fatalf("no form that ends with %q", end)
	return ""
}

func TestOpeningByForm(t *testing.T) {
	s := setup(t)
	own := "/clients/" + string(s.w.Client(world.Own).ID) + "/compartments"
	code, page := s.Post(own, "text", "для оценки по поручению", "until", "31.02.2026")
	if code != http.StatusUnprocessableEntity {
		t.Fatalf("empty: %d", code)
	}
	s.Wants(page, "для оценки по поручению", "#propose-compartment", "#propose-part", "#propose-account", "#propose-reason", "#propose-until", i18n.T(ru(s), "date.invalid"))
	until := s.w.Today().AddDays(60)
	form := []string{
		"compartment", "extremism", "part", "assessor", "account", string(s.w.Member("psychologist").Account), "reason", "assessment",
		"text", "для оценки по поручению", "until", until.String(),
	}
	if code, page = s.Post(own, form...); code != http.StatusSeeOther {
		t.Fatalf("propose: %d %s", code, page)
	}
	s.Wants(s.pages(own), "для оценки по поручению", s.w.Member("psychologist").Name)
	if page = s.pages("/compartments"); strings.Contains(page, `action="/compartments/proposals/`) {
		t.Error("the proposer is offered to agree")
	}
	s.who = "custodian2"
	proposal := s.action(s.pages("/compartments"), "")
	if code, page = s.Post(proposal, "version", "1", "text", "согласна"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "согласна") {
		t.Errorf("no decision: %d, or what was typed is lost", code)
	}
	if code, _ = s.Post(proposal, "version", "1", "decision", "approve"); code != http.StatusSeeOther {
		t.Errorf("agree: %d", code)
	}
	if code, _ = s.Post(proposal, "version", "1", "decision", "approve"); code != http.StatusUnprocessableEntity && code != http.StatusConflict {
		t.Errorf("agree again: %d", code)
	}
	page = s.pages("/compartments")
	if code, _ = s.Post(s.action(page, "/review")); code != http.StatusSeeOther {
		t.Errorf("review: %d", code)
	}
	if code, _ = s.Post(s.action(page, "/close")); code != http.StatusSeeOther {
		t.Errorf("close: %d", code)
	}
	s.pages("/compartments")
	s.Wants(s.pages(own), i18n.T(ru(s), "access.compartment.end.closed"))
}

// The head reads the same page whether somebody is inside or not, and is offered assessors only.
func TestTheHeadsPageSaysNothing(t *testing.T) {
	s := setup(t)
	c := s.w.Client(world.Own)
	own := "/clients/" + string(c.ID) + "/compartments"
	s.who = "head"
	before := s.pages(own)
	if strings.Contains(before, `value="victim"`) || strings.Contains(before, `value="reader"`) {
		t.Error("the head is offered what only the management proposes")
	}
	s.w.OpenTo(c, access.Extremism, access.PartAssessor, "psychologist")
	if key.ReplaceAllString(before, "") != key.ReplaceAllString(s.pages(own), "") {
		t.Error("the page differs when somebody is inside")
	}
	if code, _ := s.Get("/compartments", "ru"); code == http.StatusOK {
		t.Errorf("the head reads the board: %d", code)
	}
}

var key = regexp.MustCompile(`name="_key" value="[^"]*"`)

func ru(s *site) context.Context {
	return i18n.WithCatalogue(context.Background(), s.w.App.Words, "ru", s.w.App.Zone)
}
