package orgsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
)

// Sweep does what the calendar asks for, each day and as often as it is called: covers begin and end,
// and reach follows the tree of the day. It runs as a job with the system's rights.
func (s *Service) Sweep(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := s.db.System(ctx, "org tree", func(tx *db.Tx) error { return s.ops.refresh(ctx, tx) }); err != nil {
		return err
	}
	return s.sweepAbsences(ctx)
}

func (s *Service) sweepAbsences(ctx context.Context) error {
	var due []org.Absence
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		due, err = Absences(ctx, r, `a.state = 'planned' and a.from_day <= $1 or a.state = 'running' and a.until_day < $1 order by a.until_day, a.id`, s.Today())
		return err
	}); err != nil {
		return err
	}
	for _, a := range due {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			if a.At(s.ops.Today(tx)) == org.Over {
				return s.ops.endAbsence(ctx, tx, a, a.Version, a.Days.To, "")
			}
			if err := tx.UpdateVersion(ctx, "org_absence", a.ID, a.Version, db.Row{"state": org.Running}); err != nil {
				return err
			}
			facts, err := s.ops.startCover(ctx, tx, a)
			if err != nil {
				return err
			}
			return tx.Record(ctx, access.ManageAbsence, a.Reason, append(facts, fact.New("org.absence_began", "", "account", string(a.Account)))...)
		}); err != nil {
			return err
		}
	}
	return nil
}
