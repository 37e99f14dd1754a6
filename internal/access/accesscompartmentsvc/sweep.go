package accesscompartmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Sweep closes the memberships whose last day has passed, so that the record says when and why, and tells those who may decide
// which ones are to be looked at again today. The rights of a membership end by themselves at its instant. Only the service
// itself calls it. Faults: forbidden.
func (s *Service) Sweep(ctx context.Context) error {
	if !access.From(ctx).System {
		return s.guard.Permit(ctx, "access.sweep_compartments")
	}
	if err := s.endPast(ctx); err != nil {
		return err
	}
	return s.db.System(ctx, "access.compartments", func(tx *db.Tx) error {
		due, err := db.All[access.Member](ctx, tx.System(), `select `+memberColumns+` from access_compartment m where m.replaced_at is null and m.review_due = $1
			and m.compartment in ('extremism','victim') and {visible m.client_id} order by m.id`, tx.Now.In(s.deps.Zone))
		if err != nil {
			return err
		}
		told := map[id.Account]bool{}
		for _, m := range due {
			holders, err := s.ops.holders(ctx, tx, m.Client)
			if err != nil {
				return err
			}
			for _, a := range holders {
				if told[a] || a == m.Account {
					continue
				}
				told[a] = true
				if err := s.deps.Notify(ctx, tx, a, access.Notice{Kind: "compartment_review", Subject: m.ID, Href: "/compartments"}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// endPast ends each past membership in an entry of its own: an act about two clients would stand in both files.
func (s *Service) endPast(ctx context.Context) error {
	var past []string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		past, err = db.All[string](ctx, r.System(), `select m.id from access_compartment m where m.replaced_at is null and m.until <= $1 and {visible m.client_id}
			order by m.id`, s.db.Now())
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range past {
		if err := s.db.Write(ctx, func(tx *db.Tx) error {
			m, err := db.One[access.Member](ctx, tx.System(), `select `+memberColumns+` from access_compartment m where m.id = $1 and {visible m.client_id}`, id)
			if err != nil || !m.ClosedAt.IsZero() {
				return err
			}
			if err := s.ops.access.EndMembership(ctx, tx, m, access.EndedByTime); err != nil {
				return err
			}
			return tx.Record(ctx, access.OpenCompartment, access.EndedByTime, ended("access.compartment_ended", m, access.EndedByTime))
		}); err != nil {
			return err
		}
	}
	return nil
}
