package visitsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
)

// maxVisits bounds what a client's pages show of visits.
const maxVisits = 400

// Before is what the form of a visit stands on.
type Before struct {
	visit.About
	Appointment supervision.Appointment // zero without one
}

// Before reads what is known of a client before a visit; appointment may be empty. Needs RecordVisit. Fault: not_found.
func (s *Service) Before(ctx context.Context, client id.Client, appointment string) (Before, error) {
	var out Before
	if !access.From(ctx).May(access.RecordVisit) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if err = seen(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if out.About, err = s.ops.about(ctx, r, client); err != nil || appointment == "" {
			return err
		}
		out.Appointment, err = s.ops.Contacts.AppointmentNow(ctx, r, client, appointment)
		return err
	})
	return out, err
}

// View is a visit with the versions before it and its photographs.
type View struct {
	visit.Record
	Contact  supervision.Contact
	Old      []visit.Record // oldest first
	Pictures []Picture
}

// Visit reads one visit. Needs ReadClient. Fault: not_found; so also when its contact was moved to another file.
func (s *Service) Visit(ctx context.Context, client id.Client, key string) (View, error) {
	var out View
	if !access.From(ctx).May(access.ReadClient) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		db.Shown(ctx, client)
		out, err = s.ops.view(ctx, r, client, key)
		return err
	})
	return out, err
}

// Now reads a visit as it stands after any correction, for a paper that states it. The caller has asked for the right. Fault: not_found.
func (o *Ops) Now(ctx context.Context, r *db.Reader, client id.Client, key string) (visit.Record, error) {
	v, err := o.view(ctx, r, client, key)
	return v.Record, err
}

func (o *Ops) view(ctx context.Context, r *db.Reader, client id.Client, key string) (View, error) {
	var out View
	rows, err := db.All[visitRow](ctx, r, `select `+visitCols+` from supervision_visit c where c.client_id = $1 and c.visit_id = $2
		and {visible c.client_id} order by c.recorded_at, c.id`, client, key)
	if err != nil {
		return out, err
	}
	if len(rows) == 0 {
		return out, fault.MissingRecord()
	}
	list, err := o.open(ctx, r, rows)
	if err != nil {
		return out, err
	}
	out.Record, out.Old = list[len(list)-1], list[:len(list)-1]
	contacts, err := o.Contacts.ContactsNow(ctx, r, client, []string{out.Record.Contact})
	if err != nil {
		return out, err
	}
	c, ok := contacts[out.Record.Contact]
	if !ok {
		return out, fault.MissingRecord()
	}
	out.Contact = c
	out.Kind, out.StartedAt, out.Minutes, out.Place, out.WithWhom, out.Talk = c.Kind, c.StartedAt, c.Minutes, c.Place, c.WithWhom, c.Text
	out.Pictures, err = o.pictures(ctx, r, client, key)
	return out, err
}

// OfContacts says which contacts of a client have a record of a visit: by contact, its identifier. Needs ReadClient.
func (s *Service) OfContacts(ctx context.Context, client id.Client) (map[string]string, error) {
	out := map[string]string{}
	if !access.From(ctx).May(access.ReadClient) {
		return out, fault.MissingRecord()
	}
	type row struct{ Contact, Visit string }
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := seen(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		rows, err := db.All[row](ctx, r, `select c.contact_id, c.visit_id from supervision_visit c where c.client_id = $1 and c.replaced_at is null
			and {visible c.client_id} order by c.written_at desc, c.id limit $2`, client, maxVisits)
		for _, x := range rows {
			out[x.Contact] = x.Visit
		}
		return err
	})
	return out, err
}
