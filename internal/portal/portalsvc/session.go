package portalsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// Session tells which client a cookie stands for; a zero Session for none, an ended one, or one whose access was taken back.
func (s *Service) Session(ctx context.Context, token string) (portal.Session, error) {
	if token == "" || len(token) > 100 {
		return portal.Session{}, nil
	}
	var x sessionRow
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		x, _, err = db.Maybe[sessionRow](ctx, r.System(), `select s.id, s.access_id, c.client_id, s.seen_at, s.ends_at, s.ended_at, c.closed_at,
			v.hidden from portal_session s join portal_access c on c.id = s.access_id join access_client v on v.id = c.client_id
			where s.id = $1`, s.ops.hashSession(token))
		return err
	})
	if err != nil {
		return portal.Session{}, fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	}
	out := portal.Session{ID: x.ID, Access: x.Access, Client: x.Client, SeenAt: x.SeenAt, EndsAt: x.EndsAt, EndedAt: x.EndedAt, Closed: x.Closed}
	now := s.db.Now()
	if x.Hidden || !out.Live(now) {
		return portal.Session{}, nil
	}
	if !now.Before(x.SeenAt.Add(portal.TouchEvery)) {
		err = s.db.System(ctx, "portal.touch", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update portal_session set seen_at = $1 where id = $2 and seen_at < $1`, tx.Now, x.ID)
			return err
		})
	}
	return out, err
}

// SignOut ends the session of a cookie.
func (s *Service) SignOut(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `update portal_session set ended_at = $1 where id = $2 and ended_at is null`, tx.Now, s.ops.hashSession(token)); err != nil {
			return err
		}
		return tx.Record(ctx, access.SignInSelf, "")
	})
}

// Sweep forgets what is long over: attempts, wrong guesses, sessions. For the scheduled task.
func (s *Service) Sweep(ctx context.Context, now civil.Instant) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	old := now.Add(-24 * 60 * 60 * 1e9)
	return s.db.System(ctx, "portal.sweep", func(tx *db.Tx) error {
		for _, q := range []string{
			`delete from portal_attempt where ends_at < $1`, `delete from portal_miss where at < $1`, `delete from portal_session where ends_at < $1`,
			`delete from portal_device where ends_at < $1`,
		} {
			if _, err := tx.Exec(ctx, q, old); err != nil {
				return err
			}
		}
		return nil
	})
}
