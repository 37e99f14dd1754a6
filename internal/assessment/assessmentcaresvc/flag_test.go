package assessmentcaresvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// A flag opens one task of the same day for a named person, holds the signature back, and is closed by an action in words.
func TestFlagIsATaskOfTheSameDay(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.officer()
		a := k.assessed(c, civil.Instant{}, assessment.Open, nil)
		raised := []assessment.RaisedFlag{{Flag: "suicide", Item: "q1"}, {Flag: "suicide", Item: "q2"}, {Flag: "child", Item: "q3"}}
		k.raise(ctx, a, raised...)
		k.raise(ctx, a, raised...)
		list, more, err := k.s.FlagList(ctx, assessmentcaresvc.FlagFilter{})
		must(k.t, err)
		if len(list) != 2 || more || len(k.notices) != 2 || k.notices[0].to != "o1" {
			k.t.Fatalf("%d tasks, %d notices", len(list), len(k.notices))
		}
		zone, _ := time.LoadLocation("Asia/Bishkek")
		if day := list[0].DueAt.In(zone); day != k.s.Today() || !list[0].DueAt.After(k.s.Now()) {
			k.t.Errorf("due on %s", day)
		}
		if got := k.unanswered(ctx, a); len(got) != 2 {
			k.t.Errorf("unanswered %v", got)
		}
		if n := k.card(c)["flags_n"]; n != 2 {
			k.t.Errorf("the card counts %v", n)
		}
		closing := assessmentcaresvc.CloseFlag{Client: c, Flag: list[0].ID, Version: list[0].Row}
		k.want(k.s.CloseFlag(ctx, closing), fault.Invalid)
		closing.Closing = assessment.FlagClosing{Action: "talked_today", Text: "Поговорили, остаётся у сестры"}
		must(k.t, k.s.CloseFlag(ctx, closing))
		k.want(k.s.CloseFlag(ctx, closing), fault.Conflict)
		other := assessmentcaresvc.CloseFlag{Client: c, Flag: list[1].ID, Version: list[1].Row, Closing: assessment.FlagClosing{None: "past_only", Text: "Пять лет назад"}}
		must(k.t, k.s.CloseFlag(ctx, other))
		if got := k.unanswered(ctx, a); len(got) != 0 {
			k.t.Errorf("still unanswered %v", got)
		}
		if got := types(k.book.Timeline(c)); got != "assessment.flag_raised assessment.flag_raised assessment.flag_closed assessment.flag_closed " {
			k.t.Errorf("timeline %q", got)
		}
		k.raise(ctx, a, raised...)
		if got := k.unanswered(ctx, a); len(got) != 0 {
			k.t.Error("an answered flag is raised again by the same assessment")
		}
	})
}

// A wrong answer is corrected with a reason; the old one stays readable.
func TestFlagCorrection(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.officer()
		flag, err := k.s.OpenFlag(ctx, assessmentcaresvc.OpenFlag{Client: c, Flag: "suicide", Note: "Сказал по телефону, что не хочет жить"})
		must(k.t, err)
		f, _, err := k.s.FlagTask(ctx, c, flag)
		must(k.t, err)
		if f.Note != "Сказал по телефону, что не хочет жить" || f.Assigned != "o1" {
			k.t.Fatalf("%+v", f)
		}
		in := assessmentcaresvc.CorrectFlag{CloseFlag: assessmentcaresvc.CloseFlag{Client: c, Flag: flag, Version: f.Row, Closing: assessment.FlagClosing{Action: "police", Text: "вызвал"}}, Reason: "typing"}
		k.want(k.s.CorrectFlag(ctx, in), fault.Conflict)
		must(k.t, k.s.CloseFlag(ctx, assessmentcaresvc.CloseFlag{Client: c, Flag: flag, Version: f.Row, Closing: assessment.FlagClosing{Action: "talked_today", Text: "поговорил"}}))
		in.Version, in.Reason = f.Row+1, ""
		k.want(k.s.CorrectFlag(ctx, in), fault.Invalid)
		in.Reason, in.ReasonText = "typing", "не та строка"
		must(k.t, k.s.CorrectFlag(ctx, in))
		k.want(k.s.CorrectFlag(ctx, in), fault.Conflict)
		f, old, err := k.s.FlagTask(ctx, c, flag)
		must(k.t, err)
		if f.Closing.Action != "police" || len(old) != 1 || old[0].Was.Action != "talked_today" || old[0].Was.Text != "поговорил" || old[0].ReasonText != "не та строка" {
			k.t.Errorf("%+v %+v", f.Closing, old)
		}
	})
}

// What cannot be right is said all at once.
func TestFlagByHandRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		_, err := k.s.OpenFlag(k.officer(), assessmentcaresvc.OpenFlag{Client: c, Flag: "extremism", Entry: "x"})
		k.want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 3 {
			k.t.Errorf("%d problems: %v", n, err)
		}
		stranger := k.as("o2", access.Officer, osh)
		_, err = k.s.OpenFlag(stranger, assessmentcaresvc.OpenFlag{Client: c, Flag: "suicide", Note: "x"})
		k.want(err, fault.Forbidden)
		_, err = k.s.ClientFlags(stranger, c)
		k.want(err, fault.NotFound)
		_, err = k.s.ClientFlags(k.as("far", access.Head, bishkek), c)
		k.want(err, fault.NotFound)
	})
}

// A late flag is told to the head once, a day later to the region once.
func TestFlagEscalation(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		_, err := k.s.OpenFlag(k.officer(), assessmentcaresvc.OpenFlag{Client: c, Flag: "suicide", Note: "x"})
		must(k.t, err)
		k.notices = nil
		sweep := func(want int, to ...string) {
			k.t.Helper()
			k.notices = nil
			n, err := k.s.EscalateFlags(k.job())
			must(k.t, err)
			if n != want || len(k.notices) != len(to) {
				k.t.Fatalf("%d escalated, notices %+v", n, k.notices)
			}
			for i, w := range to {
				if k.notices[i].to != w || k.notices[i].Kind != "flag_late" {
					k.t.Errorf("notice %+v", k.notices[i])
				}
			}
		}
		sweep(0)
		k.clock.Advance(20 * time.Hour)
		sweep(1, "head")
		sweep(0)
		k.clock.Advance(24 * time.Hour)
		sweep(1, "region")
		sweep(0)
		_, err = k.s.EscalateFlags(k.officer())
		k.want(err, fault.Forbidden)
		open, late := k.count()
		if open != 1 || late != 1 {
			k.t.Errorf("%d open, %d late", open, late)
		}
	})
}

func (k *kit) count() (open, late int) {
	k.t.Helper()
	ctx := k.officer()
	must(k.t, k.d.Read(ctx, func(r *db.Reader) (err error) {
		open, late, err = k.s.Ops().CountFlags(ctx, r)
		return err
	}))
	return open, late
}

// A flag inside a sealed compartment is there for those inside alone: not on the card, not in lists, not in the facts' words,
// and those outside are not told when it is late.
func TestFlagInsideACompartment(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		inside := k.as("psy", access.Psychologist, osh)
		must(k.t, k.d.Write(k.job(), func(tx *db.Tx) error {
			if err := (accesssvc.Ops{}).OpenTo(k.job(), tx, access.Member{Client: c, Compartment: access.Extremism, Account: "psy", Part: access.PartAssessor, Reason: "r", OpenedBy: "x"}); err != nil {
				return err
			}
			return tx.Record(k.job(), access.OpenCompartment, "")
		}))
		a := assessment.Case{Client: c, Compartment: string(access.Extremism), Instrument: "t-sealed", Version: "1", Use: assessment.UseJudgement, State: assessment.Open, Assessor: "psy"}
		k.put(&a, nil)
		k.raise(inside, a, assessment.RaisedFlag{Flag: "extremism", Item: "q1"})
		if len(k.notices) != 1 || k.notices[0].to != "psy" {
			k.t.Errorf("told %+v", k.notices)
		}
		if n := k.card(c)["flags_n"]; n != 0 {
			k.t.Errorf("the card tells of %v", n)
		}
		for who, ctx := range map[string]int{"o1": 0, "psy": 1} {
			sight := k.officer()
			if who == "psy" {
				sight = k.as("psy", access.Psychologist, osh)
			}
			list, err := k.s.ClientFlags(sight, c)
			must(k.t, err)
			if len(list) != ctx {
				k.t.Errorf("%s sees %d", who, len(list))
			}
		}
		mine, _, err := k.s.FlagList(k.as("head", access.Head, osh), assessmentcaresvc.FlagFilter{Scope: "office"})
		must(k.t, err)
		if len(mine) != 0 {
			k.t.Error("the head sees it in the list")
		}
		for _, f := range k.book.Timeline(c) {
			if f.Compartment != a.Compartment {
				k.t.Errorf("the fact stands outside: %+v", f)
			}
		}
		k.clock.Advance(48 * time.Hour)
		k.notices = nil
		_, err = k.s.EscalateFlags(k.job())
		must(k.t, err)
		for _, n := range k.notices {
			if n.to != "psy" {
				k.t.Errorf("%s is told", n.to)
			}
		}
	})
}

// The list of an officer holds own clients only, also in the scope of the office; the head's holds the office.
func TestFlagListScopes(t *testing.T) {
	each(t, func(k *kit) {
		mine, other := k.client(osh, "o1"), k.client(osh, "o2")
		for _, c := range []id.Client{mine, other} {
			a := k.assessed(c, civil.Instant{}, assessment.Open, nil)
			k.raise(k.job(), a, assessment.RaisedFlag{Flag: "child", Item: "q1"})
		}
		for _, x := range []struct {
			who    id.Account
			role   access.Role
			filter assessmentcaresvc.FlagFilter
			want   int
		}{
			{"o2", access.Officer, assessmentcaresvc.FlagFilter{}, 1},
			{"o2", access.Officer, assessmentcaresvc.FlagFilter{Scope: "office"}, 1},
			{"h", access.Head, assessmentcaresvc.FlagFilter{}, 0},
			{"h", access.Head, assessmentcaresvc.FlagFilter{Scope: "office"}, 2},
			{"h", access.Head, assessmentcaresvc.FlagFilter{Scope: "office", Flag: "suicide"}, 0},
			{"h", access.Head, assessmentcaresvc.FlagFilter{Scope: "office", State: "late"}, 0},
			{"h", access.Head, assessmentcaresvc.FlagFilter{Scope: "office", State: "closed"}, 0},
			{"h", access.Head, assessmentcaresvc.FlagFilter{Scope: "office", State: "all"}, 2},
		} {
			list, _, err := k.s.FlagList(k.as(x.who, x.role, osh), x.filter)
			must(k.t, err)
			if len(list) != x.want {
				k.t.Errorf("%s %+v: %d, want %d", x.who, x.filter, len(list), x.want)
			}
		}
		_, _, err := k.s.FlagList(k.as("a", access.Auditor, osh), assessmentcaresvc.FlagFilter{})
		k.want(err, fault.Forbidden)
	})
}
