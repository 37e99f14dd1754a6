package brief

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/person/personweb"
	"tuzjol/internal/platform/db"
)

// Papers says what a client's file must hold.
type Papers struct {
	DB     *db.DB
	Orders *ordersvc.Service
}

// Needs lists the papers that the client's file must hold by its order, and which are missing.
func (p Papers) Needs(ctx context.Context, client id.Client) ([]personweb.Need, error) {
	var out []personweb.Need
	err := p.DB.Read(ctx, func(r *db.Reader) error {
		all, err := ordersvc.Of(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		x, _, ok := ordersvc.Speaking(all[client])
		if !ok {
			return nil
		}
		about, err := p.Orders.Ops().Brief(ctx, r, client)
		if err != nil {
			return err
		}
		held, err := p.Orders.Ops().Held(ctx, r, []id.Client{client})
		for _, it := range p.Orders.Ops().Needed(x, about) {
			out = append(out, personweb.Need{Kind: it.Code, Missing: !slices.Contains(held[client], it.Code)})
		}
		return err
	})
	return out, err
}
