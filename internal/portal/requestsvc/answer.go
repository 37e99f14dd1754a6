package requestsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

func permit(ctx context.Context, action actor.Action) error {
	if !access.From(ctx).May(action) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// Requests lists what a client has asked and the papers given, for the staff. Needs AnswerRequest. Faults: forbidden, not_found.
func (s *Service) Requests(ctx context.Context, client id.Client) ([]portal.Request, []portal.Paper, error) {
	if err := permit(ctx, access.AnswerRequest); err != nil {
		return nil, nil, err
	}
	var list []portal.Request
	var papers []portal.Paper
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err := s.ops.guard.See(ctx, r, access.AnswerRequest, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if list, err = s.ops.requestsOf(ctx, r, client); err != nil {
			return err
		}
		papers, err = s.ops.papersOf(ctx, r, client)
		return err
	})
	return list, papers, err
}

// Request reads one request for its answer. Needs AnswerRequest. Faults: forbidden, not_found.
func (s *Service) Request(ctx context.Context, client id.Client, entry string) (portal.Request, error) {
	if err := permit(ctx, access.AnswerRequest); err != nil {
		return portal.Request{}, err
	}
	var out portal.Request
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.request(ctx, r, client, entry)
		if err == nil {
			db.Shown(ctx, client)
		}
		return err
	})
	return out, err
}

// Answer is the answer of a person to a request.
type Answer struct {
	Client  id.Client
	Entry   string
	Text    string
	Version int
}

// Answer writes the answer, which the client reads on the own pages. Needs AnswerRequest on the client. Faults: not_found,
// forbidden, invalid, conflict when somebody has answered meanwhile.
func (s *Service) Answer(ctx context.Context, in Answer) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.AnswerRequest, in.Client); err != nil {
			return err
		}
		req, err := s.ops.request(ctx, &tx.Reader, in.Client, in.Entry)
		if err != nil {
			return err
		}
		if !req.Open() {
			return fault.Stale()
		}
		var problems fault.Problems
		portal.CheckText(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return err
		}
		text, err := s.ops.Seal.SealText(ctx, tx, in.Client, requests, "answer", in.Entry, in.Text)
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, requests, in.Entry, in.Version, db.Row{"answer": text, "answered_at": tx.Now, "answered_by": tx.Actor.Ref()}); err != nil {
			return err
		}
		return tx.Record(ctx, access.AnswerRequest, "", fact.New("portal.answered", in.Client, "kind", req.Kind, "entry", in.Entry))
	})
}

// Filter chooses requests of a list.
type Filter struct {
	State string // open, late, answered; "" is open
	Kind  string
}

// Open lists requests within the actor's sight, the most urgent first; of own clients only where the right reaches no further.
// Needs AnswerRequest.
func (s *Service) Open(ctx context.Context, f Filter) ([]portal.Request, error) {
	if err := permit(ctx, access.AnswerRequest); err != nil {
		return nil, err
	}
	var out []portal.Request
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := ` and c.answered_at is null`
		switch f.State {
		case "late":
			cond += ` and c.due_on < ` + b.Bind(s.Today().String())
		case "answered":
			cond = ` and c.answered_at is not null`
		}
		if slices.Contains(portal.RequestKinds(), f.Kind) {
			cond += ` and c.kind = ` + b.Bind(f.Kind)
		}
		cond += ownOnly(ctx, b, s.db.Now())
		rows, err := db.All[requestRow](ctx, r, `select `+requestCols+` from portal_request c where {visible c.client_id}`+cond+
			` order by c.due_on, c.id limit 200`, b.Args()...)
		if err != nil {
			return err
		}
		out, err = s.ops.openRequests(ctx, r, rows)
		for _, x := range out {
			db.Shown(ctx, x.Client)
		}
		return err
	})
	return out, err
}

// ownOnly narrows a list to clients whom the actor works or covers, where the right reaches no further.
func ownOnly(ctx context.Context, b *db.Binder, now civil.Instant) string {
	rights := access.From(ctx)
	if rights.Reach(access.AnswerRequest) == access.InSite {
		return ""
	}
	return ` and c.client_id in (select l.client_id from access_list l where l.account_id = ` + b.Bind(string(rights.Account)) +
		` and l.kind in ('assigned', 'covering') and l.replaced_at is null and (l.until is null or l.until > ` + b.Bind(now.String()) + `))`
}

// Count counts the open requests that wait for the actor.
func (o *Ops) Count(ctx context.Context, r *db.Reader, now civil.Instant) (int, error) {
	if permit(ctx, access.AnswerRequest) != nil {
		return 0, nil
	}
	b := &db.Binder{}
	cond := ownOnly(ctx, b, now)
	return db.One[int](ctx, r, `select count(*) from portal_request c where c.answered_at is null and {visible c.client_id}`+cond, b.Args()...)
}
