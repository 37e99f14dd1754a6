package monitored

import (
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
)

// Terms are those of an order from today.
func (k *Kit) Terms(level regime.Level) regime.Terms {
	today := k.Orders.Today()
	return regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(k.days),
		Level: level, Purpose: "obligations", ReviewOn: today.AddDays(k.review), Words: "Одного присутствия по адресу недостаточно",
	}
}

// InForce makes an order of given terms that the head has approved.
func (k *Kit) InForce(c id.Client, kind regime.Kind, terms regime.Terms) string {
	k.T.Helper()
	order, err := k.Orders.Draft(k.Officer(), monitoringsvc.Draft{Client: c, Regime: kind, Terms: terms})
	k.Must(err)
	k.Must(k.Orders.Decide(k.Chief(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	return order
}

// Signed writes down that the client has signed the information sheet of an order that was just approved.
func (k *Kit) Signed(c id.Client, order string) {
	k.T.Helper()
	k.Must(k.Orders.Note(k.Officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: k.Orders.Today()}}))
}

// Approved makes an order of supervision that the head has approved and whose sheet is signed.
func (k *Kit) Approved(c id.Client, level regime.Level) string {
	k.T.Helper()
	order := k.InForce(c, regime.Supervision, k.Terms(level))
	k.Signed(c, order)
	return order
}

// Add puts a phone into the inventory of Osh.
func (k *Kit) Add(ident string) string {
	k.T.Helper()
	d, err := k.Devices.Add(k.Chief(), devicesvc.Add{Ident: ident, Kind: regime.PhoneApp, Model: "Мобильный контроль", Serial: "S-" + ident, Office: Osh})
	k.Must(err)
	return d
}

// Fitted makes a client who wears a phone under an order in force.
func (k *Kit) Fitted(ident string, level regime.Level) (c id.Client, order string) {
	k.T.Helper()
	c = k.Client(Osh, "o1")
	order = k.Approved(c, level)
	k.Must(k.Devices.Fit(k.Officer(), devicesvc.Fit{Client: c, Order: order, Device: k.Add(ident)}))
	return c, order
}

// Fitting is what a client wears.
func (k *Kit) Fitting(c id.Client) string {
	k.T.Helper()
	list, err := k.Devices.Worn(k.Officer(), c)
	k.Must(err)
	if len(list) == 0 {
		k.T.Fatal("nothing is worn")
	}
	return list[0].ID
}

// Point is a position of a device at an instant, received now unless said otherwise.
func (k *Kit) Point(ident string, at time.Time, lat float64, alarms ...monitoring.Alarm) track.Arrived {
	accuracy := 12.0
	return track.Arrived{
		Protocol: "osmand", Frame: []byte(ident + at.String()),
		Message: monitoring.Message{
			Device: ident, ReceivedAt: k.Now(), Alarms: alarms, Position: &monitoring.Position{
				At: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(72.8), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy,
			},
		},
	}
}

// Store stores what devices said.
func (k *Kit) Store(list ...track.Arrived) []track.Verdict {
	k.T.Helper()
	out, err := k.Tracks.Store(k.Job(), list)
	k.Must(err)
	return out
}
