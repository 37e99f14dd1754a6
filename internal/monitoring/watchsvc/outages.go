package watchsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
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

// Outages lists the register, what goes on first, then the latest. Needs ReadAlerts. Faults: forbidden.
func (s *Service) Outages(ctx context.Context) ([]Outage, error) {
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

// AddOutage enters an outage that the operator or the power company has told of: from then on a silence in that territory has a cause, and
// what was judged in the last two days is judged anew. Needs ManageOutages. Faults: forbidden, invalid.
func (s *Service) AddOutage(ctx context.Context, in outage.Entry) error {
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

// DecideOutage is what a person does with an entry: confirms one that was recognised, dismisses it, or ends one. Version is that of the page.
type DecideOutage struct {
	ID      string
	Version int
	What    string // confirmed, dismissed, ended
	Reason  string
}

// DecideOutage confirms, dismisses or ends an outage with a reason; the orders in its territory are judged anew. Needs ManageOutages. Faults:
// forbidden, not_found, conflict, invalid.
func (s *Service) DecideOutage(ctx context.Context, in DecideOutage) error {
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

// watched is one order under which a device is worn now.
type watched struct {
	Order  string
	Client id.Client
	Device int64
	Seen   int64
}

func watchedNow(ctx context.Context, r *db.Reader, now civil.Instant) ([]watched, error) {
	return db.All[watched](ctx, r, `select c.monitoring_id, c.client_id, d.number, coalesce(h.seen_ms, 0) from monitoring_fitting c
		join monitoring_order o on o.id = c.monitoring_id join monitoring_device d on d.id = c.device_id left join monitoring_health h on h.device = d.number
		where c.until_at is null and o.state = 'approved' and o.begins_at <= $1 and o.ends_at > $1 and {visible c.client_id} order by c.monitoring_id, d.number`, now)
}

// areasOf gives the territories of the wearers.
func (s *Service) areasOf(ctx context.Context, r *db.Reader, list []watched) (map[id.Client]string, error) {
	out := map[id.Client]string{}
	if s.Areas == nil {
		return out, nil
	}
	var clients []id.Client
	for _, w := range list {
		if _, ok := out[w.Client]; !ok {
			out[w.Client] = ""
			clients = append(clients, w.Client)
		}
	}
	for len(clients) > 0 {
		n := min(500, len(clients))
		part, err := s.Areas(ctx, r, clients[:n])
		if err != nil {
			return nil, err
		}
		for c, a := range part {
			out[c] = a
		}
		clients = clients[n:]
	}
	return out, nil
}

// affected tells every order in a territory that its case is another.
func (s *Service) affected(ctx context.Context, tx *db.Tx, area string) error {
	all := tx.System()
	list, err := watchedNow(ctx, all, tx.Now)
	if err != nil {
		return err
	}
	areas, err := s.areasOf(ctx, all, list)
	if err != nil {
		return err
	}
	last := ""
	for _, w := range list {
		if w.Order == last || !outage.Within(areas[w.Client], area) {
			continue
		}
		last = w.Order
		if err := s.Changed(ctx, tx, w.Order); err != nil {
			return err
		}
	}
	return nil
}

// Recognise looks whether many devices fell silent together, and enters that into the register: their silence then has a cause at once, until
// a person says otherwise. It tells how many entries it made or ended. It is a task of the service itself. Faults: forbidden.
func (s *Service) Recognise(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = s.recognise(ctx, tx)
		return err
	})
	return n, err
}

func (s *Service) recognise(ctx context.Context, tx *db.Tx) (int, error) {
	on := tx.Now.In(s.Zone)
	limits, err := outage.FromRulebook(s.Rules.At(on), on)
	if err != nil {
		return 0, err
	}
	devices, err := s.heard(ctx, tx)
	if err != nil {
		return 0, err
	}
	rows, err := db.All[Outage](ctx, tx, outageColumns+`where until_at is null and state <> 'dismissed' order by id`)
	if err != nil {
		return 0, err
	}
	known := map[string]Outage{}
	var running []outage.Outage
	for _, x := range rows {
		known[x.ID] = x
		running = append(running, outage.Outage{ID: x.ID, Scope: outage.Scope{Area: x.Area}, Known: x.State == outage.Confirmed && x.Devices == 0, From: x.From.Time(), Silent: x.Silent, All: x.Devices})
	}
	changed := 0
	for _, o := range outage.Recognise(devices, running, tx.Now.Time(), limits) {
		did, err := s.enter(ctx, tx, o, known)
		if err != nil {
			return 0, err
		}
		if !did {
			continue
		}
		changed++
		if err := s.affected(ctx, tx, o.Scope.Area); err != nil {
			return 0, err
		}
	}
	if changed == 0 {
		return 0, nil
	}
	return changed, tx.Record(ctx, access.ManageOutages, "")
}

// heard lists the devices that are watched, and whether each is silent for longer than a device at rest may be.
func (s *Service) heard(ctx context.Context, tx *db.Tx) ([]outage.Device, error) {
	all := tx.System()
	list, err := watchedNow(ctx, all, tx.Now)
	if err != nil {
		return nil, err
	}
	areas, err := s.areasOf(ctx, all, list)
	if err != nil {
		return nil, err
	}
	set, err := s.settings(tx.Now)
	if err != nil {
		return nil, err
	}
	patience := time.Duration(float64(set.Expected.Rest)*set.SilentFactor) + set.SilentGrace
	var out []outage.Device
	for _, w := range list {
		if w.Seen == 0 || areas[w.Client] == "" {
			continue
		}
		at := time.UnixMilli(w.Seen).UTC()
		out = append(out, outage.Device{ID: w.Order, Area: areas[w.Client], Heard: at, Silent: tx.Now.Time().Sub(at) > patience})
	}
	return out, nil
}

// enter writes what became of an outage, and tells whether the cases of orders change by it.
func (s *Service) enter(ctx context.Context, tx *db.Tx, o outage.Outage, known map[string]Outage) (bool, error) {
	if x, ok := known[o.ID]; ok {
		if o.To.IsZero() {
			return false, nil
		}
		return true, tx.UpdateVersion(ctx, outages, o.ID, x.Row, db.Row{"until_at": civil.At(o.To), "silent": o.Silent})
	}
	n, err := db.One[int](ctx, tx, `select count(*) from monitoring_outage where id = $1`, o.ID)
	if err != nil || n > 0 { // dismissed by a person: the same silence is not told again
		return false, err
	}
	return true, tx.Insert(ctx, outages, db.Row{
		"id": o.ID, "what": outage.Network, "area": o.Scope.Area, "state": outage.Recognised, "from_at": civil.At(o.From), "silent": o.Silent,
		"devices": o.All, "made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
	})
}

// outagesOf gives the outages of the register that cover where a client lives, from a moment on.
func (s *Service) outagesOf(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error) {
	type row struct {
		ID, Area    string
		From, Until civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select id, coalesce(area, ''), from_at, until_at from monitoring_outage where state <> 'dismissed' and (until_at is null or until_at > $1)
		order by from_at, id`, civil.At(from))
	if err != nil || len(rows) == 0 || s.Areas == nil {
		return nil, err
	}
	areas, err := s.Areas(ctx, r, []id.Client{client})
	if err != nil {
		return nil, err
	}
	var out []judge.Outage
	for _, x := range rows {
		if outage.Within(areas[client], x.Area) {
			out = append(out, judge.Outage{ID: x.ID, From: x.From.Time(), To: x.Until.Time()})
		}
	}
	return out, nil
}
