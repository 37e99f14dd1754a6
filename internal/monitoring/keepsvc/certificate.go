package keepsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/platform/db"
)

const certificateColumns = `id, number, kind, state, first_day, last_day, days, gone, kept, hash, rule, keep_days, rulebook, begun_at, done_at, made_by, version`

// State is how retention stands: what was destroyed, and how long each kind is kept.
type State struct {
	Terms        []keep.Term
	Oldest       map[keep.Kind]int // the oldest day that is there, yyyymmdd; 0 = nothing
	Certificates []keep.Certificate
}

// State reads the certificates, the latest first, and the terms in force. It names no person. Needs ReadRetention.
func (s *Service) State(ctx context.Context) (State, error) {
	out := State{Oldest: map[keep.Kind]int{}}
	if err := s.guard.Permit(ctx, access.ReadRetention); err != nil {
		return out, err
	}
	for _, k := range keep.Kinds() {
		out.Terms = append(out.Terms, keep.TermOf(s.Rulebook(), k, s.Today()))
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		for k, q := range map[keep.Kind]string{
			keep.Positions: `select coalesce(min(day), 0) from monitoring_position`, keep.Frames: `select coalesce(min(day), 0) from monitoring_frame`,
		} {
			if out.Oldest[k], err = db.One[int](ctx, r, q); err != nil {
				return err
			}
		}
		oldest, there, err := db.Maybe[civil.Instant](ctx, r, `select c.raised_at from monitoring_alert c where c.certificate is null and ({visible c.client_id} or c.client_id = '')
			order by c.raised_at limit 1`)
		if err != nil {
			return err
		}
		if there {
			out.Oldest[keep.Events] = keep.Number(oldest.In(s.Zone))
		}
		out.Certificates, err = db.All[keep.Certificate](ctx, r, `select `+certificateColumns+` from monitoring_certificate order by number desc limit 200`)
		return err
	})
	return out, err
}

// Certificate reads one certificate. Needs ReadRetention. Faults: forbidden, not_found.
func (s *Service) Certificate(ctx context.Context, certificate string) (keep.Certificate, error) {
	var out keep.Certificate
	if err := s.guard.Permit(ctx, access.ReadRetention); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		out, err = db.One[keep.Certificate](ctx, r, `select `+certificateColumns+` from monitoring_certificate where id = $1`, certificate)
		return err
	})
	return out, err
}

// begin opens the certificate of a run, or goes on with one that was cut off.
func (s *Service) begin(ctx context.Context, tx *db.Tx, t keep.Term) (keep.Certificate, error) {
	c, ok, err := db.Maybe[keep.Certificate](ctx, tx, `select `+certificateColumns+` from monitoring_certificate where kind = $1 and state = 'open'`, t.Kind)
	if err != nil || ok {
		return c, err
	}
	last, err := db.One[int](ctx, tx, `select coalesce(max(number), 0) from monitoring_certificate`)
	if err != nil {
		return c, err
	}
	c = keep.Certificate{
		ID: tx.NewID(), Number: last + 1, Kind: t.Kind, State: keep.Open, Rule: t.Kind.Rule(), KeepDays: t.Days, Rulebook: t.Rulebook, BegunAt: tx.Now, By: tx.Actor.Ref(), Row: 1,
		Hash: []byte{},
	}
	return c, tx.Insert(ctx, certificates, db.Row{
		"id": c.ID, "number": c.Number, "kind": c.Kind, "state": c.State, "first_day": 0, "last_day": 0, "days": 0, "gone": 0, "kept": 0, "hash": c.Hash,
		"rule": c.Rule, "keep_days": c.KeepDays, "rulebook": c.Rulebook, "begun_at": c.BegunAt, "made_by": c.By, "version": 1,
	})
}

// save writes how far a run has come and remembers it.
func save(ctx context.Context, tx *db.Tx, c *keep.Certificate) error {
	if err := tx.UpdateVersion(ctx, certificates, c.ID, c.Row, db.Row{
		"state": c.State, "first_day": c.FirstDay, "last_day": c.LastDay, "days": c.Days, "gone": c.Gone, "kept": c.Kept, "hash": c.Hash, "done_at": c.DoneAt,
	}); err != nil {
		return err
	}
	c.Row++
	return tx.Record(ctx, access.DestroyPositions, "")
}
