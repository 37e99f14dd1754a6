package fill

import (
	"context"
	"fmt"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Part writes a part of the world into a demonstration whose stories stand, in one transaction: each of its clients is there
// with the whole past and the card, or not at all. The staff of the world must have their accounts. cards computes the
// cards of these clients within the transaction.
func Part(
	ctx context.Context, s Services, w *demo.World, p demo.Part, clock *demo.Clock, cards func(ctx context.Context, clients []id.Client) error,
) error {
	return s.DB.Batch(accesssvc.Meeting(ctx), func(ctx context.Context) error {
		d := &seeder{Services: s, w: w, clock: clock, lives: make([]life, len(w.Clients)), base: ctx}
		for _, x := range p.Steps {
			if err := d.step(ctx, x); err != nil {
				return fmt.Errorf("client %d, step %d at %s: %w", x.Client, x.Kind, demo.TimeOf(x.At), err)
			}
		}
		clock.Set(demo.Start(w.Zone))
		var clients []id.Client
		for _, n := range p.Clients {
			if c := d.lives[n].client; c != "" {
				clients = append(clients, c)
			}
		}
		return cards(d.system(ctx), clients)
	})
}

// Stands reports whether a part was written already: its first client's judgment is there.
// sight: the filling looks for what it wrote itself; nobody reads an answer.
func Stands(ctx context.Context, s Services, w *demo.World, p demo.Part) (stands bool, err error) {
	c := &w.Clients[p.Clients[0]]
	err = s.DB.Read(db.WithSight(ctx, db.Everyone{}), func(r *db.Reader) error {
		n, err := db.One[int](ctx, r, `select count(*) from order_judgment j where j.court = $1 and j.number = $2 and j.decided_on = $3`, c.Court, c.Number, c.Decided)
		stands = n > 0
		return err
	})
	return stands, err
}
