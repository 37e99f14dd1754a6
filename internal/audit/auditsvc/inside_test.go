package auditsvc_test

import (
	"context"
	"slices"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
)

// within is the sight of somebody who sees every client and is inside the compartments named.
type within []string

func (within) Predicate(string, *db.Binder) string { return "1=1" }

func (w within) Inside(_, compartment string, b *db.Binder) string {
	out := compartment + " is null"
	for _, c := range w {
		out += " or " + compartment + " = " + b.Bind(c)
	}
	return out
}

// enter writes a row of each compartment named in one entry, "" for an ordinary one.
func (b *bundle) enter(t *testing.T, action, reason string, client id.Client, row string, compartments []string, facts ...fact.Fact) {
	t.Helper()
	err := b.db.Write(b.ctx, func(tx *db.Tx) error {
		for i, c := range compartments {
			if err := tx.Insert(b.ctx, "thing_item", db.Row{
				"id": row + string(rune('a'+i)), "client_id": client, "version": 1, "open": true, "compartment": db.Null(c),
			}); err != nil {
				return err
			}
		}
		return tx.Record(b.ctx, actor.Action(action), reason, facts...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (b *bundle) log(t *testing.T, client id.Client, compartments ...string) []string {
	t.Helper()
	lines, _, err := b.svc.AccessLog(db.WithSight(as(b.ctx, access.Head), within(compartments)), audit.Filter{Client: client})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, l.Action)
	}
	slices.Reverse(out)
	return out
}

func TestEntriesStandInsideCompartments(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		const c = id.Client("c1")
		b.enter(t, "thing.plain", "", c, "p", []string{""})
		b.enter(t, "thing.inside", "what was seen there", c, "i", []string{"extremism", "extremism"}, fact.New("thing.judged", c, "level", "high")) // the fact forgets to say so
		b.enter(t, "thing.mixed", "", c, "m", []string{"", "extremism"}, fact.New("thing.mixed", c))
		b.enter(t, "thing.several", "", c, "s", []string{"extremism", "victim"})
		b.enter(t, string(access.OpenCompartment), "assessment", c, "o", nil, fact.New("thing.opened", c))
		reads := auditsvc.NewReads(b.db, b.rec)
		for _, in := range []auditsvc.Shown{
			{Action: "thing.read", Result: "ok", Subjects: []id.Client{c}},
			{Action: "thing.look", Result: "ok", Subjects: []id.Client{c}, Inside: map[id.Client]string{c: "extremism"}},
			{Action: access.WorkInCompartment, Result: "ok", Subjects: []id.Client{c}},
		} {
			if err := reads.Write(b.ctx, in); err != nil {
				t.Fatal(err)
			}
		}
		reads.Close()
		if got, want := b.log(t, c), []string{"thing.plain", "thing.mixed", "thing.read"}; !slices.Equal(got, want) {
			t.Errorf("an outsider reads %v, want %v", got, want)
		}
		if got, want := b.log(t, c, "extremism"), []string{"thing.plain", "thing.inside", "thing.mixed", "thing.read", "thing.look"}; !slices.Equal(got, want) {
			t.Errorf("a member reads %v, want %v", got, want)
		}
		auditor := as(b.ctx, access.Auditor)
		lines, _, err := b.svc.Entries(auditor, audit.Filter{Client: c})
		if err != nil || len(lines) != 8 {
			t.Fatalf("the auditor reads %d of 8 entries, %v", len(lines), err)
		}
		for _, l := range lines {
			switch l.Action {
			case "thing.inside":
				one, err := b.svc.Entry(auditor, l.ID)
				if l.Reason != "" || !l.Withheld || err != nil || one.Facts[0].Compartment != "extremism" || one.Facts[0].Data != nil {
					t.Errorf("content for the auditor: %+v %+v, %v", l, one.Facts, err)
				}
			case string(access.OpenCompartment):
				if l.Reason != "assessment" || l.Inside[c] != fact.Undisclosed {
					t.Errorf("why it was opened: %+v", l)
				}
			}
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() {
			t.Errorf("%+v", r.Problems)
		}
	})
}

// A consumer of facts gets the compartment with them, so that it need not ask.
func TestConsumersGetTheCompartment(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.enter(t, "thing.inside", "", "c1", "i", []string{"victim"}, fact.New("thing.planned", "c1"), fact.New("thing.rule", ""))
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		_, err := event.Drain(b.ctx, b.db, b.svc, event.Consumer{Name: "test", Handle: func(_ context.Context, _ *db.Tx, it event.Item) error {
			got[it.Fact.Type] = it.Fact.Compartment
			return nil
		}})
		if err != nil || got["thing.planned"] != "victim" || got["thing.rule"] != "" {
			t.Errorf("%v %v", got, err)
		}
	})
}
