package ordersvc

import (
	"context"
	"crypto/rand"
	"errors"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// fileTries bounds the draws for one number; with a million numbers an office and year the second already hardly happens.
const fileTries = 50

var errNoNumber = errors.New("no free file number was found")

// fileNumber gives the client's file its number, once for all orders of the person.
func (o *Ops) fileNumber(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error {
	all := tx.System()
	if n, err := db.One[int](ctx, all, `select count(*) from order_file c where c.client_id = $1 and {visible c.client_id}`, client); err != nil || n > 0 {
		return err
	}
	unit, err := o.Offices.Unit(ctx, all, office)
	if err != nil {
		return err
	}
	for range fileTries {
		number, err := order.DrawFileNumber(order.FilePlace(unit.SOATE), o.Today(tx).Year(), rand.Reader)
		if err != nil {
			return err
		}
		taken, err := db.One[int](ctx, all, `select count(*) from order_file c where c.number = $1 and {visible c.client_id}`, number)
		if err != nil {
			return err
		}
		if taken == 0 {
			return tx.Insert(ctx, "order_file", db.Row{"id": tx.NewID(), "client_id": client, "number": number, "drawn_at": tx.Now})
		}
	}
	return errNoNumber
}

// FileNumbers gives the numbers of files, as far as the reader sees the clients.
func (o *Ops) FileNumbers(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]order.FileNumber, error) {
	type row struct {
		Client id.Client
		Number order.FileNumber
	}
	out := map[id.Client]order.FileNumber{}
	if len(clients) == 0 {
		return out, nil
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.number from order_file c where c.client_id in `+db.In(len(clients), 1)+
		` and {visible c.client_id}`, db.Args(clients)...)
	for _, x := range rows {
		out[x.Client] = x.Number
	}
	return out, err
}

// FindByNumber finds clients by the number of their file or of a judgment, in the reader's sight.
func (o *Ops) FindByNumber(ctx context.Context, r *db.Reader, text string) ([]id.Client, error) {
	if n, ok := order.ParseFileNumber(text); ok {
		return db.All[id.Client](ctx, r, `select c.client_id from order_file c where c.number = $1 and {visible c.client_id}`, n)
	}
	return db.All[id.Client](ctx, r, `select distinct c.client_id from order_order c where (c.judgment_no = $1 or c.paper_number = $1)
		and {visible c.client_id} order by c.client_id limit 50`, text)
}

// Owner finds the one client whose file has a number. Faults: not_found.
func (o *Ops) Owner(ctx context.Context, r *db.Reader, text string) (id.Client, error) {
	n, ok := order.ParseFileNumber(text)
	if !ok {
		return "", fault.MissingRecord()
	}
	return db.One[id.Client](ctx, r, `select c.client_id from order_file c where c.number = $1 and {visible c.client_id}`, n)
}
