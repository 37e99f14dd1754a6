package victimsvc_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
	line    = "0312 11 22 33"
)

var (
	rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })
	texts = sync.OnceValues(func() (victim.Texts, error) { return kg.VictimTexts() })
)

// kit is the services of monitoring over one database, with an officer o1, another o2, heads h1 and h2 in Osh.
type kit struct {
	t       *testing.T
	d       *db.DB
	clock   *testkit.Clock
	book    *testkit.Book
	seal    *seal.Sealer
	orders  *monitoringsvc.Service
	devices *devicesvc.Service
	tracks  *tracksvc.Service
	victims *victimsvc.Service
	outbox  *notify.Outbox
	sent    carrier
	texts   victim.Texts
	told    []string
	changed []string
	life    []everyday.Place
	peers   []peer
	n       int
}

// peer is a fix that was handed to whoever judges.
type peer struct {
	order, zone string
	fix         monitoring.Fix
}

// carrier is a gateway that keeps what it is given.
type carrier struct {
	list []notify.Outgoing
	fail bool
}

// Carries reports whether the sender knows the channel.
func (c *carrier) Carries(ch notify.Channel) bool { return ch == notify.SMS }

// Send keeps a message.
func (c *carrier) Send(_ context.Context, m notify.Outgoing) notify.Answer {
	if c.fail {
		return notify.Answer{Result: notify.Refused, Cause: notify.CauseRefused}
	}
	c.list = append(c.list, m)
	return notify.Answer{Result: notify.Accepted}
}

// KnowsReference reports that it does not.
func (c *carrier) KnowsReference() bool { return false }

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		k.texts, err = texts()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		k.seal = seal.New(ring)
		k.outbox = &notify.Outbox{Seal: k.seal, Zone: zone}
		stepped := func(ctx context.Context, tx *db.Tx, order, what string) error {
			return k.victims.Ops().Stepped(ctx, tx, order, what)
		}
		k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: k.seal, Rules: set, Zone: zone, Languages: []string{"ky", "ru", "en"}, Stepped: stepped})
		k.devices = devicesvc.New(d, devicesvc.Deps{Seal: k.seal, Rules: set, Zone: zone, Stepped: stepped})
		k.tracks = tracksvc.New(d, tracksvc.Deps{Seal: k.seal, Rules: set, Zone: zone, Peer: func(_ context.Context, _ *db.Tx, order, zone string, fix monitoring.Fix) error {
			k.peers = append(k.peers, peer{order, zone, fix})
			return nil
		}})
		k.bind(set, zone)
		test(k)
	})
}

func (k *kit) bind(set *rulebook.Set, zone *time.Location) {
	k.victims = victimsvc.New(k.d, victimsvc.Deps{
		Seal: k.seal, Rules: set, Zone: zone, Texts: k.texts, Outbox: k.outbox, Line: func() string { return line },
		Tell: func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
			if n.Client != "" {
				k.t.Error("a notice names the client")
			}
			k.told = append(k.told, n.Kind)
			return nil
		},
		Changed: func(_ context.Context, _ *db.Tx, order string) error {
			k.changed = append(k.changed, order)
			return nil
		},
		Life: func(context.Context, *db.Reader, id.Client) ([]everyday.Place, error) { return k.life, nil },
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

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }

func (k *kit) head() context.Context { return k.as("h1", access.Head, osh) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
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

// order makes a protection order that the head has approved and whose sheet is signed.
func (k *kit) order() (id.Client, string) {
	k.t.Helper()
	c, today := k.client(osh, "o1"), k.orders.Today()
	order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.ProtectionOrder, Terms: regime.Terms{
		Act: "protection", ActNumber: "ОО-7/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(20),
		Level: regime.ZonesOnly, Purpose: "victim", ReviewOn: today.AddDays(15), Words: "Охранный ордер с электронным наблюдением",
	}})
	k.must(err)
	k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}))
	return c, order
}

// The person of the tests, with words that stand nowhere else.
const (
	herName    = "Сезимбаева Айсулуу"
	herPhone   = "0555 731 942"
	herAddress = "Ош, Моңуева 411"
	herDevice  = "phone-of-her"
	herPhrase  = "Боорсок даяр болду"
)

func (k *kit) entry() victim.Entry {
	return victim.Entry{Name: herName, Lang: "ky", Phrase: herPhrase, Words: "Чалганда атын атабоо"}
}

func (k *kit) row(person string) int {
	k.t.Helper()
	w, err := k.victims.Person(k.officer(), person)
	k.must(err)
	return w.Row
}

// entered makes a person of an order with a phone for written words and one for calls.
func (k *kit) entered(order string) string {
	k.t.Helper()
	v, err := k.victims.Enter(k.officer(), order, k.entry())
	k.must(err)
	k.must(k.victims.AddPhone(k.officer(), v, 1, victim.Phone{Number: herPhone, Kind: victim.SMS}))
	k.must(k.victims.AddPhone(k.officer(), v, 2, victim.Phone{Number: "0700 111 222", Kind: victim.Trusted, Person: "Карындашы Гүлзат"}))
	return v
}

func (k *kit) consent() victim.Consent {
	return victim.Consent{Text: "1", Lang: "ky", On: k.orders.Today(), Understood: "own_words", Signed: "signed"}
}

// agreed makes a person whose consent stands.
func (k *kit) agreed(order string) string {
	k.t.Helper()
	v := k.entered(order)
	k.must(k.victims.Consent(k.officer(), v, k.row(v), k.consent()))
	return v
}

func place(kind string) victim.Place {
	p := victim.Place{Kind: kind, Address: herAddress, Lat: monitoring.DegreesE7(40.5140), Lon: monitoring.DegreesE7(72.8161), Radius: 300, Buffer: 200, Basis: "Определение суда и её просьба"}
	if p.Moving() {
		p.Address, p.Lat, p.Lon = "", 0, 0
	}
	return p
}

// guarded proposes a place that the head approves.
func (k *kit) guarded(v, kind string) {
	k.t.Helper()
	k.must(k.victims.Propose(k.officer(), v, k.row(v), "", place(kind), false))
	list, err := k.victims.Proposals(k.head())
	k.must(err)
	k.must(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[len(list)-1].ID, Row: list[len(list)-1].Row, Approve: true}))
}

func (k *kit) point(ident string, at time.Time, lat float64, alarms ...monitoring.Alarm) track.Arrived {
	k.n++
	accuracy := 12.0
	return track.Arrived{Protocol: "osmand", Frame: []byte(fmt.Sprint("frame-", k.n)), Message: monitoring.Message{
		Device: ident, ReceivedAt: k.d.Now().Time(), Alarms: alarms, Position: &monitoring.Position{
			At: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(72.8), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy,
		},
	}}
}

func (k *kit) store(list ...track.Arrived) string {
	k.t.Helper()
	got, err := k.tracks.Store(k.job(), list)
	k.must(err)
	var out []string
	for _, v := range got {
		if v.Client != "" {
			k.t.Error("a position of hers is counted to a client")
		}
		out = append(out, string(v.Outcome))
	}
	return strings.Join(out, " ")
}

func (k *kit) now() time.Time { return k.d.Now().Time() }

// send lets the outbox run and gives what went out.
func (k *kit) send() []notify.Outgoing {
	k.t.Helper()
	k.sent.list = nil
	_, err := k.outbox.Run(k.job(), k.d, k.d.Now(), &k.sent)
	k.must(err)
	return k.sent.list
}

// count reads a number with the system's sight.
func (k *kit) count(query string, args ...any) int {
	k.t.Helper()
	n := 0
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		n, err = db.One[int](k.job(), r.System(), query, args...)
		return err
	}))
	return n
}
