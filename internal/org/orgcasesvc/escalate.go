package orgcasesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// overdue is a request past its clock.
type overdue struct {
	ID      string
	Client  id.Client
	Office  id.Office
	Version int
}

// Escalate tells the interregional department, once, of requests that an office has left past the clock. It runs as a job
// with the system's rights, as often as it is called.
func (s *Service) Escalate(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	for _, q := range []struct{ table, office, states, href string }{
		{"org_transfer", "to_office", "'requested'", "/office/transfers#"},
		{"org_conflict", "office_id", "'declared','provisional'", "/office/conflicts#"},
		{"org_approval", "office_id", "'waiting','provisional'", "/office/approvals#"},
	} {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			late, err := db.All[overdue](ctx, tx.System(), `select x.id, x.client_id, x.`+q.office+`, x.version from `+q.table+` x where x.state in (`+q.states+`)
				and x.due < $1 and x.escalated_at is null and {visible x.client_id} order by x.due, x.id limit 500`, s.ops.Today(tx))
			if err != nil || len(late) == 0 {
				return err
			}
			tree, err := s.ops.Tree(ctx, &tx.Reader, s.ops.Today(tx))
			if err != nil {
				return err
			}
			var facts []fact.Fact
			for _, x := range late {
				if err := s.ops.escalateOne(ctx, tx, q.table, q.href, x, tree); err != nil {
					return err
				}
				facts = append(facts, fact.New("org.escalated", x.Client, "what", q.table))
			}
			return tx.Record(ctx, access.DecideConflict, "", facts...)
		}); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) escalateOne(ctx context.Context, tx *db.Tx, table, href string, x overdue, tree org.Tree) error {
	if err := tx.UpdateVersion(ctx, table, x.ID, x.Version, db.Row{"escalated_at": tx.Now}); err != nil {
		return err
	}
	n := access.Notice{Kind: "escalated", Client: x.Client, Subject: x.ID, Href: href + x.ID}
	if err := o.NotifyOffice(ctx, tx, x.Office, n); err != nil {
		return err
	}
	return o.NotifyOffice(ctx, tx, tree.Department(x.Office), n)
}

// CardPart supplies officer_id, officer_name, allocated_on and transfer_to; access supplies office_id and cover_id.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	for _, c := range clients {
		out[c] = db.Row{"officer_id": nil, "officer_name": nil, "allocated_on": nil, "transfer_to": nil}
	}
	type held struct {
		Client  id.Client
		Account id.Account
		Name    string
		From    civil.Instant
	}
	rows, err := db.All[held](ctx, r, `select a.client_id, a.account_id, a.officer_name, a.from_at from org_assignment a where a.until_at is null and a.client_id in `+
		db.In(len(clients), 1)+` and {visible a.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for _, v := range rows {
		row := out[v.Client]
		row["officer_id"], row["officer_name"], row["allocated_on"] = string(v.Account), v.Name, v.From.In(o.Zone())
	}
	type pair struct {
		Client id.Client
		Office id.Office
	}
	moves, err := db.All[pair](ctx, r, `select t.client_id, t.to_office from org_transfer t where t.state = 'requested' and t.client_id in `+db.In(len(clients), 1)+
		` and {visible t.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for _, v := range moves {
		out[v.Client]["transfer_to"] = string(v.Office)
	}
	return out, nil
}
