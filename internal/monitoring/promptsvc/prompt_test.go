package promptsvc_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"image"
	"image/jpeg"
	"slices"
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
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
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
	t      *testing.T
	d      *db.DB
	clock  *testkit.Clock
	orders *monitoringsvc.Service
	s      *promptsvc.Service
	pause  string
	asked  int
	raised []promptsvc.Raised
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock}
		d.SetRecorders(&testkit.Book{})
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		s := seal.New(ring)
		blobs, err := blob.New(s, t.TempDir())
		k.must(err)
		k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: set, Zone: zone, Languages: []string{"ky", "ru", "en"}})
		k.s = promptsvc.New(d, promptsvc.Deps{
			Seal: s, Rules: set, Zone: zone, Blobs: blobs,
			Pause: func(context.Context, *db.Reader, id.Client, civil.Date) (string, error) { return k.pause, nil },
			Ask: func(context.Context, *db.Tx, id.Client, string, civil.Instant) error {
				k.asked++
				return nil
			},
			Raised: func(_ context.Context, _ *db.Tx, list []promptsvc.Raised) error {
				k.raised = append(k.raised, list...)
				return nil
			},
		})
		k.at(5) // before anybody is asked
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

// at puts the clock to the next time that it is so many hours in Bishkek.
func (k *kit) at(hour int) {
	now := k.d.Now().Time().UTC()
	next := time.Date(now.Year(), now.Month(), now.Day(), hour, 0, 0, 0, time.UTC).Add(-6 * time.Hour)
	for !next.After(now) {
		next = next.AddDate(0, 0, 1)
	}
	k.clock.Advance(next.Sub(now))
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }

func (k *kit) self(c id.Client) context.Context {
	return accesssvc.ClientContext(actor.With(context.Background(), actor.Actor{Kind: actor.Client, Name: "a", Display: "portal"}), c, k.d.Now())
}

func (k *kit) sweep() {
	k.t.Helper()
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	_, err := k.s.Sweep(accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()}))
	k.must(err)
}

func photo(shade uint8) *blob.File {
	m := image.NewGray(image.Rect(0, 0, 16, 16))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	f, err := blob.Accept("photo", "face.jpg", b.Bytes(), blob.DefaultLimits())
	if err != nil {
		panic(err)
	}
	return &f
}

// ordered is a client of o1 under an order in force whose sheet is signed, or is not.
func (k *kit) ordered(signed bool) (id.Client, string) {
	k.t.Helper()
	var c id.Client
	ctx := k.as("clerk", access.Records, osh)
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
	today := k.orders.Today()
	o, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(6),
		Level: regime.Presence, Purpose: "obligations", ReviewOn: today.AddDays(5), Words: "Отметки по телефону",
	}})
	k.must(err)
	k.must(k.orders.Decide(k.as("h1", access.Head, osh), monitoringsvc.Decide{Client: c, Order: o, Version: 1, Approve: true}))
	if signed {
		k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: o, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}))
	}
	return c, o
}

func set(c id.Client, o string) promptsvc.Set {
	return promptsvc.Set{Client: c, Order: o, PerDay: 3, From: 9, Until: 20, Reason: "Жумуш графиги", Reference: photo(90)}
}

func (k *kit) states(c id.Client) string {
	k.t.Helper()
	v, err := k.s.Of(k.officer(), c)
	k.must(err)
	var out []string
	for _, p := range slices.Backward(v.List) {
		out = append(out, string(p.State))
	}
	return strings.Join(out, " ")
}

// until sweeps every minute until something is asked of the client.
func (k *kit) until(c id.Client) prompt.Prompt {
	k.t.Helper()
	for range 24 * 60 {
		k.sweep()
		w, err := k.s.Waiting(k.self(c), c)
		k.must(err)
		if w.Prompt != nil {
			return *w.Prompt
		}
		k.clock.Advance(time.Minute)
	}
	k.t.Fatal("nobody is asked in a whole day")
	return prompt.Prompt{}
}

// A day: three moments that follow from the seed; one matches, one is missed, one is refused; misses and refusals stand in the queue of
// alerts; the seed is opened when the plan is over and gives the same moments.
func TestDay(t *testing.T) {
	each(t, func(k *kit) {
		c, o := k.ordered(true)
		k.must(k.s.Set(k.officer(), set(c, o)))
		day := k.s.Today()
		first := k.until(c)
		k.must(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: first.ID, Photo: photo(91), Place: "дома"}))
		k.want(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: first.ID, Photo: photo(91)}), fault.Conflict)
		k.want(k.s.Decide(k.officer(), promptsvc.Decide{Client: c, Prompt: first.ID, Version: 3, Verdict: prompt.Refused}), fault.Invalid)
		k.want(k.s.Decide(k.officer(), promptsvc.Decide{Client: c, Prompt: first.ID, Version: 1, Verdict: prompt.Matched}), fault.Conflict)
		k.must(k.s.Decide(k.officer(), promptsvc.Decide{Client: c, Prompt: first.ID, Version: 3, Verdict: prompt.Matched}))
		k.want(k.s.Decide(k.officer(), promptsvc.Decide{Client: c, Prompt: first.ID, Version: 4, Verdict: prompt.Matched}), fault.Conflict)
		second := k.until(c)
		k.clock.Advance(31 * time.Minute)
		k.want(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: second.ID, Photo: photo(92)}), fault.Conflict)
		k.sweep()
		k.sweep()
		third := k.until(c)
		k.want(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: third.ID}), fault.Invalid)
		k.must(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: third.ID, Photo: photo(93)}))
		list, err := k.s.Queue(k.officer())
		k.must(err)
		if len(list) != 1 || list[0].ID != third.ID {
			t.Errorf("queue %+v", list)
		}
		k.must(k.s.Decide(k.officer(), promptsvc.Decide{Client: c, Prompt: third.ID, Version: 3, Verdict: prompt.Refused, Note: "Другой человек"}))
		if got := k.states(c); got != "matched missed refused" || k.asked != 3 {
			t.Fatalf("%s, asked %d", got, k.asked)
		}
		k.alerts(c, "checkin_missed/2/raised checkin_photo/3/raised")
		cmp, err := k.s.Compare(k.officer(), c, first.ID)
		k.must(err)
		if cmp.Prompt.Place != "" || cmp.Alike != -1 {
			t.Errorf("a place is kept although the order is of presence: %+v", cmp)
		}
		pic, err := k.s.Picture(k.officer(), c, third.ID, false)
		k.must(err)
		ref, err := k.s.Picture(k.officer(), c, third.ID, true)
		k.must(err)
		if len(pic.Data) == 0 || bytes.Equal(pic.Data, ref.Data) {
			t.Error("the photographs")
		}
		v, err := k.s.Of(k.officer(), c)
		k.must(err)
		if len(v.Seeds) != 0 {
			t.Fatal("the seed of a plan that runs is shown")
		}
		k.want(k.s.End(k.officer(), promptsvc.End{Client: c, Version: v.Plan.Version}), fault.Invalid)
		k.must(k.s.End(k.officer(), promptsvc.End{Client: c, Version: v.Plan.Version, Reason: "Перешли на браслет"}))
		v, err = k.s.Of(k.officer(), c)
		k.must(err)
		seed, err := hex.DecodeString(v.Seeds[v.Past[0].ID])
		k.must(err)
		if prompt.Hash(seed) != v.Past[0].SeedHash {
			t.Error("the seed is not the one whose hash was told")
		}
		zone, _ := time.LoadLocation("Asia/Bishkek")
		for i, m := range prompt.Draw(seed, day, v.Past[0]) {
			at := v.List[len(v.List)-1-i].At.Time().In(zone)
			if at.Hour()*60+at.Minute() != m {
				t.Errorf("moment %d was %s, drawn %d:%d", i, at, m/60, m%60)
			}
		}
	})
}

func (k *kit) alerts(c id.Client, want string) {
	k.t.Helper()
	type row struct {
		Rule     string
		Severity int
		State    string
	}
	var got []string
	k.must(k.d.Read(k.officer(), func(r *db.Reader) error {
		rows, err := db.All[row](k.officer(), r, `select c.rule, c.severity, c.state from monitoring_alert c where c.client_id = $1 and {visible c.client_id} order by c.raised_at`, c)
		for _, x := range rows {
			got = append(got, x.Rule+"/"+string(rune('0'+x.Severity))+"/"+x.State)
		}
		return err
	}))
	if s := strings.Join(got, " "); s != want || len(k.raised) != len(got) {
		k.t.Errorf("alerts %s, want %s; told of %d", s, want, len(k.raised))
	}
}

// In hospital nobody is asked and nothing counts as missed; a service that slept asks nobody afterwards for what has passed.
func TestNothingCountsThatCouldNotBe(t *testing.T) {
	each(t, func(k *kit) {
		c, o := k.ordered(true)
		k.must(k.s.Set(k.officer(), set(c, o)))
		k.until(c)
		k.pause = "hospital"
		k.clock.Advance(time.Hour)
		k.sweep()
		if w, err := k.s.Waiting(k.self(c), c); err != nil || w.Prompt != nil || !w.On {
			t.Fatalf("asked in hospital: %+v %v", w, err)
		}
		k.at(23)
		k.pause = ""
		k.sweep()
		if got := k.states(c); got != "stopped" {
			t.Fatalf("%s", got)
		}
		k.at(6)
		k.sweep() // draws
		k.at(21)  // the service slept
		k.sweep()
		if got := k.states(c); got != "stopped" || k.asked != 1 {
			t.Errorf("%s, asked %d", got, k.asked)
		}
		k.alerts(c, "")
	})
}

// Check-ins end with their order, by themselves.
func TestEndsWithTheOrder(t *testing.T) {
	each(t, func(k *kit) {
		c, o := k.ordered(true)
		k.must(k.s.Set(k.officer(), set(c, o)))
		k.clock.Advance(8 * 24 * time.Hour)
		k.sweep()
		v, err := k.s.Of(k.officer(), c)
		k.must(err)
		if v.Plan != nil || len(v.Past) != 1 || v.Past[0].EndReason != "order" || k.asked != 0 {
			t.Errorf("%+v, asked %d", v, k.asked)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(k *kit) {
		c, o := k.ordered(true)
		other, unsigned := k.ordered(false)
		in := set(c, o)
		in.Reference = nil
		k.want(k.s.Set(k.officer(), in), fault.Invalid)
		in = set(c, o)
		in.PerDay, in.Until = 40, 10
		k.want(k.s.Set(k.officer(), in), fault.Invalid)
		k.want(k.s.Set(k.officer(), set(other, unsigned)), fault.Conflict)
		k.want(k.s.Set(k.officer(), set(other, o)), fault.NotFound)
		k.want(k.s.Set(k.as("o2", access.Officer, osh), set(c, o)), fault.Forbidden)
		k.want(k.s.Set(k.as("o3", access.Officer, bishkek), set(c, o)), fault.NotFound)
		k.must(k.s.Set(k.officer(), set(c, o)))
		in = set(c, o)
		in.Reference, in.PerDay, in.Step = nil, 2, "down" // the photograph of the plan that runs stays
		k.must(k.s.Set(k.officer(), in))
		v, err := k.s.Of(k.officer(), c)
		k.must(err)
		if v.Plan.PerDay != 2 || v.Plan.Step != "down" || len(v.Past) != 1 || v.Plan.SeedHash == v.Past[0].SeedHash || v.Plan.Reference == "" {
			t.Errorf("%+v", v)
		}
		x := k.until(c)
		k.want(k.s.Answer(k.self(other), promptsvc.Answer{Client: c, Prompt: x.ID, Photo: photo(1)}), fault.NotFound)
		k.want(k.s.Answer(k.self(other), promptsvc.Answer{Client: other, Prompt: x.ID, Photo: photo(1)}), fault.Conflict)
		if _, err := k.s.Waiting(k.self(other), c); !fault.Is(err, fault.NotFound) {
			t.Errorf("another client sees: %v", err)
		}
		k.must(k.s.Answer(k.self(c), promptsvc.Answer{Client: c, Prompt: x.ID, Photo: photo(2)}))
		d := promptsvc.Decide{Client: c, Prompt: x.ID, Version: 3, Verdict: prompt.Matched}
		k.want(k.s.Decide(k.as("o2", access.Officer, osh), d), fault.Forbidden)
		k.want(k.s.Decide(k.as("o3", access.Officer, bishkek), d), fault.NotFound)
		d.Verdict = prompt.Missed
		k.want(k.s.Decide(k.officer(), d), fault.Invalid)
		for _, ctx := range []context.Context{k.as("o3", access.Officer, bishkek), k.as("a", access.Analyst, osh)} {
			if _, err := k.s.Of(ctx, c); err == nil {
				t.Error("seen from outside")
			}
			if _, err := k.s.Compare(ctx, c, x.ID); err == nil {
				t.Error("compared from outside")
			}
			if _, err := k.s.Picture(ctx, c, x.ID, true); err == nil {
				t.Error("a photograph from outside")
			}
		}
		if list, err := k.s.Queue(k.as("o3", access.Officer, bishkek)); err != nil || len(list) != 0 {
			t.Errorf("queue of another office: %v %v", list, err)
		}
		if _, err := k.s.Sweep(k.officer()); !fault.Is(err, fault.Forbidden) {
			t.Error("a person runs the job")
		}
	})
}
