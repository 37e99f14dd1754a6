package wearing

import (
	"context"
	"fmt"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoning"
)

func circle(at simulate.Place, radius float64) zone.Shape {
	return zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.At(at.Lat, at.Lon)}, Radius: radius}
}

// block is the outline of a market: eight corners.
func block(at simulate.Place, metres float64) zone.Shape {
	s := zone.Shape{Form: zone.Polygon}
	for n := range 8 {
		p := at.Move(metres*(1-0.18*float64(n%2)), float64(n)*45+10)
		s.Points = append(s.Points, zone.At(p.Lat, p.Lon))
	}
	return s
}

// nightly are the hours of a curfew: ten in the evening to six in the morning, every day.
func nightly() zoning.Times {
	t := zoning.Times{Holiday: zoning.HolidaysSame}
	for d := range 7 {
		t.Weekly = append(t.Weekly, curfew.Span{Day: time.Weekday(d), Start: 22 * 60, End: 6 * 60})
	}
	return t
}

// zones draws the zones of a story: a home in the hours of a curfew, a place to keep away from. Whatever keeps somebody out is decided on
// by a second person, who has read the check of everyday life.
func (d *Teller) zones(ctx context.Context, r Role, client id.Client, officer int, order string) error {
	draws := d.As(ctx, officer)
	approves := d.As(ctx, d.persona(demo.HeadPersona))
	put := func(kind zone.Kind, t zoning.Terms) error {
		z, err := d.Zones.Draw(draws, zonesvc.Draw{Client: client, Order: order, Kind: kind, Terms: t})
		if err != nil {
			return fmt.Errorf("draw %s: %w", kind, err)
		}
		decide := zonesvc.Decide{Client: client, Order: order, Zone: z, Version: 1, Approve: true, Seen: true, Words: "Күнүмдүк жашоого тоскоол эмес: үйү, жумушу жана аялдама сыртта калат."}
		if kind.KeepOut() {
			return d.Zones.Approve(approves, decide)
		}
		return d.Zones.Confirm(draws, decide)
	}
	switch r.Story {
	case demo.CurfewStory:
		if err := d.agreed(draws, client, order); err != nil {
			return err
		}
		return put(zone.Home, zoning.Terms{Name: "Үйү", Shape: circle(r.Wearer.Home, 90), Basis: "Өкүмдүн 3-пункту: 22:00дөн 06:00гө чейин үйүндө болуу", Times: nightly()})
	case demo.MarketStory:
		for _, p := range []zonesvc.PlaceIn{
			{Client: client, What: everyday.Home, Name: "Үйү", Shape: circle(r.Wearer.Home, 60)}, {Client: client, What: everyday.Work, Name: "Тигүү цехи", Shape: circle(r.Wearer.Work, 60)},
		} {
			if err := d.Zones.AddPlace(draws, p); err != nil {
				return fmt.Errorf("everyday life: %w", err)
			}
		}
		return put(zone.Exclusion, zoning.Terms{
			Name: "Базар", Shape: block(r.Market, 150), Buffer: 120, Basis: "Өкүмдүн 4-пункту: базардын аймагында болууга тыюу салуу", Times: zoning.Times{Always: true},
		})
	case demo.StrapStory:
		return put(zone.Exclusion, zoning.Terms{
			Name: "Автобекет", Shape: circle(r.Wearer.Home.Move(3200, 320), 250), Buffer: 150, Basis: "Соттун токтомунун 2-пункту", Times: zoning.Times{Always: true},
		})
	}
	return nil
}

// agreed writes down that the adults at the address agree to a curfew there.
func (d *Teller) agreed(ctx context.Context, client id.Client, order string) error {
	x, err := d.Orders.Order(ctx, client, order)
	if err != nil {
		return err
	}
	return d.Orders.Note(ctx, monitoringsvc.Act{Client: client, Order: order, Version: x.Row, Step: regime.Step{
		What: regime.StepOccupant, Code: regime.OccupantAgrees, Words: "Энеси", Day: d.Orders.Today(),
	}})
}
