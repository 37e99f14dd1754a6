package phones

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// PIN is the client's personal number as the identity bar shows it; the pages above have marked the client as shown.
func (b Book) PIN(ctx context.Context, client id.Client) (string, error) {
	type row struct {
		ID  string
		PIN []byte
	}
	var pin string
	err := b.DB.Read(ctx, func(r *db.Reader) error {
		x, ok, err := db.Maybe[row](ctx, r, `select c.id, c.pin from person_pin c where c.client_id = $1 and c.replaced_at is null
			and {visible c.client_id} order by c.recorded_at desc, c.id desc`, client)
		if err != nil || !ok {
			return err
		}
		pin, err = b.Seal.OpenText(ctx, r, client, "person_pin", "pin", x.ID, x.PIN)
		return err
	})
	return pin, err
}
