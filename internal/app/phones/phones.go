// Package phones reads the numbers of clients for the paper of a day without a line.
package phones

import (
	"context"

	"tuzjol/internal/casefile/casefileweb"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Book reads the numbers from the record.
type Book struct {
	DB   *db.DB
	Seal *seal.Sealer
}

// Of gives the numbers of clients in the reader's sight, with who else answers and when it is safe.
func (b Book) Of(ctx context.Context, clients []id.Client) (map[id.Client][]casefileweb.Phone, error) {
	type row struct {
		Client      id.Client
		ID          string
		Phone, Safe []byte
		Shared      bool
	}
	out := map[id.Client][]casefileweb.Phone{}
	err := b.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select c.client_id, c.id, c.phone, c.safe_times, c.shared from person_phone c where c.client_id in `+
			db.In(len(clients), 1)+` and c.replaced_at is null and {visible c.client_id} order by c.recorded_at, c.id`, db.Args(clients)...)
		if err != nil || len(rows) == 0 {
			return err
		}
		var boxes []seal.Box
		for _, v := range rows {
			scope := seal.Client(v.Client)
			boxes = append(boxes, seal.Box{Scope: scope, Table: "person_phone", Column: "phone", Row: v.ID, Sealed: v.Phone},
				seal.Box{Scope: scope, Table: "person_phone", Column: "safe_times", Row: v.ID, Sealed: v.Safe})
		}
		if err := b.Seal.OpenAll(ctx, r, boxes); err != nil {
			return err
		}
		for i, v := range rows {
			out[v.Client] = append(out[v.Client], casefileweb.Phone{Number: person.Phone(boxes[2*i].Plain).Display(), Safe: string(boxes[2*i+1].Plain), Shared: v.Shared})
		}
		return nil
	})
	return out, err
}

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
