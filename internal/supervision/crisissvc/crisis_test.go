package crisissvc_test

import (
	"context"
	"slices"
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
	"tuzjol/internal/supervision/crisis"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// kit is one service with an officer o1, and what was told to whom.
type kit struct {
	t     *testing.T
	d     *db.DB
	s     *crisissvc.Service
	book  *testkit.Book
	clock *testkit.Clock
	named id.Account
	told  []string
}

func (k *kit) Named(context.Context, *db.Reader, id.Client) (id.Account, error) { return k.named, nil }

func (k *kit) Account(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
	k.told = append(k.told, string(to)+":"+n.Kind)
	return nil
}

func (k *kit) Head(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told = append(k.told, "head:"+n.Kind)
	return nil
}

func (k *kit) Region(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told = append(k.told, "region:"+n.Kind)
	return nil
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, book: &testkit.Book{}, clock: clock, named: "o1"}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k.s = crisissvc.New(d, crisissvc.Deps{Seal: seal.New(ring), Rules: set, Zone: zone, Duty: k, Tell: k})
		test(k)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, office); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, officer, access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// raise raises a danger as a contact does.
func (k *kit) raise(ctx context.Context, c supervision.Crisis) error {
	return k.d.Write(ctx, func(tx *db.Tx) error {
		facts, err := k.s.Ops().Raise(ctx, tx, c)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.RecordContact, "", facts...)
	})
}

func (k *kit) only(ctx context.Context, f crisissvc.Filter) crisis.Task {
	k.t.Helper()
	list, _, err := k.s.List(ctx, f)
	must(k.t, err)
	if len(list) != 1 {
		k.t.Fatalf("%d dangers in the list, want 1", len(list))
	}
	return list[0]
}

const said = "Сказал, что не хочет жить"

// A danger is one task of the same day for a named person; the answer stops the clock, the closing ends it, all of it stays.
func TestCrisisIsATaskOfTheSameDay(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		sign := supervision.Crisis{Client: c, Kind: supervision.CrisisSuicide, Source: "contact", Entry: "e1", Words: said}
		must(k.t, k.raise(ctx, sign))
		must(k.t, k.raise(ctx, sign)) // the same entry raises it once
		task := k.only(ctx, crisissvc.Filter{})
		if task.Assigned != "o1" || task.Words != said || task.DueAt != task.OpenedAt.Add(2*time.Hour) || !slices.Equal(k.told, []string{"o1:crisis_raised"}) {
			k.t.Fatalf("%+v, told %v", task, k.told)
		}
		closing := crisissvc.Close{Client: c, Task: task.ID, Version: task.Row, Reason: "safe_now", Text: "Спокоен"}
		k.want(k.s.Close(ctx, closing), fault.Invalid) // nobody has acted
		answer := crisissvc.Answer{Client: c, Task: task.ID, Version: task.Row, Action: "talked_today", Text: "Поговорили, остаётся у сестры"}
		must(k.t, k.s.Answer(ctx, answer))
		k.want(k.s.Answer(ctx, answer), fault.Conflict) // two at once
		if task = k.only(ctx, crisissvc.Filter{}); task.State != crisis.Answered {
			k.t.Fatalf("state %s", task.State)
		}
		closing.Version = task.Row
		must(k.t, k.s.Close(ctx, closing))
		task = k.only(ctx, crisissvc.Filter{State: "closed"})
		_, history, err := k.s.Task(ctx, c, task.ID)
		must(k.t, err)
		must(k.t, k.s.Answer(ctx, crisissvc.Answer{Client: c, Task: task.ID, Version: task.Row, Action: "police", Text: "Сообщили 102", Corrects: history[0].ID}))
		if _, history, err = k.s.Task(ctx, c, task.ID); err != nil || len(history) != 3 || history[0].Text != answer.Text || history[2].Corrects != history[0].ID {
			k.t.Fatalf("%v %+v", err, history)
		}
		var kinds []string
		for _, f := range k.book.Timeline(c) {
			kinds = append(kinds, f.Type)
		}
		want := []string{"supervision.crisis_raised", "supervision.crisis_answered", "supervision.crisis_closed", "supervision.crisis_corrected"}
		if !slices.Equal(kinds, want) {
			k.t.Errorf("timeline %v", kinds)
		}
	})
}

// When the clock runs out the head is told once, and the department above once some hours later.
func TestCrisisGoesUpwards(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		must(k.t, k.raise(k.as("o1", access.Officer, osh), supervision.Crisis{Client: c, Kind: supervision.CrisisChild, Source: "note", Words: "Ребёнок один дома"}))
		sweep := func(want ...string) {
			k.t.Helper()
			k.told = nil
			n, err := k.s.Escalate(k.job())
			must(k.t, err)
			if n != len(want) || !slices.Equal(k.told, want) {
				k.t.Fatalf("%d, told %v, want %v", n, k.told, want)
			}
		}
		sweep()
		k.clock.Advance(3 * time.Hour)
		sweep("head:crisis_late")
		sweep()
		k.clock.Advance(12 * time.Hour)
		sweep("region:crisis_late")
		sweep()
		_, err := k.s.Escalate(k.as("o1", access.Officer, osh))
		k.want(err, fault.Forbidden)
	})
}

// Nobody named: the office and the department hear of it, and the duty operator sees it in his reach.
func TestCrisisWithoutAnOfficer(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		k.named = ""
		must(k.t, k.raise(k.job(), supervision.Crisis{Client: c, Kind: supervision.CrisisViolence, Source: "checkin", Words: "Угрожает жене"}))
		if !slices.Equal(k.told, []string{"head:crisis_raised", "region:crisis_raised"}) {
			k.t.Errorf("told %v", k.told)
		}
		k.only(k.as("duty", access.DutyOperator, osh), crisissvc.Filter{Scope: "office"})
		if list, _, err := k.s.List(k.as("far", access.DutyOperator, bishkek), crisissvc.Filter{Scope: "office"}); err != nil || len(list) != 0 {
			k.t.Errorf("out of reach: %d %v", len(list), err)
		}
	})
}

// Another named person takes it over, who must work with the client or lead the office.
func TestCrisisTakenOver(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		post := func(who id.Account, role access.Role) {
			must(k.t, k.d.Write(k.job(), func(tx *db.Tx) error {
				if err := (accesssvc.Ops{}).SetTree(k.job(), tx, [][2]id.Office{{osh, osh}}); err != nil {
					return err
				}
				_, err := (accesssvc.Ops{}).AddPost(k.job(), tx, accesssvc.PostRow{Account: who, Role: role, Office: osh, From: civil.MustDate("2020-01-01")})
				if err != nil {
					return err
				}
				return tx.Record(k.job(), access.ManageStaff, "")
			}))
		}
		post("h1", access.Head)
		post("o2", access.Officer)
		task, err := k.s.RaiseByHand(ctx, crisissvc.RaiseByHand{Client: c, Kind: "suicide", Words: said})
		must(k.t, err)
		take := crisissvc.TakeOver{Client: c, Task: task, Version: 1, To: "o2", Text: "Ждёт звонка"}
		k.want(k.s.TakeOver(ctx, take), fault.Invalid) // o2 does not work with the client
		take.To, take.Text = "h1", ""
		k.want(k.s.TakeOver(ctx, take), fault.Invalid)
		take.Text = "Ждёт звонка"
		must(k.t, k.s.TakeOver(ctx, take))
		got, history, err := k.s.Task(k.as("h1", access.Head, osh), c, task)
		must(k.t, err)
		if got.Assigned != "h1" || got.State != crisis.Open || len(history) != 1 || history[0].To != "h1" || k.told[len(k.told)-1] != "h1:crisis_raised" {
			k.t.Errorf("%+v %+v %v", got, history, k.told)
		}
	})
}

// What cannot be right is said at once, and out of sight looks like what does not exist.
func TestCrisisRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		_, err := k.s.RaiseByHand(k.as("o1", access.Officer, osh), crisissvc.RaiseByHand{Client: c, Kind: "flood"})
		k.want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 2 {
			k.t.Errorf("%d problems", n)
		}
		in := crisissvc.RaiseByHand{Client: c, Kind: "child", Words: "x"}
		_, err = k.s.RaiseByHand(k.as("o2", access.Officer, osh), in)
		k.want(err, fault.Forbidden)
		_, err = k.s.RaiseByHand(k.as("h", access.Head, bishkek), in)
		k.want(err, fault.NotFound)
		_, err = k.s.OfClient(k.as("h", access.Head, bishkek), c)
		k.want(err, fault.NotFound)
		_, err = k.s.OfClient(k.as("s", access.Student, osh), c)
		k.want(err, fault.NotFound)
	})
}
