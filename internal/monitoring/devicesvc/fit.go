package devicesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Fit puts a device on a person under an order.
type Fit struct {
	Client id.Client
	Order  string
	Device string
}

// Fit puts a device of the inventory on a person under an order in force. A device is on one person at a time, and positions belong
// to the fitting: nobody ever reads those of another wearer. Needs FitDevice. Faults: not_found, forbidden, invalid.
func (s *Service) Fit(ctx context.Context, in Fit) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.fit(ctx, tx, in) })
}

func (s *Service) fit(ctx context.Context, tx *db.Tx, in Fit) (step, error) {
	if err := s.guard.Allow(ctx, tx, access.FitDevice, in.Client); err != nil {
		return step{}, err
	}
	o, err := standing(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	var p fault.Problems
	if in.Device == "" {
		p.Add("device", "field.choose")
		return step{}, p.Err()
	}
	d, err := s.device(ctx, &tx.Reader, in.Device)
	if fault.Is(err, fault.NotFound) || err == nil && !access.From(ctx).Covers(d.Office) {
		p.Add("device", "monitoring.fit.state") // worn by somebody out of sight, or never there: the same words
		return step{}, p.Err()
	}
	if err != nil {
		return step{}, err
	}
	worn, err := db.All[regime.DeviceKind](ctx, tx, `select c.kind from monitoring_fitting c where c.client_id = $1 and c.until_at is null
		and {visible c.client_id}`, in.Client)
	if err != nil {
		return step{}, err
	}
	if err := regime.CheckFit(o, d, worn, tx.Now).Err(); err != nil {
		return step{}, err
	}
	number, err := db.One[int64](ctx, tx.System(), `select coalesce(max(c.number), 0) + 1 from monitoring_fitting c where {visible c.client_id}`)
	if err != nil {
		return step{}, err
	}
	f := tx.NewID()
	if err := tx.Insert(ctx, fittings, db.Row{
		"id": f, "number": number, "client_id": in.Client, "device_id": d.ID, "monitoring_id": o.ID, "kind": d.Kind, "from_at": tx.Now,
		"fitted_by": tx.Actor.Ref(),
	}); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, devices, d.ID, d.Row, db.Row{"state": regime.Fitted, "client_id": in.Client, "fitting_id": f}); err != nil {
		return step{}, err
	}
	if err := hand(ctx, tx, d, regime.Custody{What: regime.DeviceFitted, From: d.Office, Client: in.Client}, f); err != nil {
		return step{}, err
	}
	if err := s.changed(ctx, tx, o.ID); err != nil {
		return step{}, err
	}
	if err := s.stepped(ctx, tx, o.ID, regime.StepFitted); err != nil {
		return step{}, err
	}
	return step{action: access.FitDevice, facts: []fact.Fact{fact.New("monitoring.device_fitted", in.Client, "device", d.ID, "kind", string(d.Kind), "fitting", f)}}, nil
}

// standing reads what fitting must know of an order.
func standing(ctx context.Context, r *db.Reader, client id.Client, order string) (regime.Order, error) {
	type row struct {
		State           regime.State
		Begins, Ends    civil.Instant
		SheetOn         civil.Date
		Refused, Agreed bool
	}
	x, err := db.One[row](ctx, r, `select c.state, c.begins_at, c.ends_at, c.sheet_on, c.refused_by_occupant, c.occupants_agreed
		from monitoring_order c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, order, client)
	return regime.Order{
		ID: order, Client: client, State: x.State, Begins: x.Begins, Ends: x.Ends, SheetOn: x.SheetOn, Refused: x.Refused, Agreed: x.Agreed,
	}, err
}

// Unfit takes a device off.
type Unfit struct {
	Client  id.Client
	Fitting string
	Reason  string
	Words   string
}

// Unfit takes a device off with a reason; its later positions are nobody's. Whether it comes back whole, damaged or not at all is what
// the reason says of its state. Needs FitDevice. Faults: not_found, forbidden, conflict when it is off already, invalid.
func (s *Service) Unfit(ctx context.Context, in Unfit) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.unfit(ctx, tx, in) })
}

func (s *Service) unfit(ctx context.Context, tx *db.Tx, in Unfit) (step, error) {
	if err := s.guard.Allow(ctx, tx, access.FitDevice, in.Client); err != nil {
		return step{}, err
	}
	f, err := s.fitting(ctx, &tx.Reader, in.Client, in.Fitting)
	if err != nil {
		return step{}, err
	}
	if !f.Until.IsZero() {
		return step{}, fault.New(fault.Conflict, "monitoring.off_already")
	}
	list := s.Rules.At(tx.Now.In(s.Zone)).List(regime.ListUnfit)
	var p fault.Problems
	item, ok := list.Item(in.Reason)
	if !ok {
		p.Add("reason", "field.choose")
	}
	if item.Is("words") && in.Words == "" {
		p.Add("words", "field.required")
	}
	if err := p.Err(); err != nil {
		return step{}, err
	}
	words, err := s.Seal.SealText(ctx, tx, in.Client, fittings, "words", f.ID, in.Words)
	if err != nil {
		return step{}, err
	}
	if err := tx.Update(ctx, fittings, f.ID, db.Row{"until_at": tx.Now, "unfitted_by": tx.Actor.Ref(), "reason": in.Reason, "words": words}); err != nil {
		return step{}, err
	}
	d, err := s.device(ctx, &tx.Reader, f.Device)
	if err != nil {
		return step{}, err
	}
	state := regime.InStore
	if to := regime.DeviceState(item.Attr["state"]); to != "" {
		state = to
	}
	if err := tx.UpdateVersion(ctx, devices, d.ID, d.Row, db.Row{"state": state, "client_id": nil, "fitting_id": nil}); err != nil {
		return step{}, err
	}
	if err := hand(ctx, tx, d, regime.Custody{What: regime.DeviceUnfitted, Code: in.Reason, To: d.Office, Client: in.Client}, f.ID); err != nil {
		return step{}, err
	}
	if err := s.changed(ctx, tx, f.Order); err != nil {
		return step{}, err
	}
	if err := s.stepped(ctx, tx, f.Order, regime.StepUnfitted); err != nil {
		return step{}, err
	}
	return step{action: access.FitDevice, facts: []fact.Fact{
		fact.New("monitoring.device_unfitted", in.Client, "device", d.ID, "kind", string(d.Kind), "fitting", f.ID, "reason", in.Reason),
	}}, nil
}

// fittingColumns lists the columns of monitoring_fitting c and monitoring_device d in the order of fittingRow.
const fittingColumns = `c.id, c.number, c.client_id, c.device_id, c.monitoring_id, c.kind, c.from_at, c.until_at, c.fitted_by, c.unfitted_by, c.reason, c.words,
	d.ident, d.model`

type fittingRow struct {
	ID                   string
	Number               int64
	Client               id.Client
	Device, Order        string
	Kind                 regime.DeviceKind
	From, Until          civil.Instant
	FittedBy, UnfittedBy string
	Reason               string
	Words                []byte
	Ident, Model         string
}

func (s *Service) fitting(ctx context.Context, r *db.Reader, client id.Client, fitting string) (regime.Fitting, error) {
	x, err := db.One[fittingRow](ctx, r, `select `+fittingColumns+` from monitoring_fitting c join monitoring_device d on d.id = c.device_id
		where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, fitting, client)
	return x.fitting(), err
}

func (x fittingRow) fitting() regime.Fitting {
	return regime.Fitting{
		ID: x.ID, Number: x.Number, Client: x.Client, Device: x.Device, Order: x.Order, Kind: x.Kind, From: x.From, Until: x.Until,
		FittedBy: x.FittedBy, UnfittedBy: x.UnfittedBy, Reason: x.Reason, Ident: x.Ident, Model: x.Model,
	}
}

// Worn lists what a client wears and wore, the latest first. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) Worn(ctx context.Context, client id.Client) ([]regime.Fitting, error) {
	var out []regime.Fitting
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		rows, err := db.All[fittingRow](ctx, r, `select `+fittingColumns+` from monitoring_fitting c join monitoring_device d on d.id = c.device_id
			where c.client_id = $1 and {visible c.client_id} order by c.from_at desc, c.id`, client)
		for _, x := range rows {
			f := x.fitting()
			if f.Words, err = s.Seal.OpenText(ctx, r, client, fittings, "words", f.ID, x.Words); err != nil {
				return err
			}
			out = append(out, f)
		}
		return err
	})
	return out, err
}
