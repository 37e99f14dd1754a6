package requestsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// ComplaintFilter chooses complaints of a list.
type ComplaintFilter struct {
	State string // "" is all that are not answered
	About string
	Late  bool
}

// Complaints lists the complaints that the actor may handle, the most urgent first. Needs HandleComplaint. Those about the actor or
// about an office of the actor are not there.
func (s *Service) Complaints(ctx context.Context, f ComplaintFilter) ([]portal.Complaint, error) {
	if err := permit(ctx, access.HandleComplaint); err != nil {
		return nil, err
	}
	var out []portal.Complaint
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := ` and k.state <> 'answered'`
		if slices.Contains(portal.ComplaintStates(), f.State) {
			cond = ` and k.state = ` + b.Bind(f.State)
		}
		if slices.Contains(portal.Abouts(), f.About) {
			cond += ` and k.about = ` + b.Bind(f.About)
		}
		if f.Late {
			cond += ` and k.answered_at is null and k.due_on < ` + b.Bind(s.Today().String())
		}
		where := handled(ctx, b)
		rows, err := db.All[complaintRow](ctx, r, `select `+complaintCols+` from portal_complaint k where `+where+cond+` order by k.due_on, k.id limit 200`, b.Args()...)
		for _, x := range rows {
			c, err := s.ops.openComplaint(ctx, r, x)
			if err != nil {
				return err
			}
			db.ShownInside(ctx, c.Client, string(access.Complaint))
			out = append(out, c)
		}
		return err
	})
	return out, err
}

// handled is the condition of complaints that the actor may handle: portal.Complaint.MayHandle as SQL.
func handled(ctx context.Context, b *db.Binder) string {
	rights := access.From(ctx)
	if rights.System {
		return "1=1"
	}
	cond := "(k.officer_id is null or k.officer_id <> " + b.Bind(string(rights.Account)) + ")"
	var homes []any
	for _, p := range rights.Posts {
		homes = append(homes, p.Office)
	}
	cond += " and k.office_id not in " + list(b, homes)
	if rights.National {
		return cond
	}
	return cond + " and k.receiver_id in " + list(b, db.Args(rights.Offices))
}

func list(b *db.Binder, values []any) string {
	if len(values) == 0 {
		return "('')"
	}
	out := "("
	for i, v := range values {
		if i > 0 {
			out += ","
		}
		office, _ := v.(id.Office)
		out += b.Bind(string(office))
	}
	return out + ")"
}

// Complaint reads one complaint for whoever handles it. Needs HandleComplaint. Fault: not_found, also for the office concerned.
func (s *Service) Complaint(ctx context.Context, entry string) (portal.Complaint, error) {
	if err := permit(ctx, access.HandleComplaint); err != nil {
		return portal.Complaint{}, err
	}
	var out portal.Complaint
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.complaint(ctx, r, entry)
		if err == nil {
			db.ShownInside(ctx, out.Client, string(access.Complaint))
		}
		return err
	})
	return out, err
}

func (o *Ops) complaint(ctx context.Context, r *db.Reader, entry string) (portal.Complaint, error) {
	b := &db.Binder{}
	where := handled(ctx, b)
	x, err := db.One[complaintRow](ctx, r, `select `+complaintCols+` from portal_complaint k where `+where+` and k.id = `+b.Bind(entry), b.Args()...)
	if err != nil {
		return portal.Complaint{}, err
	}
	return o.openComplaint(ctx, r, x)
}

// Handle is a step on a complaint.
type Handle struct {
	Entry   string
	Text    string // the answer; empty only takes it in hand
	Version int
}

// TakeComplaint says that somebody looks into a complaint; the client sees it. Needs HandleComplaint. Faults: not_found, conflict.
func (s *Service) TakeComplaint(ctx context.Context, in Handle) error {
	return s.handle(ctx, in, "portal.complaint_taken", func(tx *db.Tx, c portal.Complaint) (db.Row, error) {
		if c.State != portal.ComplaintReceived {
			return nil, fault.Stale()
		}
		return db.Row{"state": portal.ComplaintTaken, "taken_at": tx.Now, "taken_by": tx.Actor.Ref()}, nil
	})
}

// AnswerComplaint writes the answer back to the client. Needs HandleComplaint. Faults: not_found, invalid, conflict when answered.
func (s *Service) AnswerComplaint(ctx context.Context, in Handle) error {
	return s.handle(ctx, in, "portal.complaint_answered", func(tx *db.Tx, c portal.Complaint) (db.Row, error) {
		if c.State == portal.ComplaintAnswered {
			return nil, fault.Stale()
		}
		var problems fault.Problems
		portal.CheckText(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		text, err := s.ops.Seal.SealText(ctx, tx, c.Client, complaints, "answer", c.ID, in.Text)
		return db.Row{"state": portal.ComplaintAnswered, "answer": text, "answered_at": tx.Now, "answered_by": tx.Actor.Ref()}, err
	})
}

func (s *Service) handle(ctx context.Context, in Handle, kind string, do func(*db.Tx, portal.Complaint) (db.Row, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.HandleComplaint); err != nil {
			return err
		}
		c, err := s.ops.complaint(ctx, &tx.Reader, in.Entry)
		if err != nil {
			return err
		}
		set, err := do(tx, c)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, complaints, c.ID, in.Version, set); err != nil {
			return err
		}
		return tx.Record(ctx, access.HandleComplaint, "", fact.New(kind, "", "receiver", string(c.Receiver)))
	})
}

// CountComplaints counts the complaints that wait for the actor.
func (o *Ops) CountComplaints(ctx context.Context, r *db.Reader, _ civil.Instant) (int, error) {
	if permit(ctx, access.HandleComplaint) != nil {
		return 0, nil
	}
	b := &db.Binder{}
	where := handled(ctx, b)
	return db.One[int](ctx, r, `select count(*) from portal_complaint k where k.state <> 'answered' and `+where, b.Args()...)
}
