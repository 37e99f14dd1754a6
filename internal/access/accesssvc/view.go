package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// ListLine is one account on a list of a client.
type ListLine struct {
	Account id.Account
	Kind    string
	Reason  string
	Since   civil.Instant
	Until   civil.Instant
	Who     string
}

// RestrictionLine is a restriction with its words.
type RestrictionLine struct {
	access.Restriction
	Who, LiftedWho string
	Text           string
}

// ProposalLine is a proposal with its words and names.
type ProposalLine struct {
	access.Proposal
	Who, For string
	Text     string
	Own      bool
}

// ClientAccess is everything about who may see one client.
type ClientAccess struct {
	Client     id.Client
	Restricted bool
	History    []RestrictionLine
	Lists      []ListLine
	Proposals  []ProposalLine
}

// Client shows who may see a client and why. Needs access.RestrictClient or access.LiftRestriction with sight of the
// client. Faults: not_found, forbidden.
func (s *Service) Client(ctx context.Context, client id.Client) (ClientAccess, error) {
	out := ClientAccess{Client: client}
	rights := access.From(ctx)
	if !rights.May(access.RestrictClient) && !rights.May(access.LiftRestriction) {
		return out, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Restricted, err = db.One[bool](ctx, r, `select c.restricted from access_client c where c.client_id = $1 and {visible c.client_id}`, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.History, err = s.restrictions(ctx, r, `x.client_id = $1 order by x.imposed_at desc`, client); err != nil {
			return err
		}
		if out.Lists, err = db.All[ListLine](ctx, r, `select l.account_id, l.kind, l.reason, l.recorded_at, l.until, '' from access_list l
			where l.client_id = $1 and l.replaced_at is null and (l.until is null or l.until > $2) and {visible l.client_id} order by l.kind, l.recorded_at`,
			client, s.db.Now()); err != nil {
			return err
		}
		accounts := make([]id.Account, len(out.Lists))
		for i, l := range out.Lists {
			accounts[i] = l.Account
		}
		names, err := s.names(ctx, r, accounts)
		for i := range out.Lists {
			out.Lists[i].Who = names[out.Lists[i].Account]
		}
		if err != nil {
			return err
		}
		out.Proposals, err = s.proposals(ctx, r, `q.client_id = $1 and q.kind = 'lift' order by q.proposed_at desc`, client)
		return err
	})
	return out, err
}

func (s *Service) restrictions(ctx context.Context, r *db.Reader, cond string, args ...any) ([]RestrictionLine, error) {
	type row struct {
		access.Restriction
		Sealed []byte
	}
	rows, err := db.All[row](ctx, r, `select x.id, x.client_id, x.kind, x.reason, x.imposed_by, x.imposed_at, x.lifted_by, x.lifted_at, x.version, x.reason_text
		from access_restriction x where {visible x.client_id} and `+cond, args...)
	if err != nil {
		return nil, err
	}
	out := make([]RestrictionLine, len(rows))
	for i, v := range rows {
		names, err := s.names(ctx, r, []id.Account{v.ImposedBy, v.LiftedBy})
		if err != nil {
			return nil, err
		}
		text, err := s.deps.Sealer.OpenText(ctx, r, v.Client, "access_restriction", "reason_text", v.ID, v.Sealed)
		if err != nil {
			return nil, err
		}
		out[i] = RestrictionLine{Restriction: v.Restriction, Who: names[v.ImposedBy], LiftedWho: names[v.LiftedBy], Text: text}
	}
	return out, nil
}

func (s *Service) proposals(ctx context.Context, r *db.Reader, cond string, args ...any) ([]ProposalLine, error) {
	type row struct {
		access.Proposal
		Sealed []byte
	}
	rows, err := db.All[row](ctx, r, `select `+proposalColumns+`, q.reason_text from access_proposal q where {visible q.client_id} and `+cond, args...)
	if err != nil {
		return nil, err
	}
	out := make([]ProposalLine, len(rows))
	for i, v := range rows {
		names, err := s.names(ctx, r, []id.Account{v.ProposedBy, v.Account})
		if err != nil {
			return nil, err
		}
		text, err := s.deps.Sealer.OpenText(ctx, r, v.Client, "access_proposal", "reason_text", v.ID, v.Sealed)
		if err != nil {
			return nil, err
		}
		out[i] = ProposalLine{Proposal: v.Proposal, Who: names[v.ProposedBy], For: names[v.Account], Text: text, Own: v.ProposedBy == access.From(ctx).Account}
	}
	return out, nil
}

// RestrictedLine is one restricted client whom the actor may see.
type RestrictedLine struct {
	RestrictionLine
	Label access.Label
	Open  int // proposals that wait
}

// Restricted lists the restricted clients in the actor's sight, oldest first. Needs access.LiftRestriction.
func (s *Service) Restricted(ctx context.Context) ([]RestrictedLine, error) {
	if err := s.guard.Permit(ctx, access.LiftRestriction); err != nil {
		return nil, err
	}
	var out []RestrictedLine
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := s.restrictions(ctx, r, `x.kind = 'restricted' and x.lifted_at is null order by x.imposed_at limit 500`)
		if err != nil {
			return err
		}
		clients := make([]id.Client, len(rows))
		for i, v := range rows {
			clients[i] = v.Client
		}
		labels, err := s.labels(ctx, r, clients)
		if err != nil {
			return err
		}
		for _, v := range rows {
			n, err := db.One[int](ctx, r, `select count(*) from access_proposal q where q.client_id = $1 and q.kind = 'lift' and q.state = 'open' and {visible q.client_id}`, v.Client)
			if err != nil {
				return err
			}
			out = append(out, RestrictedLine{RestrictionLine: v, Label: labels[v.Client], Open: n})
		}
		db.Shown(ctx, clients...)
		return nil
	})
	return out, err
}

// SealedBoard is the custodians' list of sealed records: no names, no numbers, only since when and why.
type SealedBoard struct {
	Records   []access.Restriction
	Proposals []ProposalLine
}

// Sealed lists the sealed records and what is proposed for them. Needs access.SealClient.
func (s *Service) Sealed(ctx context.Context) (SealedBoard, error) {
	var out SealedBoard
	if err := s.guard.Permit(ctx, access.SealClient); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Records, err = db.All[access.Restriction](ctx, r.System(), `select x.id, x.client_id, x.kind, x.reason, x.imposed_by, x.imposed_at, x.lifted_by,
			x.lifted_at, x.version from access_restriction x where x.kind = 'sealed' and x.lifted_at is null and {visible x.client_id} order by x.imposed_at`); err != nil {
			return err
		}
		out.Proposals, err = s.proposals(ctx, r.System(), `q.kind in ('unseal','release') and q.state = 'open' order by q.due`)
		return err
	})
	return out, err
}
