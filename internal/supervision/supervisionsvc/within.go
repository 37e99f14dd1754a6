package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// CloseAppointment is Service.RecordOutcome within another transaction; the caller records the facts returned.
func (o *Ops) CloseAppointment(ctx context.Context, tx *db.Tx, in RecordOutcome) ([]fact.Fact, error) {
	st, err := o.recordOutcome(ctx, tx, in)
	return st.facts, err
}

// CorrectLogged is Service.CorrectContact within another transaction; the caller records the facts returned.
func (o *Ops) CorrectLogged(ctx context.Context, tx *db.Tx, in CorrectContact) ([]fact.Fact, error) {
	st, err := o.correctContact(ctx, tx, in)
	return st.facts, err
}

// AppointmentNow reads the current version of an appointment. Fault: not_found.
func (o *Ops) AppointmentNow(ctx context.Context, r *db.Reader, client id.Client, entry string) (supervision.Appointment, error) {
	return o.appointment(ctx, r, client, entry)
}

// ContactsNow reads the current versions of contacts of a client by their identifiers; one that was moved to another file is absent.
func (o *Ops) ContactsNow(ctx context.Context, r *db.Reader, client id.Client, entries []string) (map[string]supervision.Contact, error) {
	out := map[string]supervision.Contact{}
	if len(entries) == 0 {
		return out, nil
	}
	rows, err := db.All[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.contact_id in `+
		db.In(len(entries), 2)+` and c.replaced_at is null and c.moved = false and {visible c.client_id}`, append([]any{client}, db.Args(entries)...)...)
	if err != nil {
		return out, err
	}
	list, err := o.openContacts(ctx, r, rows)
	for _, c := range list {
		out[c.Entry] = c
	}
	return out, err
}
