package accesscompartmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// within is the condition for rows of the alias t about which the actor decides: of clients of the offices over which a post
// holds access.OpenCompartment, of no expunged client, of none from whom the actor is excluded, and of no victim's compartment
// of a client whose case the actor works.
func (o *Ops) within(ctx context.Context, r *db.Reader, t string, client id.Client, b *db.Binder) (string, error) {
	rights := access.From(ctx)
	offices, all, err := o.access.OfficesFor(ctx, r, access.OpenCompartment)
	if err != nil {
		return "", err
	}
	who, now := b.Bind(string(rights.Account)), b.Bind(rights.Now)
	cond := t + ".compartment in ('" + string(access.Extremism) + "','" + string(access.Victim) + "') and exists (select 1 from access_client k where k.client_id = " +
		t + ".client_id and k.hidden = false"
	if !all {
		in := "(null"
		for _, x := range offices {
			in += "," + b.Bind(string(x))
		}
		cond += " and k.office_id in " + in + ")"
	}
	cond += ") and not exists (select 1 from access_list l where l.client_id = " + t + ".client_id and l.account_id = " + who +
		" and l.replaced_at is null and (l.until is null or l.until > " + now + ") and (l.kind = '" + access.Exclude + "' or " + t + ".compartment = '" +
		string(access.Victim) + "' and l.kind in ('" + access.Assigned + "','" + access.Covering + "')))"
	if client != "" {
		cond += " and " + t + ".client_id = " + b.Bind(string(client))
	}
	return cond, nil
}

type proposalRow struct {
	access.Proposal
	Sealed []byte
}

// waiting lists the open proposals that the actor may see answered.
func (s *Service) waiting(ctx context.Context, r *db.Reader, client id.Client) ([]Waiting, error) {
	b := &db.Binder{}
	cond, err := s.ops.within(ctx, r, "q", client, b)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[proposalRow](ctx, r.System(), `select `+proposalColumns+`, q.reason_text from access_proposal q where q.kind = 'compartment' and q.state = 'open'
		and `+cond+` order by q.due, q.id limit 200`, b.Args()...)
	if err != nil {
		return nil, err
	}
	return s.worded(ctx, r, rows)
}

// mine lists the actor's own proposals about a client, latest first.
func (s *Service) mine(ctx context.Context, r *db.Reader, client id.Client) ([]Waiting, error) {
	rows, err := db.All[proposalRow](ctx, r.System(), `select `+proposalColumns+`, q.reason_text from access_proposal q where q.kind = 'compartment'
		and q.client_id = $1 and q.proposed_by = $2 and {visible q.client_id} order by q.proposed_at desc, q.id desc limit 50`, client, access.From(ctx).Account)
	if err != nil {
		return nil, err
	}
	return s.worded(ctx, r, rows)
}

// worded puts words and names to proposals; a client out of the reader's sight stays without a name.
func (s *Service) worded(ctx context.Context, r *db.Reader, rows []proposalRow) ([]Waiting, error) {
	clients, accounts := make([]id.Client, len(rows)), make([]id.Account, 0, 2*len(rows))
	for i, v := range rows {
		clients[i] = v.Client
		accounts = append(accounts, v.ProposedBy, v.Account)
	}
	labels, names, err := s.called(ctx, r, clients, accounts)
	if err != nil {
		return nil, err
	}
	me := access.From(ctx).Account
	out := make([]Waiting, len(rows))
	for i, v := range rows {
		text, err := s.deps.Sealer.OpenText(ctx, r, v.Client, "access_proposal", "reason_text", v.ID, v.Sealed)
		if err != nil {
			return nil, err
		}
		out[i] = Waiting{Proposal: v.Proposal, Who: names[v.ProposedBy], For: names[v.Account], Text: text, Own: v.ProposedBy == me || v.Account == me}
		out[i].Label, out[i].Shown = labels[v.Client]
		db.Shown(ctx, v.Client)
	}
	return out, nil
}

// members lists memberships, those that are open by the day of their next review, those that have ended by how lately they began.
func (s *Service) members(ctx context.Context, r *db.Reader, client id.Client, open bool) ([]MemberLine, error) {
	b := &db.Binder{}
	now := b.Bind(s.db.Now())
	state, order := `m.replaced_at is null and (m.until is null or m.until > `+now+`)`, `m.review_due, m.id limit 500`
	if !open {
		state, order = `(m.replaced_at is not null or m.until <= `+now+`)`, `m.recorded_at desc, m.id desc limit 100`
	}
	cond, err := s.ops.within(ctx, r, "m", client, b)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[access.Member](ctx, r.System(), `select `+memberColumns+` from access_compartment m where `+state+` and `+cond+` order by `+order, b.Args()...)
	if err != nil {
		return nil, err
	}
	clients, accounts := make([]id.Client, len(rows)), make([]id.Account, 0, 4*len(rows))
	for i, m := range rows {
		clients[i] = m.Client
		accounts = append(accounts, m.Account, id.Account(m.OpenedBy), id.Account(m.AgreedBy), id.Account(m.ClosedBy))
	}
	labels, names, err := s.called(ctx, r, clients, accounts)
	if err != nil {
		return nil, err
	}
	me := access.From(ctx).Account
	out := make([]MemberLine, len(rows))
	for i, m := range rows {
		if m.ClosedAt.IsZero() && !open {
			m.ClosedAt, m.End = m.Until, access.EndedByTime
		}
		out[i] = MemberLine{
			Member: m, Who: names[m.Account], Opener: names[id.Account(m.OpenedBy)], Agreer: names[id.Account(m.AgreedBy)],
			ClosedN: names[id.Account(m.ClosedBy)], Own: m.Account == me,
		}
		out[i].Label, out[i].Shown = labels[m.Client]
		db.Shown(ctx, m.Client)
	}
	return out, nil
}

func (s *Service) called(ctx context.Context, r *db.Reader, clients []id.Client, accounts []id.Account) (map[id.Client]access.Label, map[id.Account]string, error) {
	if len(clients) == 0 {
		return nil, nil, nil
	}
	labels, err := s.deps.Labels(ctx, r, clients)
	if err != nil {
		return nil, nil, err
	}
	names, err := s.deps.Staff(ctx, r, accounts)
	return labels, names, err
}
