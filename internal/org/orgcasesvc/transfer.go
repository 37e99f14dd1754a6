package orgcasesvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

const transferColumns = `t.id, t.client_id, t.from_office, t.to_office, t.reason, t.requested_by, t.requested_at, t.due, t.state, t.decided_by, t.decided_at, t.version`

// RequestTransfer asks another office to take a file.
type RequestTransfer struct {
	Client id.Client
	To     id.Office
	Reason string // code of rulebook.ListTransferReasons
	Note   string // kept sealed
}

// RequestTransfer asks; the file stays with its office, and its officer, until the other accepts. Those who decide there
// see the file meanwhile. Needs access.RequestTransfer on the client. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) RequestTransfer(ctx context.Context, in RequestTransfer) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.RequestTransfer, in.Client); err != nil {
			return err
		}
		f, err := s.ops.askTransfer(ctx, tx, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.RequestTransfer, in.Reason, f)
	})
}

func (o *Ops) askTransfer(ctx context.Context, tx *db.Tx, in RequestTransfer, not ...id.Account) (fact.Fact, error) {
	day := o.Today(tx)
	var p fault.Problems
	o.Code(&p, "reason", rulebook.ListTransferReasons, in.Reason, day)
	from, err := o.access.OfficeOf(ctx, tx.System(), in.Client)
	if err != nil {
		return fact.Fact{}, err
	}
	tree, err := o.Tree(ctx, &tx.Reader, day)
	if err != nil {
		return fact.Fact{}, err
	}
	to, ok := tree.Office(in.To)
	switch {
	case in.To == "":
		p.Add("to", "field.choose")
	case !ok || to.Kind != rulebook.DistrictOffice:
		p.Add("to", "field.unknown")
	case in.To == from:
		p.Add("to", "org.transfer.same_office")
	}
	if err := p.Err(); err != nil {
		return fact.Fact{}, err
	}
	if err := o.waiting(ctx, tx, in.Client); fault.Is(err, fault.Conflict) {
		return fact.Fact{}, fault.New(fault.Conflict, "org.transfer.waits")
	} else if err != nil {
		return fact.Fact{}, err
	}
	t := org.Transfer{ID: tx.NewID(), Client: in.Client, From: from, To: in.To, Due: o.Due(rulebook.RuleTransferAcceptDays, day, 5)}
	if err := o.watch(ctx, tx, t, tree, not); err != nil {
		return fact.Fact{}, err
	}
	note, err := o.Seal(ctx, tx, in.Client, "org_transfer", "note", t.ID, in.Note)
	if err != nil {
		return fact.Fact{}, err
	}
	if err := tx.Insert(ctx, "org_transfer", db.Row{
		"id": t.ID, "client_id": t.Client, "from_office": t.From, "to_office": t.To, "reason": in.Reason,
		"note": note, "requested_by": me(ctx, tx), "requested_at": tx.Now, "due": t.Due, "state": org.Requested, "decided_by": nil, "decided_at": nil,
		"decision": nil, "escalated_at": nil, "version": 1,
	}); err != nil {
		return fact.Fact{}, stale(err)
	}
	return fact.New("org.transfer_requested", in.Client, "from", string(from), "to", string(in.To), "reason", in.Reason, "due", t.Due.String()), nil
}

// watch lets those who decide in the receiving office see the file until it is answered, and tells them. Without anybody
// there the interregional department above decides. A restricted file is shown only to who is on its allow list already.
func (o *Ops) watch(ctx context.Context, tx *db.Tx, t org.Transfer, tree org.Tree, not []id.Account) error {
	receivers, err := o.access.Holders(ctx, &tx.Reader, []id.Office{t.To}, o.Today(tx), accesssvc.RolesFor(access.AcceptTransfer)...)
	if err != nil {
		return err
	}
	if len(receivers) == 0 {
		if receivers, err = o.access.Holders(ctx, &tx.Reader, []id.Office{tree.Department(t.To)}, o.Today(tx), accesssvc.RolesFor(access.AcceptTransfer)...); err != nil {
			return err
		}
	}
	restricted, err := o.access.IsRestricted(ctx, &tx.Reader, t.Client)
	if err != nil {
		return err
	}
	allowed, err := o.access.Related(ctx, tx.System(), t.Client, access.Allow, tx.Now)
	if err != nil {
		return err
	}
	var told []id.Account
	for _, r := range receivers {
		if slices.Contains(told, r.Account) || slices.Contains(not, r.Account) || restricted && !slices.Contains(allowed, r.Account) {
			continue
		}
		excluded, err := o.access.Excluded(ctx, &tx.Reader, t.Client, r.Account)
		if err != nil {
			return err
		}
		if excluded {
			continue
		}
		told = append(told, r.Account)
		if err := o.access.Relate(ctx, tx, t.Client, r.Account, access.Watching, t.ID, nil); err != nil {
			return err
		}
		if err := o.NotifyAccount(ctx, tx, r.Account, access.Notice{Kind: "transfer_requested", Client: t.Client, Subject: t.ID, Href: "/office/transfers#" + t.ID}); err != nil {
			return err
		}
	}
	if len(told) == 0 {
		var p fault.Problems
		p.Add("to", "org.transfer.nobody_there")
		return p.Err()
	}
	return nil
}

// AnswerTransfer answers a request. State is org.Accepted, org.Refused or org.Withdrawn. Officer takes the case at once
// when accepting; without one it stands among the unallocated.
type AnswerTransfer struct {
	ID      string
	Version int
	State   string
	Officer id.Account
	Text    string // why refused; kept sealed
}

// AnswerTransfer accepts (the file moves and its officer is told), refuses or withdraws. Accepting and refusing need
// access.AcceptTransfer over the receiving office and somebody other than the requester; withdrawing needs the requester,
// or access.Allocate over the sending office. Faults: not_found, forbidden, invalid, conflict.
func (s *Service) AnswerTransfer(ctx context.Context, in AnswerTransfer) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.answerTransfer(ctx, tx, in) })
}

func (o *Ops) answerTransfer(ctx context.Context, tx *db.Tx, in AnswerTransfer) error {
	if err := o.guard.Permit(ctx, access.RequestTransfer); err != nil {
		return err
	}
	t, err := db.One[org.Transfer](ctx, tx, `select `+transferColumns+` from org_transfer t where t.id = $1 and {visible t.client_id}`, in.ID)
	if err != nil {
		return err
	}
	if err := o.mayAnswer(ctx, tx, t, in); err != nil {
		return err
	}
	if t, err = t.Answer(me(ctx, tx), in.State, tx.Now); err != nil {
		return err
	}
	decision, err := o.Seal(ctx, tx, t.Client, "org_transfer", "decision", t.ID, in.Text)
	if err != nil {
		return err
	}
	if err := tx.UpdateVersion(ctx, "org_transfer", t.ID, in.Version, db.Row{
		"state": t.State, "decided_by": t.DecidedBy, "decided_at": t.DecidedAt,
		"decision": decision,
	}); err != nil {
		return err
	}
	if _, err := o.access.EndByReason(ctx, tx, access.Watching, t.ID); err != nil {
		return err
	}
	kind := "org.transfer_" + t.State
	facts := []fact.Fact{fact.New(kind, t.Client, "from", string(t.From), "to", string(t.To))}
	if t.State == org.Accepted {
		facts[0].Type = "org.transferred"
		more, err := o.receive(ctx, tx, t, in.Officer)
		if err != nil {
			return err
		}
		facts = append(facts, more...)
	} else if err := o.NotifyAccount(ctx, tx, t.RequestedBy, access.Notice{Kind: "transfer_" + t.State, Client: t.Client, Subject: t.ID, Href: "/office/transfers"}); err != nil {
		return err
	}
	return tx.Record(ctx, access.AcceptTransfer, in.Text, facts...)
}

func (o *Ops) mayAnswer(ctx context.Context, tx *db.Tx, t org.Transfer, in AnswerTransfer) error {
	var p fault.Problems
	switch in.State {
	case org.Accepted, org.Refused:
		if err := o.guard.Allow(ctx, tx, access.AcceptTransfer, t.Client); err != nil {
			return err
		}
		if in.State == org.Refused && in.Text == "" {
			p.Add("text", "fault.reason_needed")
		}
		if err := o.Over(ctx, &tx.Reader, access.AcceptTransfer, t.To); err != nil {
			return err
		}
		return p.Err()
	case org.Withdrawn:
		if t.RequestedBy == me(ctx, tx) {
			return nil
		}
		return o.Over(ctx, &tx.Reader, access.Allocate, t.From)
	}
	p.Add("state", "field.choose")
	return p.Err()
}

// receive moves the file: who had it loses it and is told by its number, because the client is out of their sight now.
func (o *Ops) receive(ctx context.Context, tx *db.Tx, t org.Transfer, officer id.Account) ([]fact.Fact, error) {
	labels, err := o.Labels(ctx, tx.System(), []id.Client{t.Client})
	if err != nil {
		return nil, err
	}
	file := labels[t.Client].File
	now, held, err := o.Current(ctx, tx.System(), t.Client)
	if err != nil {
		return nil, err
	}
	if err := o.release(ctx, tx, t.Client, org.EndTransferred); err != nil {
		return nil, err
	}
	if err := o.access.Move(ctx, tx, t.Client, t.To); err != nil {
		return nil, err
	}
	if o.deps.Moved != nil {
		if err := o.deps.Moved(ctx, tx, t.Client, t.To); err != nil {
			return nil, err
		}
	}
	n := access.Notice{Kind: "transferred", Subject: t.ID, Data: map[string]string{"File": file}}
	if held {
		if err := o.NotifyAccount(ctx, tx, now.Account, n); err != nil {
			return nil, err
		}
	}
	if err := o.NotifyOffice(ctx, tx, t.From, n); err != nil {
		return nil, err
	}
	if officer == "" {
		return nil, nil
	}
	f, err := o.Assign(ctx, tx, Allocate{Client: t.Client, Account: officer, Reason: "first"})
	return []fact.Fact{f}, err
}

// transfers reads requests with names and words.
func (o *Ops) transfers(ctx context.Context, r *db.Reader, cond string, args ...any) ([]TransferLine, error) {
	type row struct {
		org.Transfer
		Note []byte
	}
	rows, err := db.All[row](ctx, r, `select `+transferColumns+`, t.note from org_transfer t where {visible t.client_id} and `+cond, args...)
	if err != nil {
		return nil, err
	}
	var accounts []id.Account
	var clients []id.Client
	for _, v := range rows {
		accounts, clients = append(accounts, v.RequestedBy, v.DecidedBy), append(clients, v.Client)
	}
	names, err := o.StaffNames(ctx, r, accounts)
	if err != nil {
		return nil, err
	}
	labels, err := o.Labels(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	out := make([]TransferLine, len(rows))
	for i, v := range rows {
		l := TransferLine{Transfer: v.Transfer, ByName: names[v.RequestedBy], DecidedName: names[v.DecidedBy], Label: labels[v.Client]}
		if l.Note, err = o.Unseal(ctx, r, v.Client, "org_transfer", "note", v.ID, v.Note); err != nil {
			return nil, err
		}
		if v.State == org.Requested {
			self := access.From(ctx).Account
			if l.May, err = o.access.Holds(ctx, r, access.AcceptTransfer, v.To); err != nil {
				return nil, err
			}
			l.May = l.May && v.RequestedBy != self
			if l.MayWithdraw, err = o.access.Holds(ctx, r, access.Allocate, v.From); err != nil {
				return nil, err
			}
			l.MayWithdraw = l.MayWithdraw || v.RequestedBy == self
		}
		out[i] = l
	}
	return out, nil
}

// TransferBoard is what the actor's offices are asked to take, what they ask others to take, and what was answered.
type TransferBoard struct {
	In, Out, Done []TransferLine
	Officers      map[id.Office][]org.Candidate // who might take a case, by receiving office
}

// Transfers lists the requests of the offices over which the actor accepts. Needs access.AcceptTransfer.
func (s *Service) Transfers(ctx context.Context) (TransferBoard, error) {
	out := TransferBoard{Officers: map[id.Office][]org.Candidate{}}
	if err := s.ops.guard.Permit(ctx, access.AcceptTransfer); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		in, args, err := s.ops.Scope(ctx, r, access.AcceptTransfer, "t.to_office", nil)
		if err != nil || in == "" {
			return err
		}
		if out.In, err = s.ops.transfers(ctx, r, in+` and t.state = 'requested' order by t.due, t.id limit 200`, args...); err != nil {
			return err
		}
		from, args, err := s.ops.Scope(ctx, r, access.AcceptTransfer, "t.from_office", nil)
		if err != nil {
			return err
		}
		if out.Out, err = s.ops.transfers(ctx, r, from+` and t.state = 'requested' order by t.due, t.id limit 200`, args...); err != nil {
			return err
		}
		if out.Done, err = s.ops.transfers(ctx, r, from+` and t.state <> 'requested' order by t.decided_at desc limit 20`, args...); err != nil {
			return err
		}
		for _, t := range out.In {
			if _, ok := out.Officers[t.To]; !ok && t.May {
				if out.Officers[t.To], err = s.ops.holders(ctx, r, t.To, s.Today()); err != nil {
					return err
				}
				if _, err = s.ops.withLoad(ctx, r, out.Officers[t.To]); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return out, err
}
