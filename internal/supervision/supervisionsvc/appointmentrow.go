package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
)

const appointmentCols = headCols + `, c.appointment_id, c.kind, c.planned_at, c.minutes, c.place, c.purpose, c.officer_id, c.state,
	c.outcome, c.absence_reason, c.ground, c.closing, c.closed_at, c.judged, c.judged_reason, c.judged_case`

type appointmentRow struct {
	Head           head
	Entry, Kind    string
	PlannedAt      civil.Instant
	Minutes        int
	Place, Purpose []byte
	Officer        id.Account
	State          supervision.State
	Outcome        string
	AbsenceReason  string
	Ground         string
	Closing        []byte
	ClosedAt       civil.Instant
	Judged         string
	JudgedReason   string
	JudgedCase     string
}

func (o *Ops) openAppointments(ctx context.Context, r *db.Reader, rows []appointmentRow) ([]supervision.Appointment, error) {
	var p seal.Batch
	out := make([]supervision.Appointment, len(rows))
	for i, x := range rows {
		h := x.Head
		out[i] = supervision.Appointment{
			Version: h.version(), Client: h.Client, Entry: x.Entry, Kind: x.Kind, PlannedAt: x.PlannedAt,
			Minutes: x.Minutes, Officer: x.Officer, State: x.State, Outcome: x.Outcome, AbsenceReason: x.AbsenceReason, Ground: x.Ground,
			ClosedAt: x.ClosedAt, WrittenAt: h.WrittenAt, WrittenBy: h.WrittenBy,
			Judged: supervision.Judgement{Code: x.Judged, Reason: x.JudgedReason, Case: x.JudgedCase},
		}
		p.Text(h.Client, appointments, "reason_text", h.Row, h.ReasonText, func(s string) { out[i].ReasonText = s })
		p.Text(h.Client, appointments, "place", h.Row, x.Place, func(s string) { out[i].Place = s })
		p.Text(h.Client, appointments, "purpose", h.Row, x.Purpose, func(s string) { out[i].Purpose = s })
		p.Text(h.Client, appointments, "closing", h.Row, x.Closing, func(s string) { out[i].Closing = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// insertAppointment writes a version; the caller has set its Entry and written times.
func (o *Ops) insertAppointment(ctx context.Context, tx *db.Tx, a supervision.Appointment, factID string) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": a.Client, "appointment_id": a.Entry, "kind": a.Kind, "planned_at": a.PlannedAt,
		"minutes": a.Minutes, "officer_id": a.Officer, "state": a.State, "outcome": db.Null(a.Outcome), "absence_reason": db.Null(a.AbsenceReason),
		"ground": db.Null(a.Ground), "closed_at": a.ClosedAt, "source": a.Source, "written_at": a.WrittenAt, "written_by": a.WrittenBy,
		"judged": db.Null(a.Judged.Code), "judged_reason": db.Null(a.Judged.Reason), "judged_case": db.Null(a.Judged.Case), "fact_id": factID, "moved": false, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.Seal.Texts(ctx, tx, a.Client, appointments, row, map[string]string{"place": a.Place, "purpose": a.Purpose, "closing": a.Closing}); err != nil {
		return err
	}
	return tx.Insert(ctx, appointments, row)
}

// appointment reads the current version of one appointment.
func (o *Ops) appointment(ctx context.Context, r *db.Reader, client id.Client, entry string) (supervision.Appointment, error) {
	row, err := db.One[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
		and c.appointment_id = $2 and c.replaced_at is null and c.moved = false and {visible c.client_id}`, client, entry)
	if err != nil {
		return supervision.Appointment{}, err
	}
	out, err := o.openAppointments(ctx, r, []appointmentRow{row})
	if err != nil {
		return supervision.Appointment{}, err
	}
	return out[0], nil
}
