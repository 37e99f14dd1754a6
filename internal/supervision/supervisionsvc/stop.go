package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// StopDemands stops every open appointment of a client after an instant, because the term ended on a ground: nothing may be
// demanded any more. Earlier ones without an outcome stay as they are. The caller has asked the guard, and records the facts.
func (o *Ops) StopDemands(ctx context.Context, tx *db.Tx, client id.Client, after civil.Instant, ground string) ([]fact.Fact, error) {
	all := tx.System()
	rows, err := db.All[appointmentRow](ctx, all, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
		and c.planned_at > $2 and c.state = 'scheduled' and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.planned_at, c.id`, client, after)
	if err != nil {
		return nil, err
	}
	list, err := o.openAppointments(ctx, all, rows)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, a := range list {
		st, err := o.next(ctx, tx, a.Stop(ground, tx.Now), a.Row, Why{}, fact.New("supervision.appointment_stopped", client, "kind", a.Kind,
			"ground", ground, "entry", a.Entry, "day", o.zone().Date(a.PlannedAt).String()).From("system"))
		if err != nil {
			return nil, err
		}
		facts = append(facts, st.facts...)
	}
	return facts, nil
}
