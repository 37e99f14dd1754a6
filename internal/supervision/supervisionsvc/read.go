package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// Contacts is a page of contacts and notes, the latest first, each followed by its earlier versions.
type Contacts struct {
	List []supervision.Contact            // current versions
	Old  map[string][]supervision.Contact // earlier versions by entry, oldest first
	Next page.Cursor
}

// Contacts reads a page of a client's contacts. Needs ReadClient. Fault: not_found when out of sight.
func (s *Service) Contacts(ctx context.Context, client id.Client, p page.Request) (Contacts, error) {
	var out Contacts
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.contacts(ctx, r, client, p)
		return err
	})
	return out, err
}

// Desk reads a page of a client's contacts and the appointments at once. Needs ReadClient. Fault: not_found.
func (s *Service) Desk(ctx context.Context, client id.Client, p page.Request) (Contacts, Appointments, error) {
	var contacts Contacts
	var plans Appointments
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		if contacts, err = s.ops.contacts(ctx, r, client, p); err != nil {
			return err
		}
		if plans, err = s.ops.appointments(ctx, r, client); err != nil || s.ops.Term == nil {
			return err
		}
		plans.Until, err = s.ops.Term.EndsOn(ctx, r, client)
		return err
	})
	return contacts, plans, err
}

func (o *Ops) contacts(ctx context.Context, r *db.Reader, client id.Client, p page.Request) (Contacts, error) {
	out := Contacts{Old: map[string][]supervision.Contact{}}
	args, cond := []any{client, p.Limit() + 1}, ""
	if p.After.ID != "" {
		cond = ` and (c.started_at, c.contact_id) < ($3, $4)`
		args = append(args, p.After.Key, p.After.ID)
	}
	rows, err := db.All[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.replaced_at is null
		and c.moved = false`+cond+` and {visible c.client_id} order by c.started_at desc, c.contact_id desc limit $2`, args...)
	if err != nil {
		return out, err
	}
	if len(rows) > p.Limit() {
		rows = rows[:p.Limit()]
		last := rows[len(rows)-1]
		out.Next = page.Cursor{Key: last.StartedAt.String(), ID: last.Entry}
	}
	old, err := oldContacts(ctx, r, client, rows)
	if err != nil {
		return out, err
	}
	list, err := o.openContacts(ctx, r, append(rows, old...))
	if err != nil {
		return out, err
	}
	out.List = list[:len(rows)]
	for _, c := range list[len(rows):] {
		out.Old[c.Entry] = append(out.Old[c.Entry], c)
	}
	return out, nil
}

func oldContacts(ctx context.Context, r *db.Reader, client id.Client, rows []contactRow) ([]contactRow, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	args := []any{client}
	for _, x := range rows {
		args = append(args, x.Entry)
	}
	return db.All[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.contact_id in `+
		db.In(len(rows), 2)+` and c.replaced_at is not null and c.moved = false and {visible c.client_id} order by c.recorded_at, c.id`, args...)
}

// read runs fn on one client's data within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := inSight(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// Appointments are those of one client: open ones with the next first, then closed ones with the latest first.
type Appointments struct {
	Until      civil.Date // the last day that binds the client; zero when none is known. After it nothing may be demanded
	Open, Done []supervision.Appointment
	Old        map[string][]supervision.Appointment // earlier versions by entry, oldest first
}

// maxAppointments bounds what a client's page shows of appointments.
const maxAppointments = 400

// Appointments reads a client's appointments. Needs ReadClient. Fault: not_found when out of sight.
func (s *Service) Appointments(ctx context.Context, client id.Client) (Appointments, error) {
	var out Appointments
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.appointments(ctx, r, client)
		return err
	})
	return out, err
}

func (o *Ops) appointments(ctx context.Context, r *db.Reader, client id.Client) (Appointments, error) {
	out := Appointments{Old: map[string][]supervision.Appointment{}}
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
		and c.moved = false and {visible c.client_id} order by c.planned_at desc, c.recorded_at desc, c.id desc limit $2`, client, maxAppointments)
	if err != nil {
		return out, err
	}
	list, err := o.openAppointments(ctx, r, rows)
	for _, a := range list {
		switch {
		case !a.Current():
			out.Old[a.Entry] = append([]supervision.Appointment{a}, out.Old[a.Entry]...)
		case a.Open():
			out.Open = append([]supervision.Appointment{a}, out.Open...)
		default:
			out.Done = append(out.Done, a)
		}
	}
	return out, err
}

// Entry is one contact, note or appointment with all its versions, the current one last.
type Entry struct {
	Contact     []supervision.Contact
	Appointment []supervision.Appointment
}

// Entry reads one entry of a client's file for its page. Needs ReadClient. Fault: not_found.
func (s *Service) Entry(ctx context.Context, client id.Client, entry string) (Entry, error) {
	var out Entry
	err := s.read(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.contact_id = $2
			and c.moved = false and {visible c.client_id} order by c.recorded_at, c.id`, client, entry)
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			out.Contact, err = s.ops.openContacts(ctx, r, rows)
			return err
		}
		more, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
			and c.appointment_id = $2 and c.moved = false and {visible c.client_id} order by c.recorded_at, c.id`, client, entry)
		if err != nil {
			return err
		}
		if len(more) == 0 {
			return fault.MissingRecord()
		}
		out.Appointment, err = s.ops.openAppointments(ctx, r, more)
		return err
	})
	return out, err
}

// KnownAt answers which contacts the service held to be true of a client at an instant, the latest first.
func (s *Service) KnownAt(ctx context.Context, client id.Client, at civil.Instant) ([]supervision.Contact, []supervision.Appointment, error) {
	var list []supervision.Contact
	var plans []supervision.Appointment
	err := s.read(ctx, client, func(r *db.Reader) error {
		rows, err := db.All[contactRow](ctx, r, `select `+contactCols+` from supervision_contact c where c.client_id = $1 and c.recorded_at <= $2
			and (c.replaced_at is null or c.replaced_at > $2) and c.moved = false and {visible c.client_id}
			order by c.started_at desc, c.id desc limit $3`, client, at, maxAppointments)
		if err != nil {
			return err
		}
		if list, err = s.ops.openContacts(ctx, r, rows); err != nil {
			return err
		}
		more, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.client_id = $1
			and c.recorded_at <= $2 and (c.replaced_at is null or c.replaced_at > $2) and c.moved = false and {visible c.client_id}
			order by c.planned_at desc, c.id desc limit $3`, client, at, maxAppointments)
		if err != nil {
			return err
		}
		plans, err = s.ops.openAppointments(ctx, r, more)
		return err
	})
	return list, plans, err
}

// OfDay lists the appointments of one officer on a day in order of time, open and closed, within the reader's sight: own
// clients and those covered for somebody else.
func (o *Ops) OfDay(ctx context.Context, r *db.Reader, account id.Account, day civil.Date) ([]supervision.Appointment, error) {
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c where c.planned_at >= $2 and c.planned_at < $3
		and (c.officer_id = $1 or c.client_id in (select l.client_id from access_list l where l.account_id = $1
		and l.kind in ('assigned', 'covering') and l.replaced_at is null and (l.until is null or l.until > $2)))
		and c.state in ('scheduled', 'closed') and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.planned_at, c.id limit 200`, account, day.StartIn(o.Zone), day.AddDays(1).StartIn(o.Zone))
	if err != nil {
		return nil, err
	}
	return o.openAppointments(ctx, r, rows)
}
