package accesscompartmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Decide answers a proposal to open a compartment.
type Decide struct {
	ID      string
	Version int
	Approve bool
	Text    string // kept sealed
}

// Decide opens what was proposed, or refuses it. Needs access.OpenCompartment over the client's office, though not sight of the
// client; never the proposer, never the one to whom it would be opened, and in a victim's compartment nobody who works the
// case. What the member must be is looked at again. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.decide(ctx, tx, in) })
}

func (s *Service) decide(ctx context.Context, tx *db.Tx, in Decide) error {
	p, err := s.proposal(ctx, tx, in.ID)
	if err != nil {
		return err
	}
	if p.Version != in.Version {
		return fault.Stale()
	}
	if p, err = p.Decide(me(ctx, tx), in.Approve, tx.Now); err != nil {
		return err
	}
	if err := s.ops.outside(ctx, tx, p.Client, p.Compartment); err != nil {
		return err
	}
	if in.Approve {
		if err := s.fit(ctx, tx, p); err != nil {
			return err
		}
	}
	sealed, err := s.deps.Sealer.SealText(ctx, tx, p.Client, "access_proposal", "decision_text", p.ID, in.Text)
	if err != nil {
		return err
	}
	if err := tx.UpdateVersion(ctx, "access_proposal", p.ID, in.Version, db.Row{
		"state": p.State, "decided_by": p.DecidedBy, "decided_at": p.DecidedAt, "decision_text": sealed,
	}); err != nil {
		return err
	}
	kind, notice := "access.compartment_refused", "compartment_refused"
	if in.Approve {
		kind, notice = "access.compartment_opened", "compartment_agreed"
		if err := s.open(ctx, tx, p); err != nil {
			return err
		}
	}
	if err := s.deps.Notify(ctx, tx, p.ProposedBy, access.Notice{
		Kind: notice, Client: p.Client, Subject: p.ID, Href: "/clients/" + string(p.Client) + "/compartments",
	}); err != nil {
		return err
	}
	return tx.Record(ctx, access.OpenCompartment, p.Reason, s.ops.told(kind, p))
}

// proposal loads a proposal that the actor may answer. Faults: forbidden, not_found.
func (s *Service) proposal(ctx context.Context, tx *db.Tx, proposal string) (access.Proposal, error) {
	if err := s.guard.Permit(ctx, access.OpenCompartment); err != nil {
		return access.Proposal{}, err
	}
	p, err := db.One[access.Proposal](ctx, tx.System(), `select `+proposalColumns+` from access_proposal q where q.id = $1 and q.kind = 'compartment'
		and {visible q.client_id}`, proposal)
	if err != nil {
		return p, err
	}
	return p, s.ops.over(ctx, tx, p.Client)
}

// fit looks again at the person to whom a compartment is about to be opened.
func (s *Service) fit(ctx context.Context, tx *db.Tx, p access.Proposal) error {
	c, err := s.ops.candidate(ctx, tx, p)
	if err != nil {
		return err
	}
	return p.CheckOpening(c, tx.Now, s.ops.longest(tx.Now.In(s.deps.Zone)))
}

// open makes the member; an earlier membership of the same person gives way.
func (s *Service) open(ctx context.Context, tx *db.Tx, p access.Proposal) error {
	members, err := s.ops.access.Members(ctx, &tx.Reader, p.Client, p.Compartment)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Account == p.Account {
			if err := s.ops.access.EndMembership(ctx, tx, m, access.EndedByNew); err != nil {
				return err
			}
		}
	}
	m := access.Member{
		ID: tx.NewID(), Client: p.Client, Compartment: p.Compartment, Account: p.Account, Part: p.Part, Reason: p.Reason, OpenedBy: string(p.ProposedBy),
		AgreedBy: string(p.DecidedBy), Until: p.Until, Proposal: p.ID, ReviewDue: s.ops.review(tx.Now.In(s.deps.Zone), p.Until),
	}
	if err := s.ops.access.OpenTo(ctx, tx, m); err != nil {
		return err
	}
	return s.deps.Notify(ctx, tx, p.Account, access.Notice{
		Kind: "compartment_opened", Client: p.Client, Compartment: p.Compartment, Subject: m.ID, Href: "/clients/" + string(p.Client),
	})
}

// Close asks to end a membership.
type Close struct {
	Member string
	Text   string // why; kept sealed
}

// Close ends a membership at once: one person is enough. Needs access.OpenCompartment over the client's office.
// Faults: not_found, forbidden, conflict when it has ended.
func (s *Service) Close(ctx context.Context, in Close) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := s.member(ctx, tx, in.Member)
		if err != nil {
			return err
		}
		if err := s.ops.access.EndMembership(ctx, tx, m, access.EndedByPerson); err != nil {
			return err
		}
		sealed, err := s.deps.Sealer.SealText(ctx, tx, m.Client, "access_compartment", "end_text", m.ID, in.Text)
		if err != nil {
			return err
		}
		if err := tx.Update(ctx, "access_compartment", m.ID, db.Row{"end_text": sealed}); err != nil {
			return err
		}
		if err := s.deps.Notify(ctx, tx, m.Account, access.Notice{Kind: "compartment_closed", Subject: m.ID}); err != nil {
			return err
		}
		return tx.Record(ctx, access.OpenCompartment, access.EndedByPerson, ended("access.compartment_closed", m, access.EndedByPerson))
	})
}

// Review says that a membership is still needed; it is looked at again by the same clock. Needs access.OpenCompartment over the
// client's office; never the member. Faults: not_found, forbidden, conflict when it has ended.
func (s *Service) Review(ctx context.Context, member string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := s.member(ctx, tx, member)
		if err != nil {
			return err
		}
		by := me(ctx, tx)
		if by == m.Account {
			return fault.New(fault.Forbidden, "access.compartment.own_review")
		}
		if err := tx.Update(ctx, "access_compartment", m.ID, db.Row{
			"reviewed_at": tx.Now, "reviewed_by": by, "review_due": s.ops.review(tx.Now.In(s.deps.Zone), m.Until),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.OpenCompartment, "", fact.New("access.compartment_reviewed", m.Client, "compartment", string(m.Compartment),
			"account", string(m.Account)).Inside(string(m.Compartment)))
	})
}

// member loads an open membership over which the actor decides. Faults: forbidden, not_found, conflict.
func (s *Service) member(ctx context.Context, tx *db.Tx, member string) (access.Member, error) {
	if err := s.guard.Permit(ctx, access.OpenCompartment); err != nil {
		return access.Member{}, err
	}
	m, err := db.One[access.Member](ctx, tx.System(), `select `+memberColumns+` from access_compartment m where m.id = $1
		and m.compartment in ('extremism','victim') and {visible m.client_id}`, member)
	if err != nil {
		return m, err
	}
	if err := s.ops.over(ctx, tx, m.Client); err != nil {
		return m, err
	}
	if err := s.ops.outside(ctx, tx, m.Client, m.Compartment); err != nil {
		return m, fault.MissingRecord()
	}
	if !m.Open(tx.Now) {
		return m, fault.Stale()
	}
	return m, nil
}

func ended(kind string, m access.Member, why string) fact.Fact {
	return fact.New(kind, m.Client, "compartment", string(m.Compartment), "part", m.Part, "account", string(m.Account), "end", why).Inside(string(m.Compartment))
}

// WarnWorkers tells the workers of a victim, or whoever has the part of a worker in a compartment, at once that something
// happened with the client: kind is breach, left_programme or ended. The notice goes with the membership. It is called by the
// use case in whose transaction it happened; what it says stands in that entry.
func (o *Ops) WarnWorkers(ctx context.Context, tx *db.Tx, client id.Client, compartment access.Compartment, kind string) error {
	members, err := o.access.Members(ctx, &tx.Reader, client, compartment)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Part != access.PartWorker || !m.Open(tx.Now) {
			continue
		}
		if err := o.deps.Notify(ctx, tx, m.Account, access.Notice{
			Kind: "victim_" + kind, Client: client, Compartment: compartment, Subject: m.ID, Href: "/clients/" + string(client),
		}); err != nil {
			return err
		}
	}
	return nil
}
