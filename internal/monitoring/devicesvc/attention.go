package devicesvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// RuleLow is the rule at how many per cent a battery is low.
const RuleLow = "monitoring.low_battery_percent"

// Needing is a device that somebody must look after, and why.
type Needing struct {
	Entry
	Cares []regime.Care
}

// Attention lists the devices in the actor's reach that need somebody: to be taken off, silent, nearly empty, with old firmware, damaged,
// lost. Care narrows it to one need; "" is all. Needs ReadDevices.
func (s *Service) Attention(ctx context.Context, office id.Office, care regime.Care) ([]Needing, error) {
	if err := s.guard.Permit(ctx, access.ReadDevices); err != nil {
		return nil, err
	}
	var out []Needing
	err := s.db.Read(ctx, func(r *db.Reader) error {
		newest, err := s.newest(ctx, r)
		if err != nil {
			return err
		}
		over, err := s.over(ctx, r)
		if err != nil {
			return err
		}
		b := &db.Binder{}
		cond := s.where(ctx, Filter{Office: office}, b)
		rows, err := db.All[entryRow](ctx, r, `select `+deviceColumns+healthColumns+` from monitoring_device c left join monitoring_health h on h.device = c.number
			where c.state <> 'retired' and (c.client_id is null or {visible c.client_id})`+cond+` order by c.kind, c.model, c.serial, c.id`, b.Args()...)
		if err != nil {
			return err
		}
		low := s.Rulebook().Int(RuleLow, s.Today(), 0)
		for _, x := range rows {
			e := s.entry(x)
			cares := regime.Condition{
				State: e.State, Over: over[e.ID], Silent: e.Silent, Battery: e.Battery, Low: low, Newest: newest[e.Model], Has: e.Firmware,
			}.Cares()
			if len(cares) == 0 || care != "" && !slices.Contains(cares, care) {
				continue
			}
			if out = append(out, Needing{e, cares}); len(out) == Limit {
				break
			}
		}
		for _, x := range out {
			db.Shown(ctx, x.Client)
		}
		return nil
	})
	slices.SortStableFunc(out, func(a, b Needing) int {
		return slices.Index(regime.Cares(), a.Cares[0]) - slices.Index(regime.Cares(), b.Cares[0])
	})
	return out, err
}

// newest is the newest firmware that any device of a model has; firmware tells of no person.
func (s *Service) newest(ctx context.Context, r *db.Reader) (map[string]string, error) {
	type row struct{ Model, Firmware string }
	rows, err := db.All[row](ctx, r.System(), `select distinct c.model, c.firmware from monitoring_device c where c.firmware is not null and (c.client_id is null or {visible c.client_id})`)
	out := map[string]string{}
	for _, x := range rows {
		if out[x.Model] == "" || regime.Newer(x.Firmware, out[x.Model]) {
			out[x.Model] = x.Firmware
		}
	}
	return out, err
}

// over are the devices in sight that are worn under an order which is over.
func (s *Service) over(ctx context.Context, r *db.Reader) (map[string]bool, error) {
	list, err := db.All[string](ctx, r, `select c.device_id from monitoring_fitting c join monitoring_order o on o.id = c.monitoring_id
		where c.until_at is null and (o.state = 'ended' or o.ends_at <= $1) and {visible c.client_id}`, s.Now())
	out := map[string]bool{}
	for _, d := range list {
		out[d] = true
	}
	return out, err
}

// Stock is how many devices of a kind an office has, by state.
type Stock struct {
	Office id.Office
	Kind   regime.DeviceKind
	N      map[regime.DeviceState]int
}

// Stock counts the devices of the offices in the actor's reach. It names nobody, and a device worn by somebody out of sight counts like any
// other. Needs ReadDevices.
func (s *Service) Stock(ctx context.Context) ([]Stock, error) {
	if err := s.guard.Permit(ctx, access.ReadDevices); err != nil {
		return nil, err
	}
	type row struct {
		Office id.Office
		Kind   regime.DeviceKind
		State  regime.DeviceState
		N      int
	}
	var out []Stock
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		rows, err := db.All[row](ctx, r.System(), `select c.office_id, c.kind, c.state, count(*) from monitoring_device c
			where (c.client_id is null or {visible c.client_id})`+s.where(ctx, Filter{}, b)+` group by c.office_id, c.kind, c.state order by c.office_id, c.kind, c.state`, b.Args()...)
		for _, x := range rows {
			if n := len(out); n == 0 || out[n-1].Office != x.Office || out[n-1].Kind != x.Kind {
				out = append(out, Stock{x.Office, x.Kind, map[regime.DeviceState]int{}})
			}
			out[len(out)-1].N[x.State] = x.N
		}
		return err
	})
	return out, err
}
