package visitsvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
)

// Reach knows a client's telephone number and address. The person capability gives it.
type Reach interface {
	// Lines reads the number and the address that hold now; empty ones when none is known.
	Lines(ctx context.Context, r *db.Reader, client id.Client) (phone, address visit.Value, err error)
	// Change writes a new number or address in the place of the row given; field is visit.Phone or visit.Address.
	Change(ctx context.Context, tx *db.Tx, client id.Client, field string, row, text string) ([]fact.Fact, error)
}

// Outing is one visit of a day as a device takes it along.
type Outing struct {
	Client      id.Client
	Appointment supervision.Appointment
	visit.About
	Phone, Address visit.Value
	Next           supervision.Appointment // the client's next one after this visit; zero for none
}

// Day is what a device takes along.
type Day struct {
	Account id.Account
	Taken   civil.Instant
	Until   civil.Instant // when the device forgets it
	Outings []Outing
}

// Take gives the visits of the actor's day out of the office, to be held by a device for some hours; it is remembered who took which
// client along. Needs RecordVisit. Faults: forbidden.
func (s *Service) Take(ctx context.Context) (Day, error) {
	var out Day
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		day, err := s.ops.take(ctx, tx)
		out = day
		return step{action: access.RecordVisit}, err
	})
	return out, err
}

func (o *Ops) take(ctx context.Context, tx *db.Tx) (Day, error) {
	out := Day{Account: id.Account(tx.Actor.Ref()), Taken: tx.Now, Until: tx.Now.Add(visit.KeepHours * time.Hour)}
	if err := o.guard.Permit(ctx, access.RecordVisit); err != nil {
		return out, err
	}
	list, err := o.Contacts.OfDay(ctx, &tx.Reader, out.Account, o.today(tx))
	if err != nil {
		return out, err
	}
	for _, a := range list {
		if !visit.Outing(a.Kind) || !a.Open() {
			continue
		}
		if err := o.guard.Allow(ctx, tx, access.RecordVisit, a.Client); err != nil {
			if fault.Is(err, fault.Forbidden) || fault.Is(err, fault.NotFound) {
				continue
			}
			return out, err
		}
		x := Outing{Client: a.Client, Appointment: a}
		if x.About, err = o.about(ctx, &tx.Reader, a.Client); err != nil {
			return out, err
		}
		later, err := o.Contacts.OpenBetween(ctx, &tx.Reader, a.Client, o.today(tx), civil.Date{})
		if err != nil {
			return out, err
		}
		if i := slices.IndexFunc(later, func(y supervision.Appointment) bool { return y.PlannedAt.After(a.PlannedAt) }); i >= 0 {
			x.Next = later[i]
		}
		if o.Reach != nil {
			if x.Phone, x.Address, err = o.Reach.Lines(ctx, &tx.Reader, a.Client); err != nil {
				return out, err
			}
		}
		if err := tx.Insert(ctx, takes, db.Row{
			"id": tx.NewID(), "client_id": a.Client, "account_id": out.Account, "appointment_id": a.Entry, "taken_at": tx.Now, "until": out.Until,
		}); err != nil {
			return out, err
		}
		db.Shown(ctx, a.Client)
		out.Outings = append(out.Outings, x)
	}
	return out, nil
}

// took reports whether the account took the client along lately. It is asked of the whole record: the client may be out of sight by
// now, and what was taken along in sight may still be sent.
func took(ctx context.Context, r *db.Reader, account id.Account, client id.Client, since civil.Instant) (bool, error) {
	n, err := db.One[int](ctx, r.System(), `select count(*) from supervision_visit_take c where c.account_id = $1 and c.client_id = $2
		and c.taken_at >= $3 and {visible c.client_id}`, account, client, since)
	return n > 0, err
}
