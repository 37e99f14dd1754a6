package plansvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// Agree records what the client answered to one part. Rev is the text that was explained: when the part was changed meanwhile
// the answer is to something else and is not taken.
type Agree struct {
	Client      id.Client
	Plan        string
	Part        plan.Part
	Rev         int
	Answer      plan.Answer
	Why         string
	ExplainedBy id.Account // the actor when empty
	Language    string
	Interpreter string
	On          civil.Date
	Proof       string
}

// Agree records an answer to a part of a version that is open or in force; a client who left the programme may join it again.
// Needs ManagePlan. Faults: not_found, forbidden, conflict when the text was changed meanwhile, invalid.
func (s *Service) Agree(ctx context.Context, in Agree) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.agree(ctx, tx, in) })
}

func (o *Ops) agree(ctx context.Context, tx *db.Tx, in Agree) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, in.Client); err != nil {
		return step{}, err
	}
	d, err := o.rows.Version(ctx, &tx.Reader, in.Client, in.Plan)
	if err != nil {
		return step{}, err
	}
	if !in.Part.Known() {
		return step{}, fault.MissingRecord()
	}
	if !d.Plan.State.Open() && d.Plan.State != plan.InForce {
		return step{}, fault.New(fault.Conflict, "plan.read_only")
	}
	if d.Plan.Rev(in.Part) != in.Rev {
		return step{}, fault.Stale()
	}
	if in.ExplainedBy == "" {
		in.ExplainedBy = id.Account(tx.Actor.Ref())
	}
	a := plan.Agreement{
		Client: in.Client, Plan: in.Plan, Part: in.Part, Rev: in.Rev, Answer: in.Answer, Why: in.Why, ExplainedBy: string(in.ExplainedBy),
		Language: in.Language, Interpreter: in.Interpreter, On: in.On, Proof: in.Proof,
	}
	var problems fault.Problems
	duties, err := o.Orders.Obligations(ctx, &tx.Reader, in.Client)
	if err != nil {
		return step{}, err
	}
	if !d.Has(in.Part, duties) {
		problems.Add("answer", "plan.part_empty")
	}
	a.Check(&problems, o.today(tx), o.rules(tx))
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	return o.answered(d, a), o.insertAgreement(ctx, tx, a)
}

// answered is the fact of an answer: one type for each part and answer, so that a timeline says which in words.
func (o *Ops) answered(d plan.Doc, a plan.Agreement) step {
	f := fact.New("plan."+string(a.Part)+"_"+string(a.Answer), d.Plan.Client, "number", strconv.Itoa(d.Plan.Number)).At(a.On.StartIn(o.Zone))
	return step{access.ManagePlan, "", []fact.Fact{f}}
}

func (o *Ops) insertAgreement(ctx context.Context, tx *db.Tx, a plan.Agreement) error {
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": a.Client, "plan_id": a.Plan, "part": string(a.Part), "rev": a.Rev, "answer": string(a.Answer),
		"explained_by": a.ExplainedBy, "language": db.Null(a.Language), "answered_on": a.On, "proof": db.Null(a.Proof),
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.rows.Sealed(ctx, tx, a.Client, planrowsvc.Agreements, key, row, map[string]string{"why": a.Why, "interpreter": a.Interpreter}); err != nil {
		return err
	}
	return tx.Insert(ctx, planrowsvc.Agreements, row)
}

// Withdraw is the client's leaving of the voluntary programme.
type Withdraw struct {
	Client id.Client
	On     civil.Date
	Why    string // if the client gives a reason
}

// Withdraw records that the client leaves the voluntary programme, of the version in force and of one that is being prepared.
// It is possible at any time, with or without a reason, and leaves no debt, no notice and no basis for anything. Needs
// ManagePlan. Faults: not_found, forbidden, conflict when the client does not take part, invalid.
func (s *Service) Withdraw(ctx context.Context, in Withdraw) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.withdraw(ctx, tx, in) })
}

func (o *Ops) withdraw(ctx context.Context, tx *db.Tx, in Withdraw) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, in.Client); err != nil {
		return step{}, err
	}
	list, err := o.rows.Versions(ctx, &tx.Reader, in.Client)
	if err != nil {
		return step{}, err
	}
	out := step{action: access.ManagePlan}
	a := plan.Agreement{Client: in.Client, Part: plan.Own, Answer: plan.Withdrawn, Why: in.Why, ExplainedBy: tx.Actor.Ref(), On: in.On}
	var problems fault.Problems
	a.CheckWithdrawal(&problems, o.today(tx))
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	for _, p := range list {
		d, _, err := o.rows.Doc(ctx, &tx.Reader, p, civil.Instant{})
		if err != nil {
			return step{}, err
		}
		if !d.CanWithdraw() {
			continue
		}
		a.Plan, a.Rev = p.ID, p.OwnRev
		out.facts = append(out.facts, o.answered(d, a).facts...)
		if err := o.insertAgreement(ctx, tx, a); err != nil {
			return step{}, err
		}
	}
	if len(out.facts) == 0 {
		return step{}, fault.New(fault.Conflict, "plan.not_taking_part")
	}
	return out, nil
}
