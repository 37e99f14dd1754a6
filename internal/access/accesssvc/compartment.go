package accesssvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// MemberColumns lists the columns of access_compartment m in the order of access.Member.
const MemberColumns = `m.id, m.client_id, m.compartment, m.account_id, m.part, m.reason, m.opened_by, m.agreed_by, m.until, m.recorded_at, m.proposal_id,
 m.review_due, m.reviewed_at, m.reviewed_by, m.replaced_at, m.replaced_by, m.end_reason`

// ProposalColumns lists the columns of access_proposal q in the order of access.Proposal.
const ProposalColumns = proposalColumns

// OpenTo opens a compartment to one person. The caller has asked the guard, has seen to the second person where one is
// needed (OpenedBy and AgreedBy), and records.
func (Ops) OpenTo(ctx context.Context, tx *db.Tx, m access.Member) error {
	if m.ID == "" {
		m.ID = tx.NewID()
	}
	return tx.Insert(ctx, "access_compartment", db.Row{
		"id": m.ID, "client_id": m.Client, "compartment": string(m.Compartment), "account_id": m.Account, "part": m.Part, "reason": m.Reason,
		"opened_by": m.OpenedBy, "agreed_by": db.Null(m.AgreedBy), "until": m.Until, "recorded_at": tx.Now, "replaced_at": nil, "replaced_by": nil,
		"proposal_id": db.Null(m.Proposal), "review_due": m.ReviewDue,
	})
}

// Members lists to whom a compartment is open now; the caller has asked the guard.
func (Ops) Members(ctx context.Context, r *db.Reader, client id.Client, compartment access.Compartment) ([]access.Member, error) {
	return db.All[access.Member](ctx, r.System(), `select `+MemberColumns+` from access_compartment m where m.client_id = $1 and m.compartment = $2
		and m.replaced_at is null order by m.recorded_at, m.id`, client, string(compartment))
}

// CloseTo closes a compartment to one person, or to all when account is empty. The caller records.
func (o Ops) CloseTo(ctx context.Context, tx *db.Tx, client id.Client, compartment access.Compartment, account id.Account) error {
	members, err := o.Members(ctx, &tx.Reader, client, compartment)
	if err != nil {
		return err
	}
	for _, m := range members {
		if account != "" && m.Account != account {
			continue
		}
		if err := o.EndMembership(ctx, tx, m, access.EndedByPerson); err != nil {
			return err
		}
	}
	return nil
}

// EndMembership ends one membership for a reason; the row stays for the history. The caller records.
func (Ops) EndMembership(ctx context.Context, tx *db.Tx, m access.Member, why string) error {
	return tx.Update(ctx, "access_compartment", m.ID, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "end_reason": why})
}

// leaveKept ends the memberships of an account in compartments that are kept from those who work the client's case.
func (o Ops) leaveKept(ctx context.Context, tx *db.Tx, client id.Client, account id.Account) error {
	for _, c := range access.TwoPersons() {
		if !c.KeptFromCaseWork() {
			continue
		}
		members, err := o.Members(ctx, &tx.Reader, client, c)
		if err != nil {
			return err
		}
		for _, m := range members {
			if m.Account != account {
				continue
			}
			if err := o.EndMembership(ctx, tx, m, access.EndedByWork); err != nil {
				return err
			}
		}
	}
	return nil
}

// Inside reports whether a compartment of a client is open to the actor.
func (o Ops) Inside(ctx context.Context, r *db.Reader, client id.Client, compartment access.Compartment) (bool, error) {
	b := &db.Binder{}
	col, name := b.Bind(string(client)), b.Bind(string(compartment))
	cond := Sight{Rights: access.From(ctx)}.Inside("x.client_id", "x.compartment", b)
	n, err := db.One[int](ctx, r.System(), `select count(*) from (select cast(`+col+` as text) as client_id, cast(`+name+` as text) as compartment) x where `+cond,
		b.Args()...)
	return n > 0, err
}

// Sees reports what an account other than the actor's may do and whether a client is in its sight, as it stands now.
func (Ops) Sees(ctx context.Context, r *db.Reader, account id.Account, client id.Client, now civil.Instant, zone *time.Location) (access.Rights, bool, error) {
	rights, err := Load(ctx, r.System(), account, now, zone)
	if err != nil {
		return rights, false, err
	}
	b := &db.Binder{}
	cond := "c.client_id = " + b.Bind(string(client)) + " and " + Sight{Rights: rights}.Predicate("c.client_id", b)
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_client c where `+cond, b.Args()...)
	return rights, n > 0, err
}

// OnCase reports whether an account is assigned to a client's case or covers it.
func (Ops) OnCase(ctx context.Context, r *db.Reader, client id.Client, account id.Account, now civil.Instant) (bool, error) {
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_list l where l.client_id = $1 and l.account_id = $2 and l.kind in ('assigned','covering')
		and l.replaced_at is null and (l.until is null or l.until > $3)`, client, account, now)
	return n > 0, err
}
