package assessmentcareweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/assessment/assessmentcareweb"
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

type site struct {
	t     *testing.T
	d     *db.DB
	s     *assessmentcaresvc.Service
	clock *testkit.Clock
	ctx   context.Context //nolint:containedctx // the officer of the test
	*pagetest.Site
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		title := rulebook.Text{"ky": "Өз жанын кыюу коркунучу", "ru": "Опасность самоубийства", "en": "Danger of suicide"}
		spec := assessment.Spec{ID: "t", Version: "1", Use: assessment.UseAssessment, Flags: []assessment.Flag{{ID: "suicide", Title: title, Instruction: "flag.suicide"}}}
		s := &site{t: t, d: d, clock: clock}
		s.s = assessmentcaresvc.New(d, assessmentcaresvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Instruments: []assessment.Spec{spec}})
		s.ctx = actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "o1"})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Head, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		s.ctx = accesssvc.Context(s.ctx, rights)
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights), "o1"
		}, assessmentcareweb.New(assessmentcareweb.Deps{Service: s.s}).Routes()...)
		test(s)
	})
}

func (s *site) client() id.Client {
	s.t.Helper()
	var c id.Client
	must(s.t, s.d.Write(s.ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(s.ctx, tx, c, osh); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.Allocate, "")
	}))
	return c
}

// A flag through the pages: nothing typed is lost, the protocol stands beside it, a second editor is told, every page speaks
// three languages.
func TestFlagPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c)
		code, body := s.Post(base+"/flags", "flag", "", "note", "Айтты: жашагым келбейт")
		if code != http.StatusUnprocessableEntity {
			s.t.Fatalf("a flag of no kind: %d", code)
		}
		s.Wants(body, "Айтты: жашагым келбейт")
		if code, body = s.Post(base+"/flags", "flag", "suicide", "note", "Айтты: жашагым келбейт"); code != http.StatusSeeOther {
			s.t.Fatalf("%d %.300s", code, body)
		}
		list, err := s.s.ClientFlags(s.ctx, c)
		must(s.t, err)
		one := base + "/flags/" + list[0].ID
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{"/flags", base + "/flags", one, base + "/validity", base + "/compare", "/assessments/quality"} {
				if code, body := s.Get(path, lang); code != http.StatusOK || strings.Contains(body, "⟦") {
					s.t.Errorf("%s %s: %d", lang, path, code)
				}
			}
		}
		_, body = s.Get(one, "ru")
		s.Wants(body, "Опасность самоубийства", "/rulebook/instructions#flag-suicide")
		code, body = s.Post(one+"/close", "version", "1", "action", "talked_today", "none_reason", "past_only", "text", "Сүйлөштүк")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("an action and a reason for none: %d", code)
		}
		s.Wants(body, "Сүйлөштүк")
		if code, _ = s.Post(one+"/close", "version", "1", "action", "talked_today", "text", "Сүйлөштүк"); code != http.StatusSeeOther {
			s.t.Errorf("answer: %d", code)
		}
		if code, _ = s.Post(one+"/close", "version", "1", "action", "police", "text", "Чакырдым"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("second editor: %d", code)
		}
		if code, _ = s.Post(one+"/correct", "version", "2", "action", "police", "text", "Чакырдым"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("a correction without a reason: %d", code)
		}
		if code, _ = s.Post(one+"/correct", "version", "2", "action", "police", "text", "Чакырдым", "reason", "typing"); code != http.StatusSeeOther {
			s.t.Errorf("correction: %d", code)
		}
		_, body = s.Get(one, "ru")
		s.Wants(body, "Сүйлөштүк", "Чакырдым")
		for _, path := range []string{"/clients/0190a0a0-0000-7000-8000-00000000ffff/flags", base + "/flags/0190a0a0-0000-7000-8000-00000000ffff"} {
			if code, _ := s.Get(path, "ru"); code != http.StatusNotFound {
				s.t.Errorf("%s: %d", path, code)
			}
		}
	})
}

// What cannot be noted is said in the form, with the date as it was typed.
func TestValidityPages(t *testing.T) {
	each(t, func(s *site) {
		base := "/clients/" + string(s.client()) + "/validity"
		code, body := s.Post(base+"/changes", "kind", "work", "occurred_on", "31.02.2026", "note", "Цех")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("a day that does not exist: %d", code)
		}
		s.Wants(body, "govuk-error-summary")
		code, _ = s.Post(base+"/changes", "kind", "work", "occurred_on", civil.MustDate("2026-03-03").String())
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("without an assessment in force: %d", code)
		}
		if code, _ = s.Post(base+"/confirm", "reason", "stable", "text", "x", "version", "1"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("nothing to confirm: %d", code)
		}
		if code, _ = s.Post(base+"/changes/0190a0a0-0000-7000-8000-00000000ffff", "text", "x", "version", "1"); code != http.StatusNotFound {
			s.t.Errorf("no such change: %d", code)
		}
	})
}
