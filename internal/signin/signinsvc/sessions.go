package signinsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// OpenSession is one session in the list that its owner sees.
type OpenSession struct {
	ID      string
	Opened  civil.Instant
	Seen    civil.Instant
	Address string
	Agent   string
	Current bool
}

// Sessions lists the reader's own sessions that still last, newest first (S10).
func (s *Service) Sessions(ctx context.Context) ([]OpenSession, error) {
	me := signin.From(ctx)
	type row struct {
		ID             string
		Opened, Seen   civil.Instant
		Address, Agent string
	}
	var out []OpenSession
	err := s.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select id, opened_at, seen_at, address, agent from signin_session
			where account_id = $1 and stage = $2 and ended_at is null and ends_at > $3 order by seen_at desc, id`,
			me.Account, string(signin.StageFull), s.DB.Now())
		for _, x := range rows {
			out = append(out, OpenSession{ID: x.ID, Opened: x.Opened, Seen: x.Seen, Address: x.Address, Agent: x.Agent, Current: x.ID == me.ID})
		}
		return err
	})
	return out, err
}

// EndSession ends one of the reader's own sessions. Faults: not_found.
func (s *Service) EndSession(ctx context.Context, session string) error {
	me := signin.From(ctx)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `update signin_session set ended_at = $1 where id = $2 and account_id = $3 and ended_at is null`,
			tx.Now, session, me.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.MissingRecord()
		}
		return tx.Record(ctx, "signin.end_session", "")
	})
}

// EndAll ends every session of an account, for administrators (S10). Faults: forbidden, not_found.
func (s *Service) EndAll(ctx context.Context, account id.Account) error {
	if err := s.Guard.Permit(ctx, ManageAccounts); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := loadAccount(ctx, &tx.Reader, account); err != nil {
			return err
		}
		if err := s.ops.EndSessions(ctx, tx, account); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.end_all", string(account))
	})
}

// SetDisabled closes or opens an account, for administrators. Faults: forbidden, not_found, invalid without a reason.
func (s *Service) SetDisabled(ctx context.Context, account id.Account, disabled bool, reason string) error {
	if err := s.Guard.Permit(ctx, ManageAccounts); err != nil {
		return err
	}
	if reason == "" {
		var p fault.Problems
		p.Add("reason", "fault.reason_needed")
		return p.Err()
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.SetDisabled(ctx, tx, account, disabled); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.set_disabled", reason)
	})
}

// Sweep removes what has outlived its use: ended sessions, old failures, spent tokens, forgotten drafts.
func (s *Service) Sweep(ctx context.Context, now civil.Instant) error {
	return s.DB.System(ctx, "signin.sweep", func(tx *db.Tx) error {
		for _, step := range [...]struct {
			query  string
			before civil.Instant
		}{
			{`delete from signin_session where ends_at < $1`, now.Add(-signin.KnownFor)},
			{`delete from signin_attempt where at < $1`, now.Add(-signin.FirstFor)},
			{`delete from signin_token where ends_at < $1`, now.Add(-signin.KnownFor)},
			{`delete from signin_draft where at < $1`, now.Add(-signin.DraftFor)},
		} {
			if _, err := tx.Exec(ctx, step.query, step.before); err != nil {
				return err
			}
		}
		return nil
	})
}
