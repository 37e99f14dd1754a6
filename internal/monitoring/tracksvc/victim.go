package tracksvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// blindDevice is the kind of the token under which a protected person's device is found: its name stands nowhere in clear.
const blindDevice = "victim_device"

// takes reports whether what is received at an instant may be kept: of a protected person's device nothing is from the instant on in which
// her consent or the use of the device ended, however old the position.
func (w worn) takes(received time.Time) bool {
	return w.zone == "" || w.until.IsZero() || received.Before(w.until)
}

// hers says which message a row is of, and whose.
type hers struct {
	message int
	of      worn
}

// peers hands fixes of protected persons' devices to whoever judges them. Here only so much is kept of each that a repeat is known, and
// never a place; the fix itself stands sealed with the inputs of the watch.
func (b *batch) peers(ctx context.Context) error {
	for n, r := range b.hers {
		i, w := b.hersOf[n].message, b.hersOf[n].of
		added, err := b.tx.Exec(ctx, `insert into monitoring_victim_fix (device, fix_ms, content, received_ms) values ($1, $2, $3, $4) on conflict do nothing`,
			r.Device, r.FixMS, r.Content, r.Received)
		if err != nil {
			return err
		}
		if added == 0 {
			b.repeated(i)
			continue
		}
		if b.svc.Peer == nil {
			continue
		}
		f := r.Fix()
		f.At = b.out[i].At
		if err := b.svc.Peer(ctx, b.tx, w.order, w.zone, f); err != nil {
			return err
		}
	}
	return nil
}

// victims finds the devices of protected persons among those that the inventory does not know, and gives their numbers, which are below
// zero. Their positions belong to no client and to no fitting of one.
func (s *Service) victims(ctx context.Context, all *db.Reader, idents []string, out map[string]*known, byNumber map[int64]*known) ([]int64, error) {
	tokens, named := make([]any, 0, len(idents)), map[string]string{}
	for _, ident := range idents {
		if ident == "" || len(ident) > 64 {
			continue
		}
		token := s.Seal.Blind(blindDevice, ident)
		tokens, named[token] = append(tokens, token), ident
	}
	if len(tokens) == 0 {
		return nil, nil
	}
	type row struct {
		Token        string
		Number       int64
		Order        string
		Victim       string
		From, Until  civil.Instant
		Begins, Ends civil.Instant
	}
	rows, err := db.All[row](ctx, all, `select d.ident_key, d.number, d.monitoring_id, d.victim_id, d.from_at, d.until_at, c.begins_at, c.ends_at
		from monitoring_victim_device d join monitoring_order c on c.id = d.monitoring_id where d.ident_key in `+db.In(len(tokens), 1)+`
		and {visible c.client_id} order by d.from_at`, tokens...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var orders []string
	for _, x := range rows {
		orders = append(orders, x.Order)
	}
	pauses, err := pausesOf(ctx, all, orders)
	if err != nil {
		return nil, err
	}
	var numbers []int64
	for _, x := range rows { // the last one that she or another had under this name counts; each has a number of its own
		k := &known{number: x.Number, health: health{Battery: -1, Charging: -1, Signal: none}}
		k.worn = append(k.worn, worn{
			number: x.Number, order: x.Order, level: regime.ZonesOnly, from: x.From.Time(), until: x.Until.Time(), zone: x.Victim,
			window: regime.Window{Begins: x.Begins.Time(), Ends: x.Ends.Time(), Pauses: pauses[x.Order]},
		})
		out[named[x.Token]], byNumber[x.Number] = k, k
		numbers = append(numbers, x.Number)
	}
	return numbers, nil
}
