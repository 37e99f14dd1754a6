package reportsvc_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/reportsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t *testing.T
	d *db.DB
	s *reportsvc.Service
	n int
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) as(role access.Role, offices ...id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "a1"})
	rights := access.Rights{Account: "a1", Posts: []access.Post{{ID: "p", Role: role}}, Offices: offices, Now: k.d.Now()}
	rights.National = role == access.Analyst
	return accesssvc.Context(ctx, rights)
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		d.SetRecorders(&testkit.Book{})
		k := &kit{t: t, d: d}
		set, err := rules()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		k.s = reportsvc.New(d, reportsvc.Deps{Rules: set, Zone: zone, Traits: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]reportsvc.Traits, error) {
			out := map[id.Client]reportsvc.Traits{}
			for _, c := range clients {
				out[c] = reportsvc.Traits{Sex: "m", Born: civil.MustDate("1990-05-05")}
			}
			return out, nil
		}})
		test(k)
	})
}

func (k *kit) client(office id.Office, hidden bool) id.Client {
	k.t.Helper()
	ctx, c := k.as(access.Records, office), id.Client("")
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, office); err != nil {
			return err
		}
		if hidden {
			if err := tx.Update(ctx, "access_client", string(c), db.Row{"hidden": true}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// alert writes an alert of a client that was raised, taken after so many minutes and resolved after twice as many.
func (k *kit) alert(c id.Client, office id.Office, rule string, minutes int, wrong, drill bool) {
	k.t.Helper()
	k.n++
	ctx := k.as(access.Records, office)
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
		at := tx.Now.Add(-time.Hour * 3)
		span := time.Duration(minutes) * time.Minute
		if err := tx.Insert(ctx, "monitoring_alert", db.Row{
			"id": fmt.Sprint("a", k.n), "client_id": c, "monitoring_id": "o1", "regime": "supervision", "model": "Браслет", "office_id": office, "rule": rule, "class": "violation",
			"severity": 3, "from_at": at, "decided_at": at, "raised_at": at, "raised_by": 1, "told_at": at, "updates": 0, "late": false, "drill": drill, "endangers": false,
			"weakens": false, "explain": []byte("x"), "state": "resolved", "taken_at": at.Add(span), "resolved_at": at.Add(2 * span), "reason": "other", "false_alarm": wrong, "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.WorkAlerts, "")
	}))
}

// Figures count persons, leave drills and hidden people out, and hide what would tell of fewer than five.
func TestFigures(t *testing.T) {
	each(t, func(k *kit) {
		for i := range 10 {
			k.alert(k.client(osh, false), osh, "silent", i+1, i < 2, false)
		}
		few := k.client(osh, false)
		for range 30 {
			k.alert(few, osh, "tamper", 5, false, false)
		}
		k.alert(k.client(osh, true), osh, "silent", 500, false, false)
		k.alert(k.client(osh, false), osh, "silent", 500, false, true)
		got, err := k.s.Figures(k.as(access.Analyst), reportsvc.Filter{})
		k.must(err)
		if got.Alerts.Persons != 11 || got.Alerts.N != 40 || got.Least != 5 {
			t.Fatalf("%+v", got.Alerts)
		}
		for _, r := range got.Alerts.Rows {
			if !r.Hidden {
				t.Errorf("one kind is of one person, the other would give it away: %+v", r)
			}
		}
		if m := got.Models.Rows[0]; m.Hidden || m.N != 40 || m.Persons != 11 {
			t.Errorf("%+v", m)
		}
		if s := got.Sex.Rows[0]; s.Code != "m" || s.Hidden || len(got.Age.Rows) != 1 || got.Age.Rows[0].Code != "35_44" {
			t.Errorf("%+v %+v", got.Sex, got.Age)
		}
		for _, r := range got.False.Rows {
			if !r.Hidden {
				t.Errorf("two persons had false alarms: %+v", r)
			}
		}
		if !got.Whole.Shown || got.Whole.P50 != 10*time.Minute || got.Taken.P90 > 10*time.Minute {
			t.Errorf("%+v %+v", got.Whole, got.Taken)
		}
	})
}

// A small office has no report of its own, where by it and the others its number could be worked out; an office out of reach is not there.
func TestOffices(t *testing.T) {
	each(t, func(k *kit) {
		for range 8 {
			k.alert(k.client(osh, false), osh, "silent", 5, false, false)
		}
		for range 2 {
			k.alert(k.client(bishkek, false), bishkek, "silent", 5, false, false)
		}
		for _, o := range []id.Office{osh, bishkek} {
			got, err := k.s.Figures(k.as(access.Analyst), reportsvc.Filter{Office: o})
			k.must(err)
			if !got.Held || got.Alerts.N != 0 {
				t.Errorf("%s: %+v", o, got.Alerts)
			}
		}
		got, err := k.s.Figures(k.as(access.Head, osh), reportsvc.Filter{Office: osh})
		k.must(err)
		if got.Held || got.Alerts.N != 8 {
			t.Errorf("the head's own office: %+v", got.Alerts)
		}
		if got, err = k.s.Figures(k.as(access.Head, bishkek), reportsvc.Filter{}); err != nil || !got.Alerts.TotalHidden {
			t.Errorf("two persons: %+v %v", got.Alerts, err)
		}
		if _, err := k.s.Figures(k.as(access.Head, osh), reportsvc.Filter{Office: bishkek}); !fault.Is(err, fault.NotFound) {
			t.Errorf("another office: %v", err)
		}
		if _, err := k.s.Figures(k.as(access.Officer, osh), reportsvc.Filter{}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an officer: %v", err)
		}
		if _, err := k.s.Review(k.as(access.Analyst)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an analyst reads names: %v", err)
		}
		if list, err := k.s.Review(k.as(access.Head, osh)); err != nil || len(list) != 0 {
			t.Errorf("%v %v", list, err)
		}
		before := reportsvc.Filter{From: k.s.Today().AddMonths(-5), Until: k.s.Today().AddMonths(-3)}
		if got, err = k.s.Figures(k.as(access.Analyst), before); err != nil || got.Alerts.N != 0 {
			t.Errorf("another period: %+v %v", got.Alerts, err)
		}
	})
}

func TestWholeMonths(t *testing.T) {
	today := civil.MustDate("2026-11-17")
	for _, x := range []struct{ from, until, wantFrom, wantUntil string }{
		{"", "", "2026-11-01", "2026-11-01"},
		{"2026-09-13", "2026-10-02", "2026-09-01", "2026-09-01"},
		{"2026-10-01", "2026-09-01", "2026-10-01", "2026-10-01"},
		{"2020-01-01", "2026-10-31", "2020-01-01", "2020-01-01"},
		{"2026-10-05", "2027-05-05", "2026-10-01", "2026-10-01"},
	} {
		f := reportsvc.Filter{}
		if x.from != "" {
			f.From, f.Until = civil.MustDate(x.from), civil.MustDate(x.until)
		}
		if got := f.Whole(today); got.From.String() != x.wantFrom || got.Until.String() != x.wantUntil {
			t.Errorf("%s to %s: %s to %s", x.from, x.until, got.From, got.Until)
		}
	}
}

// Whatever two periods somebody asks for, what is reported of them is the same month or has no day in common: no small cell is the
// difference of two reports.
func TestNoTwoPeriodsOverlap(t *testing.T) {
	today, r := civil.MustDate("2026-11-17"), rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	any := func() reportsvc.Filter {
		f := reportsvc.Filter{}
		if r.IntN(8) > 0 {
			f.From = today.AddDays(r.IntN(800) - 760)
		}
		if r.IntN(4) > 0 {
			f.Until = today.AddDays(r.IntN(800) - 760)
		}
		return f.Whole(today)
	}
	for range 20000 {
		a, b := any(), any()
		lastA, lastB := a.Until.AddMonths(1).AddDays(-1), b.Until.AddMonths(1).AddDays(-1)
		same := a.From == b.From && lastA == lastB
		if !same && !a.From.After(lastB) && !b.From.After(lastA) {
			t.Fatalf("%s to %s and %s to %s overlap", a.From, lastA, b.From, lastB)
		}
		if a.From.Day() != 1 || lastA.AddDays(1).Day() != 1 || a.From.After(today) {
			t.Fatalf("%s to %s is no month", a.From, lastA)
		}
	}
}
