package access_test

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

var noon = civil.At(time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC))

func TestProposalNeedsASecondPerson(t *testing.T) {
	open := access.Proposal{Kind: access.Release, Account: "x", ProposedBy: "a", State: access.ProposalOpen}
	for _, c := range []struct {
		by   string
		kind fault.Kind
	}{{"a", fault.Forbidden}, {"x", fault.Forbidden}, {"b", ""}} {
		got, err := open.Decide(id.Account(c.by), true, noon)
		if fault.KindOf(err) != c.kind {
			t.Errorf("%s decided: %v", c.by, err)
		}
		if c.kind == "" && (got.State != access.ProposalApproved || got.DecidedBy != "b") {
			t.Errorf("not approved: %+v", got)
		}
	}
	done, err := open.Decide("b", false, noon)
	if err != nil || done.State != access.ProposalRefused {
		t.Fatalf("%+v %v", done, err)
	}
	if _, err := done.Decide("c", true, noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("decided twice: %v", err)
	}
}

func TestReleaseHasAnEnd(t *testing.T) {
	err := access.Proposal{Kind: access.Release, Until: noon.Add(-time.Hour)}.Validate(noon)
	if f := fault.As(err); f == nil || len(f.Problems) != 2 {
		t.Errorf("want account and until named: %v", err)
	}
}

func TestOpeningEndsAndIsReviewedBySomebodyElse(t *testing.T) {
	o := access.Open("c", "officer", "o1", "life", noon, 4, civil.MustDate("2026-03-10"))
	if !o.Active(noon.Add(4*time.Hour-time.Second)) || o.Active(noon.Add(4*time.Hour)) {
		t.Error("the opening does not end after four hours")
	}
	if _, err := o.Review("officer", access.Justified, noon); !fault.Is(err, fault.Forbidden) {
		t.Errorf("own review: %v", err)
	}
	if _, err := o.Review("head", "fine", noon); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown finding: %v", err)
	}
	o, err := o.Review("head", access.Abuse, noon)
	if err != nil || o.ReviewedBy != "head" {
		t.Fatal(o, err)
	}
	if _, err := o.Review("other", access.Justified, noon); !fault.Is(err, fault.Conflict) {
		t.Errorf("reviewed twice: %v", err)
	}
}

func TestGlassQueryNamesOnePerson(t *testing.T) {
	for _, c := range []struct {
		q     access.GlassQuery
		field string
	}{
		{access.GlassQuery{}, "pin"},
		{access.GlassQuery{PIN: "2010119800012"}, "pin"},
		{access.GlassQuery{File: "12-7"}, "birth"},
		{access.GlassQuery{PIN: "20101198000123"}, ""},
		{access.GlassQuery{File: "12-7", Birth: civil.MustDate("1980-01-01")}, ""},
	} {
		err := c.q.Validate()
		if c.field == "" {
			if err != nil {
				t.Errorf("%+v: %v", c.q, err)
			}
			continue
		}
		if f := fault.As(err); f == nil || f.Problems[0].Field != c.field {
			t.Errorf("%+v: %v, want %s", c.q, err, c.field)
		}
	}
}
