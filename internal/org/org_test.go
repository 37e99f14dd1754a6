package org_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/rulebook"
)

var now = civil.At(time.Date(2026, 3, 3, 3, 0, 0, 0, time.UTC))

func day(s string) civil.Date { return civil.MustDate(s) }

func offices() []org.Office {
	under := func(o id.Office, from, to string) org.Parent {
		p := org.Parent{Office: o, Valid: civil.Since(day(from))}
		if to != "" {
			p.Valid.To = day(to)
		}
		return p
	}
	since := civil.Since(day("2019-01-01"))
	return []org.Office{
		{ID: "hq", Kind: rulebook.Headquarters, Valid: since},
		{ID: "south", Kind: rulebook.Interregional, Valid: civil.Period{From: day("2019-01-01"), To: day("2024-12-31")}, Parents: []org.Parent{under("hq", "2019-01-01", "")}},
		{ID: "osh-batken", Kind: rulebook.Interregional, Valid: civil.Since(day("2025-01-01")), Parents: []org.Parent{under("hq", "2025-01-01", "")}},
		{
			ID: "alay", Kind: rulebook.DistrictOffice, SOATE: "41706207000000", Valid: since,
			Parents: []org.Parent{under("south", "2019-01-01", "2024-12-31"), under("osh-batken", "2025-01-01", "")},
		},
		{
			ID: "osh", Kind: rulebook.DistrictOffice, SOATE: "41721000000000", Valid: since,
			Parents: []org.Parent{under("south", "2019-01-01", "2024-12-31"), under("osh-batken", "2025-01-01", "")},
		},
		{ID: "lone", Kind: rulebook.DistrictOffice, SOATE: "41704245000000", Valid: since, Parents: []org.Parent{under("hq", "2019-01-01", "")}},
	}
}

func TestTheTreeIsThatOfTheDay(t *testing.T) {
	for on, want := range map[string][]id.Office{
		"2023-06-01": {"alay", "south", "hq"}, "2024-12-31": {"alay", "south", "hq"}, "2025-01-01": {"alay", "osh-batken", "hq"},
		"2018-12-31": nil,
	} {
		tree := org.NewTree(offices(), day(on))
		if d := cmp.Diff(want, tree.Path("alay")); d != "" {
			t.Errorf("on %s: %s", on, d)
		}
	}
	tree := org.NewTree(offices(), day("2026-03-03"))
	if tree.Department("alay") != "osh-batken" || tree.Department("lone") != "hq" {
		t.Errorf("departments: %s, %s", tree.Department("alay"), tree.Department("lone"))
	}
	if d := cmp.Diff([]id.Office{"osh"}, tree.Neighbours("alay")); d != "" {
		t.Error(d)
	}
	if o, ok := tree.Serving("41706207804010"); !ok || o != "alay" {
		t.Errorf("a village of Alay is served by %q", o)
	}
	if o, _ := tree.Office("alay"); o.Oblast() != "41706000000000" {
		t.Errorf("oblast %s", o.Oblast())
	}
	if n := len(tree.Pairs()); n != 1+2+3+3+2 {
		t.Errorf("%d pairs", n)
	}
}

func TestReparentingRefusesWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		office, under id.Office
		from, field   string
	}{
		{"alay", "osh-batken", "2026-05-01", "parent"},
		{"alay", "osh", "2026-05-01", "parent"},
		{"alay", "south", "2026-05-01", "parent"},
		{"osh-batken", "osh-batken", "2026-05-01", "parent"},
		{"alay", "hq", "2024-01-01", "from"},
		{"alay", "hq", "2026-05-01", ""},
		{"hq", "osh-batken", "2026-05-01", "parent"},
	} {
		err := org.Reparent(offices(), c.office, c.under, day(c.from))
		if c.field == "" {
			if err != nil {
				t.Errorf("%s under %s: %v", c.office, c.under, err)
			}
			continue
		}
		if f := fault.As(err); f == nil || len(f.Problems) == 0 || f.Problems[0].Field != c.field {
			t.Errorf("%s under %s: %v", c.office, c.under, err)
		}
	}
	if err := org.Reparent(offices(), "gone", "hq", day("2026-05-01")); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}

func TestWithoutASecondPairOfEyesItGoesUp(t *testing.T) {
	for _, c := range []struct {
		own  []id.Account
		want org.Second
	}{
		{[]id.Account{"head", "deputy"}, org.Second{Office: "alay"}},
		{[]id.Account{"head"}, org.Second{Office: "mru", Above: true}},
		{nil, org.Second{Office: "mru", Above: true}},
	} {
		if got := org.SecondPair("alay", "mru", c.own, "head"); got != c.want {
			t.Errorf("%v: %+v", c.own, got)
		}
	}
	if got := org.SecondPair("alay", "mru", []id.Account{"head"}, "officer"); got.Above {
		t.Error("a head is the second pair of eyes of an officer")
	}
}

func TestFourEyes(t *testing.T) {
	a := org.Approval{State: org.Provisional, Proposer: "head"}
	if _, err := a.Decide("head", true, now); !fault.Is(err, fault.Forbidden) {
		t.Error("the proposer confirmed:", err)
	}
	a, err := a.Decide("regional", false, now)
	if err != nil || a.State != org.Refused || a.Pending() {
		t.Error(a, err)
	}
	if _, err := a.Decide("other", true, now); !fault.Is(err, fault.Conflict) {
		t.Error("decided twice:", err)
	}
}

func TestAConflictIsDecidedByAnotherAndTheCaseGoesSomewhere(t *testing.T) {
	c := org.Conflict{Account: "officer", DeclaredBy: "officer", State: org.Declared}
	for _, x := range []struct {
		by, route, to string
		works         bool
		kind          fault.Kind
	}{
		{"officer", org.ToOfficer, "other", true, fault.Forbidden},
		{"head", "", "", true, fault.Invalid},
		{"head", org.ToNobody, "", true, fault.Invalid},
		{"head", org.ToOfficer, "", true, fault.Invalid},
		{"head", org.ToOfficer, "officer", true, fault.Invalid},
		{"head", org.ToNeighbour, "", true, fault.Invalid},
		{"head", org.ToOfficer, "other", true, ""},
		{"head", "", "", false, ""},
	} {
		got, err := c.Decide(id.Account(x.by), true, x.route, x.to, x.works, now)
		if fault.KindOf(err) != x.kind {
			t.Errorf("%+v: %v", x, err)
		}
		if x.kind == "" && got.State != org.Excluded {
			t.Errorf("%+v: %s", x, got.State)
		}
	}
	c.DeclaredBy = "head"
	if _, err := c.Decide("head", false, "", "", true, now); !fault.Is(err, fault.Forbidden) {
		t.Error("the declaring head decided:", err)
	}
}

func TestTransferIsAnsweredOnceByAnother(t *testing.T) {
	req := org.Transfer{State: org.Requested, RequestedBy: "a"}
	if _, err := req.Answer("a", org.Accepted, now); !fault.Is(err, fault.Forbidden) {
		t.Error(err)
	}
	if got, err := req.Answer("a", org.Withdrawn, now); err != nil || got.State != org.Withdrawn {
		t.Error(got, err)
	}
	done, _ := req.Answer("b", org.Refused, now)
	if _, err := done.Answer("b", org.Accepted, now); !fault.Is(err, fault.Conflict) {
		t.Error(err)
	}
}

func TestCandidateIsRefusedForOneReasonAtATime(t *testing.T) {
	good := org.Candidate{HoldsPost: true}
	for _, c := range []struct {
		name  string
		edit  func(*org.Candidate)
		field string
	}{
		{"good", func(*org.Candidate) {}, ""},
		{"no post", func(c *org.Candidate) { c.HoldsPost = false }, "account"},
		{"excluded", func(c *org.Candidate) { c.Excluded = true }, "account"},
		{"unfit", func(c *org.Candidate) { c.Unfit.Key = "x" }, "account"},
		{"same", func(c *org.Candidate) { c.IsAssigned = true }, "account"},
		{"away", func(c *org.Candidate) { c.AwayUntil = day("2026-03-09") }, "confirm_absent"},
	} {
		x := good
		c.edit(&x)
		err := x.Check(false)
		if f := fault.As(err); (c.field == "") != (err == nil) || f != nil && f.Problems[0].Field != c.field {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := (org.Candidate{HoldsPost: true, AwayUntil: day("2026-03-09")}).Check(true); err != nil {
		t.Error("confirmed, still refused:", err)
	}
}

func TestValidations(t *testing.T) {
	for _, c := range []struct {
		name string
		err  error
		want int
	}{
		{"office", org.Office{Kind: rulebook.DistrictOffice}.Validate(), 3},
		{"staff", org.Staff{}.Validate(), 2},
		{"post", org.Post{Weekdays: "31"}.Validate(), 4},
		{"absence that ends before it starts", org.Absence{Account: "a", Days: civil.Period{From: day("2026-03-05"), To: day("2026-03-04")}}.Validate(day("2026-03-03")), 1},
		{"absence over", org.Absence{Account: "a", Days: civil.Period{From: day("2026-02-01"), To: day("2026-02-04")}}.Validate(day("2026-03-03")), 1},
		{"cover oneself", org.Absence{Account: "a", Cover: "a", Days: civil.Period{From: day("2026-03-03"), To: day("2026-03-04")}}.Validate(day("2026-03-03")), 1},
	} {
		f := fault.As(c.err)
		if f == nil || len(f.Problems) != c.want {
			t.Errorf("%s: %v, want %d problems", c.name, c.err, c.want)
		}
	}
}
