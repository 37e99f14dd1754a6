package portalsvc_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/testkit"
)

const (
	osh   = id.Office("41721000000000")
	phone = "+996555123456"
)

type kit struct {
	t     *testing.T
	d     *db.DB
	s     *portalsvc.Service
	clock *testkit.Clock
	book  *testkit.Book
	found map[string][]id.Client // by number or telephone
	sent  []notify.Message
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}, found: map[string][]id.Client{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		k.s = portalsvc.New(d, portalsvc.Deps{
			Seal: seal.New(ring), Zone: zone,
			Find: func(_ context.Context, _ *db.Reader, text string) ([]id.Client, error) { return k.found[text], nil },
			Phones: func(context.Context, *db.Reader, id.Client) ([]portalsvc.Phone, error) {
				return []portalsvc.Phone{{Number: phone}}, nil
			},
			Send: func(_ context.Context, _ *db.Tx, m notify.Message) error { k.sent = append(k.sent, m); return nil },
			Text: func(_, code string) string { return "code " + code },
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

func (k *kit) client(numbers ...string) id.Client {
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
	for _, n := range numbers {
		k.found[n] = append(k.found[n], c)
	}
	return c
}

func (k *kit) open(c id.Client) string {
	k.t.Helper()
	word, err := k.s.Open(k.as("o1", access.Officer), portalsvc.Open{Client: c, Phone: phone})
	k.must(err)
	return word
}

var nobody = actor.WithRequest(context.Background(), actor.Request{Address: "192.0.2.1"}) //nolint:gochecknoglobals // a context of tests

func (k *kit) begin(who, word, device string) (string, error) {
	b, err := k.s.Begin(nobody, portalsvc.Begin{Who: who, Word: word, Lang: "ky", Device: device})
	return b.Attempt, err
}

func (k *kit) enter(attempt, code string) (portalsvc.Entered, error) {
	return k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: code})
}

// code is the last one sent.
func (k *kit) code() string {
	k.t.Helper()
	if len(k.sent) == 0 {
		k.t.Fatal("no message was sent")
	}
	return strings.TrimPrefix(k.sent[len(k.sent)-1].Text, "code ")
}

// A client signs in with word and code; the code is good once, and the session ends by itself and by signing out.
func TestSignIn(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("07-1")
		word := k.open(c)
		attempt, err := k.begin("07-1", " "+strings.ToUpper(word)+" ", "a")
		k.must(err)
		if m := k.sent[0]; m.Address != phone || !m.Urgent || m.Client != string(c) || m.Expires.IsZero() || strings.Contains(m.Text, word) {
			t.Errorf("message %+v", m)
		}
		_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: "000000x"})
		k.want(err, fault.Invalid)
		code := k.code()
		entered, err := k.enter(attempt, code[:3]+" "+code[3:])
		k.must(err)
		_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: code})
		k.want(err, fault.Invalid)
		token := entered.Token
		s, err := k.s.Session(nobody, token)
		k.must(err)
		if s.Client != c {
			t.Fatalf("the session is of %q", s.Client)
		}
		k.clock.Advance(portal.IdleAfter)
		if s, _ = k.s.Session(nobody, token); s.Client != "" {
			t.Error("an idle session is live")
		}
		attempt, err = k.begin("07-1", word, "a")
		k.must(err)
		entered, err = k.enter(attempt, k.code())
		k.must(err)
		token = entered.Token
		k.must(k.s.SignOut(nobody, token))
		if s, _ = k.s.Session(nobody, token); s.Client != "" {
			t.Error("a session is live after signing out")
		}
	})
}

// Five wrong codes end an attempt, ten minutes do, and a made-up attempt is none.
func TestCodeEnds(t *testing.T) {
	each(t, func(k *kit) {
		word := k.open(k.client("07-1"))
		attempt, err := k.begin("07-1", word, "a")
		k.must(err)
		code := k.code()
		for range portal.CodeTries {
			_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: "x"})
			k.want(err, fault.Invalid)
		}
		_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: code})
		k.want(err, fault.Invalid)
		attempt, err = k.begin("07-1", word, "a")
		k.must(err)
		k.clock.Advance(portal.CodeFor)
		_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: attempt, Code: k.code()})
		k.want(err, fault.Invalid)
		_, err = k.s.Enter(nobody, portalsvc.Enter{Attempt: "made up", Code: ""})
		k.want(err, fault.Invalid)
	})
}

// A wrong word, an unknown number and a right word look the same. Guessing costs a wait that ripens; it stops nobody, and a telephone that
// signed in before does not notice what strangers guess.
func TestGuessing(t *testing.T) {
	each(t, func(k *kit) {
		word := k.open(k.client("07-1"))
		attempt, err := k.begin("07-1", word, "")
		k.must(err)
		own, err := k.enter(attempt, k.code())
		k.must(err)
		for _, who := range []string{"07-1", "nobody"} {
			for range portal.FreeMisses {
				attempt, err := k.begin(who, "алма-9999", "")
				k.must(err)
				if attempt == "" {
					t.Fatal("a wrong word is told from a right one")
				}
				_, err = k.enter(attempt, "")
				k.want(err, fault.Invalid)
			}
			b, err := k.s.Begin(nobody, portalsvc.Begin{Who: who, Word: "алма-9999"})
			k.must(err)
			if b.Attempt != "" || b.Ticket == "" || b.Wait != portal.Wait(portal.FreeMisses) {
				t.Errorf("%s: %+v", who, b)
			}
		}
		n := len(k.sent)
		if attempt, err = k.begin("07-1", word, own.Device); err != nil || attempt == "" || len(k.sent) != n+1 {
			t.Fatalf("somebody else's guesses hold up the owner's telephone: %q %v", attempt, err)
		}
		k.clock.Advance(portal.MissWindow)
		if attempt, err = k.begin("07-1", word, ""); err != nil || attempt == "" {
			t.Errorf("after the window: %q %v", attempt, err)
		}
	})
}

// A ticket lets one guess of one name pass when it is ripe, once.
func TestTicket(t *testing.T) {
	each(t, func(k *kit) {
		word := k.open(k.client("07-1"))
		begin := func(who, word, ticket string) portalsvc.Begun {
			t.Helper()
			b, err := k.s.Begin(nobody, portalsvc.Begin{Who: who, Word: word, Ticket: ticket})
			k.must(err)
			return b
		}
		for range portal.FreeMisses {
			begin("07-1", "алма-9999", "")
			begin("07-2", "алма-9999", "")
		}
		first := begin("07-1", word, "")
		if again := begin("07-1", word, first.Ticket); again.Attempt != "" || again.Ticket != first.Ticket {
			t.Errorf("an unripe ticket passes: %+v", again)
		}
		k.clock.Advance(portal.Wait(portal.FreeMisses))
		for name, b := range map[string]portalsvc.Begun{
			"of another name": begin("07-2", word, first.Ticket), "made up": begin("07-1", word, strings.Replace(first.Ticket, "1", "0", 1)), "none": begin("07-1", word, ""),
		} {
			if b.Attempt != "" {
				t.Errorf("a ticket passes that is %s", name)
			}
		}
		if b := begin("07-1", word, first.Ticket); b.Attempt == "" || len(k.sent) != 1 {
			t.Fatalf("a ripe ticket does not pass: %+v", b)
		}
		if b := begin("07-1", word, first.Ticket); b.Attempt != "" {
			t.Error("a ticket passes twice")
		}
		old := begin("07-1", word, "")
		k.clock.Advance(20 * time.Minute)
		for range portal.FreeMisses {
			begin("07-1", "алма-9999", "")
		}
		if b := begin("07-1", word, old.Ticket); b.Attempt != "" {
			t.Error("an old ticket passes")
		}
	})
}

// Two people share a telephone: the code word tells them apart. A telephone in other hands gets no code; the access taken back ends
// the session at once.
func TestTelephones(t *testing.T) {
	each(t, func(k *kit) {
		officer := k.as("o1", access.Officer)
		a, b := k.client("0555"), k.client("0555")
		_ = k.open(a)
		word := k.open(b)
		attempt, err := k.begin("0555", word, "x")
		k.must(err)
		entered, err := k.enter(attempt, k.code())
		k.must(err)
		token := entered.Token
		if s, _ := k.s.Session(nobody, token); s.Client != b {
			t.Fatalf("the word of one opens the pages of another")
		}
		v, err := k.s.Access(officer, b)
		k.must(err)
		k.want(k.s.LosePhone(officer, portalsvc.Close{Client: b, Version: 9}), fault.Conflict)
		k.must(k.s.LosePhone(officer, portalsvc.Close{Client: b, Version: v.Current.Version}))
		if s, _ := k.s.Session(nobody, token); s.Client != "" {
			t.Error("whoever has the telephone stays signed in")
		}
		n := len(k.sent)
		_, err = k.begin("0555", word, "x")
		k.must(err)
		if len(k.sent) != n {
			t.Error("a code went to a telephone in other hands")
		}
		word2 := k.open(b) // renewed in person
		if _, err = k.begin("0555", word, "x"); err != nil || len(k.sent) != n {
			t.Error("the old word still works", err)
		}
		_, err = k.begin("0555", word2, "x")
		k.must(err)
		if len(k.sent) != n+1 {
			t.Error("the new word does not work")
		}
		v, err = k.s.Access(officer, b)
		k.must(err)
		if len(v.Past) != 1 || v.Past[0].CloseReason != portal.CloseRenewed {
			t.Errorf("past %+v", v.Past)
		}
		k.want(k.s.Close(officer, portalsvc.Close{Client: b, Version: 1}), fault.Invalid)
		k.must(k.s.Close(officer, portalsvc.Close{Client: b, Version: 1, Reason: portal.CloseAsked}))
		n = len(k.sent)
		_, err = k.begin("0555", word2, "x")
		k.must(err)
		if len(k.sent) != n {
			t.Error("a closed access gets codes")
		}
	})
}

// Messages to one client are bounded in an hour, and with them the guesses of codes: a code that was not sent opens nothing. The client's
// own telephone has a budget of its own, until somebody says that it is in other hands.
func TestCodesAreBounded(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("07-1")
		word := k.open(c)
		attempt, err := k.begin("07-1", word, "")
		k.must(err)
		own, err := k.enter(attempt, k.code())
		k.must(err)
		for range portal.CodesPerHour + 2 {
			_, err = k.begin("07-1", word, "")
			k.must(err)
		}
		if len(k.sent) != portal.CodesPerHour {
			t.Errorf("%d messages in an hour", len(k.sent))
		}
		stored := k.attempts()
		if stored != portal.CodesPerHour {
			t.Errorf("%d attempts can be guessed, %d codes were sent", stored, portal.CodesPerHour)
		}
		attempt, err = k.begin("07-1", word, own.Device)
		k.must(err)
		again, err := k.enter(attempt, k.code())
		k.must(err)
		if again.Device == own.Device || len(k.sent) != portal.CodesPerHour+1 {
			t.Error("the own telephone has no budget of its own")
		}
		if _, err = k.begin("07-1", word, own.Device); err != nil || len(k.sent) != portal.CodesPerHour+1 {
			t.Error("the old token of a telephone still counts as known", err)
		}
		officer := k.as("o1", access.Officer)
		v, err := k.s.Access(officer, c)
		k.must(err)
		k.must(k.s.LosePhone(officer, portalsvc.Close{Client: c, Version: v.Current.Version}))
		k.must(k.d.Read(nobody, func(r *db.Reader) error {
			if n, err := db.One[int](nobody, r, `select count(*) from portal_device`); err != nil || n != 0 {
				t.Errorf("%d known devices after the telephone was lost: %v", n, err)
			}
			return nil
		}))
	})
}

// attempts counts those that some code would open.
func (k *kit) attempts() (n int) {
	k.t.Helper()
	k.must(k.d.Read(nobody, func(r *db.Reader) (err error) {
		n, err = db.One[int](nobody, r, `select count(*) from portal_attempt a where a.code_hash is not null`)
		return err
	}))
	return n
}

// Only who works the case opens it, with a telephone of the record; what the record keeps is no word in clear.
func TestOpening(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client("07-1")
		_, err := k.s.Open(k.as("o2", access.Officer), portalsvc.Open{Client: c, Phone: phone})
		k.want(err, fault.Forbidden)
		_, err = k.s.Open(k.as("x", access.Auditor), portalsvc.Open{Client: c, Phone: phone})
		k.want(err, fault.Forbidden)
		_, err = k.s.Open(k.as("o1", access.Officer), portalsvc.Open{Client: "nobody", Phone: phone})
		k.want(err, fault.NotFound)
		_, err = k.s.Open(k.as("o1", access.Officer), portalsvc.Open{Client: c, Phone: "+996700000000"})
		k.want(err, fault.Invalid)
		_, err = k.s.Open(accesssvc.ClientContext(nobody, c, k.d.Now()), portalsvc.Open{Client: c, Phone: phone})
		k.want(err, fault.Forbidden)
		word := k.open(c)
		stored := ""
		k.must(k.d.Read(k.as("o1", access.Officer), func(r *db.Reader) (err error) {
			stored, err = db.One[string](k.as("o1", access.Officer), r, `select c.word_hash from portal_access c where c.client_id = $1`, c)
			return err
		}))
		if strings.Contains(stored, portal.NormalWord(word)) {
			t.Error("the word is stored in clear")
		}
		var kinds []string
		for _, f := range k.book.Timeline(c) {
			kinds = append(kinds, f.Type)
		}
		if !slices.Contains(kinds, "portal.access_opened") {
			t.Errorf("facts %v", kinds)
		}
		k.clock.Advance(48 * time.Hour)
		k.want(k.s.Sweep(nobody, k.d.Now()), fault.Forbidden)
		k.must(k.s.Sweep(accesssvc.Context(nobody, access.Rights{System: true}), k.d.Now()))
	})
}
