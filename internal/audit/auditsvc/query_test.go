package auditsvc_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/event"
)

func as(ctx context.Context, role access.Role) context.Context {
	return access.With(ctx, access.Rights{Account: "acc-1", Posts: []access.Post{{Role: role, Office: "o"}}})
}

func TestAuditorFollowsARecord(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		client := id.Client(id.New(b.clock.Now()))
		b.fill(t)
		b.ctx = as(b.ctx, access.Head)
		b.add(t, "r9", client, "nine")
		auditor := as(b.ctx, access.Auditor)
		lines, next, err := b.svc.Entries(auditor, audit.Filter{Client: client})
		if err != nil || len(lines) != 1 || next != "" {
			t.Fatalf("%d lines, next %q, %v", len(lines), next, err)
		}
		if l := lines[0]; l.Reason != "because of nine" || l.Action != "thing.add" || !cmp.Equal(l.Roles, []string{"head"}) {
			t.Errorf("%+v", l)
		}
		if _, _, err := b.svc.Entries(b.ctx, audit.Filter{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a head reads the whole record: %v", err)
		}
		if c, e, err := b.svc.Find(auditor, string(client)); err != nil || c != client || e != "" {
			t.Errorf("find client: %q %q %v", c, e, err)
		}
		if c, e, err := b.svc.Find(auditor, string(lines[0].ID)); err != nil || c != "" || e != lines[0].ID {
			t.Errorf("find entry: %q %q %v", c, e, err)
		}
		if _, _, err := b.svc.Find(auditor, "999"); !fault.Is(err, fault.Invalid) {
			t.Errorf("find nonsense: %v", err)
		}
		one, err := b.svc.Entry(auditor, lines[0].ID)
		if err != nil || len(one.Changes) != 1 || one.Changes[0].Row != "r9" {
			t.Errorf("%+v, %v", one, err)
		}
	})
}

func TestListsPageByKeyWithoutGapsOrRepeats(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		auditor := as(b.ctx, access.Auditor)
		seen := map[id.Entry]bool{}
		f := audit.Filter{Size: 3}
		for range 4 {
			lines, next, err := b.svc.Entries(auditor, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range lines {
				if seen[l.ID] {
					t.Errorf("%s twice", l.ID)
				}
				seen[l.ID] = true
			}
			if f.Before = next; next == "" {
				break
			}
		}
		if len(seen) != 8 {
			t.Errorf("saw %d of 8 entries", len(seen))
		}
		for name, c := range map[string]struct {
			f audit.Filter
			n int
		}{
			"reads":    {audit.Filter{Kind: audit.Read}, 2},
			"action":   {audit.Filter{Action: "thing.change"}, 2},
			"actor":    {audit.Filter{Actor: "acc-1"}, 8},
			"nobody":   {audit.Filter{Actor: "acc-2"}, 0},
			"that day": {audit.Filter{From: b.db.Now().In(b.clock.Now().Location()), To: b.db.Now().In(b.clock.Now().Location())}, 8},
			"later":    {audit.Filter{From: b.db.Now().In(b.clock.Now().Location()).AddDays(1)}, 0},
			"earlier":  {audit.Filter{To: b.db.Now().In(b.clock.Now().Location()).AddDays(-1)}, 0},
			"one file": {audit.Filter{Client: "c3"}, 1},
		} {
			lines, _, err := b.svc.Entries(auditor, c.f)
			if err != nil || len(lines) != c.n {
				t.Errorf("%s: %d lines, want %d, %v", name, len(lines), c.n, err)
			}
		}
		actions, err := b.svc.Actions(auditor)
		if diff := cmp.Diff([]string{"casefile.read_client", "thing.add", "thing.change", "thing.rule"}, actions); diff != "" || err != nil {
			t.Error(diff, err)
		}
	})
}

// none is the sight of somebody who sees no client.
type none struct{}

func (none) Predicate(string, *db.Binder) string { return "1=0" }

func (none) Inside(string, string, *db.Binder) string { return "1=0" }

func TestAccessLogTellsNothingOfOthers(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		err := b.db.Write(b.ctx, func(tx *db.Tx) error {
			for _, c := range []id.Client{"c1", "c2"} {
				if err := tx.Insert(b.ctx, "thing_item", db.Row{"id": "x-" + string(c), "client_id": c, "version": 1, "open": true}); err != nil {
					return err
				}
			}
			return tx.Record(b.ctx, "person.move_entry", "belongs to the brother")
		})
		if err != nil {
			t.Fatal(err)
		}
		head := as(b.ctx, access.Head)
		for client, reason := range map[id.Client]string{"c1": "belongs to the brother", "c2": ""} {
			lines, _, err := b.svc.AccessLog(head, audit.Filter{Client: client})
			if err != nil || len(lines) == 0 {
				t.Fatal(len(lines), err)
			}
			if lines[0].Reason != reason || len(lines[0].Subjects) != 1 {
				t.Errorf("%s: reason %q, subjects %v", client, lines[0].Reason, lines[0].Subjects)
			}
		}
		if lines, _, err := b.svc.AccessLog(db.WithSight(head, none{}), audit.Filter{Client: "c1"}); err != nil || len(lines) != 0 {
			t.Errorf("out of sight: %d lines, %v", len(lines), err)
		}
		if _, _, err := b.svc.AccessLog(as(b.ctx, access.Analyst), audit.Filter{Client: "c1"}); !fault.Is(err, fault.NotFound) {
			t.Errorf("an analyst: %v", err)
		}
	})
}

func TestFilterKeepsToIdentifiers(t *testing.T) {
	f, bad := audit.ParseFilter(url.Values{"client": {"Асанов"}, "from": {"31.02.2026"}, "kind": {"all"}, "to": {"2026-03-03"}})
	if f.Client != "" || f.Kind != "" || f.To.String() != "2026-03-03" || !cmp.Equal(bad, []string{"client", "from"}) {
		t.Errorf("%+v %v", f, bad)
	}
}

func TestConsumersGetEachFactOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		err := b.db.Write(b.ctx, func(tx *db.Tx) error {
			var many []fact.Fact
			for i := range 450 { // more than one portion in one entry
				many = append(many, fact.New("thing.counted", "c1", "n", fmt.Sprint(i)))
			}
			return tx.Record(b.ctx, actor.Action("thing.count"), "", many...)
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		var got []string
		fail := true
		consumer := event.Consumer{Name: "test", Handle: func(_ context.Context, _ *db.Tx, it event.Item) error {
			if fail && it.Fact.Data["n"] == "7" {
				return fault.New(fault.Internal, "fault.internal")
			}
			got = append(got, it.Fact.Type+it.Fact.Data["n"])
			return nil
		}}
		if _, err := event.Drain(b.ctx, b.db, b.svc, consumer); err == nil {
			t.Fatal("the failing consumer went on")
		}
		fail, got = false, got[:3] // what the failed transaction did is undone; the first three facts were committed
		if n, err := event.Drain(b.ctx, b.db, b.svc, consumer); err != nil || n != 450 {
			t.Errorf("%d facts, %v", n, err)
		}
		if len(got) != 453 || got[3] != "thing.counted0" || got[452] != "thing.counted449" {
			t.Errorf("%d facts, %v", len(got), got[:5])
		}
		if n, err := event.Drain(b.ctx, b.db, b.svc, consumer); err != nil || n != 0 {
			t.Errorf("again: %d, %v", n, err)
		}
	})
}

// A consumer that names types gets the facts of these only, sees none twice, and moves on past all the others.
func TestConsumersGetTheTypesTheyName(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for i := range 3 {
			if err := b.db.Write(b.ctx, func(tx *db.Tx) error {
				var many []fact.Fact
				for k := range 300 {
					many = append(many, fact.New([]string{"thing.counted", "thing.weighed", "thing.seen"}[k%3], "c1", "n", fmt.Sprint(i*300+k)))
				}
				return tx.Record(b.ctx, actor.Action("thing.count"), "", many...)
			}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		var got []string
		consumer := event.Consumer{Name: "some", Types: []string{"thing.counted", "thing.weighed"}, Handle: func(_ context.Context, _ *db.Tx, it event.Item) error {
			got = append(got, it.Fact.Data["n"])
			return nil
		}}
		var want []string
		for n := range 900 {
			if n%3 != 2 {
				want = append(want, fmt.Sprint(n))
			}
		}
		for range 2 {
			if _, err := event.Drain(b.ctx, b.db, b.svc, consumer); err != nil || !slices.Equal(got, want) {
				t.Fatalf("%d facts of %d, %v", len(got), len(want), err)
			}
		}
		var cursor, size int64
		if err := b.db.Read(b.ctx, func(r *db.Reader) (err error) {
			if cursor, err = db.One[int64](b.ctx, r, `select seq from event_cursor where name = 'some'`); err == nil {
				size, err = db.One[int64](b.ctx, r, `select size from audit_head`)
			}
			return err
		}); err != nil || cursor != size {
			t.Errorf("the cursor stands at %d of %d, %v", cursor, size, err)
		}
		sifted := 0
		consumer.Name, consumer.Types = "sifted", nil
		consumer.Sift = func(_ context.Context, _ *db.Tx, items []event.Item) ([]event.Item, error) {
			sifted += len(items)
			return slices.DeleteFunc(items, func(it event.Item) bool { return it.Fact.Type == "thing.seen" }), nil
		}
		got = nil
		if n, err := event.Drain(b.ctx, b.db, b.svc, consumer); err != nil || n != 900 || sifted != 900 || !slices.Equal(got, want) {
			t.Errorf("sifted %d of %d to %d, %v", sifted, n, len(got), err)
		}
	})
}

var _ event.Source = (*auditsvc.Service)(nil)
