package outagesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

const outages = "monitoring_outage"

// Outage is one entry of the register of outages. It names a territory and no person.
type Outage struct {
	ID      string
	What    string
	Area    string // territory (SOATE)
	State   string
	From    civil.Instant
	Until   civil.Instant // zero = it goes on
	Silent  int           // devices silent when it was last looked at, of Devices
	Devices int
	Reason  string
	MadeAt  civil.Instant
	MadeBy  string
	Row     int
}

const outageColumns = `select id, what, coalesce(area, ''), state, from_at, until_at, silent, devices, coalesce(reason, ''), made_at, made_by, version from monitoring_outage `

// List lists the register, what goes on first, then the latest. Needs ReadAlerts. Faults: forbidden.
func (s *Service) List(ctx context.Context) ([]Outage, error) {
	if err := s.guard.Permit(ctx, access.ReadAlerts); err != nil {
		return nil, err
	}
	var out []Outage
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[Outage](ctx, r, outageColumns+`order by case when until_at is null and state <> 'dismissed' then 0 else 1 end, from_at desc, id limit 200`)
		return err
	})
	return out, err
}

// Add enters an outage that the operator or the power company has told of: from then on a silence in that territory has a cause, and
// what was judged in the last two days is judged anew. Needs ManageOutages. Faults: forbidden, invalid.
func (s *Service) Add(ctx context.Context, in outage.Entry) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.ManageOutages); err != nil {
			return err
		}
		if err := in.Check(tx.Now.Time()).Err(); err != nil {
			return err
		}
		row := db.Row{
			"id": tx.NewID(), "what": in.What, "area": in.Area, "state": outage.Confirmed, "from_at": civil.At(in.From), "silent": 0, "devices": 0,
			"reason": in.Reason, "made_at": tx.Now, "made_by": tx.Actor.Ref(), "decided_at": tx.Now, "decided_by": tx.Actor.Ref(), "version": 1,
		}
		if !in.To.IsZero() {
			row["until_at"] = civil.At(in.To)
		}
		if err := tx.Insert(ctx, outages, row); err != nil {
			return err
		}
		if err := s.affected(ctx, tx, in.Area); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, in.Reason)
	})
}

// Decide is what a person does with an entry: confirms one that was recognised, dismisses it, or ends one. Version is that of the page.
type Decide struct {
	ID      string
	Version int
	What    string // confirmed, dismissed, ended
	Reason  string
}

// Decide confirms, dismisses or ends an outage with a reason; the orders in its territory are judged anew. Needs ManageOutages. Faults:
// forbidden, not_found, conflict, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.ManageOutages); err != nil {
			return err
		}
		x, err := db.One[Outage](ctx, tx, outageColumns+`where id = $1`, in.ID)
		if err != nil {
			return err
		}
		if x.Row != in.Version {
			return fault.Stale()
		}
		var p fault.Problems
		outage.CheckReason(&p, in.Reason)
		row := db.Row{"decided_at": tx.Now, "decided_by": tx.Actor.Ref(), "reason": in.Reason}
		switch {
		case in.What == outage.Confirmed && x.State == outage.Recognised, in.What == outage.Dismissed && x.State == outage.Recognised:
			row["state"] = in.What
			if in.What == outage.Dismissed && x.Until.IsZero() {
				row["until_at"] = tx.Now
			}
		case in.What == "ended" && x.Until.IsZero():
			row["until_at"] = tx.Now
		default:
			p.Add("what", "monitoring.outage.not_now")
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, outages, x.ID, x.Row, row); err != nil {
			return err
		}
		if err := s.affected(ctx, tx, x.Area); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, in.Reason)
	})
}
