package requestsvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh = id.Office("41721000000000")
	mru = id.Office("mru-osh-batken")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t     *testing.T
	d     *db.DB
	s     *requestsvc.Service
	book  *testkit.Book
	told  []access.Notice
	above []id.Office // who was told of complaints
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := &kit{t: t, d: d, book: &testkit.Book{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		k.s = requestsvc.New(d, requestsvc.Deps{
			Seal: seal.New(ring), Rules: set, Zone: zone,
			Place: func(context.Context, *db.Reader, id.Client) (requestsvc.Place, error) {
				return requestsvc.Place{Office: osh, Officer: "o1", Above: []id.Office{mru, access.TopOffice}}, nil
			},
			TellOfficer: func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
				k.told = append(k.told, n)
				return nil
			},
			TellHandlers: func(_ context.Context, _ *db.Tx, o id.Office, n access.Notice) error {
				k.above = append(k.above, o)
				if n.Client != "" {
					t.Error("the notice of a complaint names the client")
				}
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

func (k *kit) as(account id.Account, role access.Role, offices ...id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	ctx, _ = db.WithSubjects(ctx)
	return accesssvc.Context(ctx, access.Rights{Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: offices[0]}}, Offices: offices, Now: k.d.Now()})
}

func (k *kit) self(c id.Client) context.Context {
	ctx, _ := db.WithSubjects(actor.With(context.Background(), actor.Actor{Kind: actor.Client, Name: "a"}))
	return accesssvc.ClientContext(ctx, c, k.d.Now())
}

func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, osh), id.Client("")
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

// A request is told to the officer, answered by a person once, and read by the client.
func TestRequest(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		officer := k.as("o1", access.Officer, osh)
		_, err := k.s.Ask(k.self(c), requestsvc.Ask{Client: c})
		k.want(err, fault.Invalid)
		entry, err := k.s.Ask(k.self(c), requestsvc.Ask{Client: c, Kind: portal.AskCopy})
		k.must(err)
		list, err := k.s.Open(officer, requestsvc.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].ID != entry || list[0].DueOn != k.s.Today().AddDays(7) || list[0].Receipt == "" || len(k.told) != 1 {
			t.Fatalf("list %+v, told %d", list, len(k.told))
		}
		if other, err := k.s.Open(k.as("o2", access.Officer, osh), requestsvc.Filter{}); err != nil || len(other) != 0 {
			t.Errorf("another officer's list has %d, %v", len(other), err)
		}
		in := requestsvc.Answer{Client: c, Entry: entry, Version: 1}
		k.want(k.s.Answer(officer, in), fault.Invalid)
		in.Text = "Копию можно забрать в понедельник"
		k.want(k.s.Answer(k.as("o2", access.Officer, osh), in), fault.Forbidden)
		k.must(k.s.Answer(officer, in))
		k.want(k.s.Answer(officer, in), fault.Conflict)
		if _, answers, err := k.s.News(k.self(c), c); err != nil || answers != 1 {
			t.Errorf("%d new answers, %v", answers, err)
		}
		one, err := k.s.OneAsked(k.self(c), c, entry)
		k.must(err)
		if one.Answer != in.Text {
			t.Errorf("answer %q", one.Answer)
		}
		if _, answers, err := k.s.News(k.self(c), c); err != nil || answers != 0 {
			t.Errorf("%d new answers after reading, %v", answers, err)
		}
		stranger := k.client()
		_, err = k.s.OneAsked(k.self(stranger), stranger, entry)
		k.want(err, fault.NotFound)
		_, err = k.s.Asked(k.self(stranger), c)
		k.want(err, fault.NotFound)
	})
}

// A complaint goes above the office, leaves no trace on the client's record, and is closed to officer, head and whoever is concerned.
func TestComplaint(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		_, err := k.s.Complain(k.self(c), requestsvc.Complain{Client: c})
		k.want(err, fault.Invalid)
		before := len(k.book.Timeline(c))
		self := k.self(c)
		entry, err := k.s.Complain(self, requestsvc.Complain{Client: c, About: portal.AboutOfficer, Text: "Кричал на меня"})
		k.must(err)
		if len(k.above) != 1 || k.above[0] != mru || len(k.told) != 0 {
			t.Errorf("told %v and %d officers", k.above, len(k.told))
		}
		if after := len(k.book.Timeline(c)); after != before {
			t.Errorf("the complaint left %d facts on the client's record", after-before)
		}
		for name, ctx := range map[string]context.Context{
			"officer": k.as("o1", access.Officer, osh), "head": k.as("h1", access.Head, osh), "auditor": k.as("a1", access.Auditor, osh),
		} {
			if _, err := k.s.Complaints(ctx, requestsvc.ComplaintFilter{}); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s lists complaints: %v", name, err)
			}
			if _, err := k.s.Complaint(ctx, entry); !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s reads a complaint: %v", name, err)
			}
		}
		for name, ctx := range map[string]context.Context{
			"another department": k.as("r2", access.Regional, "mru-issyk-kul-naryn"), "the officer promoted": k.as("o1", access.Regional, mru, osh),
			"a head above with a post in the office": k.as("r3", access.Regional, osh, mru),
		} {
			list, err := k.s.Complaints(ctx, requestsvc.ComplaintFilter{})
			if err != nil || len(list) != 0 {
				t.Errorf("%s: %d complaints, %v", name, len(list), err)
			}
			if _, err := k.s.Complaint(ctx, entry); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads it: %v", name, err)
			}
			k.want(k.s.TakeComplaint(ctx, requestsvc.Handle{Entry: entry, Version: 1}), fault.NotFound)
		}
		regional := k.as("r1", access.Regional, mru, osh)
		list, err := k.s.Complaints(regional, requestsvc.ComplaintFilter{})
		k.must(err)
		if len(list) != 1 || list[0].Body != "Кричал на меня" || list[0].Office != osh || list[0].Receiver != mru {
			t.Fatalf("list %+v", list)
		}
		if db.InsideFrom(regional)[c] != string(access.Complaint) {
			t.Error("reading a complaint is a read of the ordinary record")
		}
		k.must(k.s.TakeComplaint(regional, requestsvc.Handle{Entry: entry, Version: 1}))
		k.want(k.s.TakeComplaint(regional, requestsvc.Handle{Entry: entry, Version: 2}), fault.Conflict)
		k.want(k.s.AnswerComplaint(regional, requestsvc.Handle{Entry: entry, Version: 2}), fault.Invalid)
		k.want(k.s.AnswerComplaint(regional, requestsvc.Handle{Entry: entry, Version: 1, Text: "x"}), fault.Conflict)
		k.must(k.s.AnswerComplaint(regional, requestsvc.Handle{Entry: entry, Version: 2, Text: "Проверили, вы правы"}))
		if after := len(k.book.Timeline(c)); after != before {
			t.Errorf("handling left %d facts on the client's record", after-before)
		}
		self = k.self(c)
		one, err := k.s.OneComplained(self, c, entry)
		k.must(err)
		if one.Answer != "Проверили, вы правы" || one.State != portal.ComplaintAnswered || db.InsideFrom(self)[c] != string(access.Complaint) {
			t.Errorf("%+v, read inside %v", one, db.InsideFrom(self))
		}
		other := k.client()
		_, err = k.s.OneComplained(k.self(other), other, entry)
		k.want(err, fault.NotFound)
	})
}

// A paper is confirmed once with its time, by its reader only.
func TestPaper(t *testing.T) {
	each(t, func(k *kit) {
		c, other := k.client(), k.client()
		officer := k.as("o1", access.Officer, osh)
		_, err := k.s.GivePaper(officer, requestsvc.GivePaper{Client: c, Lang: "xx"})
		k.want(err, fault.Invalid)
		entry, err := k.s.GivePaper(officer, requestsvc.GivePaper{Client: c, Title: "Памятка", Text: "Правила", Lang: "ru"})
		k.must(err)
		_, err = k.s.Paper(k.self(other), other, entry)
		k.want(err, fault.NotFound)
		k.want(k.s.ConfirmPaper(k.self(other), other, entry), fault.NotFound)
		k.want(k.s.ConfirmPaper(officer, c, entry), fault.NotFound)
		if papers, _, err := k.s.News(k.self(c), c); err != nil || papers != 1 {
			t.Errorf("%d papers, %v", papers, err)
		}
		k.must(k.s.ConfirmPaper(k.self(c), c, entry))
		first, err := k.s.Paper(k.self(c), c, entry)
		k.must(err)
		k.must(k.s.ConfirmPaper(k.self(c), c, entry))
		again, err := k.s.Paper(k.self(c), c, entry)
		k.must(err)
		if first.ReadAt.IsZero() || again.ReadAt != first.ReadAt || again.Title != "Памятка" {
			t.Errorf("read at %s, then %s", first.ReadAt, again.ReadAt)
		}
	})
}
