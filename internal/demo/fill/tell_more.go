package fill

import (
	"context"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
)

// asSeen is as with the rights that the member of staff truly has: what is out of sight stays out of sight.
func (d *seeder) asSeen(ctx context.Context, staff int) (context.Context, error) {
	ctx = d.as(ctx, staff)
	err := d.DB.Read(ctx, func(r *db.Reader) error {
		rights, err := accesssvc.Load(ctx, r, d.w.Staff[staff].ID, civil.At(d.clock.Now()), d.w.Zone)
		ctx = accesssvc.Context(ctx, rights)
		return err
	})
	return ctx, err
}

// hidden is a second judgment of the restricted client: the clerk takes it for one of a new person, the custodian has to
// decide.
func (d *seeder) hidden(ctx context.Context) error {
	c, _, err := d.hero(demo.RestrictedStory)
	if err != nil {
		return err
	}
	if ctx, err = d.asSeen(ctx, d.persona(demo.RecordsPersona)); err != nil {
		return err
	}
	second := *c
	second.Number, second.Measure, second.Hours, second.TermMonths = c.Number+"-К", "community_service", 60, 0
	second.Decided, second.InForce, second.Received = civil.MustDate("2026-10-12"), civil.MustDate("2026-11-12"), civil.MustDate("2026-11-16")
	judgment, err := d.Intake.Receive(ctx, incoming(&second))
	if err != nil {
		return err
	}
	if err := d.Intake.Check(ctx, orderintakesvc.Check{ID: judgment, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes}); err != nil {
		return err
	}
	return d.Intake.Accept(ctx, orderintakesvc.Accept{ID: judgment, Version: 2, New: true})
}

// transfer is a client who has moved to the next district; its head has to take the file.
func (d *seeder) transfer(ctx context.Context) error {
	for i := range d.w.Clients {
		c := &d.w.Clients[i]
		if c.Office != demo.HomeOffice || c.Stage != demo.Running || c.Story != "" || d.lives[i].client == "" {
			continue
		}
		return d.Cases.RequestTransfer(d.as(ctx, c.Officer), orgcasesvc.RequestTransfer{
			Client: d.lives[i].client, To: demo.NextOffice, Reason: "moved",
			Note: "Свердлов районуна көчүп кетти, жаңы дареги текшерилди.",
		})
	}
	return nil
}
