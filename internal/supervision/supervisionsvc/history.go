package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// History gives a client's appointments and the latest contacts as they are held to be true now, for those who judge what came of
// them. The reader decides what is in sight.
func (o *Ops) History(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Appointment, []supervision.Contact, error) {
	plans, err := o.appointments(ctx, r, client)
	if err != nil {
		return nil, nil, err
	}
	contacts, err := o.contacts(ctx, r, client, page.Request{Size: maxAppointments})
	return append(plans.Open, plans.Done...), contacts.List, err
}
