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
	type row struct {
		Fitting     string
		Purpose     string
		From, Until civil.Instant
		At          civil.Instant
	}
	var out Track
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.ReadPositions, client); err != nil {
			return err
		}
		x, err := db.One[row](ctx, r, `select c.fitting_id, c.purpose, c.from_at, c.until_at, c.recorded_at from monitoring_read c where c.id = $1 and c.client_id = $2
			and c.recorded_by = $3 and {visible c.client_id}`, read, client, actor.From(ctx).Ref())
		if err != nil {
			return err
		}
		if s.Now().After(s.expires(x.At)) {
			return fault.MissingRecord()
		}
		out, err = s.track(ctx, r, Read{Client: client, Fitting: x.Fitting, From: x.From, Until: x.Until})
		out.ID, out.Purpose, out.Expires = read, x.Purpose, s.expires(x.At)
		db.Shown(ctx, client)
		if err != nil || !access.From(ctx).May(access.ReadAlerts) {
			return err
		}
		out.Alerts, err = db.All[Alert](ctx, r, `select c.class, c.from_at from monitoring_alert c where c.client_id = $1 and c.monitoring_id = $2 and c.from_at >= $3 and c.from_at < $4
			and coalesce(c.zone_kind, '') not like 'victim%' and c.rule not like 'victim%' and c.withdrawn is null and c.merged is null and c.drill = $5
			and {visible c.client_id} order by c.from_at, c.id limit 200`, client, out.Fitting.Order, x.From, x.Until, false)
		return err
	})
	return out, err
}

// Alert is an alert of the order within what was read, for the marks of a replay. Those of protected persons are never among them: they
// would tell where somebody is.
type Alert struct {
	Class string
	At    civil.Instant
}
