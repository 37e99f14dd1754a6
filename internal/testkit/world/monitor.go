package world

import (
	"fmt"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
)

// monitor lets the client wear a phone under an order of monitoring in force, with an hour of positions.
func (b *builder) monitor(c *Client, n int) {
	orders, devices := Service[*monitoringsvc.Service](b.World), Service[*devicesvc.Service](b.World)
	who, second, today := b.chief(c), "director", b.Today()
	b.step("order of monitoring of "+c.State, func() (err error) {
		c.Monitoring, err = orders.Draft(b.ctx(who), monitoringsvc.Draft{Client: c.ID, Regime: regime.Supervision, Terms: regime.Terms{
			Act: "judgment", ActNumber: c.Number, Authority: "court", Body: "Каракол шаардык соту", DecidedOn: today, From: today, Until: today.AddDays(60),
			Level: regime.FullTrail, Purpose: "obligations", ReviewOn: today.AddDays(20), Words: c.Secret,
		}})
		return err
	})
	b.step("approve monitoring of "+c.State, func() error {
		return orders.Decide(b.ctx(second), monitoringsvc.Decide{Client: c.ID, Order: c.Monitoring, Version: 1, Approve: true})
	})
	b.step("sheet of "+c.State, func() error {
		return orders.Note(b.ctx(who), monitoringsvc.Act{Client: c.ID, Order: c.Monitoring, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}})
	})
	ident := fmt.Sprintf("86%013d", n+1)
	b.step("device of "+c.State, func() (err error) {
		c.Device, err = devices.Add(b.ctx(who), devicesvc.Add{Ident: ident, Kind: regime.PhoneApp, Model: "Мобильный контроль", Serial: "W-" + ident, Office: c.Office})
		return err
	})
	b.step("fit "+c.State, func() error {
		return devices.Fit(b.ctx(who), devicesvc.Fit{Client: c.ID, Order: c.Monitoring, Device: c.Device})
	})
	b.step("fitting of "+c.State, func() error {
		list, err := devices.Worn(b.ctx(who), c.ID)
		if err == nil {
			c.Fitting = list[0].ID
		}
		return err
	})
	b.step("positions of "+c.State, func() error {
		var list []track.Arrived
		for i := range 6 {
			at, accuracy := b.Clock.Now().Add(time.Duration(i)*10*time.Second), 9.0
			list = append(list, track.Arrived{Protocol: "osmand", Frame: []byte(ident + at.String()), Message: monitoring.Message{
				Device: ident, ReceivedAt: at, Position: &monitoring.Position{
					At: at, Lat: monitoring.DegreesE7(42.49 + float64(n)/1000), Lon: monitoring.DegreesE7(78.39 + float64(i)/10_000), Valid: true,
					Mechanism: monitoring.Satellite, Accuracy: &accuracy,
				},
			}})
		}
		_, err := Service[*tracksvc.Service](b.World).Store(b.Job(), list)
		return err
	})
}
