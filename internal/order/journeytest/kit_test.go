package journeytest

import (
	"context"
	"fmt"
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
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderlistsvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	karakol = id.Office("41702410000010")
	osh     = id.Office("41721000000000")
	region  = id.Office("mru-issyk-kul-naryn")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type offices struct{}

func (offices) ByDistrict(_ context.Context, _ *db.Reader, d rulebook.SOATE) (id.Office, error) {
	if o := id.Office(d); o == karakol || o == osh {
		return o, nil
	}
	return "", nil
}

func (offices) Unit(_ context.Context, _ *db.Reader, o id.Office) (order.Unit, error) {
	switch o {
	case karakol, osh:
		return order.Unit{ID: o, SOATE: string(o), Parent: region}, nil
	case region:
		return order.Unit{ID: o, Parent: access.TopOffice}, nil
	case access.TopOffice:
		return order.Unit{ID: o}, nil
	}
	return order.Unit{}, fault.MissingRecord()
}

// told keeps notices and stopped demands.
type told struct {
	mu      sync.Mutex
	notices []order.Notice
	stopped []string
	demands []order.Demand
}

func (t *told) Tell(_ context.Context, _ *db.Tx, n order.Notice) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notices = append(t.notices, n)
	return nil
}

func (t *told) StopDemands(_ context.Context, _ *db.Tx, client id.Client, after civil.Date, _ string) ([]fact.Fact, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stopped = append(t.stopped, string(client)+" "+after.String())
	return nil, nil
}

func (t *told) DemandsAfter(context.Context, *db.Reader, map[id.Client]civil.Date) ([]order.Demand, error) {
	return t.demands, nil
}

type kit struct {
	t      *testing.T
	d      *db.DB
	clock  *testkit.Clock
	book   *testkit.Book
	told   *told
	people *personsvc.Service
	orders *ordersvc.Service
	intake *orderintakesvc.Service
	reg    *orderregistersvc.Service
	lists  *orderlistsvc.Service
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}, told: &told{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.ok(err)
		sealer := seal.New(ring)
		set, err := rules()
		k.ok(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.ok(err)
		blobs, err := blob.New(sealer, t.TempDir())
		k.ok(err)
		k.people = personsvc.New(d, personsvc.Deps{Seal: sealer, Rules: set, Zone: zone})
		k.orders = ordersvc.New(d, ordersvc.Deps{
			Rules: set, Zone: zone, Seal: sealer, Offices: offices{}, Notify: k.told,
			People: ordersvc.CardOf(k.people.Ops().CardPart), Demands: k.told, Documents: k.people.Ops(),
		})
		k.intake = orderintakesvc.New(d, orderintakesvc.Deps{
			Rules: set, Zone: zone, Seal: sealer, People: k.people.Ops(),
			Orders: k.orders.Ops(), Offices: offices{}, Notify: k.told, Papers: k.people.Ops(), Blobs: blobs,
		})
		k.reg = orderregistersvc.New(d, k.orders.Ops())
		k.lists = orderlistsvc.New(d, k.orders.Ops())
		test(k)
	})
}

func (k *kit) ok(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) want(err error, kind fault.Kind) *fault.Fault {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
	return fault.As(err)
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	return k.in(context.Background(), account, role, office)
}

// in puts a member of staff into a context.
func (k *kit) in(ctx context.Context, account id.Account, role access.Role, office id.Office) context.Context {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.User, Account: account})
	r := access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office},
		Now: k.d.Now(),
	}
	r.National = office == access.TopOffice
	return accesssvc.Context(ctx, r)
}

func (k *kit) clerk() context.Context { return k.as("clerk", access.Records, karakol) }

func (k *kit) head() context.Context { return k.as("head", access.Head, karakol) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "orders"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

// paper is a judgment in force since 2 March 2026, a day before the test clock's Tuesday; the registration is due on
// 16 March by the rulebook's ten working days.
func paper(number string) order.Incoming {
	return order.Incoming{
		Source: order.SourcePaper, Court: "Каракол шаардык соту", Number: number, DecidedOn: "2026-01-29", InForceOn: "02.03.2026",
		Person: order.IncomingPerson{
			Surname: "Бактыбеков", Given: "Усон", Patronymic: "Жакшылыкович", SurnameLatin: "Baktybekov",
			GivenLatin: "Uson", PIN: "21405198700123", Birth: "14.05.1987", Sex: "m", Language: "ky", Address: "Каракол, Токтогул көч. 12",
			District: string(karakol), Phone: "0555 123456",
		},
		Measures: []order.IncomingMeasure{{Code: "probation_supervision"}}, TermYears: "2",
		Obligations: []order.IncomingObligation{{Code: "report"}, {Code: "no_travel_abroad"}}, Article: "200 ч. 1", Pages: "6",
	}
}

// other makes a paper about somebody else.
func other(number, surname, given string, year int) order.Incoming {
	in := paper(number)
	in.Person = order.IncomingPerson{Surname: surname, Given: given, Birth: fmt.Sprint(year), District: string(karakol)}
	return in
}

func (k *kit) receive(ctx context.Context, in order.Incoming) string {
	k.t.Helper()
	judgment, err := k.intake.Receive(ctx, in)
	k.ok(err)
	return judgment
}

func (k *kit) check(ctx context.Context, judgment string) {
	k.t.Helper()
	j, err := k.intake.Judgment(ctx, judgment)
	k.ok(err)
	k.ok(k.intake.Check(ctx, orderintakesvc.Check{ID: judgment, Version: j.Version, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes}))
}

func (k *kit) accept(ctx context.Context, judgment string) error {
	k.t.Helper()
	j, err := k.intake.Judgment(ctx, judgment)
	k.ok(err)
	return k.intake.Accept(ctx, orderintakesvc.Accept{ID: judgment, Version: j.Version})
}

// client takes a judgment through intake and returns whose it became.
func (k *kit) client(in order.Incoming) id.Client {
	k.t.Helper()
	ctx := k.clerk()
	judgment := k.receive(ctx, in)
	k.check(ctx, judgment)
	k.ok(k.accept(ctx, judgment))
	var client id.Client
	k.ok(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		client, err = db.One[id.Client](ctx, r.System(), `select client_id from order_judgment where id = $1`, judgment)
		return err
	}))
	return client
}

func (k *kit) latest(client id.Client) ordersvc.Order {
	k.t.Helper()
	all, err := k.orders.Orders(k.head(), client)
	k.ok(err)
	return all[0]
}

func (k *kit) count(query string, args ...any) int {
	k.t.Helper()
	n := 0
	k.ok(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](context.Background(), r.System(), query, args...)
		return err
	}))
	return n
}

func fields(f *fault.Fault) map[string]string {
	out := map[string]string{}
	for _, p := range f.Problems {
		out[p.Field] = p.Msg.Key
	}
	return out
}

func (k *kit) cards(client id.Client) (db.Row, error) {
	var out db.Row
	err := k.d.Read(k.job(), func(r *db.Reader) error {
		all, err := k.orders.Ops().CardPart(context.Background(), r.System(), []id.Client{client})
		out = all[client]
		return err
	})
	return out, err
}
