package vendorsvc_test

import (
	"context"
	"strconv"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/vendorsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// A token is shown once, known by its hash, and worth nothing after the end; messages are remembered for each maker apart.
func TestVendors(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		d.SetRecorders(&testkit.Book{})
		s := vendorsvc.New(d)
		ctx := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"}), access.Rights{System: true, Now: d.Now()})
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		token, err := s.Add(ctx, "alfa", "Alfa Bracelets")
		must(err)
		for _, c := range []string{"alfa", "A", "a:b", ""} {
			if _, err := s.Add(ctx, c, "Another"); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", c, err)
			}
		}
		who := func(token string) string {
			t.Helper()
			v, err := s.Admit(ctx, token)
			must(err)
			return v
		}
		if len(token) < 40 || who(token) != "alfa" || who(token+"x") != "" || who("") != "" {
			t.Error("tokens")
		}
		var ids []string
		for i := range 450 {
			ids = append(ids, strconv.Itoa(i))
		}
		must(s.Remember(ctx, "alfa", ids))
		must(s.Remember(ctx, "alfa", ids[:5]))
		known, err := s.Known(ctx, "alfa", append(ids, "new"))
		must(err)
		other, err := s.Known(ctx, "beta", ids)
		must(err)
		if len(known) != 450 || known["new"] || len(other) != 0 {
			t.Errorf("known %d, of another maker %d", len(known), len(other))
		}
		clock.Advance(vendorsvc.Keep + 1e9)
		must(s.Sweep(ctx))
		if known, err = s.Known(ctx, "alfa", ids); err != nil || len(known) != 0 {
			t.Errorf("remembered for ever: %d %v", len(known), err)
		}
		must(s.End(ctx, "alfa"))
		if who(token) != "" {
			t.Error("a token after the end")
		}
		if err := s.End(ctx, "alfa"); !fault.Is(err, fault.NotFound) {
			t.Errorf("ended twice: %v", err)
		}
		list, err := s.List(ctx)
		if err != nil || len(list) != 1 || list[0].EndedAt.IsZero() {
			t.Errorf("%+v %v", list, err)
		}
		person := accesssvc.Context(ctx, access.Rights{Account: "h", Now: d.Now()})
		for _, err := range []error{
			func() error { _, err := s.Add(person, "beta", "B"); return err }(), s.End(person, "alfa"), s.Remember(person, "alfa", ids), s.Sweep(person),
			func() error { _, err := s.Admit(person, token); return err }(), func() error { _, err := s.List(person); return err }(),
			func() error { _, err := s.Known(person, "alfa", ids); return err }(),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("a person may: %v", err)
			}
		}
	})
}
