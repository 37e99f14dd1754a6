package assessmentsvc_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// From the beginning to the level, with everything that stands in the way on it.
func TestFromBeginningToLevel(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		sh, err := k.s.Sheet(k.officer(), c, a)
		must(t, err)
		if e := sh.Now["born"]; e.Answer != "1990-02-28" || e.Source != "person" {
			t.Errorf("not taken from the record: %+v", e)
		}
		_, err = k.s.Begin(k.officer(), assessmentsvc.Begin{Client: c, Instrument: "small", Cause: "first"})
		k.want(err, fault.Invalid, "assessment.refuse.open")

		_, err = k.s.Save(k.officer(), page(c, a, "home", sh.Versions["home"], "home_need", "huge", "housed", "1"))
		k.want(err, fault.Invalid, "home_need", "assessment.bad.option")
		k.want(k.sign(k.officer(), c, a, assessment.Low, "assessment"), fault.Invalid, "assessment.held")

		saved := k.save(k.officer(), c, a, "home", "housed", "0")
		if !saved.More {
			t.Error("the question of moves did not appear")
		}
		k.save(k.officer(), c, a, "home", "moves", "not_known", "home_need", "some")
		v, err := k.s.Review(k.officer(), c, a)
		must(t, err)
		says(t, v, assessment.NoReason, "home_need")
		says(t, v, assessment.NoEvidence, "housed")
		says(t, v, assessment.NotKnown, "moves")
		says(t, v, assessment.Missing, "threats")
		k.whole(c, a, "some")
		k.save(k.officer(), c, a, "danger", "threats", "yes", "evidence-threats", "сказал сам")
		if len(k.flags.raised) != 1 || k.flags.raised[0] != "violence" {
			t.Errorf("raised %v", k.flags.raised)
		}
		k.flags.open = []string{"violence"}
		k.want(k.sign(k.officer(), c, a, assessment.Medium, "assessment"), fault.Invalid, "assessment.flag_unanswered")
		k.flags.open = nil
		must(t, k.sign(k.officer(), c, a, assessment.Medium, "assessment"))
		if got := k.state(c, a); got != assessment.InForce {
			t.Errorf("state %s", got)
		}
		k.wantLevel(c, assessment.Medium)
		v, err = k.s.Review(k.head(), c, a)
		must(t, err)
		if !v.Intact || v.ValidUntil != civil.MustDate("2026-09-03") || v.Proposal != assessment.Medium {
			t.Errorf("intact %v, until %s, proposal %s", v.Intact, v.ValidUntil, v.Proposal)
		}
		k.want(k.sign(k.officer(), c, a, assessment.Low, "assessment"), fault.Conflict, "assessment.not_open")
	})
}

func says(t *testing.T, v assessmentsvc.Reviewed, kind assessment.FindingType, item string) {
	t.Helper()
	for _, f := range v.Findings {
		if f.Type == kind && len(f.Fields) > 0 && f.Fields[0] == item {
			return
		}
	}
	t.Errorf("no %s of %s in %+v", kind, item, v.Findings)
}

func (k *kit) wantLevel(c id.Client, level assessment.Level) {
	k.t.Helper()
	must(k.t, k.d.Read(k.head(), func(r *db.Reader) error {
		d, ok, err := k.s.Ops().LevelOf(context.Background(), r, c)
		if got := d.Level; got != level || ok != (level != "") {
			k.t.Errorf("level %q, want %q", got, level)
		}
		return err
	}))
}

// An override and a high level take effect with the second signature only, and never with that of whoever signed.
func TestOverrideWaitsForTheSecondPerson(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "none")
		k.want(k.sign(k.officer(), c, a, assessment.Medium, "assessment"), fault.Invalid, "assessment.override_reason")
		must(t, k.sign(k.officer(), c, a, assessment.Medium, "circumstances"))
		if got := k.state(c, a); got != assessment.Signed {
			t.Fatalf("state %s", got)
		}
		k.wantLevel(c, "")
		sh, err := k.s.Sheet(k.head(), c, a)
		must(t, err)
		in := assessmentsvc.Second{Client: c, Assessment: a, Version: sh.Row}
		k.want(k.s.Countersign(k.as("officer", access.Head), in), fault.Forbidden, "assessment.four_eyes")
		k.want(k.s.Countersign(k.officer(), in), fault.Forbidden)
		must(t, k.s.Countersign(k.head(), in))
		k.want(k.s.Countersign(k.as("head2", access.Head), in), fault.Conflict)
		k.wantLevel(c, assessment.Medium)
		if got := k.state(c, a); got != assessment.InForce {
			t.Errorf("state %s", got)
		}
		k.clock.Advance(24 * time.Hour)
		b := k.begin(c)
		k.whole(c, b, "high")
		must(t, k.sign(k.officer(), c, b, assessment.High, "assessment"))
		k.wantLevel(c, assessment.Medium)
		sh, err = k.s.Sheet(k.head(), c, b)
		must(t, err)
		k.want(k.s.Refuse(k.head(), assessmentsvc.Second{Client: c, Assessment: b, Version: sh.Row}), fault.Invalid, "why")
		must(t, k.s.Refuse(k.head(), assessmentsvc.Second{Client: c, Assessment: b, Version: sh.Row, Why: "нет подтверждения"}))
		if k.state(c, b) != assessment.Dropped || k.state(c, a) != assessment.InForce {
			t.Error("the refused one took effect")
		}
		d := k.begin(c)
		sh, err = k.s.Sheet(k.officer(), c, d)
		must(t, err)
		if sh.Now["home_need"].Answer != "high" || sh.Now["home_need"].Source != assessment.SourceCarried {
			t.Errorf("the refused answers are not taken up: %+v", sh.Now["home_need"])
		}
		must(t, k.sign(k.officer(), c, d, assessment.High, "assessment"))
		sh, err = k.s.Sheet(k.head(), c, d)
		must(t, err)
		must(t, k.s.Countersign(k.head(), assessmentsvc.Second{Client: c, Assessment: d, Version: sh.Row}))
		k.wantLevel(c, assessment.High)
		if k.state(c, a) != assessment.Replaced {
			t.Error("the earlier one is not replaced")
		}
		kinds := []string{}
		for _, n := range k.told {
			kinds = append(kinds, n.Kind+" "+string(n.To))
		}
		if got := strings.Join(kinds, ", "); got != "waits , agreed officer, waits , refused officer, waits , agreed officer" {
			t.Errorf("told: %s", got)
		}
		over, err := k.s.Overview(k.head(), c)
		must(t, err)
		if !over.Changed || over.Level.From != assessment.Medium || len(over.Levels) != 3 {
			t.Errorf("changed %v from %s, %d decisions", over.Changed, over.Level.From, len(over.Levels))
		}
	})
}

// In service a table that nobody has confirmed proposes nothing, so nothing can be departed from.
func TestNoProposalInService(t *testing.T) {
	each(t, func(k *kit) {
		deps := k.deps
		deps.Demo = false
		k.s = assessmentsvc.New(k.d, deps)
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "none")
		v, err := k.s.Review(k.officer(), c, a)
		must(t, err)
		if v.Proposal != "" || !v.Trial {
			t.Errorf("proposes %q", v.Proposal)
		}
		must(t, k.sign(k.officer(), c, a, assessment.Medium, "professional"))
		k.wantLevel(c, assessment.Medium)
	})
}

func TestWhoMayBegin(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		in := assessmentsvc.Begin{Client: c, Instrument: "small", Cause: "first"}
		begin := func(ctx context.Context) error { _, err := k.s.Begin(ctx, in); return err }
		k.want(begin(k.as("other", access.Officer)), fault.Forbidden)
		k.want(begin(k.as("novice", access.Head)), fault.Invalid, "assessment.refuse.qualification")
		k.want(begin(k.as("duty", access.DutyOperator)), fault.Forbidden)
		k.birth = "2010-03-01"
		k.want(begin(k.officer()), fault.Invalid, "assessment.refuse.too_young")
		k.birth = "2008-02-29" // turned 18 on 28 February or 1 March 2026, before the third
		k.ends = civil.MustDate("2026-04-20")
		k.want(begin(k.officer()), fault.Invalid, "assessment.refuse.short_term")
		in.Note = "суд запросил"
		in.Cause = "bogus"
		k.want(begin(k.officer()), fault.Invalid, "cause")
		in.Cause = "request"
		must(t, begin(k.officer()))
		_, err := k.s.Begin(k.officer(), assessmentsvc.Begin{Client: c, Instrument: "tier-v3", Cause: "first"})
		k.want(err, fault.NotFound)
	})
}

// A qualification that lapses between start and signature refuses the signature, not the reading.
func TestQualificationLapses(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "none")
		k.lapsed["rna_assessor"] = true
		k.want(k.sign(k.officer(), c, a, assessment.Low, "assessment"), fault.Invalid, "assessment.refuse.qualification")
		if _, err := k.s.Review(k.officer(), c, a); err != nil {
			t.Errorf("reading: %v", err)
		}
		_, err := k.s.Begin(k.officer(), assessmentsvc.Begin{Client: k.client(), Instrument: "small", Cause: "first"})
		k.want(err, fault.Invalid, "assessment.refuse.qualification")
	})
}

// Two windows: the older one meets a conflict and nothing that the newer saved is lost; the same answers are no conflict.
func TestTwoWindows(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		sh, err := k.s.Sheet(k.officer(), c, a)
		must(t, err)
		old := sh.Versions["home"]
		first, err := k.s.Save(k.officer(), page(c, a, "home", old, "home_need", "some"))
		must(t, err)
		_, err = k.s.Save(k.officer(), page(c, a, "home", old, "home_need", "high"))
		k.want(err, fault.Conflict)
		if _, err = k.s.Save(k.officer(), page(c, a, "home", old, "home_need", "some")); err != nil {
			t.Errorf("the same answer: %v", err)
		}
		sh, err = k.s.Sheet(k.officer(), c, a)
		must(t, err)
		if sh.Now["home_need"].Answer != "some" || sh.Versions["home"] != first.Version {
			t.Errorf("%q, version %d after %d", sh.Now["home_need"].Answer, sh.Versions["home"], first.Version)
		}
		part := page(c, a, "home", first.Version, "housed", "1", "home_need", "bogus")
		part.Partly = true
		saved, err := k.s.Save(k.officer(), part)
		must(t, err)
		if len(saved.Left) != 1 || saved.Left[0].Field != "home_need" {
			t.Errorf("left %v", saved.Left)
		}
		sh, err = k.s.Sheet(k.officer(), c, a)
		must(t, err)
		if sh.Now["housed"].Answer != "1" || sh.Now["home_need"].Answer != "some" {
			t.Error("saving by itself lost an answer")
		}
	})
}

// What is kept at the signature comes out again bit for bit, and static answers come into the next one with their source.
func TestKeptAndCarried(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "some")
		k.save(k.officer(), c, a, "home", "born", "1989-12-31", "evidence-born", "свидетельство", "home_strength", "помогает брат", "home_harm", "1")
		must(t, k.sign(k.officer(), c, a, assessment.Medium, "assessment"))
		list, err := instruments()
		must(t, err)
		must(t, k.d.Read(db.WithSight(context.Background(), db.Everyone{}), func(r *db.Reader) error {
			rows, err := k.s.Ops().Results(context.Background(), r, "", 10)
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d results, %v", len(rows), err)
			}
			stored, err := assessment.Kept(rows[0].Body)
			must(t, err)
			for _, ins := range list {
				if ins.ID != rows[0].Instrument {
					continue
				}
				again, err := assessment.Keep(ins.Score(stored.Result.Answers()), stored.Remarks)
				must(t, err)
				if !bytes.Equal(again, rows[0].Body) || assessment.Digest(again) != rows[0].Digest {
					t.Errorf("scored again:\n%s\n%s", again, rows[0].Body)
				}
			}
			if len(stored.Remarks) != 1 || stored.Remarks[0].Type != assessment.RecordMoved {
				t.Errorf("remarks %+v", stored.Remarks)
			}
			needs, err := k.s.Ops().Needs(context.Background(), r, c)
			if err != nil || len(needs) != 1 || needs[0].Rating != "some" || !needs[0].Harm || needs[0].Strength == "" {
				t.Errorf("needs %+v %v", needs, err)
			}
			return nil
		}))
		k.birth = ""
		b := k.begin(c)
		sh, err := k.s.Sheet(k.officer(), c, b)
		must(t, err)
		if e := sh.Now["born"]; e.Answer != "1989-12-31" || e.Source != assessment.SourceCarried || e.Ref != a || e.Evidence == "" {
			t.Errorf("carried %+v", e)
		}
		if sh.Now["housed"].Answer != "" || sh.Prior["housed"].Answer != "1" {
			t.Error("a dynamic answer is shown beside, not carried")
		}
	})
}

// The client turns 18 under an instrument for the young, or leaves its ages: a remark, no crash.
func TestAgePassesInTheMiddle(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "none")
		k.birth = "2012-01-01" // the record was corrected meanwhile
		v, err := k.s.Review(k.officer(), c, a)
		must(t, err)
		if len(v.Outside) != 1 || v.Outside[0].Key != "assessment.refuse.too_young" {
			t.Errorf("outside %v", v.Outside)
		}
		says(t, v, assessment.RecordMoved, "born")
		must(t, k.sign(k.officer(), c, a, assessment.Low, "assessment"))
	})
}

// A case goes on with the version with which it began; without that version it can be read and dropped, nothing else.
func TestInstrumentReplacedInTheMiddle(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		a := k.begin(c)
		k.whole(c, a, "none")
		deps := k.deps
		deps.Instruments = nil
		gone := assessmentsvc.New(k.d, deps)
		_, err := gone.Save(k.officer(), page(c, a, "home", 0, "housed", "1"))
		k.want(err, fault.Conflict, "assessment.instrument_gone")
		sh, err := gone.Sheet(k.officer(), c, a)
		must(t, err)
		if sh.Now["home_need"].Answer != "none" {
			t.Error("answers cannot be read")
		}
		k.want(gone.Drop(k.officer(), assessmentsvc.Drop{Client: c, Assessment: a, Version: sh.Row, Reason: "other"}), fault.Invalid, "text")
		must(t, gone.Drop(k.officer(), assessmentsvc.Drop{Client: c, Assessment: a, Version: sh.Row, Reason: "replaced_instrument"}))
		if k.state(c, a) != assessment.Dropped {
			t.Error("not dropped")
		}
	})
}

// Inside a compartment: begun, read and seen by those inside alone; the second reader is another qualified person.
func TestCompartmentAndSecondReader(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		in := assessmentsvc.Begin{Client: c, Instrument: "sealed", Cause: "first"}
		_, err := k.s.Begin(k.officer(), in)
		k.want(err, fault.NotFound)
		k.open(c, "officer", "psy")
		a, err := k.s.Begin(k.officer(), in)
		must(t, err)
		k.whole(c, a, "high")
		must(t, k.sign(k.officer(), c, a, "", ""))
		_, err = k.s.Sheet(k.head(), c, a)
		k.want(err, fault.NotFound)
		over, err := k.s.Overview(k.head(), c)
		must(t, err)
		if len(over.Cases) != 0 {
			t.Error("the head sees what lies in the compartment")
		}
		for _, o := range over.Offers {
			if o.Instrument.ID == "sealed" {
				t.Error("the head is offered what he cannot begin")
			}
		}
		sh, err := k.s.Sheet(k.officer(), c, a)
		must(t, err)
		if sh.State != assessment.Signed {
			t.Fatalf("state %s", sh.State)
		}
		second := assessmentsvc.Second{Client: c, Assessment: a, Version: sh.Row}
		k.want(k.s.Read(k.officer(), second), fault.Forbidden, "assessment.four_eyes")
		k.want(k.s.Read(k.as("outside", access.Psychologist), second), fault.NotFound)
		must(t, k.s.Read(k.as("psy", access.Psychologist), second))
		sh, err = k.s.Sheet(k.officer(), c, a)
		must(t, err)
		if sh.State != assessment.InForce {
			t.Errorf("state %s", sh.State)
		}
		for _, f := range k.book.Timeline(c) {
			if f.Compartment != "extremism" {
				t.Errorf("%s stands in the ordinary record", f.Type)
			}
		}
	})
}
