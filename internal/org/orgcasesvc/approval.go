package orgcasesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

const approvalColumns = `q.id, q.kind, q.action, q.client_id, q.subject, q.file_office, q.office_id, q.proposed_by, q.proposed_at, q.due, q.state,
 q.decided_by, q.decided_at, q.version`

// Propose puts an act before a second person. Kind names it (message org.approval.<kind>), Subject is the row it is about,
// Action is what the decider must hold. An Urgent act has been done already and is provisional until confirmed.
type Propose struct {
	Kind    string
	Action  actor.Action
	Client  id.Client
	Subject string
	Note    string // kept sealed
	Urgent  bool
}

// Propose finds who decides: the file's own office, or the interregional department where the office has nobody else; it
// sets the clock and tells that office. The caller has asked the guard and records.
func (o *Ops) Propose(ctx context.Context, tx *db.Tx, in Propose) (org.Approval, error) {
	office, err := o.access.OfficeOf(ctx, tx.System(), in.Client)
	if err != nil {
		return org.Approval{}, err
	}
	second, due, err := o.SecondPair(ctx, tx, office, in.Action, me(ctx, tx))
	if err != nil {
		return org.Approval{}, err
	}
	a := org.Approval{
		ID: tx.NewID(), Kind: in.Kind, Action: in.Action, Client: in.Client, Subject: in.Subject, FileOffice: office, Office: second.Office,
		Proposer: me(ctx, tx), ProposedAt: tx.Now, Due: due, State: org.Waiting, Version: 1,
	}
	if in.Urgent {
		a.State = org.Provisional
	}
	note, err := o.Seal(ctx, tx, in.Client, "org_approval", "note", a.ID, in.Note)
	if err != nil {
		return a, err
	}
	if err := tx.Insert(ctx, "org_approval", db.Row{
		"id": a.ID, "kind": a.Kind, "action": a.Action, "client_id": a.Client, "subject": a.Subject,
		"file_office": a.FileOffice, "office_id": a.Office, "proposed_by": a.Proposer, "proposed_at": a.ProposedAt, "due": a.Due, "state": a.State,
		"note": note, "decided_by": nil, "decided_at": nil, "decision": nil, "escalated_at": nil, "version": 1,
	}); err != nil {
		return a, err
	}
	return a, o.NotifyOffice(ctx, tx, a.Office, access.Notice{Kind: "approval_waits", Client: a.Client, Subject: a.ID, Href: "/office/approvals#" + a.ID})
}

// DecideApproval answers a proposal.
type DecideApproval struct {
	ID      string
	Version int
	Confirm bool
	Text    string // kept sealed
}

// DecideApproval confirms or refuses; what was proposed is carried out, or taken back, in the same transaction. Needs the
// proposal's action over the deciding office; never the proposer. Faults: not_found, forbidden, conflict.
func (s *Service) DecideApproval(ctx context.Context, in DecideApproval) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o := s.ops
		if err := o.guard.Permit(ctx, access.DecideConflict); err != nil {
			return err
		}
		a, err := db.One[org.Approval](ctx, tx, `select `+approvalColumns+` from org_approval q where q.id = $1 and {visible q.client_id}`, in.ID)
		if err != nil {
			return err
		}
		if err := o.guard.Allow(ctx, tx, a.Action, a.Client); err != nil {
			return err
		}
		if err := o.Over(ctx, &tx.Reader, a.Action, a.Office); err != nil {
			return err
		}
		if a, err = a.Decide(me(ctx, tx), in.Confirm, tx.Now); err != nil {
			return err
		}
		decision, err := o.Seal(ctx, tx, a.Client, "org_approval", "decision", a.ID, in.Text)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, "org_approval", a.ID, in.Version, db.Row{
			"state": a.State, "decided_by": a.DecidedBy, "decided_at": a.DecidedAt,
			"decision": decision,
		}); err != nil {
			return err
		}
		if o.deps.Decided != nil {
			if err := o.deps.Decided(ctx, tx, a); err != nil {
				return err
			}
		}
		if err := o.NotifyAccount(ctx, tx, a.Proposer, access.Notice{Kind: "approval_" + a.State, Client: a.Client, Subject: a.ID, Href: "/clients/" + string(a.Client)}); err != nil {
			return err
		}
		kind := "org.approval_" + a.State
		return tx.Record(ctx, a.Action, in.Text, fact.New(kind, a.Client, "kind", a.Kind, "subject", a.Subject))
	})
}

// ApprovalLine is a proposal with names and words.
type ApprovalLine struct {
	org.Approval
	ByName string
	Note   string
	Label  access.Label
	May    bool
}

// Approvals lists what waits in the offices over which the actor may decide it, first due first.
func (s *Service) Approvals(ctx context.Context) ([]ApprovalLine, error) {
	if err := s.ops.guard.Permit(ctx, access.DecideConflict); err != nil {
		return nil, err
	}
	var out []ApprovalLine
	err := s.db.Read(ctx, func(r *db.Reader) error {
		o := s.ops
		cond, args, err := o.Scope(ctx, r, access.DecideConflict, "q.office_id", nil)
		if err != nil || cond == "" {
			return err
		}
		type row struct {
			org.Approval
			Note []byte
		}
		rows, err := db.All[row](ctx, r, `select `+approvalColumns+`, q.note from org_approval q where q.state in ('waiting','provisional')
			and {visible q.client_id} and `+cond+` order by q.due, q.id limit 200`, args...)
		if err != nil {
			return err
		}
		var accounts []id.Account
		var clients []id.Client
		for _, v := range rows {
			accounts, clients = append(accounts, v.Proposer), append(clients, v.Client)
		}
		names, err := o.StaffNames(ctx, r, accounts)
		if err != nil {
			return err
		}
		labels, err := o.Labels(ctx, r, clients)
		if err != nil {
			return err
		}
		for _, v := range rows {
			l := ApprovalLine{Approval: v.Approval, ByName: names[v.Proposer], Label: labels[v.Client], May: v.Proposer != access.From(ctx).Account}
			if l.Note, err = o.Unseal(ctx, r, v.Client, "org_approval", "note", v.ID, v.Note); err != nil {
				return err
			}
			out = append(out, l)
		}
		return nil
	})
	return out, err
}
