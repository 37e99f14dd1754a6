package victimsvc_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
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
	"tuzjol/internal/testkit/monitored"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = monitored.Osh
	bishkek = monitored.Bishkek
	line    = "0312 11 22 33"
)

var (
	rules = monitored.Rules
	texts = sync.OnceValues(func() (victim.Texts, error) { return kg.VictimTexts() })
)

// kit is the services of monitoring over one database, with an officer o1, another o2, heads h1 and h2 in Osh.
type kit struct {
	*monitored.Kit
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
		k := &kit{t: t, d: d, clock: clock}
		k.Kit = monitored.New(t, d, clock, monitored.Ties{
			Stepped: func(ctx context.Context, tx *db.Tx, order, what string) error {
				return k.victims.Ops().Stepped(ctx, tx, order, what)
			},
			Peer: func(_ context.Context, _ *db.Tx, order, zone string, fix monitoring.Fix) error {
				k.peers = append(k.peers, peer{order, zone, fix})
				return nil
			},
		})
		k.book, k.seal, k.orders, k.devices, k.tracks = k.Book, k.Seal, k.Orders, k.Devices, k.Tracks
		var err error
		k.texts, err = texts()
		k.must(err)
		k.outbox = &notify.Outbox{Seal: k.Seal, Zone: k.Zone}
		k.bind(k.Rules, k.Zone)
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
		HandUnit: k.devices.HandUnit, UnitBack: k.devices.UnitBack,
		Life: func(context.Context, *db.Reader, id.Client) ([]everyday.Place, error) { return k.life, nil },
	})
}

// order makes a protection order that the head has approved and whose sheet is signed.
func (k *kit) order() (id.Client, string) {
	k.t.Helper()
	c, today := k.client(osh, "o1"), k.orders.Today()
	order := k.InForce(c, regime.ProtectionOrder, regime.Terms{
		Act: "protection", ActNumber: "ОО-7/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(20),
		Level: regime.ZonesOnly, Purpose: "victim", ReviewOn: today.AddDays(15), Words: "Охранный ордер с электронным наблюдением",
	})
	k.Signed(c, order)
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

func (k *kit) store(list ...track.Arrived) string {
	k.t.Helper()
	var out []string
	for _, v := range k.Store(list...) {
		if v.Client != "" {
			k.t.Error("a position of hers is counted to a client")
		}
		out = append(out, string(v.Outcome))
	}
	return strings.Join(out, " ")
}

// Short names.
func (k *kit) must(err error)                  { k.t.Helper(); k.Must(err) }
func (k *kit) want(err error, kind fault.Kind) { k.t.Helper(); k.Want(err, kind) }
func (k *kit) officer() context.Context        { return k.Officer() }
func (k *kit) head() context.Context           { return k.Chief() }
func (k *kit) job() context.Context            { return k.Job() }
func (k *kit) now() time.Time                  { return k.Now() }

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	return k.As(account, role, office)
}

func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	return k.Client(office, officer)
}

func (k *kit) point(ident string, at time.Time, lat float64, alarms ...monitoring.Alarm) track.Arrived {
	return k.Point(ident, at, lat, alarms...)
}

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
