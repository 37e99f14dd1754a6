package opportunitysvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

const sweepBatch = 300

// Sweep looks at every client under supervision and writes what their records allow for the lists; done twice it changes
// nothing. For named tasks only.
func (s *Service) Sweep(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	today, after := s.Today(), id.Client("")
	for {
		var clients []id.Client
		if err := s.db.System(ctx, "assessment.opportunities", func(tx *db.Tx) (err error) {
			if clients, err = s.ops.Next(ctx, tx.System(), after, sweepBatch); err != nil || len(clients) == 0 {
				return err
			}
			found, err := s.ops.find(ctx, tx.System(), clients, today)
			if err != nil {
				return err
			}
			for client, list := range found {
				for _, x := range list {
					if err := write(ctx, tx, client, x, today); err != nil {
						return err
					}
				}
			}
			return nil
		}); err != nil {
			return err
		}
		if len(clients) == 0 {
			break
		}
		after = clients[len(clients)-1]
	}
	return s.db.System(ctx, "assessment.opportunities", func(tx *db.Tx) error { // what was not seen today is no longer so
		_, err := tx.Exec(ctx, `delete from assessment_opportunity where seen_on < $1`, today)
		return err
	})
}

// write notes one opportunity; one that was known keeps the day since when it is so.
func write(ctx context.Context, tx *db.Tx, client id.Client, x opportunity.Opportunity, today civil.Date) error {
	_, err := tx.Exec(ctx, `insert into assessment_opportunity (client_id, kind, level_to, reasons, since, seen_on) values ($1, $2, $3, $4, $5, $5)
		on conflict (client_id, kind) do update set level_to = excluded.level_to, reasons = excluded.reasons, seen_on = excluded.seen_on`,
		client, string(x.Kind), db.Null(x.To), x.ReasonsJSON(), today)
	return err
}
