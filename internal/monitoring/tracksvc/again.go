package tracksvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/platform/db"
)

// RuleExpires is for how many minutes whoever read positions may look at the same ones again without giving a reason anew.
const RuleExpires = "monitoring.read_expires_minutes"

// RuleGap is after how many minutes without a position a replay shows a silence and no line.
const RuleGap = "monitoring.read_gap_minutes"

// Gap is the shortest silence of a replay.
func (s *Service) Gap() time.Duration {
	return time.Duration(s.Rulebook().Int(RuleGap, s.Today(), 10)) * time.Minute
}

// When is the instant at which a stored position counts.
func (s *Service) When(f monitoring.Fix) time.Time { return When(f, s.limits()) }

func (s *Service) expires(at civil.Instant) civil.Instant {
	return at.Add(time.Duration(s.Rulebook().Int(RuleExpires, s.Today(), 30)) * time.Minute)
}

// Again shows once more what one reading showed: to whoever read it, for a short while, and to nobody else. The page of a reading and
// the map on it live on it. Needs ReadPositions. Faults: not_found when it is somebody else's or its time is over, forbidden.
func (s *Service) Again(ctx context.Context, client id.Client, read string) (Track, error) {
	if err := s.guard.Permit(ctx, access.ReadPositions); err != nil {
		return Track{}, err
	}
	type row struct {
		Fitting     string
		From, Until civil.Instant
		At          civil.Instant
	}
	var out Track
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, err := db.One[row](ctx, r, `select c.fitting_id, c.from_at, c.until_at, c.recorded_at from monitoring_read c where c.id = $1 and c.client_id = $2
			and c.recorded_by = $3 and {visible c.client_id}`, read, client, actor.From(ctx).Ref())
		if err != nil {
			return err
		}
		if s.Now().After(s.expires(x.At)) {
			return fault.MissingRecord()
		}
		out, err = s.track(ctx, r, Read{Client: client, Fitting: x.Fitting, From: x.From, Until: x.Until})
		out.ID, out.Expires = read, s.expires(x.At)
		db.Shown(ctx, client)
		return err
	})
	return out, err
}
