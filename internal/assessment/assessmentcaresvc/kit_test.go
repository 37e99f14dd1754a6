package assessmentcaresvc_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
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

// told is one notice and to whom it went.
type told struct {
	to string
	access.Notice
}

type kit struct {
	t       *testing.T
	d       *db.DB
	s       *assessmentcaresvc.Service
	seal    *seal.Sealer
	book    *testkit.Book
	clock   *testkit.Clock
	notices []told
	orders  map[id.Client]assessmentcaresvc.Supervised
	skilled map[id.Account]bool
}

func (k *kit) Named(context.Context, *db.Reader, id.Client) (id.Account, error) { return "o1", nil }

func (k *kit) Account(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
	k.notices = append(k.notices, told{string(to), n})
	return nil
}

func (k *kit) Head(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.notices = append(k.notices, told{"head", n})
	return nil
}

func (k *kit) Region(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.notices = append(k.notices, told{"region", n})
	return nil
}

func (k *kit) Supervised(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]assessmentcaresvc.Supervised, error) {
	out := map[id.Client]assessmentcaresvc.Supervised{}
	for _, c := range clients {
		out[c] = k.orders[c]
	}
	return out, nil
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k := &kit{
			t: t, d: d, seal: seal.New(ring), book: b, clock: clock, orders: map[id.Client]assessmentcaresvc.Supervised{},
			skilled: map[id.Account]bool{"o1": true},
		}
		k.s = assessmentcaresvc.New(d, assessmentcaresvc.Deps{
			Seal: k.seal, Rules: set, Zone: zone, Instruments: []assessment.Spec{spec(), sealedSpec()}, Duty: k, Tell: k, Orders: k,
			Warn: func(_ context.Context, _ *db.Tx, c id.Client, kind string) error {
				k.notices = append(k.notices, told{"worker", access.Notice{Kind: kind, Client: c}})
				return nil
			},
			Qualified: func(_ context.Context, _ *db.Reader, who id.Account, code string, _ civil.Date) (bool, error) {
				return code == "rna_assessor" && k.skilled[who], nil
			},
		})
		test(k)
	})
}

// spec is a small instrument with twenty questions, two rated domains and two flags.
func spec() assessment.Spec {
	rating := []assessment.Option{{Code: "none"}, {Code: "some"}, {Code: "high"}}
	s := assessment.Spec{
		ID: "t-rna", Version: "1", Use: assessment.UseAssessment, Qualification: "rna_assessor",
		Flags:   []assessment.Flag{{ID: "suicide", Instruction: "flag.suicide"}, {ID: "child", Instruction: "flag.child"}},
		Domains: []assessment.Domain{{ID: "work", Rating: "work_need"}, {ID: "family", Rating: "family_need"}},
		Items: []assessment.Item{
			{ID: "work_need", Domain: "work", Kind: assessment.ItemRating, Options: rating},
			{ID: "family_need", Domain: "family", Kind: assessment.ItemRating, Options: rating},
			{ID: "words", Domain: "family", Kind: assessment.ItemText},
		},
	}
	for i := range 20 {
		s.Items = append(s.Items, assessment.Item{ID: "q" + strconv.Itoa(i), Domain: "work", Kind: assessment.ItemChoice})
	}
	return s
}

func sealedSpec() assessment.Spec {
	return assessment.Spec{ID: "t-sealed", Version: "1", Compartment: "extremism", Flags: []assessment.Flag{{ID: "extremism", Instruction: "flag.extremism"}}}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// as gives the context of a member of staff of an office, at the clock's present instant.
func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}},
		Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

// client admits a client whose file an office keeps and whom the account, if any, works with.
func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, office); err != nil {
			return err
		}
		if officer != "" {
			if err := (accesssvc.Ops{}).Relate(ctx, tx, c, officer, access.Assigned, "", nil); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	k.orders[c] = assessmentcaresvc.Supervised{
		Kind: "executive", Active: true, Registered: civil.MustDate("2026-02-02"), TermEnd: civil.MustDate("2029-02-01"),
	}
	return c
}

// assessed writes an assessment as it stands after signing, in a state, with answers.
func (k *kit) assessed(c id.Client, signed civil.Instant, state assessment.State, answers map[string]string) assessment.Case {
	k.t.Helper()
	out := assessment.Case{Client: c, Instrument: "t-rna", Version: "1", Use: assessment.UseAssessment, State: state, Assessor: "o1", SignedAt: signed}
	k.put(&out, answers)
	return out
}

func (k *kit) put(c *assessment.Case, answers map[string]string) {
	k.t.Helper()
	ctx := k.job()
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c.ID = tx.NewID()
		if err := tx.Insert(ctx, "assessment_assessment", db.Row{
			"id": c.ID, "client_id": c.Client, "compartment": db.Null(c.Compartment), "instrument": c.Instrument, "instrument_version": c.Version,
			"instrument_use": string(c.Use), "cause": "first", "state": string(c.State), "assessor_id": c.Assessor, "started_at": tx.Now,
			"signed_at": c.SignedAt, "signed_by": c.Assessor, "version": 1,
		}); err != nil {
			return err
		}
		for item, text := range answers {
			row := tx.NewID()
			sealed, err := k.seal.SealText(ctx, tx, c.Client, "assessment_answer", "answer", row, text)
			if err != nil {
				return err
			}
			if err := tx.Insert(ctx, "assessment_answer", db.Row{
				"id": row, "client_id": c.Client, "compartment": db.Null(c.Compartment), "assessment_id": c.ID, "item": item, "answer": sealed,
				"source": "typed", "recorded_at": tx.Now, "recorded_by": "o1",
			}); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Assess, "")
	}))
}

// raise raises flags as signing does.
func (k *kit) raise(ctx context.Context, c assessment.Case, flags ...assessment.RaisedFlag) {
	k.t.Helper()
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		facts, err := k.s.Ops().Raise(ctx, tx, c, flags)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.Assess, "", facts...)
	}))
}

func (k *kit) unanswered(ctx context.Context, c assessment.Case) []string {
	k.t.Helper()
	var out []string
	must(k.t, k.d.Read(ctx, func(r *db.Reader) (err error) {
		out, err = k.s.Ops().Unanswered(ctx, r, c.ID)
		return err
	}))
	return out
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) card(c id.Client) db.Row {
	k.t.Helper()
	var out map[id.Client]db.Row
	ctx := db.WithSight(context.Background(), db.Everyone{})
	must(k.t, k.d.Read(ctx, func(r *db.Reader) (err error) {
		out, err = k.s.Ops().CardPart(ctx, r, []id.Client{c})
		return err
	}))
	return out[c]
}

func types(facts []fact.Fact) string {
	out := ""
	for _, f := range facts {
		out += f.Type + " "
	}
	return out
}
