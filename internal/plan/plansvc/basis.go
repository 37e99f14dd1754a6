package plansvc

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
)

// Enforceable is nil when an act of enforcement against a client may rest on a basis ("kind:id" or a bare identifier): an
// obligation of one of the client's orders that binds today. It refuses every goal and step, voluntary ones by name, and
// everything that it does not know. Whoever warns, submits to a court or records non-compliance asks it inside the
// transaction. Fault: invalid at the field "basis".
func (o *Ops) Enforceable(ctx context.Context, r *db.Reader, client id.Client, basis string) error {
	b := plan.ParseBasis(basis)
	part, planned, err := o.partOf(ctx, r, b.ID)
	switch {
	case err != nil:
		return err
	case planned:
		return plan.Refuse(part)
	case b.Kind == "":
		b.Kind = plan.BasisObligation
	}
	if err := plan.EnforceableBasis(b.Kind, b.ID); err != nil {
		return err
	}
	list, err := o.Orders.Obligations(ctx, r, client)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ID == b.ID {
			return x.Enforce()
		}
	}
	var problems fault.Problems
	problems.Add("basis", "plan.basis_unknown")
	return problems.Err()
}

// NotVoluntary refuses evidence that is a goal or step of a plan: what somebody did or did not do within the voluntary
// programme proves no breach. Other identifiers pass. Fault: invalid at the field "basis".
func (o *Ops) NotVoluntary(ctx context.Context, r *db.Reader, entries []string) error {
	for _, e := range entries {
		part, planned, err := o.partOf(ctx, r, plan.ParseBasis(e).ID)
		if err != nil {
			return err
		}
		if planned && part == plan.Own {
			return plan.Refuse(part)
		}
	}
	return nil
}

// partOf says in which part an identifier of a goal or step, or of a note about one, stands, whosever it is.
func (o *Ops) partOf(ctx context.Context, r *db.Reader, ref string) (part plan.Part, planned bool, err error) {
	if ref == "" {
		return "", false, nil
	}
	return db.Maybe[plan.Part](ctx, r.System(), `select c.part from plan_goal c where (c.goal_id = $1 or c.goal_id in (
		select g.goal_id from plan_goal g where g.id = $1 union select s.goal_id from plan_step s where s.step_id = $1
		union select t.goal_id from plan_step t where t.id = $1 union select p.goal_id from plan_progress p where p.id = $1))
		and {visible c.client_id} limit 1`, ref)
}
