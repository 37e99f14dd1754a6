package orgcasesvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Allocate asks to give a case to an officer of the file's office.
type Allocate struct {
	Client  id.Client
	Account id.Account
	Reason  string      // code of rulebook.ListAllocateReasons
	Note    string      // for the officer; kept sealed
	Seen    string      // the assignment shown when deciding; empty for an unallocated client. Another one now is a conflict
	Absent  bool        // the officer is away and is chosen all the same
	among   []id.Client // given together by a head: capacity is looked at for all of them
}

// Allocate gives or re-gives a case; the history keeps each. Needs access.Allocate over the file's office. Refused: who is
// excluded or has a conflict undecided, who holds no case post in that office, who may not hold this case, and who is away
// unless confirmed. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) Allocate(ctx context.Context, in Allocate) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.ops.allocate(ctx, tx, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, in.Reason, f)
	})
}

// AllocateMany gives several unallocated cases to one officer in one transaction: all or none.
func (s *Service) AllocateMany(ctx context.Context, clients []id.Client, in Allocate) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if len(clients) == 0 {
			var p fault.Problems
			p.Add("client", "org.allocate.none_chosen")
			return p.Err()
		}
		var facts []fact.Fact
		for _, c := range clients {
			in.Client, in.Seen, in.among = c, "", clients
			f, err := s.ops.allocate(ctx, tx, in)
			if err != nil {
				return err
			}
			facts = append(facts, f)
		}
		return tx.Record(ctx, access.Allocate, in.Reason, facts...)
	})
}

func (o *Ops) allocate(ctx context.Context, tx *db.Tx, in Allocate) (fact.Fact, error) {
	if err := o.guard.Allow(ctx, tx, access.Allocate, in.Client); err != nil {
		return fact.Fact{}, err
	}
	office, err := o.access.OfficeOf(ctx, &tx.Reader, in.Client)
	if err != nil {
		return fact.Fact{}, err
	}
	if err := o.Over(ctx, &tx.Reader, access.Allocate, office); err != nil {
		return fact.Fact{}, err
	}
	now, held, err := o.Current(ctx, tx.System(), in.Client)
	if err != nil {
		return fact.Fact{}, err
	}
	if now.ID != in.Seen {
		return fact.Fact{}, fault.Stale()
	}
	if err := o.waiting(ctx, tx, in.Client); err != nil {
		return fact.Fact{}, err
	}
	if in.among == nil {
		in.among = []id.Client{in.Client}
	}
	f, err := o.Assign(ctx, tx, in)
	if err == nil && held {
		f.Type = "org.reallocated"
		f.Data["from"] = string(now.Account)
	}
	return f, err
}

// waiting refuses to allocate a file that another office has been asked to take.
func (o *Ops) waiting(ctx context.Context, tx *db.Tx, client id.Client) error {
	n, err := db.One[int](ctx, tx.System(), `select count(*) from org_transfer t where t.client_id = $1 and t.state = 'requested' and {visible t.client_id}`, client)
	if err == nil && n > 0 {
		err = fault.New(fault.Conflict, "org.allocate.in_transfer")
	}
	return err
}

// Assign gives the case without asking for access.Allocate: registration and take-over have asked for their own action.
// It checks who may hold the case, ends what was, and returns the fact; the caller records it.
func (o *Ops) Assign(ctx context.Context, tx *db.Tx, in Allocate) (fact.Fact, error) {
	office, err := o.access.OfficeOf(ctx, tx.System(), in.Client)
	if err != nil {
		return fact.Fact{}, err
	}
	var p fault.Problems
	o.Code(&p, "reason", rulebook.ListAllocateReasons, in.Reason, o.Today(tx))
	if in.Account == "" {
		p.Add("account", "field.choose")
		return fact.Fact{}, p.Err()
	}
	c, err := o.candidate(ctx, tx, office, in.Client, in.Account)
	if err != nil {
		return fact.Fact{}, err
	}
	p.Join("", c.Check(in.Absent))
	if err := o.weigh(ctx, &tx.Reader, in.among, &c); err != nil {
		return fact.Fact{}, err
	}
	p.Join("", c.Room(in.Note))
	if err := p.Err(); err != nil {
		return fact.Fact{}, err
	}
	if err := o.release(ctx, tx, in.Client, in.Reason); err != nil {
		return fact.Fact{}, err
	}
	return fact.New("org.allocated", in.Client, "officer", string(in.Account), "office", string(office), "reason", in.Reason),
		o.hold(ctx, tx, in, c, office)
}

// hold writes the assignment, the relation that gives the rights, the cover of a running absence, and the notice.
func (o *Ops) hold(ctx context.Context, tx *db.Tx, in Allocate, c org.Candidate, office id.Office) error {
	aid := tx.NewID()
	note, err := o.Seal(ctx, tx, in.Client, "org_assignment", "note", aid, in.Note)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, "org_assignment", db.Row{
		"id": aid, "client_id": in.Client, "account_id": in.Account, "officer_name": c.Name,
		"office_id": office, "reason": in.Reason, "note": note, "from_at": tx.Now, "assigned_by": me(ctx, tx), "until_at": nil, "end_reason": nil,
	}); err != nil {
		return stale(err)
	}
	if err := o.access.Relate(ctx, tx, in.Client, in.Account, access.Assigned, aid, nil); err != nil {
		return err
	}
	if err := o.allowRestricted(ctx, tx, in.Client, in.Account, aid); err != nil {
		return err
	}
	if err := o.ReopenFile(ctx, tx, in.Client); err != nil {
		return err
	}
	away, err := orgsvc.Absences(ctx, &tx.Reader, `a.account_id = $1 and a.state = 'running' and a.cover_id is not null`, in.Account)
	if err != nil {
		return err
	}
	for _, a := range away {
		if _, err := o.CoverOne(ctx, tx, a, in.Client); err != nil {
			return err
		}
	}
	return o.NotifyAccount(ctx, tx, in.Account, access.Notice{Kind: "allocated", Client: in.Client, Subject: aid, Href: "/clients/" + string(in.Client)})
}

// allowRestricted: who works a restricted case must see it for as long as they work it.
func (o *Ops) allowRestricted(ctx context.Context, tx *db.Tx, client id.Client, account id.Account, assignment string) error {
	restricted, err := o.access.IsRestricted(ctx, &tx.Reader, client)
	if err != nil || !restricted {
		return err
	}
	allowed, err := o.access.Related(ctx, tx.System(), client, access.Allow, tx.Now)
	if err != nil || slices.Contains(allowed, account) {
		return err
	}
	return o.access.Relate(ctx, tx, client, account, access.Allow, assignment, nil)
}

// release ends the open assignment with its relations and covers, and tells who had the case.
func (o *Ops) release(ctx context.Context, tx *db.Tx, client id.Client, reason string) error {
	a, held, err := o.Current(ctx, tx.System(), client)
	if err != nil || !held {
		return err
	}
	if err := tx.Update(ctx, "org_assignment", a.ID, db.Row{"until_at": tx.Now, "end_reason": reason}); err != nil {
		return err
	}
	if err := o.access.Unrelate(ctx, tx, client, a.Account, access.Assigned); err != nil {
		return err
	}
	if _, err := o.access.EndByReason(ctx, tx, access.Allow, a.ID); err != nil {
		return err
	}
	covers, err := o.access.Related(ctx, tx.System(), client, access.Covering, tx.Now)
	if err != nil {
		return err
	}
	for _, c := range covers {
		if err := o.access.Unrelate(ctx, tx, client, c, access.Covering); err != nil {
			return err
		}
	}
	return o.NotifyAccount(ctx, tx, a.Account, access.Notice{Kind: "released", Client: client, Subject: a.ID})
}

const assignmentColumns = `a.id, a.client_id, a.account_id, a.office_id, a.reason, a.from_at, a.assigned_by, a.until_at, a.end_reason`

// Current is the open assignment of a client; r decides whom it sees.
func (o *Ops) Current(ctx context.Context, r *db.Reader, client id.Client) (org.Assignment, bool, error) {
	return db.Maybe[org.Assignment](ctx, r, `select `+assignmentColumns+` from org_assignment a where a.client_id = $1 and a.until_at is null
		and {visible a.client_id}`, client)
}

// CloseFile ends the assignment at the end of supervision: the client is nobody's until a later order opens the file
// again. The caller has asked the guard and records.
func (o *Ops) CloseFile(ctx context.Context, tx *db.Tx, client id.Client) error {
	if err := o.release(ctx, tx, client, org.EndClosed); err != nil {
		return err
	}
	return o.mark(ctx, tx, client, true)
}

// ReopenFile puts a client with a later order among those to be allocated. The caller records.
func (o *Ops) ReopenFile(ctx context.Context, tx *db.Tx, client id.Client) error {
	return o.mark(ctx, tx, client, false)
}

func (o *Ops) mark(ctx context.Context, tx *db.Tx, client id.Client, closed bool) error {
	type row struct {
		Version int
		Closed  bool
	}
	file, ok, err := db.Maybe[row](ctx, tx.System(), `select f.version, f.closed from org_file f where f.id = $1 and {visible f.client_id}`, client)
	if err != nil || file.Closed == closed { // a file that was never closed is open
		return err
	}
	if !ok {
		return tx.Insert(ctx, "org_file", db.Row{"id": client, "client_id": client, "closed": true, "since": tx.Now, "version": 1})
	}
	return tx.UpdateVersion(ctx, "org_file", string(client), file.Version, db.Row{"closed": closed, "since": tx.Now})
}
