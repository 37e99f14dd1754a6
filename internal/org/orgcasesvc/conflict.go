package orgcasesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

const conflictColumns = `k.id, k.client_id, k.account_id, k.reason, k.state, k.declared_by, k.declared_at, k.office_id, k.due, k.decided_by, k.decided_at,
 k.route, k.route_to, k.version`

// SecondPair finds the office whose turn it is to decide an action about a file of an office: its own when somebody other
// than those named can, else the interregional department. due is the last day of the rulebook's clock.
func (o *Ops) SecondPair(ctx context.Context, tx *db.Tx, office id.Office, action actor.Action, not ...id.Account) (org.Second, civil.Date, error) {
	day := o.Today(tx)
	posts, err := o.access.Holders(ctx, &tx.Reader, []id.Office{office}, day, accesssvc.RolesFor(action)...)
	if err != nil {
		return org.Second{}, civil.Date{}, err
	}
	own := make([]id.Account, len(posts))
	for i, p := range posts {
		own[i] = p.Account
	}
	tree, err := o.Tree(ctx, &tx.Reader, day)
	return org.SecondPair(office, tree.Department(office), own, not...), o.Due(rulebook.RuleSecondPairDays, day, 3), err
}

// Declare asks to record kinship or another bond of a member of staff with a client.
type Declare struct {
	Client  id.Client
	Account id.Account // empty: the actor
	Reason  string     // code of rulebook.ListConflictReasons
	Note    string     // kept sealed
	Urgent  bool       // shut the member of staff out at once, until decided
}

// Declare records a conflict and sends it for decision. Anybody declares their own; another's needs access.Allocate. An
// urgent one excludes provisionally at once. Faults: not_found, forbidden, invalid, conflict when one waits already.
func (s *Service) Declare(ctx context.Context, in Declare) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.declare(ctx, tx, in) })
}

func (o *Ops) declare(ctx context.Context, tx *db.Tx, in Declare) error {
	if in.Account == "" {
		in.Account = me(ctx, tx)
	}
	action := access.DeclareConflict
	if in.Account != me(ctx, tx) {
		action = access.Allocate
	}
	if err := o.guard.Allow(ctx, tx, action, in.Client); err != nil {
		return err
	}
	var p fault.Problems
	o.Code(&p, "reason", rulebook.ListConflictReasons, in.Reason, o.Today(tx))
	if _, err := o.StaffRow(ctx, &tx.Reader, in.Account); err != nil {
		p.Add("account", "field.unknown")
	}
	if err := p.Err(); err != nil {
		return err
	}
	pending, err := db.One[int](ctx, tx.System(), `select count(*) from org_conflict k where k.client_id = $1 and k.account_id = $2
		and k.state in ('declared','provisional') and {visible k.client_id}`, in.Client, in.Account)
	if err != nil {
		return err
	}
	if pending > 0 {
		return fault.New(fault.Conflict, "org.conflict.waits")
	}
	office, err := o.access.OfficeOf(ctx, &tx.Reader, in.Client)
	if err != nil {
		return err
	}
	second, due, err := o.SecondPair(ctx, tx, office, access.DecideConflict, me(ctx, tx), in.Account)
	if err != nil {
		return err
	}
	cid, state := tx.NewID(), org.Declared
	if in.Urgent {
		state = org.Provisional
		if err := o.access.Relate(ctx, tx, in.Client, in.Account, access.Exclude, cid, nil); err != nil {
			return err
		}
	}
	note, err := o.Seal(ctx, tx, in.Client, "org_conflict", "note", cid, in.Note)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, "org_conflict", db.Row{
		"id": cid, "client_id": in.Client, "account_id": in.Account, "reason": in.Reason, "note": note,
		"state": state, "declared_by": me(ctx, tx), "declared_at": tx.Now, "office_id": second.Office, "due": due, "decided_by": nil, "decided_at": nil,
		"route": nil, "route_to": nil, "decision": nil, "escalated_at": nil, "version": 1,
	}); err != nil {
		return err
	}
	if err := o.NotifyRole(ctx, tx, second.Office, access.Head, access.Notice{
		Kind: "conflict_declared", Client: in.Client, Subject: cid, Href: "/office/conflicts#" + cid,
		Data: map[string]string{"Account": string(in.Account)},
	}); err != nil {
		return err
	}
	return tx.Record(ctx, access.DeclareConflict, in.Reason, fact.New("org.conflict_declared", in.Client, "officer", string(in.Account), "reason", in.Reason,
		"decides", string(second.Office), "state", state))
}

// DecideConflict answers a declaration.
type DecideConflict struct {
	ID      string
	Version int
	Exclude bool
	Route   string // org.ToOfficer, org.ToNeighbour or org.ToNobody
	Officer id.Account
	Office  id.Office
	Text    string // kept sealed
}

// DecideConflict excludes the member of staff, and sends the case to another officer or asks a neighbouring office to take
// it; or finds no conflict. Needs access.DecideConflict over the deciding office; never the declarer or the one concerned.
// Faults: not_found, forbidden, invalid, conflict.
func (s *Service) DecideConflict(ctx context.Context, in DecideConflict) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.decideConflict(ctx, tx, in) })
}

func (o *Ops) decideConflict(ctx context.Context, tx *db.Tx, in DecideConflict) error {
	if err := o.guard.Permit(ctx, access.DecideConflict); err != nil {
		return err
	}
	c, err := db.One[org.Conflict](ctx, tx, `select `+conflictColumns+` from org_conflict k where k.id = $1 and {visible k.client_id}`, in.ID)
	if err != nil {
		return err
	}
	if err := o.guard.Allow(ctx, tx, access.DecideConflict, c.Client); err != nil {
		return err
	}
	if err := o.Over(ctx, &tx.Reader, access.DecideConflict, c.Office); err != nil {
		return err
	}
	now, held, err := o.Current(ctx, tx.System(), c.Client)
	if err != nil {
		return err
	}
	works, provisional := held && now.Account == c.Account, c.State == org.Provisional
	to := string(in.Officer)
	if in.Route == org.ToNeighbour {
		to = string(in.Office)
	}
	if c, err = c.Decide(me(ctx, tx), in.Exclude, in.Route, to, works, tx.Now); err != nil {
		return err
	}
	decision, err := o.Seal(ctx, tx, c.Client, "org_conflict", "decision", c.ID, in.Text)
	if err != nil {
		return err
	}
	if err := tx.UpdateVersion(ctx, "org_conflict", c.ID, in.Version, db.Row{
		"state": c.State, "decided_by": c.DecidedBy, "decided_at": c.DecidedAt,
		"route": db.Null(c.Route), "route_to": db.Null(c.RouteTo), "decision": decision,
	}); err != nil {
		return err
	}
	facts := []fact.Fact{fact.New("org.conflict_decided", c.Client, "officer", string(c.Account), "state", c.State, "route", c.Route)}
	switch {
	case c.State == org.NoConflict && provisional:
		_, err = o.access.EndByReason(ctx, tx, access.Exclude, c.ID)
	case c.State == org.Excluded:
		var more []fact.Fact
		more, err = o.exclude(ctx, tx, c, provisional, works)
		facts = append(facts, more...)
	}
	if err != nil {
		return err
	}
	// the one concerned may be shut out by now: the notice names no client
	if err := o.NotifyAccount(ctx, tx, c.Account, access.Notice{Kind: "conflict_" + c.State, Subject: c.ID}); err != nil {
		return err
	}
	return tx.Record(ctx, access.DecideConflict, in.Text, facts...)
}

// exclude shuts the one concerned out and sends the case where it was decided.
func (o *Ops) exclude(ctx context.Context, tx *db.Tx, c org.Conflict, already, works bool) ([]fact.Fact, error) {
	if !already {
		if err := o.access.Relate(ctx, tx, c.Client, c.Account, access.Exclude, c.ID, nil); err != nil {
			return nil, err
		}
	}
	if err := o.access.Unrelate(ctx, tx, c.Client, c.Account, access.Covering); err != nil {
		return nil, err
	}
	if !works {
		return nil, nil
	}
	switch c.Route {
	case org.ToOfficer:
		f, err := o.Assign(ctx, tx, Allocate{Client: c.Client, Account: id.Account(c.RouteTo), Reason: "conflict"})
		if bad := fault.As(err); bad != nil {
			for i := range bad.Problems {
				bad.Problems[i].Field = "to_officer"
			}
		}
		f.Type = "org.reallocated"
		return []fact.Fact{f}, err
	case org.ToNeighbour:
		if err := o.release(ctx, tx, c.Client, org.EndConflict); err != nil {
			return nil, err
		}
		f, err := o.askTransfer(ctx, tx, RequestTransfer{Client: c.Client, To: id.Office(c.RouteTo), Reason: "conflict"}, c.Account)
		if bad := fault.As(err); bad != nil {
			for i := range bad.Problems {
				bad.Problems[i].Field = "to_office"
			}
		}
		return []fact.Fact{f}, err
	}
	return nil, nil
}

// conflicts reads declarations with names and words.
func (o *Ops) conflicts(ctx context.Context, r *db.Reader, cond string, args ...any) ([]ConflictLine, error) {
	type row struct {
		org.Conflict
		Note  []byte
		Works int
	}
	rows, err := db.All[row](ctx, r, `select `+conflictColumns+`, k.note, (select count(*) from org_assignment a where a.client_id = k.client_id
		and a.account_id = k.account_id and a.until_at is null) from org_conflict k where {visible k.client_id} and `+cond, args...)
	if err != nil {
		return nil, err
	}
	var accounts []id.Account
	var clients []id.Client
	for _, v := range rows {
		accounts, clients = append(accounts, v.Account, v.DeclaredBy, v.DecidedBy), append(clients, v.Client)
	}
	names, err := o.StaffNames(ctx, r, accounts)
	if err != nil {
		return nil, err
	}
	labels, err := o.Labels(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	out := make([]ConflictLine, len(rows))
	for i, v := range rows {
		out[i] = ConflictLine{
			Conflict: v.Conflict, Who: names[v.Account], ByName: names[v.DeclaredBy], DecidedName: names[v.DecidedBy],
			Label: labels[v.Client], Works: v.Works > 0,
		}
		if out[i].Note, err = o.Unseal(ctx, r, v.Client, "org_conflict", "note", v.ID, v.Note); err != nil {
			return nil, err
		}
		self := access.From(ctx).Account
		if v.Pending() && self != v.DeclaredBy && self != v.Account {
			if out[i].May, err = o.access.Holds(ctx, r, access.DecideConflict, v.Office); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// ConflictBoard is what waits for decision, and what was decided lately.
type ConflictBoard struct {
	Open       []ConflictLine
	Done       []ConflictLine
	Holders    map[id.Client][]org.Candidate // who else in the file's office might take the case
	Neighbours map[id.Client][]id.Office
}

// Conflicts lists the declarations to be decided by the offices over which the actor decides. Needs access.DecideConflict.
func (s *Service) Conflicts(ctx context.Context) (ConflictBoard, error) {
	out := ConflictBoard{Holders: map[id.Client][]org.Candidate{}, Neighbours: map[id.Client][]id.Office{}}
	if err := s.ops.guard.Permit(ctx, access.DecideConflict); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		cond, args, err := s.ops.Scope(ctx, r, access.DecideConflict, "k.office_id", nil)
		if err != nil || cond == "" {
			return err
		}
		if out.Open, err = s.ops.conflicts(ctx, r, cond+` and k.state in ('declared','provisional') order by k.due, k.id limit 100`, args...); err != nil {
			return err
		}
		if out.Done, err = s.ops.conflicts(ctx, r, cond+` and k.state in ('excluded','no_conflict') order by k.decided_at desc limit 20`, args...); err != nil {
			return err
		}
		tree, err := s.ops.Tree(ctx, r, s.Today())
		for _, c := range out.Open {
			if err != nil || !c.May || !c.Works {
				continue
			}
			var office id.Office
			if office, err = s.ops.access.OfficeOf(ctx, r, c.Client); err == nil {
				out.Neighbours[c.Client] = tree.Neighbours(office)
				if out.Holders[c.Client], err = s.ops.holders(ctx, r, office, s.Today()); err == nil {
					_, err = s.ops.withLoad(ctx, r, out.Holders[c.Client])
				}
			}
		}
		return err
	})
	return out, err
}
