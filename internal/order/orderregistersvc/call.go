package orderregistersvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Attempt logs one try to call the client. Needs access.RegisterClient. Faults: not_found, forbidden, conflict (on the
// register already, or ended), invalid.
func (s *Service) Attempt(ctx context.Context, orderID string, in order.Attempt) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.attempt(ctx, tx, orderID, in) })
}

func (o *Ops) attempt(ctx context.Context, tx *db.Tx, orderID string, in order.Attempt) (step, error) {
	x, err := o.awaited(ctx, tx, orderID)
	if err != nil {
		return step{}, err
	}
	if err := in.Check(o.RulesOf(x, o.Today(tx)), o.Today(tx)).Err(); err != nil {
		return step{}, err
	}
	row := tx.NewID()
	note, err := o.Sealed(ctx, tx, x.Client, "order_attempt", "note", row, in.Note)
	if err != nil {
		return step{}, err
	}
	if err := tx.Insert(ctx, "order_attempt", db.Row{
		"id": row, "client_id": x.Client, "order_id": x.ID, "made_on": in.On,
		"channel": in.Channel, "outcome": in.Outcome, "note": note, "recorded_at": tx.Now, "made_by": tx.Actor.Ref(),
	}); err != nil {
		return step{}, err
	}
	return step{access.RegisterClient, "", []fact.Fact{o.On(fact.New("order.call_attempted", x.Client, "order", x.ID,
		"channel", in.Channel, "outcome", in.Outcome), in.On, tx)}}, nil
}

// awaited loads an order whose client is still to be placed on the register.
func (o *Ops) awaited(ctx context.Context, tx *db.Tx, orderID string) (ordersvc.Order, error) {
	x, err := ordersvc.Load(ctx, &tx.Reader, orderID)
	if err != nil {
		return ordersvc.Order{}, err
	}
	if err := o.guard.Allow(ctx, tx, access.RegisterClient, x.Client); err != nil {
		return ordersvc.Order{}, err
	}
	switch {
	case x.State == order.StateEnded:
		return ordersvc.Order{}, fault.New(fault.Conflict, "order.has_ended")
	case x.State != order.StatePending:
		return ordersvc.Order{}, fault.New(fault.Conflict, "order.registered_already")
	}
	return x, nil
}

// Appeared notes that the client has come. Any office may receive; when it is not the office of the file, that office is
// told. Needs access.RegisterClient. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Appeared(ctx context.Context, orderID string, version int, day civil.Date) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.awaited(ctx, tx, orderID)
		if err != nil {
			return step{}, err
		}
		if x.Version != version {
			return step{}, fault.Stale()
		}
		return s.ops.appeared(ctx, tx, x, day)
	})
}

func (o *Ops) appeared(ctx context.Context, tx *db.Tx, x ordersvc.Order, day civil.Date) (step, error) {
	var p fault.Problems
	switch {
	case day.IsZero():
		p.Add("on", "field.required")
	case day.After(o.Today(tx)):
		p.Add("on", "date.future")
	case day.Before(x.DecidedOn):
		p.Add("on", "date.order", "From", x.DecidedOn, "To", day)
	}
	if err := p.Err(); err != nil {
		return step{}, err
	}
	here := access.From(ctx).Home()
	if here == "" {
		here = x.Office
	}
	if err := tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{"appeared_on": day, "appeared_office": here}); err != nil {
		return step{}, err
	}
	if here != x.Office {
		if err := o.Notify.Tell(ctx, tx, order.Notice{
			Office: x.Office, Kind: "order.appeared_elsewhere", Client: x.Client,
			Data: map[string]string{"office": string(here), "on": day.String()},
		}); err != nil {
			return step{}, err
		}
	}
	return step{access.RegisterClient, "", []fact.Fact{o.On(fact.New("order.appeared", x.Client, "order", x.ID, "office", string(here)), day, tx)}}, nil
}

// CameHere is a person who came to an office that may not see the file: known by the number of the file and the birth date
// on a document.
type CameHere struct {
	FileNumber string
	Birth      string
}

// watchDays is how long the office that received somebody else's client keeps sight of the file, to do what was begun.
const watchDays = 30

// ReceivedHere takes in a client of another office. The answer is the same whether such a person exists, is restricted, or
// does not exist; the file's office is told, and the receiving officer sees the file unless it is restricted. Needs
// access.RegisterClient. Faults: forbidden, invalid.
func (s *Service) ReceivedHere(ctx context.Context, in CameHere) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.receivedHere(ctx, tx, in) })
}

func (o *Ops) receivedHere(ctx context.Context, tx *db.Tx, in CameHere) (step, error) {
	if err := o.guard.Permit(ctx, access.RegisterClient); err != nil {
		return step{}, err
	}
	born, x, err := o.fileOf(ctx, tx, in)
	if err != nil || x.ID == "" {
		return step{}, err
	}
	brief, err := o.Brief(ctx, tx.System(), x.Client)
	if err != nil || brief.Birth.IsZero() || !brief.Birth.Compatible(born) {
		return step{}, err
	}
	if me := access.From(ctx).Account; me != "" {
		if err := o.access.Relate(ctx, tx, x.Client, me, access.Watching, "received", tx.Now.Add(watchDays*24*time.Hour)); err != nil {
			return step{}, err
		}
	}
	return o.appeared(ctx, tx, x, o.Today(tx))
}

// fileOf finds the awaited order of a file, with the system's sight; nothing of it is shown.
func (o *Ops) fileOf(ctx context.Context, tx *db.Tx, in CameHere) (civil.Partial, ordersvc.Order, error) {
	var p fault.Problems
	if _, ok := order.ParseFileNumber(in.FileNumber); !ok {
		p.Add("file_number", "order.file_number_shape")
	}
	born, err := civil.ParsePartial(in.Birth)
	if err != nil || born.Precision() != civil.PrecisionDay {
		p.Add("birth", "date.invalid")
	}
	if err := p.Err(); err != nil {
		return born, ordersvc.Order{}, err
	}
	client, err := o.Owner(ctx, tx.System(), in.FileNumber)
	if fault.Is(err, fault.NotFound) {
		return born, ordersvc.Order{}, nil
	}
	if err != nil {
		return born, ordersvc.Order{}, err
	}
	all, err := ordersvc.Of(ctx, tx.System(), []id.Client{client})
	for _, x := range all[client] {
		if x.State == order.StatePending && x.AppearedOn.IsZero() {
			return born, x, nil
		}
	}
	return born, ordersvc.Order{}, err
}
