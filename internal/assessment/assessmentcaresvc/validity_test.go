package assessmentcaresvc_test

import (
	"context"
	"strconv"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
)

// The card says where the client stands: due after registration, valid, due again after a change, settled by a new assessment.
func TestCardThroughAYear(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.officer()
		want := func(state assessment.Standing, due string) {
			k.t.Helper()
			row := k.card(c)
			day, _ := row["rna_due"].(civil.Date)
			if row["rna_state"] != string(state) || day.String() != due {
				k.t.Errorf("%v %v, want %s %s", row["rna_state"], day, state, due)
			}
		}
		want(assessment.StandDue, "2026-03-02")
		k.want(k.s.NoteChange(ctx, assessmentcaresvc.NoteChange{Client: c, Kind: "health", OccurredOn: k.s.Today()}), fault.Conflict)
		first := k.assessed(c, k.d.Now(), assessment.InForce, nil)
		want(assessment.StandValid, "2026-09-03")
		k.want(k.s.NoteChange(ctx, assessmentcaresvc.NoteChange{Client: c, Kind: "other", OccurredOn: k.s.Today().AddDays(1)}), fault.Invalid)
		must(k.t, k.s.NoteChange(ctx, assessmentcaresvc.NoteChange{Client: c, Kind: "health", OccurredOn: k.s.Today(), Note: "Лежит в больнице"}))
		want(assessment.StandDue, "2026-03-17")
		v, err := k.s.Validity(ctx, c)
		must(k.t, err)
		if len(v.Changes) != 1 || v.Changes[0].Note != "Лежит в больнице" || v.Assessment != first.ID || v.Refusal == nil {
			k.t.Fatalf("%+v", v)
		}
		must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
			facts, err := k.s.Ops().SettleChanges(ctx, tx, c, "new")
			if err != nil {
				return err
			}
			return tx.Record(ctx, access.Assess, "", facts...)
		}))
		want(assessment.StandValid, "2026-09-03")
		v, err = k.s.Validity(ctx, c)
		must(k.t, err)
		if v.Changes[0].State != assessment.ChangeAssessed || v.Changes[0].Assessment != "new" {
			k.t.Errorf("%+v", v.Changes[0])
		}
		k.orders[c] = assessmentcaresvc.Supervised{}
		want(assessment.StandNone, "")
	})
}

// A change is settled as not significant by a qualified person, in words, once.
func TestChangeNotSignificant(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.officer()
		k.assessed(c, k.d.Now(), assessment.InForce, nil)
		must(k.t, k.s.NoteChange(ctx, assessmentcaresvc.NoteChange{Client: c, Kind: "address", OccurredOn: k.s.Today()}))
		v, err := k.s.Validity(ctx, c)
		must(k.t, err)
		in := assessmentcaresvc.SettleChange{Client: c, Change: v.Changes[0].ID, Version: 1}
		k.want(k.s.SettleChange(ctx, in), fault.Invalid)
		in.Text = "Переехал в соседний дом, семья та же"
		k.skilled["o1"] = false
		k.want(k.s.SettleChange(ctx, in), fault.Conflict)
		k.skilled["o1"] = true
		must(k.t, k.s.SettleChange(ctx, in))
		k.want(k.s.SettleChange(ctx, in), fault.Conflict)
		in.Change = "0190a0a0-0000-7000-8000-00000000ffff"
		k.want(k.s.SettleChange(ctx, in), fault.NotFound)
		k.want(k.s.SettleChange(k.as("o2", access.Officer, osh), in), fault.Forbidden)
	})
}

// A breach is told to those who look after a victim in the same transaction; no other change is.
func TestABreachWarns(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		k.assessed(c, k.d.Now(), assessment.InForce, nil)
		for _, kind := range []string{"address", "breach"} {
			must(k.t, k.s.NoteChange(k.officer(), assessmentcaresvc.NoteChange{Client: c, Kind: kind, OccurredOn: k.s.Today()}))
		}
		warned := 0
		for _, n := range k.notices {
			if n.to == "worker" {
				warned++
				if n.Kind != assessment.ChangeBreach || n.Client != c {
					t.Errorf("%+v", n)
				}
			}
		}
		if warned != 1 {
			t.Errorf("%d warnings", warned)
		}
	})
}

// "No significant change" at six months: refused early, unqualified, with a change open and in the third period.
func TestConfirmNoChange(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		a := k.assessed(c, k.d.Now(), assessment.InForce, nil)
		in := assessmentcaresvc.ConfirmNoChange{Client: c, Assessment: a.ID, Version: 1, Reason: "stable", Text: "Работает, семья та же, явки без пропусков"}
		k.want(k.s.ConfirmNoChange(k.officer(), in), fault.Conflict)
		k.clock.Advance(170 * 24 * time.Hour)
		ctx := k.officer()
		bad := in
		bad.Reason, bad.Text = "seance", " "
		err := k.s.ConfirmNoChange(ctx, bad)
		k.want(err, fault.Invalid)
		if len(fault.As(err).Problems) != 2 {
			k.t.Errorf("%v", err)
		}
		k.skilled["o1"] = false
		k.want(k.s.ConfirmNoChange(ctx, in), fault.Conflict)
		k.skilled["o1"] = true
		must(k.t, k.s.NoteChange(ctx, assessmentcaresvc.NoteChange{Client: c, Kind: "work", OccurredOn: k.s.Today()}))
		k.want(k.s.ConfirmNoChange(ctx, in), fault.Conflict)
		v, err := k.s.Validity(ctx, c)
		must(k.t, err)
		must(k.t, k.s.SettleChange(ctx, assessmentcaresvc.SettleChange{Client: c, Change: v.Changes[0].ID, Version: 1, Text: "та же работа, другой цех"}))
		must(k.t, k.s.ConfirmNoChange(ctx, in))
		k.want(k.s.ConfirmNoChange(ctx, in), fault.Conflict)
		if got := k.card(c)["rna_due"]; got != civil.MustDate("2027-03-03") {
			k.t.Errorf("valid until %v", got)
		}
		v, err = k.s.Validity(ctx, c)
		must(k.t, err)
		if len(v.Confirmations) != 1 || v.Confirmations[0].Text != in.Text || v.Version != 2 {
			k.t.Errorf("%+v", v)
		}
		k.clock.Advance(200 * 24 * time.Hour)
		in.Version = 2
		err = k.s.ConfirmNoChange(k.officer(), in)
		k.want(err, fault.Conflict)
		if fault.As(err).Msg.Key != "assessment.confirm.too_old" {
			k.t.Errorf("%v", err)
		}
	})
}

// source gives the reader of facts what it is told to.
type source struct{ items []event.Item }

func (s source) After(_ context.Context, _ *db.Reader, seq int64, _ int, _ ...string) ([]event.Item, int64, error) {
	var out []event.Item
	for _, it := range s.items {
		if it.Seq > seq {
			out = append(out, it)
		}
	}
	return out, int64(len(s.items)), nil
}

// Facts become significant changes once: only with an older assessment in force, only those kinds, only one of a kind at a time.
func TestChangesFromFacts(t *testing.T) {
	each(t, func(k *kit) {
		with, without := k.client(osh, "o1"), k.client(osh, "o1")
		before := k.d.Now()
		k.assessed(with, k.d.Now(), assessment.InForce, nil)
		item := func(seq int64, at civil.Instant, c id.Client, kind string) event.Item {
			return event.Item{Seq: seq, Recorded: at, Fact: fact.Fact{ID: "f" + strconv.FormatInt(seq, 10), Type: kind, Client: c}}
		}
		now := k.d.Now()
		src := source{[]event.Item{
			item(1, before, with, "order.judgment_accepted"),
			item(2, now, with, "order.judgment_accepted"),
			item(3, now, with, "order.judgment_accepted"),
			item(4, now, with, "supervision.note_added"),
			item(5, now, without, "person.address_added"),
			item(6, now, with, "person.address_added"),
		}}
		for range 2 {
			_, err := event.Drain(k.job(), k.d, src, k.s.ChangeReader())
			must(k.t, err)
		}
		v, err := k.s.Validity(k.officer(), with)
		must(k.t, err)
		if len(v.Changes) != 2 {
			k.t.Fatalf("%+v", v.Changes)
		}
		got := map[string]string{v.Changes[0].Kind: v.Changes[0].Cause, v.Changes[1].Kind: v.Changes[1].Cause}
		if got["new_offence"] != "f2" || got["address"] != "f6" {
			k.t.Errorf("%v", got)
		}
		if v, err = k.s.Validity(k.officer(), without); err != nil || len(v.Changes) != 0 {
			k.t.Errorf("%v %v", v.Changes, err)
		}
	})
}

func answers(differ int, words string) map[string]string {
	out := map[string]string{"work_need": "some", "family_need": "high", "words": words}
	for i := range 20 {
		out["q"+strconv.Itoa(i)] = "yes"
		if i < differ {
			out["q"+strconv.Itoa(i)] = "no"
		}
	}
	return out
}

// Two assessments side by side, chosen or the latest two; those of others and of other instruments are refused.
func TestComparison(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client(osh, "o1"), k.client(osh, "o1")
		ctx := k.officer()
		got, err := k.s.Comparison(ctx, c, "", "")
		must(k.t, err)
		if got.Found {
			k.t.Error("nothing is compared with nothing")
		}
		a := k.assessed(c, k.d.Now(), assessment.Replaced, answers(0, "раньше"))
		b := k.assessed(c, k.d.Now(), assessment.InForce, answers(3, "теперь"))
		foreign := k.assessed(other, k.d.Now(), assessment.InForce, nil)
		for _, pair := range [][2]string{{"", ""}, {a.ID, b.ID}, {b.ID, a.ID}} {
			got, err = k.s.Comparison(ctx, c, pair[0], pair[1])
			must(k.t, err)
			if !got.Found || got.Before.Case.ID != a.ID || len(got.Ratings) != 2 || len(got.Changed) != 4 || len(got.Choices) != 2 {
				k.t.Errorf("%v: %+v", pair, got)
			}
		}
		_, err = k.s.Comparison(ctx, c, a.ID, a.ID)
		k.want(err, fault.Conflict)
		_, err = k.s.Comparison(ctx, c, a.ID, foreign.ID)
		k.want(err, fault.NotFound)
	})
}

// Questions for heads: look-alikes of one assessor over different clients, without an answer in the outline; shares of 0 and 100 %.
func TestQuestions(t *testing.T) {
	each(t, func(k *kit) {
		a, b, far := k.client(osh, "o1"), k.client(osh, "o1"), k.client(bishkek, "o1")
		k.assessed(a, k.d.Now(), assessment.InForce, answers(0, "Живёт с матерью"))
		k.assessed(b, k.d.Now(), assessment.InForce, answers(2, "живёт  с матерью"))
		k.assessed(b, k.d.Now(), assessment.Replaced, answers(9, ""))
		k.assessed(far, k.d.Now(), assessment.InForce, answers(0, ""))
		sealed := assessment.Case{Client: a, Compartment: "extremism", Instrument: "t-sealed", Version: "1", Use: assessment.UseJudgement, State: assessment.InForce, Assessor: "o1", SignedAt: k.d.Now()}
		k.put(&sealed, nil)
		n, err := k.s.OutlineSigned(k.job())
		must(k.t, err)
		if n != 4 {
			k.t.Errorf("%d outlined", n)
		}
		if n, err = k.s.OutlineSigned(k.job()); err != nil || n != 0 {
			k.t.Errorf("outlined again: %d %v", n, err)
		}
		k.decide(a, "x1", 20, 0)
		k.decide(a, "x2", 20, 1)
		k.decide(a, "x3", 20, 20)
		k.decide(a, "x4", 5, 0)
		q, err := k.s.Questions(k.as("h", access.Head, osh), "")
		must(k.t, err)
		if q.Compared != 3 || len(q.Alike) != 1 || q.Alike[0].Differ != 2 || q.Alike[0].SameWords != 1 {
			k.t.Errorf("%+v", q.Alike)
		}
		if len(q.Departures) != 2 || q.Departures[0].Assessor != "x1" || q.Departures[1].Assessor != "x3" || q.Decided != 65 {
			k.t.Errorf("%+v", q.Departures)
		}
		if q, err = k.s.Questions(k.as("h", access.Head, osh), bishkek); err != nil || q.Compared != 0 {
			k.t.Errorf("another office: %d %v", q.Compared, err)
		}
		_, err = k.s.Questions(k.officer(), "")
		k.want(err, fault.Forbidden)
		_, err = k.s.OutlineSigned(k.officer())
		k.want(err, fault.Forbidden)
	})
}

// decide writes decisions on levels, of which some departed from the proposal.
func (k *kit) decide(c id.Client, by string, n, departed int) {
	k.t.Helper()
	ctx := k.job()
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		for i := range n {
			if err := tx.Insert(ctx, "assessment_level", db.Row{
				"id": tx.NewID(), "client_id": c, "level": "low", "proposed": "low", "departs": i < departed, "assessment_id": "a", "state": "in_force",
				"reason": "assessment", "valid_from": k.s.Today(), "decided_at": tx.Now, "decided_by": by, "fact_id": "f", "version": 1,
			}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Assess, "")
	}))
}
