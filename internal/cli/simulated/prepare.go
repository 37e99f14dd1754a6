package simulated

import (
	"context"
	"errors"
	"fmt"

	"tuzjol/internal/demo/wearing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/platform/db"
)

// Prepare puts simulated devices on clients of a demonstration who are not monitored yet, through the use cases and by two of its personas.
// Returns how many there are then.
func Prepare(ctx context.Context, a *app.App, devices int, seed uint64) (int, error) {
	if !a.Config.Demo {
		return 0, errors.New("devices are prepared in a demonstration only")
	}
	accounts, err := demo.ReadAccounts(a.Config.Data)
	if err != nil {
		return 0, err
	}
	who := map[demo.Persona]context.Context{}
	for _, x := range accounts {
		c := actor.With(ctx, actor.Actor{Kind: actor.User, Account: x.ID, Display: x.Display})
		c = actor.WithRequest(c, actor.Request{Route: "simulate", Purpose: "supervision"})
		who[x.Persona] = accesssvc.Context(c, access.Rights{
			Account: x.ID, System: true, Posts: []access.Post{{Role: access.Role(x.Role), Office: x.Office}}, Now: a.DB.Now(),
		})
	}
	type row struct {
		Client id.Client
		Office id.Office
	}
	var rows []row
	if err := a.DB.Read(a.Operator(ctx), func(r *db.Reader) (err error) {
		rows, err = db.All[row](ctx, r.System(), `select c.client_id, c.office_id from casefile_card c where c.order_status = 'running'
			and {visible c.client_id} and not exists (select 1 from monitoring_order m where m.client_id = c.client_id) order by c.client_id`)
		return err
	}); err != nil {
		return 0, err
	}
	if len(rows) < devices {
		return 0, fmt.Errorf("%d devices, but only %d clients without monitoring: a larger demonstration has more (tuzjol demo --clients)", devices, len(rows))
	}
	f := wearing.Fitter{Orders: a.Monitoring().Orders, Devices: a.Monitoring().Devices, Drafts: who[demo.OfficerPersona], Decides: who[demo.HeadPersona]}
	for n := range devices {
		if _, err := f.Wear(wearing.Worn{
			Client: rows[n].Client, Office: rows[n].Office, Regime: regime.Supervision, Level: regime.FullTrail, Kind: regime.Bracelet, Ident: simulate.Ident(seed, n),
			Model: "Симулятор", Days: 90, Number: fmt.Sprintf("УД-%d/26", 1000+n), Body: "Октябрьский районный суд",
		}); err != nil {
			return n, fmt.Errorf("device %d: %w", n+1, err)
		}
	}
	return devices, nil
}
