package checkinsvc_test

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
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t      *testing.T
	d      *db.DB
	s      *checkinsvc.Service
	clock  *testkit.Clock
	book   *testkit.Book
	live   bool
	pause  string // why nothing is asked
	crises []supervision.Crisis
	told   []access.Notice
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}, live: true}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		k.s = checkinsvc.New(d, checkinsvc.Deps{
			Seal: sealer, Rules: set, Zone: zone, Blobs: blobs,
			Live:  func(context.Context, *db.Reader, id.Client) (bool, error) { return k.live, nil },
			Pause: func(context.Context, *db.Reader, id.Client, civil.Date) (string, error) { return k.pause, nil },
			Level: func(context.Context, *db.Reader, id.Client) (string, error) { return "high", nil },
			Crisis: func(_ context.Context, _ *db.Tx, c supervision.Crisis) ([]fact.Fact, error) {
				k.crises = append(k.crises, c)
				return nil, nil
			},
			Tell: func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
				k.told = append(k.told, n)
				return nil
			},
		})
		test(k)
	})
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: k.d.Now()})
}

func (k *kit) self(c id.Client) context.Context {
	return accesssvc.ClientContext(actor.With(context.Background(), actor.Actor{Kind: actor.Client, Name: "a"}), c, k.d.Now())
}

func (k *kit) system() context.Context {
	return accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "sweep"}), access.Rights{System: true})
}

func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records), id.Client("")
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
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

func (k *kit) on(c id.Client) checkin.Round {
	k.t.Helper()
	k.must(k.s.SwitchOn(k.as("o1", access.Officer), checkinsvc.SwitchOn{
		Client: c, Interval: 7, Photo: true, Reason: "Живёт далеко", Questions: []checkin.Question{{"ru": "Как работа?"}, {}},
	}))
	w, err := k.s.Waiting(k.self(c), c)
	k.must(err)
	if !w.Asks {
		k.t.Fatal("the first check-in does not open today")
	}
	return w.Round
}

func (k *kit) save(c id.Client, r checkin.Round, s checkin.Step, a checkin.Answers) supervision.CrisisKind {
	k.t.Helper()
	kind, err := k.s.Save(k.self(c), checkinsvc.Save{Client: c, Entry: r.ID, Step: s, Answers: a})
	k.must(err)
	return kind
}

// Page by page, kept when the line drops, sent, reviewed; the next one comes by itself.
func TestCheckinAndReview(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		officer := k.as("o1", access.Officer)
		r := k.on(c)
		k.want(k.s.Send(k.self(c), c, r.ID), fault.Invalid) // the first question has no answer
		k.save(c, r, checkin.You, checkin.Answers{You: "yes"})
		k.save(c, r, checkin.Own, checkin.Answers{Own: []string{"Нашёл работу"}})
		k.save(c, r, checkin.Changes, checkin.Answers{Changes: []string{"phone"}, ChangesText: "0700"})
		k.save(c, r, checkin.Changes, checkin.Answers{Changes: []string{"work"}}) // answered again
		a, err := k.s.Asked(k.self(c), c, r.ID)
		k.must(err)
		if a.Draft.You != "yes" || !slices.Equal(a.Draft.Own, []string{"Нашёл работу"}) || !slices.Equal(a.Draft.Changes, []string{"work"}) || len(a.Plan.Questions) != 1 {
			t.Fatalf("kept %+v", a.Draft)
		}
		_, err = k.s.Save(k.self(c), checkinsvc.Save{Client: c, Entry: r.ID, Step: checkin.Help, Answers: checkin.Answers{Help: []string{"none", "work"}}})
		k.want(err, fault.Invalid)
		k.must(k.s.Send(k.self(c), c, r.ID))
		k.want(k.s.Send(k.self(c), c, r.ID), fault.Conflict)
		next, err := k.s.Waiting(k.self(c), c)
		k.must(err)
		if next.Asks || next.Round.OpensOn != r.OpensOn.AddDays(7) {
			t.Errorf("next %+v", next)
		}
		list, err := k.s.List(officer, checkinsvc.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].Answers.ChangesText != "" || !slices.Equal(list[0].Answers.Changes, []string{"work"}) {
			t.Fatalf("list %+v", list)
		}
		k.must(k.d.Read(officer, func(rd *db.Reader) error {
			n, err := k.s.Ops().Count(officer, rd, k.d.Now())
			if n != 1 {
				t.Errorf("%d wait", n)
			}
			return err
		}))
		in := checkinsvc.Review{Client: c, Entry: r.ID, Follow: "none", Version: list[0].Version}
		k.want(k.s.Review(k.as("o2", access.Officer), in), fault.Forbidden)
		stale := in
		stale.Version--
		k.want(k.s.Review(officer, stale), fault.Conflict)
		k.must(k.s.Review(officer, in))
		k.want(k.s.Review(officer, in), fault.Conflict)
		if list, err = k.s.List(officer, checkinsvc.Filter{}); err != nil || len(list) != 0 {
			t.Errorf("%d wait after the review, %v", len(list), err)
		}
	})
}

// A danger alerts a person at the moment it is said, once, whether or not the rest is ever sent.
func TestCrisis(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		r := k.on(c)
		k.save(c, r, checkin.You, checkin.Answers{You: "yes"})
		if kind := k.save(c, r, checkin.Feel, checkin.Answers{Feel: "hopeless"}); kind != supervision.CrisisSuicide {
			t.Fatalf("kind %q", kind)
		}
		k.save(c, r, checkin.Feel, checkin.Answers{Feel: "hopeless", FeelText: "не могу"})
		if len(k.crises) != 1 || k.crises[0].Client != c || k.crises[0].Source != "checkin" || k.crises[0].Entry != r.ID || k.crises[0].Words == "" {
			t.Errorf("crises %+v", k.crises)
		}
		list, err := k.s.List(k.as("o1", access.Officer), checkinsvc.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].State != checkin.Open || list[0].Crisis != supervision.CrisisSuicide {
			t.Errorf("the list does not show a danger before the answers are sent: %+v", list)
		}
	})
}

// An unanswered one expires with what was kept, is reviewed with words, and is no breach; a suend of supervision stops all of it.
func TestExpiryAndStop(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		officer := k.as("o1", access.Officer)
		r := k.on(c)
		k.save(c, r, checkin.You, checkin.Answers{You: "helped"})
		_, err := k.s.Sweep(officer)
		k.want(err, fault.Forbidden)
		k.clock.Advance(4 * 24 * time.Hour)
		for range 2 { // twice is once
			_, err := k.s.Sweep(k.system())
			k.must(err)
		}
		_, err = k.s.Save(k.self(c), checkinsvc.Save{Client: c, Entry: r.ID, Step: checkin.You, Answers: checkin.Answers{You: "yes"}})
		k.want(err, fault.Conflict)
		list, err := k.s.List(officer, checkinsvc.Filter{State: "expired"})
		k.must(err)
		if len(list) != 1 || list[0].Answers.You != "helped" {
			t.Fatalf("expired %+v", list)
		}
		in := checkinsvc.Review{Client: c, Entry: r.ID, Follow: "none", Version: list[0].Version}
		k.want(k.s.Review(officer, in), fault.Invalid)
		in.Follow, in.Note = "call", "Телефон разряжен, позвонил соседу"
		k.must(k.s.Review(officer, in))
		for _, f := range k.book.Timeline(c) {
			if slices.Contains([]string{"supervision.breach", "supervision.outcome"}, f.Type) {
				t.Errorf("a dead telephone made the fact %s", f.Type)
			}
		}
		k.live = false
		if w, err := k.s.Waiting(k.self(c), c); err != nil || w.Asks || w.Round.ID != "" {
			t.Errorf("asked although over: %+v %v", w, err)
		}
		_, err = k.s.Sweep(k.system())
		k.must(err)
		v, err := k.s.Settings(officer, c)
		k.must(err)
		if v.Plan != nil || len(v.Past) != 1 || v.Rounds[0].State != checkin.Stopped {
			t.Errorf("after the end: %+v", v)
		}
		k.want(k.s.SwitchOn(officer, checkinsvc.SwitchOn{Client: c, Interval: 7, Reason: "x"}), fault.Conflict)
	})
}

// Hospital, custody and a suspension pause check-in at once: nothing is asked, nothing expires, client and officer read why. When it is
// over the next check-in opens by itself, once.
func TestPause(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		officer := k.as("o1", access.Officer)
		r := k.on(c)
		sweep := func() {
			t.Helper()
			_, err := k.s.Sweep(k.system())
			k.must(err)
		}
		waiting := func() checkinsvc.Waiting {
			t.Helper()
			w, err := k.s.Waiting(k.self(c), c)
			k.must(err)
			return w
		}
		k.pause = "hospital"
		_, err := k.s.Save(k.self(c), checkinsvc.Save{Client: c, Entry: r.ID, Step: checkin.You, Answers: checkin.Answers{You: "yes"}})
		k.want(err, fault.Conflict)
		if w := waiting(); w.Asks || w.Paused != "hospital" {
			t.Errorf("before the task of the morning: %+v", w)
		}
		k.clock.Advance(10 * 24 * time.Hour)
		sweep()
		sweep()
		k.pause, k.live = "suspended", false
		sweep()
		v, err := k.s.Settings(officer, c)
		k.must(err)
		if v.Plan == nil || v.Paused != "suspended" || v.Plan.Pause != "suspended" || v.Rounds[0].State != checkin.Stopped || len(v.Rounds) != 1 {
			t.Fatalf("%+v", v)
		}
		k.pause, k.live = "", true
		sweep()
		sweep()
		if w := waiting(); !w.Asks || w.Paused != "" || w.Round.OpensOn != k.s.Today() {
			t.Errorf("after the pause: %+v", w)
		}
		if p, e, b := k.book.Facts("portal.checkin_paused", c), k.book.Facts("portal.checkin_expired", c), k.book.Facts("portal.checkin_resumed", c); p != 2 || e != 0 || b != 1 {
			t.Errorf("facts: %d paused, %d expired, %d resumed", p, e, b)
		}
		k.pause = "custody" // switched on meanwhile, it begins with a pause
		k.must(k.s.SwitchOn(officer, checkinsvc.SwitchOn{Client: c, Interval: 7, Reason: "x"}))
		sweep()
		if w := waiting(); w.Asks || w.Paused != "custody" {
			t.Errorf("switched on in custody: %+v", w)
		}
		k.pause = ""
		sweep()
		if !waiting().Asks {
			t.Error("does not begin after the pause")
		}
	})
}

// Clients reach their own check-in only, officers their clients'.
func TestWhoMay(t *testing.T) {
	each(t, func(k *kit) {
		a, b := k.client(), k.client()
		r := k.on(a)
		_, err := k.s.Asked(k.self(b), b, r.ID)
		k.want(err, fault.NotFound)
		_, err = k.s.Asked(k.self(b), a, r.ID)
		k.want(err, fault.NotFound)
		_, err = k.s.Save(k.self(b), checkinsvc.Save{Client: a, Entry: r.ID, Step: checkin.You, Answers: checkin.Answers{You: "yes"}})
		k.want(err, fault.NotFound)
		k.want(k.s.Send(k.as("o1", access.Officer), a, r.ID), fault.NotFound)
		_, err = k.s.Checkin(k.self(a), a, r.ID)
		k.want(err, fault.Forbidden)
		k.want(k.s.SwitchOn(k.as("o2", access.Officer), checkinsvc.SwitchOn{Client: a, Interval: 7, Reason: "x"}), fault.Forbidden)
		k.want(k.s.SwitchOn(k.as("o1", access.Officer), checkinsvc.SwitchOn{Client: a, Interval: 8}), fault.Invalid)
		k.want(k.s.SwitchOff(k.as("o1", access.Officer), checkinsvc.SwitchOff{Client: a}), fault.Invalid)
		k.must(k.s.SwitchOff(k.as("o1", access.Officer), checkinsvc.SwitchOff{Client: a, Reason: "приходит сам"}))
		if x, err := k.s.Waiting(k.self(a), a); err != nil || x.Round.ID != "" {
			t.Errorf("still asked: %+v %v", x, err)
		}
	})
}
