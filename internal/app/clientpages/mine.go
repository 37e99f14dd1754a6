package clientpages

import (
	"context"
	"errors"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/portalsvc"
)

// find gives the clients whom a file number or a telephone stands for. r sees everybody: nobody is signed in yet.
func (k *Kit) find(ctx context.Context, r *db.Reader, text string) ([]id.Client, error) {
	client, err := k.Orders.Ops().Owner(ctx, r, text)
	if err == nil {
		return []id.Client{client}, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	phone, err := person.ParsePhone(text)
	if err != nil {
		return nil, nil //nolint:nilerr // what is no telephone is nobody's
	}
	return db.All[id.Client](ctx, r.System(), `select distinct c.client_id from person_phone c where c.phone_index = $1 and c.replaced_at is null
		order by 1 limit 20`, k.Seal.Blind("phone", string(phone)))
}

func (k *Kit) phones(ctx context.Context, r *db.Reader, client id.Client) ([]portalsvc.Phone, error) {
	type row struct {
		ID     string
		Phone  []byte
		Shared bool
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.phone, c.shared from person_phone c where c.client_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.recorded_at, c.id`, client)
	out := make([]portalsvc.Phone, 0, len(rows))
	for _, x := range rows {
		text, err := k.Seal.OpenText(ctx, r, client, "person_phone", "phone", x.ID, x.Phone)
		if err != nil {
			return nil, err
		}
		out = append(out, portalsvc.Phone{Number: text, Shown: person.Phone(text).Display(), Shared: x.Shared})
	}
	return out, err
}

// live reports whether an order in force binds the client and is not suspended.
func (k *Kit) live(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	for _, x := range all[client] {
		if x.State == order.StateRunning || x.State == order.StateRegistered {
			return true, err
		}
	}
	return false, err
}

// pause tells why nothing is asked of a client on a day: hospital, custody or a search, or orders that are all suspended.
func (k *Kit) pause(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error) {
	if k.Resting != nil {
		if span, rests, err := k.Resting(ctx, r, client, day); err != nil || rests {
			return string(span.Kind), err
		}
	}
	live, err := k.live(ctx, r, client)
	if err != nil || live {
		return "", err
	}
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	for _, x := range all[client] {
		if x.State == order.StateSuspended {
			return string(order.StateSuspended), err
		}
	}
	return "", err
}

func (k *Kit) level(ctx context.Context, r *db.Reader, client id.Client) (string, error) {
	level, _, err := db.Maybe[string](ctx, r, `select c.level from casefile_card c where c.client_id = $1 and {visible c.client_id}`, client)
	return level, err
}

// Mine reads what the pages tell from the record, within the client's own sight.
func (k *Kit) Mine(ctx context.Context, client id.Client) (portal.Mine, error) {
	var out portal.Mine
	if client == "" || access.Self(ctx) != client {
		return out, fault.MissingRecord()
	}
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		db.Shown(ctx, client)
		return errors.Join(k.card(ctx, r, client, &out), k.meetings(ctx, r, client, &out), k.duties(ctx, r, client, &out), k.aims(ctx, r, client, &out))
	})
	return out, err
}

func (k *Kit) card(ctx context.Context, r *db.Reader, client id.Client, out *portal.Mine) error {
	type row struct {
		Name, File, Officer string
		Office              id.Office
	}
	x, _, err := db.Maybe[row](ctx, r, `select c.name, c.file_number, c.officer_name, c.office_id from casefile_card c where c.client_id = $1
		and {visible c.client_id}`, client)
	if err != nil {
		return err
	}
	out.Name, out.File, out.Officer = x.Name, x.File, x.Officer
	names, err := k.Org.Ops().OfficeNames(ctx, r, k.today())
	out.Office = names[x.Office]
	out.Phone = k.Hotline()
	return err
}

// demoHotline is nobody's number.
const demoHotline = "0312 00 00 00"

// Hotline is the telephone of the service for clients as the rulebook has it; a demonstration shows a made-up one.
func (k *Kit) Hotline() string {
	number := k.Rules.At(k.today()).TextOf("portal.hotline", k.today())
	if number == "" && k.Config.Demo {
		number = demoHotline
	}
	return number
}

func (k *Kit) today() civil.Date { return k.DB.Now().In(k.Zone) }

func (k *Kit) meetings(ctx context.Context, r *db.Reader, client id.Client, out *portal.Mine) error {
	type row struct {
		ID, Kind string
		At       civil.Instant
		Minutes  int
		Place    []byte
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.kind, c.planned_at, c.minutes, c.place from supervision_appointment c where c.client_id = $1
		and c.state = 'scheduled' and c.replaced_at is null and c.moved = false and c.planned_at >= $2 and {visible c.client_id}
		order by c.planned_at, c.id limit 10`, client, k.today().StartIn(k.Zone))
	if err != nil {
		return err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(client), Table: "supervision_appointment", Column: "place", Row: x.ID, Sealed: x.Place}
	}
	for i, x := range rows {
		if len(x.Place) > 0 {
			if err := k.Seal.OpenAll(ctx, r, boxes[i:i+1]); err != nil {
				return err
			}
		}
		out.Meetings = append(out.Meetings, portal.Meeting{At: x.At, Kind: x.Kind, Minutes: x.Minutes, Place: string(boxes[i].Plain)})
	}
	return nil
}

func (k *Kit) duties(ctx context.Context, r *db.Reader, client id.Client, out *portal.Mine) error {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	if err != nil {
		return err
	}
	for _, x := range all[client] {
		if x.State == order.StateEnded {
			continue
		}
		out.Live = out.Live || x.State == order.StateRunning || x.State == order.StateRegistered
		out.Suspended = out.Suspended || x.State == order.StateSuspended
		if x.TermEnd.After(out.TermEnd) {
			out.TermStart, out.TermEnd = x.TermStart, x.TermEnd
		}
		list, err := k.Orders.Ops().Obligations(ctx, r, x)
		if err != nil {
			return err
		}
		for _, d := range list {
			if d.State == order.ObligationInForce || d.State == order.ObligationSuspended {
				out.Duties = append(out.Duties, portal.Duty{Code: d.Code, Text: d.Text, Since: d.Since, Until: d.Until, Rests: d.State == order.ObligationSuspended})
			}
		}
	}
	return nil
}

// aims are the goals in work of the plan in force: what both agreed to, nothing that is only being prepared.
func (k *Kit) aims(ctx context.Context, r *db.Reader, client id.Client, out *portal.Mine) error {
	doc, err := planrowsvc.Rows{Seal: k.Seal}.InForce(ctx, r, client)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	out.PlanReview = doc.Plan.ReviewOn
	for _, part := range plan.Parts() {
		if part == plan.Own && doc.Standing(part) != plan.Yes || !doc.Answered(part) {
			continue
		}
		for _, g := range doc.At(part, plan.Current) {
			a := portal.Aim{Part: string(g.Part), Words: g.Words, By: g.TargetOn}
			for _, s := range g.Steps {
				a.Steps = append(a.Steps, portal.AimStep{What: s.What, Who: s.Who, Mine: s.Who == "client", By: s.By})
			}
			out.Aims = append(out.Aims, a)
		}
	}
	return nil
}
