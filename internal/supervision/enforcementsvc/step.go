package enforcementsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
)

// Take is one step of a case. Version is that of the case on the page.
type Take struct {
	Client  id.Client
	Case    string
	Version int
	Step    enforcement.Step
}

// Attempt records that the client was called or asked in to be heard. Needs Enforce. Faults: not_found, conflict, invalid.
func (s *Service) Attempt(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Attempt, in)
}

// Hear records the client's own account, the refusal to speak, or that the client could not be reached. Needs Enforce. Faults:
// not_found, conflict, invalid.
func (s *Service) Hear(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Hearing, in)
}

// Propose proposes what the case ends in. Needs Enforce. Faults: not_found, conflict before the client was heard, invalid: a warning
// or submission on what was not explained, or does not count.
func (s *Service) Propose(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Propose, in)
}

// Decide confirms or returns the proposal. Needs DecideEnforcement. Faults: not_found, forbidden for whoever proposed, conflict, invalid.
func (s *Service) Decide(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Decide, in)
}

// Issue puts the warning or submission on paper. Needs Enforce. Faults: not_found, conflict, invalid.
func (s *Service) Issue(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Paper, in)
}

// Deliver records how the paper reached the client. Needs Enforce. Faults: not_found, conflict, invalid.
func (s *Service) Deliver(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Delivery, in)
}

// Send records that the submission went to the court. Needs Enforce. Faults: not_found, conflict, invalid.
func (s *Service) Send(ctx context.Context, in Take) error { return s.take(ctx, enforcement.Send, in) }

// Court records what the court answered. Needs Enforce. Faults: not_found, conflict, invalid.
func (s *Service) Court(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.CourtResult, in)
}

// Withdraw takes a case back with a reason, whatever step it has come to. Once it is decided only whoever may decide can. Needs
// Enforce. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Withdraw(ctx context.Context, in Take) error {
	return s.take(ctx, enforcement.Withdraw, in)
}

func (s *Service) take(ctx context.Context, kind enforcement.Kind, in Take) error {
	in.Step.Kind = kind
	return s.db.Write(ctx, func(tx *db.Tx) error {
		action := access.Enforce
		if kind == enforcement.Decide {
			action = access.DecideEnforcement
		}
		facts, err := s.ops.take(ctx, tx, action, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, action, "", facts...)
	})
}

func (o *Ops) take(ctx context.Context, tx *db.Tx, action actor.Action, in Take) ([]fact.Fact, error) {
	if err := o.guard.Allow(ctx, tx, action, in.Client); err != nil {
		return nil, err
	}
	c, err := load(ctx, &tx.Reader, in.Client, in.Case)
	if err != nil {
		return nil, err
	}
	if c.Version != in.Version {
		return nil, fault.Stale()
	}
	s := in.Step
	s.Client, s.Case, s.Step = c.Client, c.ID, tx.NewID()
	if s.On.IsZero() && (s.Kind == enforcement.Propose || s.Kind == enforcement.Decide || s.Kind == enforcement.Paper || s.Kind == enforcement.Withdraw) {
		s.On = o.today(tx)
	}
	if s.Kind == enforcement.Withdraw && !c.DecidedOn.IsZero() {
		if err := o.guard.Allow(ctx, tx, access.DecideEnforcement, in.Client); err != nil {
			return nil, err
		}
	}
	next, err := c.Take(s, tx.Actor.Ref(), tx.Now, o.today(tx))
	if err != nil {
		return nil, err
	}
	if err := o.checkStep(ctx, tx, c, s); err != nil {
		return nil, err
	}
	s, more, err := o.carryOut(ctx, tx, next, s)
	if err != nil {
		return nil, err
	}
	if err := o.insertStep(ctx, tx, s); err != nil {
		return nil, err
	}
	return append([]fact.Fact{factOf(next, s)}, more...), o.save(ctx, tx, next, in.Version)
}

// checkStep judges the form, and for what is proposed, decided or put on paper what it rests on, all at once.
func (o *Ops) checkStep(ctx context.Context, tx *db.Tx, c enforcement.Case, s enforcement.Step) error {
	old, err := o.steps(ctx, &tx.Reader, c.Client, c.ID)
	if err != nil {
		return err
	}
	var problems fault.Problems
	s.Check(&problems, o.rules(tx), c.OpenedAt.In(o.Zone), o.today(tx), enforcement.Missed(old, o.rules(tx)))
	a := c.Action
	switch {
	case s.Kind == enforcement.Propose:
		a = enforcement.Action(s.Code)
	case s.Kind == enforcement.Decide && s.Code == enforcement.Confirmed, s.Kind == enforcement.Paper:
	default:
		return problems.Err()
	}
	rests, err := o.standing(ctx, &tx.Reader, c, tx.Now)
	if err != nil {
		return err
	}
	if err := o.mayRest(ctx, &tx.Reader, c.Client, a, rests); err != nil && !problems.Join("", err) {
		return err
	}
	return problems.Err()
}

// carryOut does what a step brings with it: a decision is tied to its entries, "acceptable reason" and "no action because" are written
// onto the appointments, a paper gets its number, a case taken back lets go.
func (o *Ops) carryOut(ctx context.Context, tx *db.Tx, c enforcement.Case, s enforcement.Step) (enforcement.Step, []fact.Fact, error) {
	switch {
	case s.Kind == enforcement.Decide && s.Code == enforcement.Confirmed:
		facts, err := o.confirmed(ctx, tx, c)
		return s, facts, err
	case s.Kind == enforcement.Paper:
		s, err := o.paper(ctx, tx, c, s)
		return s, nil, err
	case s.Kind == enforcement.Withdraw:
		facts, err := o.letGo(ctx, tx, c)
		return s, facts, err
	}
	return s, nil, nil
}

func (o *Ops) confirmed(ctx context.Context, tx *db.Tx, c enforcement.Case) ([]fact.Fact, error) {
	rows, err := o.basisOf(ctx, &tx.Reader, c.Client, c.ID)
	if err != nil {
		return nil, err
	}
	var refs, plans []string
	for _, x := range rows {
		if !x.Counted || x.Kind == duty {
			continue
		}
		refs = append(refs, x.Ref)
		if x.Kind == enforcement.OfAppointment {
			plans = append(plans, x.Ref)
		}
	}
	var facts []fact.Fact
	if c.Action == enforcement.Acceptable || c.Action == enforcement.NoAction {
		steps, err := o.steps(ctx, &tx.Reader, c.Client, c.ID)
		if err != nil {
			return nil, err
		}
		reason := ""
		for _, x := range steps {
			if x.Kind == enforcement.Propose && x.Current() {
				reason = x.ReasonCode
			}
		}
		// before the decision is tied to them: it does not fall by what it says itself
		facts, err = o.Record.Judge(ctx, tx, c.Client, plans, supervision.Judgement{Code: string(c.Action), Reason: reason, Case: c.ID, Number: c.Number()})
		if err != nil {
			return nil, err
		}
	}
	return facts, o.Record.RestOn(ctx, tx, c.Client, enforcement.Decision, c.ID, refs)
}

// letGo ends the ties of a decision that is taken back to its entries, and opens again what was written onto the appointments by it.
func (o *Ops) letGo(ctx context.Context, tx *db.Tx, c enforcement.Case) ([]fact.Fact, error) {
	rows, err := db.All[string](ctx, tx.System(), `select c.id from supervision_basis c where c.client_id = $1 and c.decision_kind = $2
		and c.decision_id = $3 and c.replaced_at is null and {visible c.client_id} order by c.id`, c.Client, enforcement.Decision, c.ID)
	for _, x := range rows {
		if err := tx.Update(ctx, "supervision_basis", x, db.Row{"replaced_at": tx.Now}); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	return o.Record.Reopen(ctx, tx, c.Client, c.ID, supervision.JudgedReason)
}

func factOf(c enforcement.Case, s enforcement.Step) fact.Fact {
	what := map[enforcement.Kind]string{ // fact.supervision.enforcement_<what>
		enforcement.Attempt: "attempted", enforcement.Hearing: "heard", enforcement.Propose: "proposed", enforcement.Decide: "decided",
		enforcement.Paper: "issued", enforcement.Delivery: "delivered", enforcement.Send: "sent", enforcement.CourtResult: "answered",
		enforcement.Withdraw: "withdrawn",
	}[s.Kind]
	if s.Kind == enforcement.Decide && s.Code == enforcement.Returned {
		what = "returned"
	}
	action := string(c.Action)
	if s.Kind == enforcement.Propose {
		action = s.Code
	}
	kind := "supervision.enforcement_" + what
	return fact.New(kind, c.Client, "number", c.Number(), "case", c.ID, "action", action, "code", s.Code, "on", s.On.String())
}
