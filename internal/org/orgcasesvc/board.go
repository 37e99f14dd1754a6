package orgcasesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
)

// UnallocatedLine is a client whom nobody works yet.
type UnallocatedLine struct {
	Client id.Client
	Office id.Office
	Label  access.Label
	Since  civil.Instant // end of the last assignment; zero when there was none
}

// Board is a head's view of an office: who carries what, who is away, who waits for an officer.
type Board struct {
	Office      id.Office
	Offices     []id.Office // over which the actor reads boards, for the choice
	Officers    []org.Candidate
	Leaving     []orgsvc.AbsenceLine // planned absences of these officers
	Orphans     int                  // open cases of people who hold no case post in the office any more
	Unallocated []UnallocatedLine
	More        bool // more unallocated than shown
	Waiting     Waiting
}

// Waiting counts what waits for the actor.
type Waiting struct {
	Notices, Transfers, Conflicts, Approvals, Unallocated int
}

const boardRows = 50

// Board reads the board of an office; empty takes the actor's own. Needs access.ReadBoard over it. Faults: forbidden.
func (s *Service) Board(ctx context.Context, office id.Office) (Board, error) {
	if office == "" {
		office = access.From(ctx).Home()
	}
	out := Board{Office: office}
	if err := s.ops.guard.Permit(ctx, access.ReadBoard); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		o := s.ops
		if err := o.Over(ctx, r, access.ReadBoard, office); err != nil {
			return err
		}
		tree, err := o.Tree(ctx, r, s.Today())
		if err != nil {
			return err
		}
		offices, all, err := o.access.OfficesFor(ctx, r, access.ReadBoard)
		if err != nil {
			return err
		}
		for _, p := range tree.Pairs() {
			if p[0] == p[1] && (all || contains(offices, p[0])) {
				out.Offices = append(out.Offices, p[0])
			}
		}
		if out.Officers, err = o.holders(ctx, r, office, s.Today()); err != nil {
			return err
		}
		accounts, err := o.withLoad(ctx, r, out.Officers)
		if err != nil {
			return err
		}
		if err := o.leaving(ctx, r, &out, accounts); err != nil {
			return err
		}
		args := append([]any{office}, db.Args(accounts)...)
		if out.Orphans, err = db.One[int](ctx, r, `select count(*) from org_assignment a where a.until_at is null and a.office_id = $1
			and a.account_id not in `+notIn(len(accounts))+` and {visible a.client_id}`, args...); err != nil {
			return err
		}
		out.Unallocated, out.More, err = o.unallocated(ctx, r, `c.office_id = $1`, boardRows, office)
		return err
	})
	return out, err
}

// withLoad writes beside each officer how much they carry, and lists their accounts.
func (o *Ops) withLoad(ctx context.Context, r *db.Reader, officers []org.Candidate) ([]id.Account, error) {
	accounts := make([]id.Account, len(officers))
	for i, c := range officers {
		accounts[i] = c.Account
	}
	loads, err := o.load(ctx, r, accounts)
	for i := range officers {
		officers[i].Load = loads[accounts[i]]
	}
	return accounts, err
}

// notIn is a list for "not in" after one argument; ” stands where it is empty.
func notIn(n int) string {
	if n == 0 {
		return "('')"
	}
	return db.In(n, 2)
}

func contains(list []id.Office, o id.Office) bool {
	for _, x := range list {
		if x == o {
			return true
		}
	}
	return false
}

func (o *Ops) leaving(ctx context.Context, r *db.Reader, out *Board, accounts []id.Account) error {
	if len(accounts) == 0 {
		return nil
	}
	rows, err := orgsvc.Absences(ctx, r, `a.state = 'planned' and a.account_id in `+db.In(len(accounts), 1)+` order by a.from_day limit 20`, db.Args(accounts)...)
	if err != nil {
		return err
	}
	var who []id.Account
	for _, a := range rows {
		who = append(who, a.Account, a.Cover)
	}
	names, err := o.StaffNames(ctx, r, who)
	for _, a := range rows {
		out.Leaving = append(out.Leaving, orgsvc.AbsenceLine{Absence: a, Who: names[a.Account], CoverName: names[a.Cover]})
	}
	return err
}

const withoutOfficer = ` not exists (select 1 from org_assignment a where a.client_id = c.client_id and a.until_at is null)
 and not exists (select 1 from org_file f where f.client_id = c.client_id and f.closed = true)
 and c.client_id not like 'study-%' `

// unallocated lists clients whom nobody works, longest known first; identifiers are made in order of time.
func (o *Ops) unallocated(ctx context.Context, r *db.Reader, cond string, limit int, args ...any) ([]UnallocatedLine, bool, error) {
	type row struct {
		Client id.Client
		Office id.Office
		Since  civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.office_id, (select max(a.until_at) from org_assignment a where a.client_id = c.client_id)
		from access_client c where {visible c.client_id} and `+cond+` and `+withoutOfficer+` order by c.client_id limit `+itoa(limit+1), args...)
	if err != nil {
		return nil, false, err
	}
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	clients := make([]id.Client, len(rows))
	for i, v := range rows {
		clients[i] = v.Client
	}
	labels, err := o.Labels(ctx, r, clients)
	out := make([]UnallocatedLine, len(rows))
	for i, v := range rows {
		out[i] = UnallocatedLine{Client: v.Client, Office: v.Office, Label: labels[v.Client], Since: v.Since}
	}
	return out, more, err
}

// Unallocated is a page of clients without an officer in the offices over which the actor allocates.
type Unallocated struct {
	Lines    []UnallocatedLine
	Next     id.Client                     // where the next page begins; empty at the end
	Officers map[id.Office][]org.Candidate // who might take them
}

// Unallocated lists clients whom nobody works. after is the last client of the page before; office narrows. Needs
// access.Allocate.
func (s *Service) Unallocated(ctx context.Context, office id.Office, after id.Client) (Unallocated, error) {
	out := Unallocated{Officers: map[id.Office][]org.Candidate{}}
	if err := s.ops.guard.Permit(ctx, access.Allocate); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		o := s.ops
		cond, args, err := o.Scope(ctx, r, access.Allocate, "c.office_id", []any{after, office})
		if err != nil || cond == "" {
			return err
		}
		var more bool
		if out.Lines, more, err = o.unallocated(ctx, r, `c.client_id > $1 and ($2 = '' or c.office_id = $2) and `+cond, boardRows, args...); err != nil {
			return err
		}
		if more {
			out.Next = out.Lines[len(out.Lines)-1].Client
		}
		for _, l := range out.Lines {
			if _, ok := out.Officers[l.Office]; !ok {
				if out.Officers[l.Office], err = o.holders(ctx, r, l.Office, s.Today()); err != nil {
					return err
				}
				if _, err = o.withLoad(ctx, r, out.Officers[l.Office]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return out, err
}

// Waiting counts what waits for the actor; each count is zero without the right.
func (o *Ops) Waiting(ctx context.Context, r *db.Reader) (Waiting, error) {
	var out Waiting
	var err error
	if out.Notices, err = o.CountNotices(ctx, r); err != nil {
		return out, err
	}
	self := access.From(ctx).Account
	for _, c := range []struct {
		action        actor.Action
		column, query string
		into          *int
	}{
		{access.AcceptTransfer, "t.to_office", `select count(*) from org_transfer t where $1 <> t.requested_by and t.state = 'requested' and {visible t.client_id} and `, &out.Transfers},
		{access.DecideConflict, "k.office_id", `select count(*) from org_conflict k where $1 not in (k.declared_by, k.account_id) and k.state in ('declared','provisional') and {visible k.client_id} and `, &out.Conflicts},
		{access.DecideConflict, "q.office_id", `select count(*) from org_approval q where $1 <> q.proposed_by and q.state in ('waiting','provisional') and {visible q.client_id} and `, &out.Approvals},
		{access.Allocate, "c.office_id", `select c.client_id from access_client c where $1 <> '' and {visible c.client_id} and` + withoutOfficer + `and `, &out.Unallocated},
	} {
		cond, args, err := o.Scope(ctx, r, c.action, c.column, []any{self})
		if err != nil {
			return out, err
		}
		if cond == "" {
			continue
		}
		if c.into == &out.Unallocated { // counting stops where the page says "more"
			cond += " limit 1001"
			c.query = "select count(*) from (" + c.query + cond + ") x"
			cond = ""
		}
		if *c.into, err = db.One[int](ctx, r, c.query+cond, args...); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Waiting counts what waits for the actor, for the board's head line. Needs access.UseService.
func (s *Service) Waiting(ctx context.Context) (Waiting, error) {
	var out Waiting
	if err := s.ops.guard.Permit(ctx, access.UseService); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Waiting(ctx, r)
		return err
	})
	return out, err
}
