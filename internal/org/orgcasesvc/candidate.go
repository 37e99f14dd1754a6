package orgcasesvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
)

func (o *Ops) load(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]org.Load, error) {
	if o.deps.Load != nil {
		return o.deps.Load(ctx, r, accounts)
	}
	return orgsvc.CountCases(ctx, r, accounts)
}

// holders lists who holds a case post in an office on a day, each once, in order of name.
func (o *Ops) holders(ctx context.Context, r *db.Reader, office id.Office, day civil.Date) ([]org.Candidate, error) {
	posts, err := o.access.Holders(ctx, r, []id.Office{office}, day, org.CaseRoles()...)
	if err != nil {
		return nil, err
	}
	var accounts []id.Account
	var out []org.Candidate
	for _, p := range posts {
		if !slices.Contains(accounts, p.Account) {
			accounts = append(accounts, p.Account)
			out = append(out, org.Candidate{Account: p.Account, Role: p.Role, HoldsPost: true, PostFrom: p.From})
		}
	}
	if len(accounts) == 0 {
		return nil, nil
	}
	staff, err := db.All[org.Staff](ctx, r, `select `+orgsvc.StaffColumns+` from org_staff s where s.id in `+db.In(len(accounts), 1), db.Args(accounts)...)
	if err != nil {
		return nil, err
	}
	away, err := orgsvc.Absences(ctx, r, `a.state = 'running' and a.account_id in `+db.In(len(accounts), 1), db.Args(accounts)...)
	if err != nil {
		return nil, err
	}
	sort := map[id.Account]string{}
	for i := range out {
		for _, s := range staff {
			if s.ID == out[i].Account {
				out[i].Name, sort[s.ID] = s.Name, s.NameSort
			}
		}
		for _, a := range away {
			if a.Account == out[i].Account {
				out[i].AwayUntil = a.Days.To
			}
		}
	}
	slices.SortFunc(out, func(a, b org.Candidate) int { return strings.Compare(sort[a.Account], sort[b.Account]) })
	return out, nil
}

// candidate gathers what is known of one account for one client.
func (o *Ops) candidate(ctx context.Context, tx *db.Tx, office id.Office, client id.Client, account id.Account) (org.Candidate, error) {
	all, err := o.holders(ctx, &tx.Reader, office, o.Today(tx))
	if err != nil {
		return org.Candidate{}, err
	}
	out := org.Candidate{Account: account}
	for _, c := range all {
		if c.Account == account {
			out = c
		}
	}
	return out, o.fit(ctx, &tx.Reader, client, &out)
}

// fit says what stands between a candidate and a client.
func (o *Ops) fit(ctx context.Context, r *db.Reader, client id.Client, c *org.Candidate) error {
	excluded, err := o.access.Excluded(ctx, r, client, c.Account)
	if err != nil {
		return err
	}
	pending, err := db.One[int](ctx, r.System(), `select count(*) from org_conflict k where k.client_id = $1 and k.account_id = $2 and k.state in ('declared','provisional')
		and {visible k.client_id}`, client, c.Account)
	if err != nil {
		return err
	}
	c.Excluded = excluded || pending > 0
	if o.deps.MayHold != nil {
		if c.Unfit, err = o.deps.MayHold(ctx, r, c.Account, client); err != nil {
			return err
		}
	}
	now, held, err := o.Current(ctx, r.System(), client)
	c.IsAssigned = held && now.Account == c.Account
	return err
}

// weigh writes what a candidate carries and what the clients would add. Who gives a case without choosing among officers
// names no clients: nothing is weighed then.
func (o *Ops) weigh(ctx context.Context, r *db.Reader, clients []id.Client, c *org.Candidate) error {
	if o.deps.Weight == nil || len(clients) == 0 || c.IsAssigned {
		return nil
	}
	loads, err := o.load(ctx, r, []id.Account{c.Account})
	if err == nil {
		c.Load = loads[c.Account]
		c.Adds, err = o.deps.Weight(ctx, r, clients)
	}
	return err
}

// AllocationLine is one assignment of the history with names.
type AllocationLine struct {
	org.Assignment
	Who, ByName string
	Note        string
}

// ConflictLine is a declared conflict with names and words.
type ConflictLine struct {
	org.Conflict
	Who, ByName, DecidedName string
	Note                     string
	Label                    access.Label
	May                      bool // the actor may decide it
	Works                    bool // the one concerned works the case
}

// TransferLine is a transfer with names and words.
type TransferLine struct {
	org.Transfer
	ByName, DecidedName string
	Note                string
	Label               access.Label
	May                 bool // the actor may accept or refuse it
	MayWithdraw         bool
}

// ClientAllocation is who works a case, who might, and how it came so.
type ClientAllocation struct {
	Client     id.Client
	Office     id.Office
	Closed     bool
	Current    *AllocationLine
	Covers     []string
	Candidates []org.Candidate // empty without access.Allocate over the office
	History    []AllocationLine
	Conflicts  []ConflictLine
	Transfers  []TransferLine
	MayMove    bool // may ask for a transfer
	Own        bool // the actor works or covers the case
}

// Client reads the allocation of one client. Needs access.ReadClient. Faults: not_found.
func (s *Service) Client(ctx context.Context, client id.Client) (ClientAllocation, error) {
	out := ClientAllocation{Client: client}
	if err := s.ops.guard.Permit(ctx, access.ReadClient); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		o := s.ops
		if out.Office, err = o.access.OfficeOf(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.Closed, _, err = db.Maybe[bool](ctx, r, `select f.closed from org_file f where f.id = $1 and {visible f.client_id}`, client); err != nil {
			return err
		}
		if out.History, err = o.history(ctx, r, client); err != nil {
			return err
		}
		if len(out.History) > 0 && out.History[0].Until.IsZero() {
			out.Current = &out.History[0]
			out.Own = out.Current.Account == access.From(ctx).Account
		}
		if err := o.covers(ctx, r, &out, s.db.Now()); err != nil {
			return err
		}
		if out.Conflicts, err = o.conflicts(ctx, r, `k.client_id = $1 order by k.declared_at desc`, client); err != nil {
			return err
		}
		if out.Transfers, err = o.transfers(ctx, r, `t.client_id = $1 order by t.requested_at desc`, client); err != nil {
			return err
		}
		reach := access.From(ctx).Reach(access.RequestTransfer)
		out.MayMove = reach == access.InSite || reach == access.Own && out.Own
		return o.offer(ctx, r, &out, s.Today())
	})
	return out, err
}

// offer fills the candidates for who may allocate.
func (o *Ops) offer(ctx context.Context, r *db.Reader, out *ClientAllocation, day civil.Date) error {
	may, err := o.access.Holds(ctx, r, access.Allocate, out.Office)
	if err != nil || !may {
		return err
	}
	if out.Candidates, err = o.holders(ctx, r, out.Office, day); err != nil {
		return err
	}
	accounts := make([]id.Account, len(out.Candidates))
	for i, c := range out.Candidates {
		accounts[i] = c.Account
	}
	loads, err := o.load(ctx, r, accounts)
	adds := 0
	if err == nil && o.deps.Weight != nil {
		adds, err = o.deps.Weight(ctx, r, []id.Client{out.Client})
	}
	for i := range out.Candidates {
		c := &out.Candidates[i]
		c.Load, c.Adds = loads[c.Account], adds
		if err == nil {
			err = o.fit(ctx, r, out.Client, c)
		}
	}
	return err
}

func (o *Ops) covers(ctx context.Context, r *db.Reader, out *ClientAllocation, now civil.Instant) error {
	covers, err := o.access.Related(ctx, r, out.Client, access.Covering, now)
	if err != nil {
		return err
	}
	names, err := o.StaffNames(ctx, r, covers)
	for _, c := range covers {
		out.Covers = append(out.Covers, names[c])
		out.Own = out.Own || c == access.From(ctx).Account
	}
	return err
}

func (o *Ops) history(ctx context.Context, r *db.Reader, client id.Client) ([]AllocationLine, error) {
	type row struct {
		org.Assignment
		Who  string
		Note []byte
	}
	rows, err := db.All[row](ctx, r, `select `+assignmentColumns+`, a.officer_name, a.note from org_assignment a where a.client_id = $1 and {visible a.client_id}
		order by a.from_at desc, a.id desc`, client)
	if err != nil {
		return nil, err
	}
	by := make([]id.Account, len(rows))
	for i, v := range rows {
		by[i] = v.By
	}
	names, err := o.StaffNames(ctx, r, by)
	if err != nil {
		return nil, err
	}
	out := make([]AllocationLine, len(rows))
	for i, v := range rows {
		out[i] = AllocationLine{Assignment: v.Assignment, Who: v.Who, ByName: names[v.By]}
		if out[i].Note, err = o.Unseal(ctx, r, client, "org_assignment", "note", v.ID, v.Note); err != nil {
			return nil, err
		}
	}
	return out, nil
}
