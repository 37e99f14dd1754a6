package seriessvc_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/seriessvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t     *testing.T
	d     *db.DB
	book  *testkit.Book
	clock *testkit.Clock
	plans *supervisionsvc.Service
	s     *seriessvc.Service
	end   civil.Date
	ctx   context.Context
}

// EndsOn implements supervisionsvc.Term.
func (k *kit) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) { return k.end, nil }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v %+v", err, fault.As(err))
	}
}

func each(t *testing.T, test func(k *kit)) {
	t.Helper()
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		k.plans = supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: set, Zone: zone, Term: k})
		k.s = seriessvc.New(d, seriessvc.Deps{Seal: sealer, Rules: set, Appointments: k.plans})
		k.ctx = k.as("o1")
		test(k)
	})
}

func (k *kit) as(account id.Account) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{Account: account, Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: civil.At(testkit.Start)})
}

func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("o1"), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// saturdays is a weekly series of Saturdays in March and April: each of its days is a day off.
func saturdays(c id.Client) seriessvc.Series {
	return seriessvc.Series{Client: c, Kind: "office_visit", Clock: "10:00", Minutes: 30, Place: "каб. 12", Rule: series.Rule{
		Unit: series.Weeks, Every: 1, Weekday: time.Saturday, From: civil.MustDate("2026-03-10"), Until: civil.MustDate("2026-04-05"),
	}, Choices: map[civil.Date]series.Choice{}}
}

func (k *kit) open(c id.Client) []string {
	k.t.Helper()
	a, err := k.plans.Appointments(k.ctx, c)
	must(k.t, err)
	var out []string
	for _, x := range a.Open {
		out = append(out, x.PlannedAt.Time().In(k.plans.Zone().Location).Format("2006-01-02 15:04"))
	}
	return out
}

// A series whose days are days off is not made before each of them was decided; then all of it is made at once.
func TestMakeWantsChoices(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		in := saturdays(c)
		slots, err := k.s.Plan(k.ctx, in)
		must(t, err)
		if len(slots) != 4 || slots[0].Free() || slots[0].Proposed.IsZero() {
			t.Fatalf("%+v", slots)
		}
		_, err = k.s.Make(k.ctx, in)
		f := fault.As(err)
		if f == nil || len(f.Problems) != 4 || f.Problems[0].Field != "day-2026-03-14" {
			t.Fatalf("%+v", f)
		}
		if len(k.open(c)) != 0 {
			t.Error("half a series was made")
		}
		for i, s := range slots {
			in.Choices[s.Day] = []series.Choice{series.Move, series.Keep, series.Leave, series.Move}[i]
		}
		key, err := k.s.Make(k.ctx, in)
		must(t, err)
		got := strings.Join(k.open(c), ", ")
		want := slots[0].Proposed.String() + " 10:00, 2026-03-21 10:00, " + slots[3].Proposed.String() + " 10:00"
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
		v, err := k.s.View(k.ctx, c, key)
		must(t, err)
		if len(v.Parts) != 3 || v.Place != "каб. 12" || v.Parts[0].Day.String() != "2026-03-14" || v.Parts[0].Choice != series.Move {
			t.Errorf("%+v", v)
		}
		if k.book.Facts("supervision.series_made", c) != 1 || k.book.Facts("supervision.appointment_made", c) != 3 {
			t.Error("facts are missing")
		}
	})
}

// A clash with another appointment is named before the series is made, and nothing goes past the end of the term.
func TestClashesAndTerm(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client(), k.client()
		at, _ := k.plans.Zone().At(civil.MustDate("2026-03-18"), "10:15")
		_, err := k.plans.MakeAppointment(k.ctx, supervisionsvc.MakeAppointment{Client: other, Kind: "office_visit", PlannedAt: at, Minutes: 30, Anyway: true})
		must(t, err)
		in := saturdays(c)
		in.Weekday = time.Wednesday
		k.end = civil.MustDate("2026-04-02")
		if f := fault.As(k.planned(in)); f == nil || f.Problems[0].Field != "until" {
			t.Fatalf("past the term: %+v", f)
		}
		in.Until = k.end
		slots, err := k.s.Plan(k.ctx, in)
		must(t, err)
		var against []string
		for _, s := range slots {
			for _, m := range s.Against {
				against = append(against, s.Day.String()+" "+m.Key)
			}
		}
		if strings.Join(against, ", ") != "2026-03-18 supervision.hint.officer_busy" {
			t.Errorf("%v", against)
		}
	})
}

func (k *kit) planned(in seriessvc.Series) error {
	_, err := k.s.Plan(k.ctx, in)
	return err
}

// Changing this and the following leaves the earlier ones alone and keeps each old time beside the new one; a second editor is told.
func TestChangeFollowing(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		in := saturdays(c)
		in.Weekday, in.Until = time.Thursday, civil.MustDate("2026-04-03")
		key, err := k.s.Make(k.ctx, in)
		must(t, err)
		v, err := k.s.View(k.ctx, c, key)
		must(t, err)
		ch := seriessvc.Change{Client: c, Series: key, From: v.Parts[1].Entry, Seen: v.Seen(), Weekday: time.Tuesday, Clock: "15:30", Minutes: 20}
		if f := fault.As(k.s.ChangeFollowing(k.ctx, ch)); f == nil || f.Problems[0].Field != "text" {
			t.Fatalf("%+v", f)
		}
		ch.Text = "клиент работает по четвергам"
		must(t, k.s.ChangeFollowing(k.ctx, ch))
		if got := strings.Join(k.open(c), ", "); got != "2026-03-12 10:00, 2026-03-17 15:30, 2026-03-24 15:30, 2026-03-31 15:30" {
			t.Error(got)
		}
		e, err := k.plans.Entry(k.ctx, c, v.Parts[1].Entry)
		must(t, err)
		if len(e.Appointment) != 2 || e.Appointment[0].ReasonText != ch.Text {
			t.Errorf("%+v", e.Appointment)
		}
		if err := k.s.ChangeFollowing(k.ctx, ch); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second editor: %v", err)
		}
	})
}

// Calling off this and the following wants a reason and leaves what went before.
func TestCallOffFollowing(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		in := saturdays(c)
		in.Weekday, in.Until = time.Thursday, civil.MustDate("2026-04-03")
		key, err := k.s.Make(k.ctx, in)
		must(t, err)
		v, err := k.s.View(k.ctx, c, key)
		must(t, err)
		off := seriessvc.CallOff{Client: c, Series: key, From: v.Parts[2].Entry, Seen: v.Seen()}
		if f := fault.As(k.s.CallOffFollowing(k.ctx, off)); f == nil || f.Problems[0].Field != "text" {
			t.Fatalf("%+v", f)
		}
		off.Text = "уехал на заработки"
		must(t, k.s.CallOffFollowing(k.ctx, off))
		v, err = k.s.View(k.ctx, c, key)
		must(t, err)
		if len(v.Open()) != 2 || v.Parts[3].State != supervision.Cancelled || v.Ended != off.Text {
			t.Errorf("%+v", v)
		}
		if err := k.s.CallOffFollowing(k.as("o2"), off); !fault.Is(err, fault.Forbidden) {
			t.Errorf("somebody else's client: %v", err)
		}
	})
}
