package devicesvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Limit bounds a list.
const Limit = 500

// Filter says which devices a list shows. It holds codes only, so that it may stand in an address.
type Filter struct {
	Office id.Office
	Kind   string
	State  string
	Silent bool // worn, and not heard of within the time of the rulebook
}

// Health is what a device last said of itself. Zero values mean that it never spoke or never told.
type Health struct {
	SeenAt   civil.Instant
	FixAt    civil.Instant
	Battery  int // per cent; -1 = not told
	Charging bool
	Messages int64
	Repeats  int64
	Refused  int64 // came while nothing was to be collected
	Silent   bool
}

// Entry is one device of the list with its health.
type Entry struct {
	regime.Device
	Health
}

// RuleSilent is the rule after how many minutes without a word a worn device is silent.
const RuleSilent = "monitoring.silent_minutes"

type entryRow struct {
	regime.Device
	Seen, Fix         int64
	Battery           int
	Charging          bool
	Messages, Repeats int64
	Refused           int64
}

const healthColumns = `, coalesce(h.seen_ms, 0), coalesce(h.fix_ms, 0), coalesce(h.battery_pct, -1), coalesce(h.charging, 0), coalesce(h.messages, 0), coalesce(h.repeats, 0), coalesce(h.refused, 0)`

func (s *Service) entry(x entryRow) Entry {
	h := Health{SeenAt: ms(x.Seen), FixAt: ms(x.Fix), Battery: x.Battery, Charging: x.Charging, Messages: x.Messages, Repeats: x.Repeats, Refused: x.Refused}
	h.Silent = x.State == regime.Fitted && h.SeenAt.Before(s.silentBefore())
	return Entry{x.Device, h}
}

func (s *Service) silentBefore() civil.Instant {
	minutes := s.Rulebook().Int(RuleSilent, s.Today(), 60)
	return s.Now().Add(-time.Duration(minutes) * time.Minute)
}

func ms(n int64) civil.Instant {
	if n == 0 {
		return civil.Instant{}
	}
	return civil.At(time.UnixMilli(n))
}

// List shows the devices of the offices in the actor's reach. A device worn by somebody out of sight is absent. more says that there
// are others beyond Limit. Needs ReadDevices.
func (s *Service) List(ctx context.Context, f Filter) (list []Entry, more bool, err error) {
	if err := s.guard.Permit(ctx, access.ReadDevices); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := s.where(ctx, f, b)
		rows, err := db.All[entryRow](ctx, r, `select `+deviceColumns+healthColumns+` from monitoring_device c left join monitoring_health h on h.device = c.number
			where (c.client_id is null or {visible c.client_id})`+cond+` order by c.kind, c.model, c.serial, c.id limit `+b.Bind(Limit+1), b.Args()...)
		if more = len(rows) > Limit; more {
			rows = rows[:Limit]
		}
		for _, x := range rows {
			db.Shown(ctx, x.Client)
			list = append(list, s.entry(x))
		}
		return err
	})
	return list, more, err
}

func (s *Service) where(ctx context.Context, f Filter, b *db.Binder) string {
	rights, cond := access.From(ctx), ""
	if !rights.National && !rights.System {
		cond += " and c.office_id in ("
		for i, o := range rights.Offices {
			if i > 0 {
				cond += ", "
			}
			cond += b.Bind(string(o))
		}
		if len(rights.Offices) == 0 {
			cond += "null"
		}
		cond += ")"
	}
	if f.Office != "" {
		cond += " and c.office_id = " + b.Bind(string(f.Office))
	}
	if f.Kind != "" {
		cond += " and c.kind = " + b.Bind(f.Kind)
	}
	if f.State != "" {
		cond += " and c.state = " + b.Bind(f.State)
	}
	if f.Silent {
		cond += " and c.state = 'fitted' and coalesce(h.seen_ms, 0) < " + b.Bind(s.silentBefore().Time().UnixMilli())
	}
	return cond
}

// Whole is one device with its health and its chain of custody.
type Whole struct {
	Entry
	Custody []regime.Custody
}

// Device reads one device with its health and chain of custody, without what would name people out of sight. Needs ReadDevices.
// Faults: forbidden, not_found.
func (s *Service) Device(ctx context.Context, device string) (Whole, error) {
	var out Whole
	if err := s.guard.Permit(ctx, access.ReadDevices); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, err := db.One[entryRow](ctx, r, `select `+deviceColumns+healthColumns+` from monitoring_device c left join monitoring_health h on h.device = c.number
			where c.id = $1 and (c.client_id is null or {visible c.client_id})`, device)
		if err != nil {
			return err
		}
		if !access.From(ctx).Covers(x.Office) {
			return fault.MissingRecord()
		}
		out.Entry = s.entry(x)
		out.Custody, err = db.All[regime.Custody](ctx, r, `select c.id, c.what, c.code, c.from_office, c.to_office, c.words, c.client_id, c.recorded_at, c.recorded_by
			from monitoring_custody c where c.device_id = $1 and (c.client_id is null or {visible c.client_id}) order by c.recorded_at desc, c.id desc`, device)
		db.Shown(ctx, x.Client)
		for _, c := range out.Custody {
			db.Shown(ctx, c.Client)
		}
		return err
	})
	return out, err
}

// Free lists the devices in store within the actor's reach that could be fitted. Needs FitDevice.
func (s *Service) Free(ctx context.Context) ([]regime.Device, error) {
	if err := s.guard.Permit(ctx, access.FitDevice); err != nil {
		return nil, err
	}
	var out []regime.Device
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := s.where(ctx, Filter{State: string(regime.InStore)}, b)
		var err error
		out, err = db.All[regime.Device](ctx, r, `select `+deviceColumns+` from monitoring_device c where c.client_id is null and c.kind <> 'victim_unit'
			and (c.client_id is null or {visible c.client_id})`+cond+` order by c.kind, c.model, c.serial, c.id limit `+b.Bind(Limit), b.Args()...)
		return err
	})
	return out, err
}

// Unknown is a device that spoke although nobody has entered it.
type Unknown struct {
	Ident, Protocol string
	First, Last     civil.Instant
	Messages        int64
}

// Quarantine lists the devices that speak and that the inventory does not know, those heard last first. Nothing of what they say is
// kept but that they spoke. Needs SeeQuarantine.
func (s *Service) Quarantine(ctx context.Context) ([]Unknown, error) {
	if err := s.guard.Permit(ctx, access.SeeQuarantine); err != nil {
		return nil, err
	}
	type row struct {
		Ident, Protocol string
		First, Last     int64
		Messages        int64
	}
	var out []Unknown
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select ident, protocol, first_ms, last_ms, messages from monitoring_unknown order by last_ms desc, ident limit 200`)
		for _, x := range rows {
			out = append(out, Unknown{x.Ident, x.Protocol, ms(x.First), ms(x.Last), x.Messages})
		}
		return err
	})
	return out, err
}
