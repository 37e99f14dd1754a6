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

const requests = "portal_request"

const requestCols = `c.id, c.client_id, c.kind, c.receipt, c.body, c.made_at, c.due_on, c.answer, c.answered_at, c.answered_by, c.read_at, c.version`

type requestRow struct {
	ID         string
	Client     id.Client
	Kind       string
	Receipt    string
	Body       []byte
	MadeAt     civil.Instant
	DueOn      civil.Date
	Answer     []byte
	AnsweredAt civil.Instant
	AnsweredBy string
	ReadAt     civil.Instant
	Version    int
}

func (o *Ops) openRequests(ctx context.Context, r *db.Reader, rows []requestRow) ([]portal.Request, error) {
	out := make([]portal.Request, len(rows))
	for i, x := range rows {
		body, err := o.Seal.OpenText(ctx, r, x.Client, requests, "body", x.ID, x.Body)
		if err != nil {
			return nil, err
		}
		answer, err := o.Seal.OpenText(ctx, r, x.Client, requests, "answer", x.ID, x.Answer)
		if err != nil {
			return nil, err
		}
		out[i] = portal.Request{
			ID: x.ID, Client: x.Client, Kind: x.Kind, Receipt: x.Receipt, Body: body, MadeAt: x.MadeAt, DueOn: x.DueOn, Answer: answer,
			AnsweredAt: x.AnsweredAt, AnsweredBy: x.AnsweredBy, ReadAt: x.ReadAt, Version: x.Version,
		}
	}
	return out, nil
}

// Ask is what a client asks.
type Ask struct {
	Client id.Client
	Kind   string
	Text   string
}

// Ask takes a request of the client who is signed in and returns its identifier. The officer is told; a person answers by the day
// that the rulebook gives. Faults: not_found for anybody else, invalid.
func (s *Service) Ask(ctx context.Context, in Ask) (string, error) {
	entry := ""
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, in.Client); err != nil {
			return err
		}
		var problems fault.Problems
		if !slices.Contains(portal.RequestKinds(), in.Kind) {
			problems.Add("kind", "field.choose")
		}
		if in.Kind != portal.AskCopy || in.Text != "" {
			portal.CheckText(&problems, "text", in.Text)
		}
		if err := problems.Err(); err != nil {
			return err
		}
		rule := "portal.request_days"
		if in.Kind == portal.AskCopy {
			rule = "portal.copy_days"
		}
		today := tx.Now.In(s.ops.Zone)
		entry = tx.NewID()
		if in.Text == "" {
			in.Text = "–"
		}
		body, err := s.ops.Seal.SealText(ctx, tx, in.Client, requests, "body", entry, in.Text)
		if err != nil {
			return err
		}
		if err := tx.Insert(ctx, requests, db.Row{
			"id": entry, "client_id": in.Client, "kind": in.Kind, "receipt": receipt(today), "body": body, "made_at": tx.Now,
			"due_on": s.ops.due(rule, today, 14), "version": 1,
		}); err != nil {
			return err
		}
		if err := s.ops.TellOfficer(ctx, tx, in.Client, access.Notice{
			Kind: "portal_request", Client: in.Client, Subject: entry, Href: "/clients/" + string(in.Client) + "/portal/requests/" + entry,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ActSelf, "", fact.New("portal.asked", in.Client, "kind", in.Kind, "entry", entry).From("portal"))
	})
	return entry, err
}

// receipt is the number that a client keeps of a request or complaint.
func receipt(day civil.Date) string { return portal.Receipt(day, id.Draw(100_000_000)) }

// Asked lists the requests of the client who is signed in, the latest first. Fault: not_found for anybody else.
func (s *Service) Asked(ctx context.Context, client id.Client) ([]portal.Request, error) {
	var out []portal.Request
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.requestsOf(ctx, r, client)
		return err
	})
	return out, err
}

func (o *Ops) requestsOf(ctx context.Context, r *db.Reader, client id.Client) ([]portal.Request, error) {
	rows, err := db.All[requestRow](ctx, r, `select `+requestCols+` from portal_request c where c.client_id = $1 and {visible c.client_id}
		order by c.made_at desc, c.id desc limit 100`, client)
	if err != nil {
		return nil, err
	}
	return o.openRequests(ctx, r, rows)
}

// OneAsked reads a request of the client who is signed in; an answer counts as seen from then on. Fault: not_found.
func (s *Service) OneAsked(ctx context.Context, client id.Client, entry string) (portal.Request, error) {
	var out portal.Request
	err := s.own(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.request(ctx, r, client, entry)
		return err
	})
	if err != nil || out.Open() || !out.ReadAt.IsZero() {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.AllowSelf(ctx, client); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, requests, out.ID, out.Version, db.Row{"read_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReadSelf, "")
	})
}

func (o *Ops) request(ctx context.Context, r *db.Reader, client id.Client, entry string) (portal.Request, error) {
	row, err := db.One[requestRow](ctx, r, `select `+requestCols+` from portal_request c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`,
		client, entry)
	if err != nil {
		return portal.Request{}, err
	}
	out, err := o.openRequests(ctx, r, []requestRow{row})
	if err != nil {
		return portal.Request{}, err
	}
	return out[0], nil
}

// News counts what waits for the client who is signed in: papers to read, answers not seen. Fault: not_found for anybody else.
func (s *Service) News(ctx context.Context, client id.Client) (papers, answers int, err error) {
	type row struct{ Papers, Requests, Complaints int }
	err = s.own(ctx, client, func(r *db.Reader) error {
		x, err := db.One[row](ctx, r, `select
			(select count(*) from portal_paper c where c.client_id = $1 and c.read_at is null and {visible c.client_id}),
			(select count(*) from portal_request c where c.client_id = $1 and c.answered_at is not null and c.read_at is null and {visible c.client_id}),
			(select count(*) from portal_complaint c where c.complainant = $1 and c.answered_at is not null and c.read_at is null)`, client)
		papers, answers = x.Papers, x.Requests+x.Complaints
		if err != nil || s.ops.Issued == nil {
			return err
		}
		n, err := s.ops.Issued.Waiting(ctx, r, client)
		papers += n
		return err
	})
	return papers, answers, err
}
