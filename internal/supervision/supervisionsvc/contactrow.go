package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
)

const contactCols = headCols + `, c.contact_id, c.kind, c.planned, c.started_at, c.minutes, c.place, c.with_whom, c.body, c.appointment_id`

type contactRow struct {
	Head            head
	Entry, Kind     string
	Planned         bool
	StartedAt       civil.Instant
	Minutes         int
	Place, Who, Txt []byte
	Appointment     string
}

func (o *Ops) openContacts(ctx context.Context, r *db.Reader, rows []contactRow) ([]supervision.Contact, error) {
	var p seal.Batch
	out := make([]supervision.Contact, len(rows))
	for i, x := range rows {
		h := x.Head
		out[i] = supervision.Contact{
			Version: h.version(), Client: h.Client, Entry: x.Entry, Kind: x.Kind, Planned: x.Planned,
			StartedAt: x.StartedAt, Minutes: x.Minutes, Appointment: x.Appointment, WrittenAt: h.WrittenAt, WrittenBy: h.WrittenBy,
		}
		p.Text(h.Client, contacts, "reason_text", h.Row, h.ReasonText, func(s string) { out[i].ReasonText = s })
		p.Text(h.Client, contacts, "place", h.Row, x.Place, func(s string) { out[i].Place = s })
		p.Text(h.Client, contacts, "with_whom", h.Row, x.Who, func(s string) { out[i].WithWhom = s })
		p.Text(h.Client, contacts, "body", h.Row, x.Txt, func(s string) { out[i].Text = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// insertContact writes a version; the caller has set its Entry and written times.
func (o *Ops) insertContact(ctx context.Context, tx *db.Tx, c supervision.Contact, factID string) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": c.Client, "contact_id": c.Entry, "kind": c.Kind, "planned": c.Planned, "started_at": c.StartedAt,
		"minutes": c.Minutes, "appointment_id": db.Null(c.Appointment), "source": c.Source, "written_at": c.WrittenAt, "written_by": c.WrittenBy,
		"fact_id": factID, "moved": false, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.Seal.Texts(ctx, tx, c.Client, contacts, row, map[string]string{"place": c.Place, "with_whom": c.WithWhom, "body": c.Text}); err != nil {
		return err
	}
	return tx.Insert(ctx, contacts, row)
}

// contact reads the current version of one contact and its row.
func (o *Ops) contact(ctx context.Context, r *db.Reader, client id.Client, entry string) (supervision.Contact, error) {
	row, err := db.One[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.contact_id = $2
		and c.replaced_at is null and c.moved = false and {visible c.client_id}`, client, entry)
	if err != nil {
		return supervision.Contact{}, err
	}
	out, err := o.openContacts(ctx, r, []contactRow{row})
	if err != nil {
		return supervision.Contact{}, err
	}
	return out[0], nil
}
