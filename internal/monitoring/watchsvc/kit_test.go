package watchsvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/monitoring/zone"
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

// kit is the three services of monitoring over one database, with an officer o1 and a head h1 in Osh.
type kit struct {
	t       testing.TB
	d       *db.DB
	clock   *testkit.Clock
	book    *testkit.Book
	orders  *monitoringsvc.Service
	devices *devicesvc.Service
	tracks  *tracksvc.Service
	told    []string
	href    string // of the last notice
	watch   *watchsvc.Service
	outages *outagesvc.Service
	address map[id.Client]string // the text of addresses
	zone    *time.Location
	extra   []judge.Zone
	changes []watchsvc.Change
	begun   time.Time
	sealer  *seal.Sealer
}

// Head tells the head of the office.
func (k *kit) Head(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told, k.href = append(k.told, "head:"+n.Kind), n.Href
	return nil
}

// Region tells the department above.
func (k *kit) Region(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told = append(k.told, "region:"+n.Kind)
	return nil
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}, address: map[id.Client]string{}}
	d.SetRecorders(k.book)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	k.must(err)
	set, err := rules()
	k.must(err)
	zone, err := time.LoadLocation("Asia/Bishkek")
	k.must(err)
	k.zone, k.sealer = zone, seal.New(ring)
	k.begun = d.Now().Time()
	k.fresh(set)
	changed := func(ctx context.Context, tx *db.Tx, order string) error { return k.watch.Changed(ctx, tx, order) }
	k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: k.sealer, Rules: set, Zone: zone, Languages: []string{"ky", "ru", "en"}, Tell: k, Changed: changed})
	k.devices = devicesvc.New(d, devicesvc.Deps{Seal: k.sealer, Rules: set, Zone: zone, Changed: changed})
	k.tracks = tracksvc.New(d, tracksvc.Deps{Seal: k.sealer, Rules: set, Zone: zone})
	return k
}

// fresh makes the watch anew, as after a crash: nothing is at hand.
func (k *kit) fresh(set *rulebook.Set) {
	k.watch = watchsvc.New(k.d, watchsvc.Deps{
		Seal: k.sealer, Rules: set, Zone: k.zone, Cases: cases{k}, Tracks: tracksvc.Rows{},
		Raised: func(_ context.Context, _ *db.Tx, changes []watchsvc.Change) error {
			k.changes = append(k.changes, changes...)
			return nil
		},
		Outages: func(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error) {
			return k.outages.Of(ctx, r, client, from)
		},
	})
	k.outages = outagesvc.New(k.d, outagesvc.Deps{
		Rules: set, Zone: k.zone, Changed: k.watch.Changed,
		Areas: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]string, error) {
			out := map[id.Client]string{}
			for _, c := range clients {
				out[c] = "41706226832010"
			}
			return out, nil
		},
		Addresses: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]string, error) {
			out := map[id.Client]string{}
			for _, c := range clients {
				out[c] = k.address[c]
			}
			return out, nil
		},
	})
}

// crash loses all memory of the program.
func (k *kit) crash() {
	set, err := rules()
	k.must(err)
	k.fresh(set)
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(newKit(t, d, clock)) })
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

// terms are those of an order of a week from today.
func (k *kit) terms(level regime.Level) regime.Terms {
	today := k.orders.Today()
	return regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(6),
		Level: level, Purpose: "obligations", ReviewOn: today.AddDays(5), Words: "Одного присутствия по адресу недостаточно",
	}
}

// approved makes an order that the head has approved and whose sheet is signed.
func (k *kit) approved(c id.Client, level regime.Level) string {
	k.t.Helper()
	order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: k.terms(level)})
	k.must(err)
	k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: k.orders.Today()}}))
	return order
}

// add puts a phone into the inventory of Osh.
func (k *kit) add(ident string) string {
	k.t.Helper()
	d, err := k.devices.Add(k.head(), devicesvc.Add{Ident: ident, Kind: regime.PhoneApp, Model: "Мобильный контроль", Serial: "S-" + ident, Office: osh})
	k.must(err)
	return d
}

// fitted makes a client who wears a phone under an order in force.
func (k *kit) fitted(ident string, level regime.Level) (c id.Client, order string) {
	k.t.Helper()
	c = k.client(osh, "o1")
	order = k.approved(c, level)
	k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: c, Order: order, Device: k.add(ident)}))
	return c, order
}

// point is a position of a device at an instant, received now unless said otherwise.
func (k *kit) point(ident string, at time.Time, lat float64) track.Arrived {
	accuracy := 12.0
	return track.Arrived{
		Protocol: "osmand", Frame: []byte(ident + at.String()),
		Message: monitoring.Message{
			Device: ident, ReceivedAt: k.d.Now().Time(), Position: &monitoring.Position{
				At: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(72.8), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy,
			},
		},
	}
}

func (k *kit) store(list ...track.Arrived) []track.Verdict {
	k.t.Helper()
	out, err := k.tracks.Store(k.job(), list)
	k.must(err)
	return out
}

// cases gives every order its frame, a home with a curfew at night and a market to keep away from.
type cases struct{ k *kit }

func (x cases) Case(ctx context.Context, r *db.Reader, order string) (judge.Case, error) {
	c, pauses, err := x.k.watch.Frame(ctx, r, order)
	if err != nil || c.Start.IsZero() {
		return c, err
	}
	night := &curfew.Timetable{Location: x.k.zone, Tables: []curfew.Table{{Number: 1}}}
	for d := range 7 {
		night.Tables[0].Weekly = append(night.Tables[0].Weekly, curfew.Span{Day: time.Weekday(d), Start: 22 * 60, End: 6 * 60})
	}
	circle := func(lat float64, radius float64) []zone.Version {
		return []zone.Version{{Number: 1, Shape: zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.At(lat, 72.8)}, Radius: radius}, Buffer: 50}}
	}
	c.Zones = watch.Without(append([]judge.Zone{
		{ID: "home", Kind: zone.Home, Versions: circle(home, 80), When: night}, {ID: "market", Kind: zone.Exclusion, Versions: circle(market, 150)},
	}, x.k.extra...), pauses)
	return c, nil
}

const (
	home    = 40.50
	market  = 40.52 // two kilometres to the north
	nowhere = 40.51
)

// judge judges everything that waits.
func (k *kit) judge() {
	k.t.Helper()
	for range 1000 {
		var list []string
		k.must(k.d.Read(k.job(), func(r *db.Reader) (err error) {
			list, err = tracksvc.Rows{}.Orders(k.job(), r, 100)
			return err
		}))
		if len(list) == 0 {
			return
		}
		k.must(k.watch.Judge(k.job(), list...))
	}
	k.t.Fatal("there is no end of what waits")
}

// tick lets the clock come to a moment, and the sweep see it.
func (k *kit) tick(at time.Time) {
	k.t.Helper()
	k.clock.Set(at)
	_, err := k.watch.Sweep(k.job())
	k.must(err)
	k.judge()
}

// fix stores one position, received when it was taken, and judges it.
func (k *kit) fix(ident string, at time.Time, lat float64, alarms ...monitoring.Alarm) {
	k.t.Helper()
	k.clock.Set(at)
	p := k.point(ident, at, lat)
	p.Alarms = alarms
	k.store(p)
	k.judge()
}

type stored struct {
	ID, Rule, Zone, State string
	From, Until           civil.Instant
	Late                  bool
	Withdrawn             string
	By                    int64
}

// alerts reads the alerts of an order as they stand.
func (k *kit) alerts(order string) []stored {
	k.t.Helper()
	var out []stored
	k.must(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		out, err = db.All[stored](k.job(), r, `select c.id, c.rule, coalesce(c.zone_id, ''), c.state, c.from_at, c.until_at, c.late, coalesce(c.withdrawn, ''), c.raised_by
			from monitoring_alert c where c.monitoring_id = $1 and {visible c.client_id} order by c.from_at, c.id`, order)
		return err
	}))
	return out
}

// has counts the alerts of a rule that stand.
func (k *kit) has(order string, rule judge.Rule) int {
	k.t.Helper()
	n := 0
	for _, a := range k.alerts(order) {
		if a.Rule == string(rule) && a.Withdrawn == "" {
			n++
		}
	}
	return n
}

// same sees that a replay of everything gives what the store has.
func (k *kit) same() {
	k.t.Helper()
	n := 0
	k.must(k.watch.Replay(k.job(), watchsvc.Replay{Purpose: "audit"}, func(x watchsvc.Replayed) error {
		n += len(x.Alerts)
		if len(x.Differ) > 0 {
			k.t.Errorf("the replay differs: %v", x.Differ)
		}
		return nil
	}))
	if n == 0 {
		k.t.Error("the replay gave no alert at all")
	}
}

// local is a time of day on the day of the test.
func (k *kit) local(day, hour, minute int) time.Time {
	d := k.begun.In(k.zone)
	return time.Date(d.Year(), d.Month(), d.Day()+day, hour, minute, 0, 0, k.zone).UTC()
}
