package register_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/register"
	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

var loaded = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// kit is an importer over a fake of the services that cases go to: it writes one record row a case, so that transactions,
// refusals and audit entries are those of the real ones.
type kit struct {
	t    *testing.T
	d    *db.DB
	im   *register.Importer
	book *cases
	dir  string
	ctx  context.Context
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		dir := t.TempDir()
		ring, err := seal.LoadOrCreateKey(dir)
		must(t, err)
		set, err := loaded()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		today := civil.At(testkit.Start).In(zone)
		book := &cases{}
		ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Command, Name: "test"})
		k := &kit{t: t, d: d, book: book, dir: dir, ctx: accesssvc.Context(ctx, access.Rights{System: true})}
		k.im = &register.Importer{DB: d, Cases: book, People: book, Rules: set.At(today), Today: today, Blind: ring.Blind}
		test(k)
	})
}

// cases is the fake. Refuse names case numbers that it refuses, stop one at which the machine dies.
type cases struct {
	refuse    map[string]bool
	stop      string
	corrected []string
	ended     []order.Closing
}

func (c *cases) TakeOver(ctx context.Context, tx *db.Tx, in order.TakeOver, _ bool) (string, id.Client, error) {
	client := id.Client(tx.NewID())
	if err := (accesssvc.Ops{}).Admit(ctx, tx, client, id.Office(in.Office)); err != nil {
		return "", "", err
	}
	if in.Number == c.stop {
		return "", "", context.Canceled
	}
	if c.refuse[in.Number] {
		var p fault.Problems
		p.Add("number", "judgment.twice")
		return "", "", p.Err()
	}
	return in.Number, client, nil
}

func (c *cases) End(_ context.Context, _ *db.Tx, _ id.Client, _ string, k order.Closing) ([]fact.Fact, error) {
	c.ended = append(c.ended, k)
	return nil, nil
}

func (c *cases) Correct(_ context.Context, _ id.Client, fields []string, _ order.IncomingPerson) error {
	c.corrected = append(c.corrected, fields...)
	return nil
}

func (k *kit) file(name, text string) string {
	path := filepath.Join(k.dir, name)
	must(k.t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func (k *kit) mapping(text string) *register.Mapping {
	k.t.Helper()
	m, found := register.ParseMapping([]byte(text), k.im.Rules)
	for _, f := range found {
		k.t.Errorf("line %d: %s %v", f.Line, f.Msg.Key, f.Msg.Args)
	}
	if len(found) > 0 {
		k.t.FailNow()
	}
	return m
}

func (k *kit) run(m *register.Mapping, path string, opt register.Options) register.Result {
	k.t.Helper()
	f, err := sheet.Inspect(path, m.File())
	must(k.t, err)
	if found := m.CheckHeader(f.Header); len(found) > 0 {
		k.t.Fatalf("header: %v", found[0].Msg)
	}
	r, err := k.im.Run(k.ctx, m, f, opt)
	must(k.t, err)
	return r
}

func (k *kit) count(query string) int {
	k.t.Helper()
	n := 0
	must(k.t, k.d.Read(db.WithSight(k.ctx, db.Everyone{}), func(r *db.Reader) (err error) {
		n, err = db.One[int](k.ctx, r, query)
		return err
	}))
	return n
}
