package accesssvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// OpenGlass asks for emergency access to one person, named exactly.
type OpenGlass struct {
	Query  access.GlassQuery
	Reason string // code of rulebook.ListBreakGlassReasons
	Text   string // why, in the actor's words; kept sealed
}

// Check says what is missing in a request before anything is looked up: it takes the same time whoever is meant.
func (s *Service) Check(ctx context.Context, in OpenGlass, whole bool) error {
	if err := s.guard.Permit(ctx, access.BreakGlass); err != nil {
		return err
	}
	var p fault.Problems
	p.Join("", in.Query.Validate())
	if whole {
		s.reasonOn(&p, rulebook.ListBreakGlassReasons, in.Reason, s.Today())
		if len([]rune(in.Text)) < 10 {
			p.Add("text", "field.too_short", "Min", 10)
		}
	}
	return p.Err()
}

// Open gives sight of one person until a fixed time, tells the supervisor at once and leaves a review item. It returns
// the client, or none for nobody, a sealed, a hidden person and one from whom the actor is excluded alike. Who is in
// sight already is returned without an opening. Needs access.BreakGlass and a fresh second factor (asked by the route).
// Faults: forbidden, invalid, too_many after repeated requests that matched nobody.
func (s *Service) Open(ctx context.Context, in OpenGlass) (id.Client, error) {
	if err := s.Check(ctx, in, true); err != nil {
		return "", err
	}
	var out id.Client
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.open(ctx, tx, in)
		return err
	})
	return out, err
}

func (s *Service) open(ctx context.Context, tx *db.Tx, in OpenGlass) (id.Client, error) {
	by := me(ctx, tx)
	missed, err := db.One[int](ctx, tx, `select count(*) from access_miss where account_id = $1 and at > $2`, by, tx.Now.Add(-24*time.Hour))
	if err != nil {
		return "", err
	}
	if missed >= access.MissLimit {
		return "", fault.New(fault.TooMany, "access.glass.too_many")
	}
	client, found, err := s.deps.Find(ctx, tx.System(), in.Query)
	if err != nil {
		return "", err
	}
	if found {
		found, err = s.mayBreak(ctx, tx, client, by)
		if err != nil {
			return "", err
		}
	}
	if !found {
		if err := tx.Insert(ctx, "access_miss", db.Row{"id": tx.NewID(), "account_id": by, "at": tx.Now}); err != nil {
			return "", err
		}
		return "", tx.Record(ctx, access.BreakGlass, in.Reason, fact.New("access.glass_missed", "", "account", string(by), "reason", in.Reason))
	}
	seen, err := db.One[int](ctx, tx, `select count(*) from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	if err != nil || seen > 0 {
		return client, err
	}
	return client, s.breakOpen(ctx, tx, client, by, in)
}

// mayBreak: never a sealed or hidden record, never for one on the exclusion list.
func (s *Service) mayBreak(ctx context.Context, tx *db.Tx, client id.Client, by id.Account) (bool, error) {
	n, err := db.One[int](ctx, tx.System(), `select count(*) from access_client c where c.client_id = $1 and c.sealed = false and c.hidden = false
		and {visible c.client_id}`, client)
	if err != nil || n == 0 {
		return false, err
	}
	excluded, err := s.ops.Excluded(ctx, &tx.Reader, client, by)
	return !excluded, err
}

func (s *Service) breakOpen(ctx context.Context, tx *db.Tx, client id.Client, by id.Account, in OpenGlass) error {
	today := tx.Now.In(s.deps.Zone)
	hours := s.deps.Rules.At(today).Int(rulebook.RuleBreakGlassHours, today, 4)
	o := access.Open(client, by, access.From(ctx).Home(), in.Reason, tx.Now, hours, s.due(rulebook.RuleBreakGlassReviewDays, today, 5))
	o.ID = tx.NewID()
	sealed, err := s.deps.Sealer.SealText(ctx, tx, client, "access_glass", "reason_text", o.ID, in.Text)
	if err != nil {
		return err
	}
	if err := tx.Insert(ctx, "access_glass", db.Row{
		"id": o.ID, "client_id": client, "account_id": by, "office_id": o.Office, "reason": o.Reason,
		"reason_text": sealed, "opened_at": o.OpenedAt, "until": o.Until, "review_due": o.ReviewDue, "reviewed_by": nil, "reviewed_at": nil,
		"finding": nil, "finding_text": nil, "version": 1,
	}); err != nil {
		return err
	}
	if err := s.ops.Relate(ctx, tx, client, by, access.Glass, o.ID, o.Until); err != nil {
		return err
	}
	if s.deps.Tell != nil { // the notice names no client: its reader may have no right to know of the person
		if err := s.deps.Tell(ctx, tx, by, access.Notice{
			Kind: "break_glass", Subject: o.ID, Href: "/break-glass/reviews#" + o.ID,
			Data: map[string]string{"Reason": in.Reason, "Account": string(by)},
		}); err != nil {
			return err
		}
	}
	return tx.Record(ctx, access.BreakGlass, in.Text, fact.New("access.glass_opened", client, "account", string(by), "reason", in.Reason,
		"until", o.Until.String()))
}
