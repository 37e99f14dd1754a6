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

const complaints = "portal_complaint"

const complaintCols = `k.id, k.complainant, k.receipt, k.about, k.office_id, k.receiver_id, k.officer_id, k.body, k.made_at, k.due_on, k.state,
	k.taken_at, k.taken_by, k.answer, k.answered_at, k.answered_by, k.read_at, k.version`

type complaintRow struct {
	ID               string
	Client           id.Client
	Receipt, About   string
	Office, Receiver id.Office
	Officer          id.Account
	Body             []byte
	MadeAt           civil.Instant
	DueOn            civil.Date
	State            string
	TakenAt          civil.Instant
	TakenBy          string
	Answer           []byte
	AnsweredAt       civil.Instant
	AnsweredBy       string
	ReadAt           civil.Instant
	Version          int
}

func (o *Ops) openComplaint(ctx context.Context, r *db.Reader, x complaintRow) (portal.Complaint, error) {
	body, err := o.Seal.OpenText(ctx, r, x.Client, complaints, "body", x.ID, x.Body)
	if err != nil {
		return portal.Complaint{}, err
	}
	answer, err := o.Seal.OpenText(ctx, r, x.Client, complaints, "answer", x.ID, x.Answer)
	return portal.Complaint{
		ID: x.ID, Client: x.Client, Receipt: x.Receipt, About: x.About, Office: x.Office, Receiver: x.Receiver, Officer: x.Officer, Body: body,
		MadeAt: x.MadeAt, DueOn: x.DueOn, State: x.State, TakenAt: x.TakenAt, TakenBy: x.TakenBy, Answer: answer, AnsweredAt: x.AnsweredAt,
		AnsweredBy: x.AnsweredBy, ReadAt: x.ReadAt, Version: x.Version,
	}, err
}

// Complain is a complaint about the service.
type Complain struct {
	Client id.Client
	About  string
	Text   string
}

// Complain takes a complaint of the client who is signed in and sends it to the department above the office concerned. The row names
// nobody as a client's record does, and its entry and fact name no client, so that no list, count, search, timeline or log of the
// record knows of it. Faults: not_found for anybody else, invalid.
func (s *Service) Complain(ctx context.Context, in Complain) (string, error) {
	entry := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, in.Client); err != nil {
			return err
		}
		var problems fault.Problems
		if !slices.Contains(portal.Abouts(), in.About) {
			problems.Add("about", "field.choose")
		}
		portal.CheckText(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return err
		}
		place, err := s.ops.Place(ctx, tx.System(), in.Client)
		if err != nil {
			return err
		}
		entry = tx.NewID()
		receiver := portal.Receiver(place.Office, place.Above, access.TopOffice)
		if err := s.ops.insertComplaint(ctx, tx, entry, in, place, receiver); err != nil {
			return err
		}
		if err := s.ops.TellHandlers(ctx, tx, receiver, access.Notice{Kind: "portal_complaint", Subject: entry, Href: "/complaints/" + entry}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ActSelf, "", fact.New("portal.complaint_received", "", "receiver", string(receiver)).From("portal"))
	})
	return entry, err
}

func (o *Ops) insertComplaint(ctx context.Context, tx *db.Tx, entry string, in Complain, place Place, receiver id.Office) error {
	today := tx.Now.In(o.Zone)
	body, err := o.Seal.SealText(ctx, tx, in.Client, complaints, "body", entry, in.Text)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, complaints, db.Row{
		"id": entry, "complainant": in.Client, "receipt": receipt(today), "about": in.About, "office_id": place.Office, "receiver_id": receiver,
		"officer_id": db.Null(place.Officer), "body": body, "made_at": tx.Now, "due_on": o.due("portal.complaint_days", today, 14),
		"state": portal.ComplaintReceived, "version": 1,
	})
}

// Complained lists the complaints of the client who is signed in, the latest first. Fault: not_found for anybody else.
func (s *Service) Complained(ctx context.Context, client id.Client) ([]portal.Complaint, error) {
	var out []portal.Complaint
	err := s.hidden(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[complaintRow](ctx, r, `select `+complaintCols+` from portal_complaint k where k.complainant = $1 order by k.made_at desc limit 50`, client)
		for _, x := range rows {
			c, err := s.ops.openComplaint(ctx, r, x)
			if err != nil {
				return err
			}
			out = append(out, c)
		}
		return err
	})
	return out, err
}

// OneComplained reads a complaint of the client who is signed in; its answer counts as seen from then on. Fault: not_found.
func (s *Service) OneComplained(ctx context.Context, client id.Client, entry string) (portal.Complaint, error) {
	var out portal.Complaint
	err := s.hidden(ctx, client, func(r *db.Reader) error {
		x, err := db.One[complaintRow](ctx, r, `select `+complaintCols+` from portal_complaint k where k.complainant = $1 and k.id = $2`, client, entry)
		if err != nil {
			return err
		}
		out, err = s.ops.openComplaint(ctx, r, x)
		return err
	})
	if err != nil || out.AnsweredAt.IsZero() || !out.ReadAt.IsZero() {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, client); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, complaints, out.ID, out.Version, db.Row{"read_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReadSelf, "")
	})
}

// hidden is own for what the client's record must not tell: the read entry stands inside the compartment of complaints.
func (s *Service) hidden(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if client == "" || access.Self(ctx) != client {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		db.ShownInside(ctx, client, string(access.Complaint))
		return fn(r)
	})
}
