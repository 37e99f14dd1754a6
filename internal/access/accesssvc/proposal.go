package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

const proposalColumns = `q.id, q.client_id, q.kind, q.account_id, q.until, q.proposed_by, q.proposed_at, q.due, q.state, q.decided_by, q.decided_at, q.version,
 q.compartment, q.part, q.reason`

// Propose asks a second person to end a restriction or a seal, or to release a sealed record to one account.
type Propose struct {
	Client  id.Client
	Kind    string
	Account id.Account // of a release
	Until   civil.Date // of a release: the last day
	Text    string     // why; kept sealed
}

// Propose makes the proposal and returns its identifier. A restriction is proposed by who may restrict and sees the client;
// a seal concerns custodians only. Faults: not_found, forbidden, invalid, conflict when one is open.
func (s *Service) Propose(ctx context.Context, in Propose) (string, error) {
	var out string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.propose(ctx, tx, in)
		return err
	})
	return out, err
}

func (s *Service) propose(ctx context.Context, tx *db.Tx, in Propose) (string, error) {
	if err := s.mayPropose(ctx, tx, in.Kind, in.Client); err != nil {
		return "", err
	}
	p := access.Proposal{ID: tx.NewID(), Client: in.Client, Kind: in.Kind, Account: in.Account, ProposedBy: me(ctx, tx), State: access.ProposalOpen}
	if !in.Until.IsZero() {
		p.Until = in.Until.AddDays(1).StartIn(s.deps.Zone)
	}
	var bad fault.Problems
	bad.Join("", p.Validate(tx.Now))
	if in.Text == "" {
		bad.Add("text", "fault.reason_needed")
	}
	if err := bad.Err(); err != nil {
		return "", err
	}
	kind := access.Restricted
	if in.Kind != access.Lift {
		kind = access.SealedOff
	}
	if _, ok, err := s.inForce(ctx, tx, in.Client, kind); err != nil || !ok {
		return "", orConflict(err)
	}
	open, err := db.One[int](ctx, tx.System(), `select count(*) from access_proposal q where q.client_id = $1 and q.kind = $2 and q.state = 'open'
		and {visible q.client_id}`, in.Client, in.Kind)
	if err != nil || open > 0 {
		return "", orConflict(err)
	}
	sealed, err := s.deps.Sealer.SealText(ctx, tx, in.Client, "access_proposal", "reason_text", p.ID, in.Text)
	if err != nil {
		return "", err
	}
	due := s.due(rulebook.RuleSecondPairDays, tx.Now.In(s.deps.Zone), 5)
	if err := tx.Insert(ctx, "access_proposal", db.Row{
		"id": p.ID, "client_id": p.Client, "kind": p.Kind, "account_id": db.Null(p.Account),
		"until": p.Until, "reason_text": sealed, "proposed_by": p.ProposedBy, "proposed_at": tx.Now, "due": due, "state": p.State,
		"decided_by": nil, "decided_at": nil, "decision_text": nil, "version": 1,
	}); err != nil {
		return "", err
	}
	return p.ID, tx.Record(ctx, actionOf(in.Kind), in.Text, fact.New("access.proposed", in.Client, "kind", in.Kind))
}

func actionOf(kind string) actor.Action {
	if kind == access.Lift {
		return access.LiftRestriction
	}
	return access.SealClient
}

// mayPropose: what concerns a sealed record is asked without sight, because nobody has it.
func (s *Service) mayPropose(ctx context.Context, tx *db.Tx, kind string, client id.Client) error {
	if kind != access.Lift {
		return s.guard.Permit(ctx, access.SealClient)
	}
	err := s.guard.Allow(ctx, tx, access.RestrictClient, client)
	if fault.Is(err, fault.Forbidden) {
		return s.guard.Allow(ctx, tx, access.LiftRestriction, client)
	}
	return err
}

func orConflict(err error) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "fault.conflict")
}

func (s *Service) inForce(ctx context.Context, tx *db.Tx, client id.Client, kind string) (access.Restriction, bool, error) {
	return db.Maybe[access.Restriction](ctx, tx.System(), `select x.id, x.client_id, x.kind, x.reason, x.imposed_by, x.imposed_at, x.lifted_by, x.lifted_at,
		x.version from access_restriction x where x.client_id = $1 and x.kind = $2 and x.lifted_at is null and {visible x.client_id}`, client, kind)
}

// DecideProposal answers a proposal.
type DecideProposal struct {
	ID      string
	Version int
	Approve bool
	Text    string
}

// Decide carries out or refuses what was proposed. Needs access.LiftRestriction with sight of the client, or
// access.SealClient for seals; never the proposer. Faults: not_found, forbidden, conflict.
func (s *Service) Decide(ctx context.Context, in DecideProposal) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.decide(ctx, tx, in) })
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, in DecideProposal) error {
	rights := access.From(ctx)
	if !rights.May(access.LiftRestriction) && !rights.May(access.SealClient) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	p, err := db.One[access.Proposal](ctx, tx.System(), `select `+proposalColumns+` from access_proposal q where q.id = $1 and {visible q.client_id}`, in.ID)
	if err != nil {
		return err
	}
	switch {
	case p.Kind == access.OpenTo: // those are decided where compartments are
		err = fault.MissingRecord()
	case p.Kind == access.Lift:
		err = s.guard.Allow(ctx, tx, access.LiftRestriction, p.Client)
	case !rights.May(access.SealClient):
		err = fault.MissingRecord()
	}
	if err != nil {
		return err
	}
	if p.Version != in.Version {
		return fault.Stale()
	}
	if p, err = p.Decide(me(ctx, tx), in.Approve, tx.Now); err != nil {
		return err
	}
	sealed, err := s.deps.Sealer.SealText(ctx, tx, p.Client, "access_proposal", "decision_text", p.ID, in.Text)
	if err != nil {
		return err
	}
	if err := tx.UpdateVersion(ctx, "access_proposal", p.ID, in.Version, db.Row{
		"state": p.State, "decided_by": p.DecidedBy,
		"decided_at": p.DecidedAt, "decision_text": sealed,
	}); err != nil {
		return err
	}
	if in.Approve {
		if err := s.carryOut(ctx, tx, p); err != nil {
			return err
		}
	}
	return tx.Record(ctx, actionOf(p.Kind), in.Text, fact.New("access."+p.State, p.Client, "kind", p.Kind))
}

// carryOut does what two persons have agreed on.
func (s *Service) carryOut(ctx context.Context, tx *db.Tx, p access.Proposal) error {
	switch p.Kind {
	case access.Release:
		return s.ops.Relate(ctx, tx, p.Client, p.Account, access.Sealed, p.ID, p.Until)
	case access.Lift:
		return s.end(ctx, tx, p, access.Restricted, "restricted", access.Allow)
	}
	return s.end(ctx, tx, p, access.SealedOff, "sealed", access.Sealed)
}

// end lifts a restriction or seal and clears its list.
func (s *Service) end(ctx context.Context, tx *db.Tx, p access.Proposal, kind, column, list string) error {
	x, ok, err := s.inForce(ctx, tx, p.Client, kind)
	if err != nil || !ok {
		return orConflict(err)
	}
	if err := tx.UpdateVersion(ctx, "access_restriction", x.ID, x.Version, db.Row{"lifted_by": p.DecidedBy, "lifted_at": tx.Now}); err != nil {
		return err
	}
	if err := tx.Update(ctx, "access_client", string(p.Client), db.Row{column: false}); err != nil {
		return err
	}
	listed, err := s.ops.Related(ctx, tx.System(), p.Client, list, tx.Now)
	if err != nil {
		return err
	}
	for _, a := range listed {
		if err := s.ops.Unrelate(ctx, tx, p.Client, a, list); err != nil {
			return err
		}
	}
	return nil
}

// SealRecord asks to seal a client off.
type SealRecord struct {
	Client id.Client
	Reason string
	Text   string
}

// Seal takes a client out of everyone's sight, break-glass included. Needs access.SealClient with sight of the client.
// Faults: not_found, invalid, conflict.
func (s *Service) Seal(ctx context.Context, in SealRecord) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.SealClient, in.Client); err != nil {
			return err
		}
		var p fault.Problems
		s.reasonOn(&p, rulebook.ListRestrictReasons, in.Reason, tx.Now.In(s.deps.Zone))
		if err := p.Err(); err != nil {
			return err
		}
		if _, ok, err := s.inForce(ctx, tx, in.Client, access.SealedOff); err != nil || ok {
			return orConflict(err)
		}
		if err := tx.Update(ctx, "access_client", string(in.Client), db.Row{"sealed": true}); err != nil {
			return err
		}
		if err := s.impose(ctx, tx, in.Client, access.SealedOff, in.Reason, in.Text); err != nil {
			return err
		}
		return tx.Record(ctx, access.SealClient, in.Reason, fact.New("access.sealed", in.Client, "reason", in.Reason))
	})
}
