package plansvc_test

import (
	"context"
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
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
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
	t     *testing.T
	d     *db.DB
	s     *plansvc.Service
	book  *testkit.Book
	clock *testkit.Clock
	case_ *caseFile
}

// caseFile is the order and assessment capabilities as far as this one sees them.
type caseFile struct {
	duties []plan.Obligation
	needs  []plan.Need
	start  plan.Start
}

func (c *caseFile) Obligations(context.Context, *db.Reader, id.Client) ([]plan.Obligation, error) {
	return c.duties, nil
}

func (c *caseFile) Starts(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]plan.Start, error) {
	out := map[id.Client]plan.Start{}
	for _, x := range clients {
		out[x] = c.start
	}
	return out, nil
}

func (c *caseFile) Needs(context.Context, *db.Reader, id.Client) ([]plan.Need, error) {
	return c.needs, nil
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
		today := d.Now().In(zone)
		c := &caseFile{
			duties: []plan.Obligation{
				{ID: "ob-report", Code: "report", State: "in_force", Binds: true},
				{ID: "ob-old", Code: "curfew", State: "ended"},
			},
			needs: []plan.Need{{Domain: "family", Rating: "some"}, {Domain: "work", Rating: "high", Strength: "ремонт", Assessment: "rna-1"}},
			start: plan.Start{Supervised: true, RegisteredOn: today.AddDays(-5), TermEnd: today.AddDays(700)},
		}
		s := plansvc.New(d, plansvc.Deps{Seal: seal.New(ring), Rules: set, Zone: zone, Orders: c, Needs: c})
		test(&kit{t: t, d: d, s: s, book: b, clock: clock, case_: c})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// as gives the context of a member of staff of an office.
func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}},
		Offices: []id.Office{office}, Now: civil.At(testkit.Start),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }
func (k *kit) head() context.Context    { return k.as("h1", access.Head, osh) }

// client admits a client of Osh with whom o1 works.
func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, osh), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
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

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) today() civil.Date { return k.s.Today() }

func fields(err error) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	var out []string
	for _, p := range f.Problems {
		out = append(out, p.Field)
	}
	return strings.Join(out, " ")
}

func (k *kit) view(c id.Client, number int) plansvc.View {
	k.t.Helper()
	v, err := k.s.View(k.officer(), c, number)
	must(k.t, err)
	return v
}

// goal is a goal that is whole.
func (k *kit) goal(c id.Client, planID string, part plan.Part) plansvc.Goal {
	in := plansvc.Goal{
		Client: c, Plan: planID, Part: part, Place: plan.Current, Words: "Туруктуу жумуш тапкым келет", Measure: "Эмгек келишими бар",
		Strength: "Курулушта иштеген", TargetOn: k.today().AddDays(90), Needs: []string{"work"},
	}
	if part == plan.Duty {
		in.Words, in.Needs, in.Obligations = "Белгиленген күнү келем", nil, []string{"ob-report"}
	}
	return in
}

// built is a draft with one goal of each part, ready to be agreed.
func (k *kit) built(c id.Client) string {
	k.t.Helper()
	ctx := k.officer()
	p, err := k.s.Begin(ctx, c)
	must(k.t, err)
	for _, part := range plan.Parts() {
		g, err := k.s.AddGoal(ctx, k.goal(c, p, part))
		must(k.t, err)
		must(k.t, k.s.AddStep(ctx, plansvc.Step{
			Client: c, Plan: p, Goal: g, What: "Ишке орноштуруу борборуна барам", Who: "client", By: k.today().AddDays(14), Milestone: part == plan.Own,
		}))
	}
	v := k.view(c, 0)
	must(k.t, k.s.SaveNotes(ctx, plansvc.SaveNotes{
		Client: c, Plan: p, Row: v.Doc.Plan.Row, Strengths: "Эжеси колдойт", Relapse: "Кыйын болсо эжеме чалам", ReviewOn: k.today().AddDays(170),
	}))
	return p
}

func (k *kit) agreed(c id.Client, p string, part plan.Part, answer plan.Answer, why string) {
	k.t.Helper()
	v, err := k.s.Version(k.officer(), c, p)
	must(k.t, err)
	must(k.t, k.s.Agree(k.officer(), plansvc.Agree{
		Client: c, Plan: p, Part: part, Rev: v.Doc.Plan.Rev(part), Answer: answer, Why: why, Language: "ky", On: k.today(), Proof: "signature",
	}))
}

func (k *kit) at(c id.Client, p, text string) plansvc.Version {
	k.t.Helper()
	v, err := k.s.Version(k.officer(), c, p)
	must(k.t, err)
	return plansvc.Version{Client: c, Plan: p, Row: v.Doc.Plan.Row, Text: text}
}

// signed is a plan in force.
func (k *kit) signed(c id.Client) string {
	k.t.Helper()
	p := k.built(c)
	k.agreed(c, p, plan.Duty, plan.Yes, "")
	k.agreed(c, p, plan.Own, plan.Yes, "")
	must(k.t, k.s.Submit(k.officer(), k.at(c, p, "")))
	must(k.t, k.s.Countersign(k.head(), k.at(c, p, "")))
	return p
}

func (k *kit) facts(c id.Client, kind string) int {
	n := 0
	for _, f := range k.book.Timeline(c) {
		if f.Type == kind {
			n++
		}
	}
	return n
}
