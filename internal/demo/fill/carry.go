package fill

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
)

// bring takes a case over with its officer, in one entry.
func (d *seeder) bring(ctx context.Context, c *demo.Client, l *life, draw int) error {
	in := orderintakesvc.TakeOver{TakeOver: order.TakeOver{Incoming: incoming(c), RegisteredOn: c.Registered.String()}, New: true}
	return d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if l.judgment, l.client, err = d.Intake.Ops().TakeOver(ctx, tx, in); err != nil {
			return err
		}
		f, err := d.Cases.Ops().Assign(ctx, tx, orgcasesvc.Allocate{Client: l.client, Account: d.w.Staff[c.Officer].ID, Reason: "first"})
		if err != nil {
			return err
		}
		levels, err := d.paper(ctx, tx, c, l, draw)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.TakeOverCase, "", append([]fact.Fact{fact.New("order.judgment_accepted", l.client, "judgment", l.judgment), f}, levels...)...)
	})
}

// page of a journal: contacts that happened over weeks, written down together.
func (d *seeder) journal(ctx context.Context, s demo.Step, c *demo.Client, l *life) error {
	texts := inTongue(said.ContactTexts, d.w.Staff[c.Officer].Language)
	k := int(s.Draw % 8)
	list := make([]supervisionsvc.LogContact, k)
	for i := range list {
		back := time.Duration(s.Plan)*time.Minute + time.Duration(k-1-i)*time.Duration(s.Gap)*time.Minute
		list[i] = supervisionsvc.LogContact{
			Client: l.client, Kind: said.ContactKinds[(int(s.Draw)/8+i*5)%15],
			Minutes: 15, Source: "office", StartedAt: civil.At(demo.TimeOf(s.At).Add(-back)), Text: texts[(int(s.Draw)/8+i)%len(texts)],
		}
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		facts, err := d.Supervision.Ops().LogContacts(ctx, tx, list)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.RecordContact, "", facts...)
	})
}
