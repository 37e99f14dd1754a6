package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// OpenBetween lists the open appointments of a client from one day to another, both included; the zero last day means without end.
// The reader decides whether the client is in sight.
func (o *Ops) OpenBetween(ctx context.Context, r *db.Reader, client id.Client, from, until civil.Date) ([]supervision.Appointment, error) {
	b := &db.Binder{}
	cond := "c.client_id = " + b.Bind(string(client)) + " and c.planned_at >= " + b.Bind(from.StartIn(o.Zone).String())
	if !until.IsZero() {
		cond += " and c.planned_at < " + b.Bind(until.AddDays(1).StartIn(o.Zone).String())
	}
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where `+cond+` and c.state = 'scheduled'
		and c.replaced_at is null and c.moved = false and {visible c.client_id} order by c.planned_at, c.id limit 100`, b.Args()...)
	if err != nil {
		return nil, err
	}
	return o.openAppointments(ctx, r, rows)
}

// CallOff calls an open appointment off within another transaction; the caller records the facts. Needs ManageAppointment.
func (o *Ops) CallOff(ctx context.Context, tx *db.Tx, client id.Client, entry, why string) ([]fact.Fact, error) {
	a, err := o.open(ctx, tx, client, entry)
	if err != nil {
		return nil, err
	}
	st, err := o.cancelAppointment(ctx, tx, CancelAppointment{Client: client, Entry: entry, Row: a.Row, Text: why})
	return st.facts, err
}

// PutOff moves an open appointment to another day at the same hour within another transaction; the caller records the facts. Needs
// ManageAppointment.
func (o *Ops) PutOff(ctx context.Context, tx *db.Tx, client id.Client, entry string, to civil.Date, why string) ([]fact.Fact, error) {
	a, err := o.open(ctx, tx, client, entry)
	if err != nil {
		return nil, err
	}
	at := a.PlannedAt.Time().Sub(o.zone().Date(a.PlannedAt).StartIn(o.Zone).Time())
	st, err := o.changeAppointment(ctx, tx, ChangeAppointment{
		Client: client, Entry: entry, Row: a.Row, Kind: a.Kind, PlannedAt: to.StartIn(o.Zone).Add(at), Minutes: a.Minutes, Place: a.Place,
		Purpose: a.Purpose, Text: why, Anyway: true,
	})
	return st.facts, err
}

func (o *Ops) open(ctx context.Context, tx *db.Tx, client id.Client, entry string) (supervision.Appointment, error) {
	if err := o.guard.Allow(ctx, tx, access.ManageAppointment, client); err != nil {
		return supervision.Appointment{}, err
	}
	a, err := o.appointment(ctx, &tx.Reader, client, entry)
	if err == nil && !a.Open() {
		err = fault.New(fault.Conflict, "supervision.not_open")
	}
	return a, err
}

// checkRests refuses an outcome that would count against somebody who could not come: in hospital, in custody, or while a search
// is open that already stands for the absence.
func (o *Ops) checkRests(ctx context.Context, tx *db.Tx, problems *fault.Problems, a supervision.Appointment, outcome string) error {
	item, ok := o.rules(tx).List(rulebook.ListOutcomes).Item(outcome)
	if o.Resting == nil || !ok || item.Is("attended") || item.Is("complied") {
		return nil
	}
	span, rests, err := o.Resting(ctx, &tx.Reader, a.Client, o.zone().Date(a.PlannedAt))
	if err == nil && rests {
		problems.Add("outcome", "supervision.outcome_rests."+string(span.Kind), "From", span.From)
	}
	return err
}
