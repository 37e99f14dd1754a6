package victimsvc

import (
	"cmp"
	"context"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

// Zones gives the evaluator the zones that protect the persons of an order, with every version that held: fixed ones round their places,
// and one for each person round her device while she has one. The identifier of a fixed zone is its place, that of a moving one the person.
// It looks with the system's sight whoever's transaction it is called in: what it returns is for the evaluator and never for a page.
func (o *Ops) Zones(ctx context.Context, r *db.Reader, order string) ([]judge.Zone, error) {
	list, err := o.OfOrder(ctx, r, order)
	if err != nil {
		return nil, err
	}
	var out []judge.Zone
	for _, x := range list {
		all, err := o.Places(ctx, r.System(), x.ID)
		if err != nil {
			return nil, err
		}
		back, err := o.takenBack(ctx, r.System(), x.ID)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(v victim.Version) bool { return v.From.Before(back) }) // what she took back the rules never hear of again
		slices.SortFunc(all, func(a, b victim.Version) int {
			return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Number, b.Number))
		})
		own, err := o.DevicesOf(ctx, r, x.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, fixed(all)...)
		if versions := moving(all, own); len(versions) > 0 {
			out = append(out, judge.Zone{ID: x.ID, Kind: zone.VictimMoving, Versions: versions})
		}
	}
	return out, nil
}

// takenBack is when a person last withdrew a consent; zero = never.
func (o *Ops) takenBack(ctx context.Context, r *db.Reader, person string) (civil.Instant, error) {
	at, _, err := db.Maybe[civil.Instant](ctx, r, `select k.withdrawn_at from monitoring_victim_consent k where k.victim_id = $1 and k.withdrawn_at is not null
		order by k.withdrawn_at desc limit 1`, person)
	return at, err
}

// fixed makes the zones of fixed places out of their versions, which come by place and number.
func fixed(all []victim.Version) []judge.Zone {
	var out []judge.Zone
	for _, v := range all {
		if v.From.IsZero() || v.Place.Moving() {
			continue
		}
		if n := len(out); n == 0 || out[n-1].ID != v.Key {
			out = append(out, judge.Zone{ID: v.Key, Kind: zone.VictimFixed})
		}
		z := &out[len(out)-1]
		z.Versions = append(z.Versions, version(v, v.From, v.Until))
	}
	return out
}

func version(v victim.Version, from, until civil.Instant) zone.Version {
	return zone.Version{Number: v.Number, Shape: v.Place.Shape(), Buffer: v.Place.Buffer, From: from.Time(), To: until.Time()}
}

// moving makes the versions of the zone round her device: each holds while both it and a device do.
func moving(all []victim.Version, own []victim.Device) []zone.Version {
	var out []zone.Version
	for _, v := range all {
		if v.From.IsZero() || !v.Place.Moving() {
			continue
		}
		for _, d := range own {
			from, until := v.From, v.Until
			if from.Before(d.From) {
				from = d.From
			}
			if !d.Until.IsZero() && (until.IsZero() || d.Until.Before(until)) {
				until = d.Until
			}
			if until.IsZero() || from.Before(until) {
				out = append(out, version(v, from, until))
			}
		}
	}
	slices.SortFunc(out, func(a, b zone.Version) int { return a.From.Compare(b.From) })
	return out
}

// Devices tells the evaluator under which numbers the fixes of the persons' devices are stored, and which zone they move. Only fixes from
// From and before Until count. For the evaluator only.
func (o *Ops) Devices(ctx context.Context, r *db.Reader, order string) ([]victim.Peer, error) {
	type row struct {
		Victim      string
		Number      int64
		From, Until civil.Instant
	}
	rows, err := db.All[row](ctx, r.System(), `select d.victim_id, d.number, d.from_at, d.until_at from monitoring_victim_device d where d.monitoring_id = $1 and (d.reason is null or d.reason <> 'withdrawn') order by d.from_at, d.id`, order)
	out := make([]victim.Peer, len(rows))
	for i, x := range rows {
		out[i] = victim.Peer{Zone: x.Victim, Device: x.Number, Fitting: x.Number, From: x.From, Until: x.Until}
	}
	return out, err
}

// LivesAt reports whether a person protected from this client lives at a point, as far as an approved home of hers reaches: a curfew there
// is refused. It looks with the system's sight and says yes or no alone.
func (o *Ops) LivesAt(ctx context.Context, r *db.Reader, client id.Client, at zone.Point) (bool, error) {
	rows, err := db.All[placeRow](ctx, r.System(), `select `+placeColumns+` from monitoring_victim_place p join monitoring_victim v on v.id = p.victim_id
		join monitoring_order c on c.id = v.monitoring_id where c.client_id = $1 and p.state in ('in_force','waiting') and p.ends = false and {visible c.client_id}`, client)
	if err != nil {
		return false, err
	}
	list, err := o.OpenPlaces(ctx, r, rows)
	for _, v := range list {
		if v.Place.Kind == victim.HomePlace && zone.Between(v.Place.Point(), at) <= v.Place.Radius {
			return true, err
		}
	}
	return false, err
}

// Reach lists whom to tell of a danger or a reduced protection under an order, and by which safe way, the first to be tried first: only
// while the order is not over and the consent stands. It looks with the system's sight, for whoever must tell her at once; a page that
// shows it asks ReadVictims first.
func (o *Ops) Reach(ctx context.Context, r *db.Reader, order string) ([]victim.Way, error) {
	list, err := o.OfOrder(ctx, r, order)
	if err != nil {
		return nil, err
	}
	var out []victim.Way
	for _, x := range list {
		if ok, err := o.Standing(ctx, r.System(), x); err != nil || !ok || !x.Ended.IsZero() {
			if err != nil {
				return nil, err
			}
			continue
		}
		all, err := o.Phones(ctx, r, x.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			out = append(out, victim.Way{Victim: x.ID, Phone: p.ID, Number: p.Number, Kind: p.Kind, Person: p.Person, Lang: x.Lang, Rank: p.Rank})
		}
	}
	return out, nil
}
