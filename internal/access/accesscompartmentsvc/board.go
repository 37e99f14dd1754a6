package accesscompartmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

const (
	proposalColumns = accesssvc.ProposalColumns
	memberColumns   = accesssvc.MemberColumns
)

// Waiting is a proposal with its words and names. Label is empty when the reader may not know of the client.
type Waiting struct {
	access.Proposal
	Label    access.Label
	Shown    bool // the client is in the reader's sight
	Who, For string
	Text     string
	Own      bool // the reader's own proposal, or one that opens to the reader: somebody else answers
}

// MemberLine is one membership with names.
type MemberLine struct {
	access.Member
	Label                        access.Label
	Shown                        bool
	Who, Opener, Agreer, ClosedN string
	Own                          bool
}

// Board is what waits for a second person, to whom compartments are open, and the latest that have ended.
type Board struct {
	Waiting []Waiting
	Open    []MemberLine
	Ended   []MemberLine
}

// ClientPage is about the compartments of one client. Whoever may only propose sees their own proposals and nothing of who is
// inside.
type ClientPage struct {
	Client  id.Client
	Whole   bool // the reader holds access.OpenCompartment over the client's office
	Waiting []Waiting
	Open    []MemberLine
	Ended   []MemberLine
	Mine    []Waiting // own proposals, latest first, answered ones too
}

// Board lists the compartments of the clients of those offices over which the actor holds access.OpenCompartment. Clients out
// of the actor's sight have no name there. Faults: forbidden.
func (s *Service) Board(ctx context.Context) (Board, error) {
	var out Board
	if err := s.guard.Permit(ctx, access.OpenCompartment); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Waiting, err = s.waiting(ctx, r, ""); err != nil {
			return err
		}
		if out.Open, err = s.members(ctx, r, "", true); err != nil {
			return err
		}
		out.Ended, err = s.members(ctx, r, "", false)
		return err
	})
	return out, err
}

// Client shows the compartments of one client. Needs access.ProposeCompartment and sight of the client. Faults: not_found.
func (s *Service) Client(ctx context.Context, client id.Client) (ClientPage, error) {
	out := ClientPage{Client: client}
	rights := access.From(ctx)
	if !rights.May(access.ProposeCompartment) || client == "" {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		office, err := s.ops.access.OfficeOf(ctx, r, client)
		if err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.Whole, err = s.ops.access.Holds(ctx, r, access.OpenCompartment, office); err != nil {
			return err
		}
		if out.Mine, err = s.mine(ctx, r, client); err != nil || !out.Whole {
			return err
		}
		if out.Waiting, err = s.waiting(ctx, r, client); err != nil {
			return err
		}
		if out.Open, err = s.members(ctx, r, client, true); err != nil {
			return err
		}
		out.Ended, err = s.members(ctx, r, client, false)
		return err
	})
	return out, err
}

// Count is how many proposals wait for the actor and how many memberships are to be looked at again; 0 without the right.
func (o *Ops) Count(ctx context.Context, r *db.Reader) (int, error) {
	rights := access.From(ctx)
	if !rights.May(access.OpenCompartment) {
		return 0, nil
	}
	b := &db.Binder{}
	me := b.Bind(string(rights.Account))
	q, err := o.within(ctx, r, "q", "", b)
	if err != nil {
		return 0, err
	}
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_proposal q where q.kind = 'compartment' and q.state = 'open' and q.proposed_by <> `+me+
		` and q.account_id <> `+me+` and `+q, b.Args()...)
	if err != nil {
		return 0, err
	}
	b = &db.Binder{}
	me, now, today := b.Bind(string(rights.Account)), b.Bind(rights.Now), b.Bind(rights.Now.In(o.deps.Zone))
	m, err := o.within(ctx, r, "m", "", b)
	if err != nil {
		return 0, err
	}
	due, err := db.One[int](ctx, r.System(), `select count(*) from access_compartment m where m.replaced_at is null and (m.until is null or m.until > `+now+
		`) and m.review_due <= `+today+` and m.account_id <> `+me+` and `+m, b.Args()...)
	return n + due, err
}
