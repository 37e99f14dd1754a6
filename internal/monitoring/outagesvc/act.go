package outagesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

// Add enters an outage that the operator or the power company has announced or that somebody has told of: while it lasts a silence in that
// place has a cause, and what was judged in the last two days is judged anew. Needs ManageOutages. Faults: forbidden, invalid.
func (s *Service) Add(ctx context.Context, in outage.Entry) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.ManageOutages); err != nil {
			return err
		}
		if err := in.Check(tx.Now.Time(), s.Operators()).Err(); err != nil {
			return err
		}
		if err := insert(ctx, tx, in); err != nil {
			return err
		}
		if err := s.affected(ctx, tx, placeOf(in)); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, in.Note)
	})
}

func placeOf(in outage.Entry) Place { return Place{in.Area, in.Village, in.Operator} }

// fields are the columns of what a person says of an outage.
func fields(in outage.Entry) db.Row {
	row := db.Row{
		"what": in.What, "area": in.Area, "village": db.Null(in.Village), "operator": db.Null(in.Operator), "source": in.Source, "note": in.Note,
		"from_at": civil.At(in.From), "until_at": nil,
	}
	if !in.To.IsZero() {
		row["until_at"] = civil.At(in.To)
	}
	return row
}

func insert(ctx context.Context, tx *db.Tx, in outage.Entry) error {
	row := fields(in)
	row["id"], row["state"], row["silent"], row["devices"], row["version"] = tx.NewID(), outage.Confirmed, 0, 0, 1
	row["made_at"], row["made_by"], row["decided_at"], row["decided_by"] = tx.Now, tx.Actor.Ref(), tx.Now, tx.Actor.Ref()
	return tx.Insert(ctx, outages, row)
}

// Import enters a list of announced outages at once, or none of them: each problem names the row, the column and the remedy. What stands in
// the register already (what, place, beginning) is passed over. It tells how many it entered. Needs ManageOutages. Faults: forbidden, invalid.
func (s *Service) Import(ctx context.Context, list []outage.Row) (entered int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		entered = 0
		if err := s.guard.Permit(ctx, access.ManageOutages); err != nil {
			return err
		}
		var p fault.Problems
		if len(list) == 0 {
			p.Add("file", "monitoring.outage.import_empty")
		}
		operators := s.Operators()
		for _, x := range list {
			for _, wrong := range x.Wrong(tx.Now.Time(), operators) {
				if len(p) < 50 {
					p.Add("file", "monitoring.outage.import_row", "Row", x.Line, "Column", wrong.Field, "Remedy", wrong.Msg)
				}
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		var places []Place
		for _, x := range list {
			n, err := db.One[int](ctx, tx, `select count(*) from monitoring_outage where what = $1 and area = $2 and coalesce(village, '') = $3 and coalesce(operator, '') = $4 and from_at = $5
				and state <> 'dismissed'`, x.What, x.Area, x.Village, x.Operator, civil.At(x.From))
			if err != nil {
				return err
			}
			if n > 0 {
				continue
			}
			if err := insert(ctx, tx, x.Entry); err != nil {
				return err
			}
			entered++
			places = append(places, placeOf(x.Entry))
		}
		if entered == 0 {
			return nil
		}
		if err := s.affected(ctx, tx, places...); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, "")
	})
	return entered, err
}

// Correct is an entry as it should have been, with the reason of the correction. Version is that of the page.
type Correct struct {
	ID      string
	Version int
	Entry   outage.Entry
	Reason  string
}

// Correct corrects an entry that a person made or the service recognised; the orders in the place before and after are judged anew. Needs
// ManageOutages. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Correct(ctx context.Context, in Correct) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.acted(ctx, tx, in.ID, in.Version)
		if err != nil {
			return err
		}
		checked := in.Entry
		if x.Source == outage.Seen {
			in.Entry.Source, checked.Source = outage.Seen, outage.Told // the service saw it: that stays
		}
		p := checked.Check(tx.Now.Time(), s.Operators())
		outage.CheckReason(&p, in.Reason)
		if x.What == outage.Service || x.State == outage.Dismissed {
			p.Add("reason", "monitoring.outage.not_now")
		}
		if err := p.Err(); err != nil {
			return err
		}
		row := fields(in.Entry)
		row["reason"], row["decided_at"], row["decided_by"] = in.Reason, tx.Now, tx.Actor.Ref()
		if err := tx.UpdateVersion(ctx, outages, x.ID, x.Row, row); err != nil {
			return err
		}
		if err := s.affected(ctx, tx, x.Place, placeOf(in.Entry)); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, in.Reason)
	})
}

// acted reads the entry that somebody acts on.
func (s *Service) acted(ctx context.Context, tx *db.Tx, key string, version int) (Outage, error) {
	if err := s.guard.Permit(ctx, access.ManageOutages); err != nil {
		return Outage{}, err
	}
	x, err := db.One[Outage](ctx, tx, outageColumns+`where id = $1`, key)
	if err == nil && x.Row != version {
		err = fault.Stale()
	}
	return x, err
}

// Decide is what a person does with an entry: confirms one that was recognised, dismisses it, or ends one. Version is that of the page.
type Decide struct {
	ID      string
	Version int
	What    string // confirmed, dismissed, ended
	Reason  string
}

// Decide confirms, dismisses or ends an outage with a reason; the orders in its place are judged anew. Needs ManageOutages. Faults:
// forbidden, not_found, conflict, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.acted(ctx, tx, in.ID, in.Version)
		if err != nil {
			return err
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
		case in.What == "ended" && x.At(tx.Now) == Running && x.State != outage.Dismissed && x.What != outage.Service:
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
		if err := s.affected(ctx, tx, x.Place); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, in.Reason)
	})
}
