package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// ChangeAppointment is Service.ChangeAppointment within another transaction; the caller records the facts returned.
func (o *Ops) ChangeAppointment(ctx context.Context, tx *db.Tx, in ChangeAppointment) ([]fact.Fact, error) {
	st, err := o.changeAppointment(ctx, tx, in)
	return st.facts, err
}

// CancelAppointment is Service.CancelAppointment within another transaction; the caller records the facts returned.
func (o *Ops) CancelAppointment(ctx context.Context, tx *db.Tx, in CancelAppointment) ([]fact.Fact, error) {
	st, err := o.cancelAppointment(ctx, tx, in)
	return st.facts, err
}

// Between lists the open appointments of a client, and of an officer as far as the reader sees them, that begin from one day to
// another, both included.
func (o *Ops) Between(ctx context.Context, r *db.Reader, client id.Client, officer id.Account, from, to civil.Date) ([]supervision.Appointment, error) {
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c
		where (c.client_id = $1 or c.officer_id = $2) and c.planned_at >= $3 and c.planned_at < $4 and c.state = 'scheduled'
		and c.replaced_at is null and c.moved = false and {visible c.client_id} order by c.planned_at, c.id`,
		client, officer, from.StartIn(o.Zone), to.AddDays(1).StartIn(o.Zone))
	if err != nil {
		return nil, err
	}
	return o.openAppointments(ctx, r, rows)
}

// These lists the current versions of a client's appointments by their identifiers, in order of time.
func (o *Ops) These(ctx context.Context, r *db.Reader, client id.Client, entries []string) ([]supervision.Appointment, error) {
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
		and c.appointment_id in `+db.In(len(entries), 2)+` and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.planned_at, c.id`, append([]any{client}, db.Args(entries)...)...)
	if err != nil {
		return nil, err
	}
	return o.openAppointments(ctx, r, rows)
}

// OwnFrom lists the reader's own open appointments that begin from one day to another, both included. Needs ReadDay.
func (s *Service) OwnFrom(ctx context.Context, from, to civil.Date) ([]supervision.Appointment, error) {
	var out []supervision.Appointment
	rights := access.From(ctx)
	if !rights.May(access.ReadDay) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return out, s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out, err = s.ops.Between(ctx, r, "", rights.Account, from, to); err != nil {
			return err
		}
		for _, a := range out {
			db.Shown(ctx, a.Client)
		}
		return nil
	})
}

// LastDay is the last day on which something may be demanded of a client; the zero Date means that none is known.
func (o *Ops) LastDay(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error) {
	if o.Term == nil {
		return civil.Date{}, nil
	}
	return o.Term.EndsOn(ctx, r, client)
}
