package devicesvc

import (
	"context"
	"slices"
	"unicode/utf8"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Add is a device that comes into the inventory.
type Add struct {
	Ident    string
	Kind     regime.DeviceKind
	Model    string
	Serial   string
	Office   id.Office
	Firmware string
	SIM      string
}

// Add enters a device into the inventory of an office; one that spoke before it was entered leaves the quarantine by this. Returns
// its identifier. Needs ManageDevices. Faults: forbidden, invalid.
func (s *Service) Add(ctx context.Context, in Add) (string, error) {
	made := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		var st step
		var err error
		made, st, err = s.add(ctx, tx, in)
		return st, err
	})
	return made, err
}

func (s *Service) add(ctx context.Context, tx *db.Tx, in Add) (string, step, error) {
	if err := s.guard.Permit(ctx, access.ManageDevices); err != nil {
		return "", step{}, err
	}
	d := regime.Device{
		ID: tx.NewID(), Ident: in.Ident, Kind: in.Kind, Model: in.Model, Serial: in.Serial, State: regime.InStore, Office: in.Office,
		Firmware: in.Firmware, SIM: in.SIM,
	}
	rights := access.From(ctx)
	p := regime.CheckDevice(d, reachable(rights, in.Office))
	known, err := db.One[int](ctx, tx.System(), `select (select count(*) from monitoring_device c where c.ident = $1 and {visible c.client_id})
		+ (select count(*) from monitoring_victim_device d where d.ident_key = $2 and d.until_at is null)`, in.Ident, s.Seal.Blind("victim_device", in.Ident))
	if err != nil {
		return "", step{}, err
	}
	if known > 0 {
		p.Add("ident", "monitoring.ident_known")
	}
	if err := p.Err(); err != nil {
		return "", step{}, err
	}
	if d.Number, err = db.One[int64](ctx, tx.System(), `select coalesce(max(c.number), 0) + 1 from monitoring_device c where {visible c.client_id}`); err != nil {
		return "", step{}, err
	}
	if err := tx.Insert(ctx, devices, db.Row{
		"id": d.ID, "number": d.Number, "ident": d.Ident, "kind": d.Kind, "model": d.Model, "serial": d.Serial, "state": d.State, "office_id": d.Office,
		"firmware": db.Null(d.Firmware), "sim": db.Null(d.SIM), "added_at": tx.Now, "added_by": tx.Actor.Ref(), "version": 1,
	}); err != nil {
		return "", step{}, err
	}
	what := regime.DeviceAdded
	spoke, err := tx.Exec(ctx, `delete from monitoring_unknown where ident = $1`, d.Ident)
	if err != nil {
		return "", step{}, err
	}
	if spoke > 0 {
		what = regime.DeviceClaimed
	}
	if err := hand(ctx, tx, d, regime.Custody{What: what, To: d.Office}, ""); err != nil {
		return "", step{}, err
	}
	return d.ID, step{action: access.ManageDevices}, nil
}

// reachable gives the office when it lies within the actor's reach.
func reachable(rights access.Rights, office id.Office) []id.Office {
	if office != "" && rights.Covers(office) {
		return []id.Office{office}
	}
	return nil
}

// Move is something that happens to a device of the inventory: moved to another office, damaged, repaired, lost, found, retired.
type Move struct {
	Device  string
	Version int
	What    string
	To      id.Office // of a move
	Words   string
}

// Move writes down what happened to a device that nobody wears. Needs ManageDevices. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Move(ctx context.Context, in Move) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.guard.Permit(ctx, access.ManageDevices); err != nil {
			return step{}, err
		}
		d, err := s.device(ctx, &tx.Reader, in.Device)
		if err != nil {
			return step{}, err
		}
		rights := access.From(ctx)
		if !rights.Covers(d.Office) {
			return step{}, fault.MissingRecord()
		}
		if d.Row != in.Version {
			return step{}, fault.Stale()
		}
		p := checkMove(rights, d, in)
		if d.State == regime.Handed {
			if used, err := s.used(ctx, tx, d.Ident); err != nil {
				return step{}, err
			} else if used {
				p.Add("what", "monitoring.move_in_use")
			}
		}
		if err := p.Err(); err != nil {
			return step{}, err
		}
		c, row := regime.Custody{What: in.What, Words: in.Words}, db.Row{"state": d.State.After(in.What)}
		if in.What == regime.DeviceMoved {
			c.From, c.To, row["office_id"] = d.Office, in.To, in.To
		}
		if err := tx.UpdateVersion(ctx, devices, d.ID, d.Row, row); err != nil {
			return step{}, err
		}
		return step{action: access.ManageDevices}, hand(ctx, tx, d, c, "")
	})
}

func checkMove(rights access.Rights, d regime.Device, in Move) fault.Problems {
	var p fault.Problems
	switch {
	case in.What == "":
		p.Add("what", "field.choose")
	case !slices.Contains(d.State.Moves(), in.What):
		p.Add("what", "monitoring.move_not_now")
	case in.What == regime.DeviceMoved && (in.To == d.Office || len(reachable(rights, in.To)) == 0):
		p.Add("to", "field.choose")
	case in.What != regime.DeviceMoved && in.Words == "":
		p.Add("words", "field.required")
	}
	if utf8.RuneCountInString(in.Words) > regime.MaxText {
		p.Add("words", "field.too_long", "Max", regime.MaxText)
	}
	return p
}
