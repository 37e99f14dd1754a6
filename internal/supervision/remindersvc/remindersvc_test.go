package remindersvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/supervision/remindersvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t     *testing.T
	d     *db.DB
	clock *testkit.Clock
	book  *testkit.Book
	s     *remindersvc.Service
	plans *supervisionsvc.Service
	box   *notify.Outbox
	reach remindersvc.Reach
	held  string          // why nobody is reminded
	busy  int             // how often others are in the way
	ctx   context.Context // the officer
}

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
		k.box = &notify.Outbox{Seal: sealer, Zone: zone}
		k.reach = remindersvc.Reach{Lang: "ru", Phones: []reminder.Phone{{Row: "p1", Index: "i1", Number: "+996555123456"}}}
		k.s = remindersvc.New(d, remindersvc.Deps{Seal: sealer, Rules: set, Zone: zone, Outbox: k.box, Reach: func(context.Context, *db.Reader, id.Client) (remindersvc.Reach, error) {
			out := k.reach
			out.Phones = append([]reminder.Phone(nil), k.reach.Phones...)
			if k.busy > 0 {
				k.busy--
				return out, &pgconn.PgError{Code: "40001"}
			}
			return out, nil
		}, Held: func(context.Context, *db.Reader, id.Client, civil.Date) (string, error) { return k.held, nil }})
		k.plans = supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: set, Zone: zone, Changed: k.s.Ops().Changed, Became: k.s.Ops().Became})
		k.ctx = k.as("o1", access.Officer)
		test(k)
	})
}

func (k *kit) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: civil.At(testkit.Start)})
}

// job is the service itself.
func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "supervision.remind"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) client(officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, officer, access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

func (k *kit) meet(c id.Client, kind, day, clock string) string {
	k.t.Helper()
	at, ok := k.plans.Zone().At(civil.MustDate(day), clock)
	if !ok {
		k.t.Fatal(day, clock)
	}
	entry, err := k.plans.MakeAppointment(k.ctx, supervisionsvc.MakeAppointment{Client: c, Kind: kind, PlannedAt: at, Minutes: 30, Place: "каб. 12", Anyway: true})
	must(k.t, err)
	return entry
}

// now moves the clock to an hour of the service's zone.
func (k *kit) now(day, clock string) civil.Instant {
	k.t.Helper()
	at, _ := k.plans.Zone().At(civil.MustDate(day), clock)
	k.clock.Set(at.Time())
	return at
}

func (k *kit) due(want int) {
	k.t.Helper()
	n, err := k.s.MakeDue(k.job())
	must(k.t, err)
	if n != want {
		k.t.Fatalf("%d reminders made, want %d", n, want)
	}
}

func (k *kit) messages(c id.Client) []remindersvc.Line {
	k.t.Helper()
	v, err := k.s.View(k.ctx, c)
	must(k.t, err)
	return v.Messages
}

func (k *kit) row(c id.Client, entry string) string {
	k.t.Helper()
	e, err := k.plans.Entry(k.ctx, c, entry)
	must(k.t, err)
	return e.Appointment[len(e.Appointment)-1].Row
}

// gateway answers every message alike.
type gateway struct {
	answer notify.Answer
	sent   []notify.Outgoing
}

func (*gateway) Carries(notify.Channel) bool { return true }
func (*gateway) KnowsReference() bool        { return false }
func (g *gateway) Send(_ context.Context, m notify.Outgoing) notify.Answer {
	g.sent = append(g.sent, m)
	return g.answer
}

// A reminder is made once for each of its days, in the client's language, and says nothing of probation.
func TestReminderIsMadeOnce(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.meet(c, "home_visit", "2026-03-12", "15:00")
		k.due(0)
		k.now("2026-03-09", "10:05")
		k.due(1)
		k.due(0)
		k.now("2026-03-11", "10:05")
		k.due(1)
		g := &gateway{}
		_, err := k.box.Run(k.job(), k.d, k.d.Now(), g)
		must(t, err)
		if len(g.sent) != 2 || g.sent[0].Text != "Напоминание: 12.03.2026 в 10:00 у вас встреча. Кабинет 12." || g.sent[0].Address != "+996555123456" {
			t.Fatalf("%+v", g.sent)
		}
		list := k.messages(c)
		if len(list) != 2 || list[0].State != notify.Sent || list[0].Words == "" {
			t.Errorf("%+v", list)
		}
		if n := k.book.Facts("supervision.reminder_sms", c); n != 2 {
			t.Errorf("%d facts", n)
		}
	})
}

// Moved, called off and closed appointments take their waiting reminder back; a moved one gets a new one for its new time.
func TestChangedAppointmentWithdrawsItsReminder(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		moved, off := k.meet(c, "office_visit", "2026-03-12", "10:00"), k.meet(c, "office_visit", "2026-03-12", "12:00")
		k.now("2026-03-11", "10:05")
		k.due(2)
		at, _ := k.plans.Zone().At(civil.MustDate("2026-03-12"), "16:00")
		must(t, k.plans.ChangeAppointment(k.ctx, supervisionsvc.ChangeAppointment{Client: c, Entry: moved, Row: k.row(c, moved), Kind: "office_visit", PlannedAt: at, Minutes: 30, Text: "просил позже", Anyway: true}))
		must(t, k.plans.CancelAppointment(k.ctx, supervisionsvc.CancelAppointment{Client: c, Entry: off, Row: k.row(c, off), Text: "болезнь сотрудника"}))
		k.due(1)
		g := &gateway{}
		_, err := k.box.Run(k.job(), k.d, k.d.Now(), g)
		must(t, err)
		if len(g.sent) != 1 || g.sent[0].Text != "Напоминание: 12.03.2026 в 16:00 у вас встреча." {
			t.Fatalf("%+v", g.sent)
		}
		dropped := 0
		for _, l := range k.messages(c) {
			if l.State == notify.Dropped && l.Cause == notify.CauseWithdrawn {
				dropped++
			}
		}
		if dropped != 2 {
			t.Errorf("%d withdrawn", dropped)
		}
	})
}

// A number that belongs to somebody else is never used again: not what waits, not what comes, not when it is written down anew.
func TestTakenOverNumber(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-09", "10:05")
		k.due(1)
		must(t, k.s.MarkPhone(k.ctx, remindersvc.MarkPhone{Client: c, Phone: "p1", Mark: reminder.TakenOver, Text: "ответил другой человек"}))
		if err := k.s.MarkPhone(k.ctx, remindersvc.MarkPhone{Client: c, Phone: "p1", Mark: reminder.NoWords, Text: "x"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("marked twice: %v", err)
		}
		k.reach.Phones = []reminder.Phone{{Row: "p2", Index: "i1", Number: "+996555123456"}}
		k.due(1)
		g := &gateway{}
		_, err := k.box.Run(k.job(), k.d, k.d.Now(), g)
		must(t, err)
		if len(g.sent) != 0 {
			t.Fatalf("sent to somebody else: %+v", g.sent)
		}
		papers, err := k.s.Slips(k.ctx, civil.MustDate("2026-03-11"), civil.MustDate("2026-03-12"))
		must(t, err)
		if len(papers) != 1 {
			t.Fatalf("%d slips", len(papers))
		}
		must(t, k.s.Handed(k.ctx, []string{papers[0].ID}))
		if l := k.messages(c)[0]; l.State != notify.Sent || l.Channel != notify.Slip {
			t.Errorf("%+v", l)
		}
		must(t, k.s.UnmarkPhone(k.ctx, remindersvc.UnmarkPhone{Client: c, Phone: "p2", Text: "ошиблись номером"}))
		v, err := k.s.View(k.ctx, c)
		must(t, err)
		if v.Choice.Way != reminder.BySMS {
			t.Errorf("after the mark was taken back: %+v", v.Choice)
		}
	})
}

// What the client said is kept in versions; a second editor is told, and everything wrong is named at once.
func TestWish(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-11", "10:05")
		k.due(1)
		today := civil.MustDate("2026-03-11")
		err := k.s.SetWish(k.ctx, remindersvc.SetWish{Client: c, Preference: reminder.Preference{Wish: reminder.Mail, SaidOn: today.AddDays(1)}})
		if f := fault.As(err); f == nil || len(f.Problems) != 2 {
			t.Errorf("%+v", f)
		}
		must(t, k.s.SetWish(k.ctx, remindersvc.SetWish{Client: c, Preference: reminder.Preference{Wish: reminder.Mail, Email: "a@b.kg", Fuller: true, SaidOn: today}}))
		if err := k.s.SetWish(k.ctx, remindersvc.SetWish{Client: c, Preference: reminder.Preference{Wish: reminder.Nothing, SaidOn: today}}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second editor: %v", err)
		}
		k.due(1)
		g := &gateway{}
		_, err = k.box.Run(k.job(), k.d, k.d.Now(), g)
		must(t, err)
		if len(g.sent) != 1 || g.sent[0].Channel != notify.Email || g.sent[0].Address != "a@b.kg" || g.sent[0].Text != "Напоминание: 12.03.2026 в 10:00 встреча с сотрудником пробации. Место: каб. 12" {
			t.Errorf("%+v", g.sent)
		}
	})
}

// A message of which nobody knows waits for a person, who is the client's own officer or head, and says why.
func TestDecide(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		k.meet(c, "office_visit", "2026-03-12", "10:00")
		k.now("2026-03-11", "10:05")
		k.due(1)
		_, err := k.box.Run(k.job(), k.d, k.d.Now(), &gateway{answer: notify.Answer{Result: notify.Unknown, Cause: notify.CauseSilent}})
		must(t, err)
		open := func(ctx context.Context) []remindersvc.Line {
			l, err := k.s.Messages(ctx, remindersvc.Filter{State: remindersvc.OpenState})
			must(t, err)
			return l.Lines
		}
		if n := len(open(k.as("o2", access.Officer))); n != 0 {
			t.Errorf("another officer has %d to decide", n)
		}
		if n := len(open(k.as("h1", access.Head))); n != 1 {
			t.Errorf("the head has %d to decide", n)
		}
		l := open(k.ctx)[0]
		in := remindersvc.Decide{Message: l.ID, Version: l.Version}
		if f := fault.As(k.s.Decide(k.ctx, in)); f == nil || len(f.Problems) != 2 {
			t.Errorf("%+v", f)
		}
		in.Decision, in.Text = notify.SendAgain, "клиент ничего не получил"
		if err := k.s.Decide(k.as("o2", access.Officer), in); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("another officer decides: %v", err)
		}
		must(t, k.s.Decide(k.ctx, in))
		if err := k.s.Decide(k.ctx, in); !fault.Is(err, fault.Conflict) {
			t.Errorf("decided twice: %v", err)
		}
		g := &gateway{}
		_, err = k.box.Run(k.job(), k.d, k.d.Now().Add(time.Hour), g)
		must(t, err)
		if len(g.sent) != 1 || len(open(k.ctx)) != 0 || k.book.Facts("supervision.message_decided", c) != 1 {
			t.Errorf("sent %d, open %d", len(g.sent), len(open(k.ctx)))
		}
	})
}

// Words that are no reminder, such as a one-time code, are shown to nobody.
func TestCodesAreNotShown(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("o1")
		must(t, k.d.Write(k.job(), func(tx *db.Tx) error {
			return k.box.Put(k.job(), tx, notify.Message{Key: "portal:1", Client: string(c), Channel: notify.SMS, Address: "+996555123456", Lang: "ky", Text: "Код 123456", Urgent: true})
		}))
		if l := k.messages(c); len(l) != 1 || l[0].Words != "" || l[0].Address != "" || l[0].Kind != "portal" {
			t.Errorf("%+v", l)
		}
	})
}
