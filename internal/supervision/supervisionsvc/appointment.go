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

// MakeAppointment asks a client to come, or an officer to go, at a time. Anyway says that the hints were read.
type MakeAppointment struct {
	Client    id.Client
	Kind      string
	PlannedAt civil.Instant
	Minutes   int
	Place     string
	Purpose   string
	Officer   id.Account // the actor when empty
	Source    string     // office when empty
	Anyway    bool
}

// MakeAppointment makes an appointment and returns its identifier. Needs ManageAppointment. Faults: not_found, forbidden,
// invalid: nothing may be demanded after the term's end; a holiday or a clash is told at the field "anyway" until confirmed.
func (s *Service) MakeAppointment(ctx context.Context, in MakeAppointment) (string, error) {
	entry := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		st, e, err := s.ops.makeAppointment(ctx, tx, in)
		entry = e
		return st, err
	})
	return entry, err
}

// MakeAppointment is Service.MakeAppointment within another transaction; the caller records the facts returned.
func (o *Ops) MakeAppointment(ctx context.Context, tx *db.Tx, in MakeAppointment) (string, []fact.Fact, error) {
	st, entry, err := o.makeAppointment(ctx, tx, in)
	return entry, st.facts, err
}

func (o *Ops) makeAppointment(ctx context.Context, tx *db.Tx, in MakeAppointment) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, access.ManageAppointment, in.Client); err != nil {
		return step{}, "", err
	}
	if in.Officer == "" {
		in.Officer = id.Account(tx.Actor.Ref())
	}
	if in.Source == "" {
		in.Source = "office"
	}
	a := supervision.Appointment{
		Client: in.Client, Entry: tx.NewID(), Kind: in.Kind, PlannedAt: in.PlannedAt, Minutes: in.Minutes, Place: in.Place,
		Purpose: in.Purpose, Officer: in.Officer, State: supervision.Scheduled, WrittenAt: tx.Now, WrittenBy: tx.Actor.Ref(),
	}
	a.Source = in.Source
	if err := o.checkPlan(ctx, tx, a, in.Anyway, nil); err != nil {
		return step{}, "", err
	}
	f := fact.New("supervision.appointment_made", a.Client, "kind", a.Kind, "entry", a.Entry, "day", o.zone().Date(a.PlannedAt).String(),
		"time", o.clock(a.PlannedAt)).From(a.Source)
	f.ID = tx.NewID()
	return step{action: access.ManageAppointment, facts: []fact.Fact{f}}, a.Entry, o.insertAppointment(ctx, tx, a, f.ID)
}

func (o *Ops) clock(i civil.Instant) string { return i.Time().In(o.Zone).Format("15:04") }

// checkPlan joins the problems of the plan with the hints, so that both are seen at once.
func (o *Ops) checkPlan(ctx context.Context, tx *db.Tx, a supervision.Appointment, anyway bool, problems fault.Problems) error {
	end := civil.Date{}
	if o.Term != nil {
		var err error
		if end, err = o.Term.EndsOn(ctx, &tx.Reader, a.Client); err != nil {
			return err
		}
	}
	a.CheckPlan(&problems, tx.Now, o.rules(tx), o.zone(), end)
	if !anyway && !a.PlannedAt.IsZero() {
		others, err := o.near(ctx, &tx.Reader, a)
		if err != nil {
			return err
		}
		a.Hints(&problems, o.rules(tx), o.zone(), others)
	}
	return problems.Err()
}

// near lists open appointments of the same client or officer on the same day, as far as the actor sees them.
func (o *Ops) near(ctx context.Context, r *db.Reader, a supervision.Appointment) ([]supervision.Appointment, error) {
	day := o.zone().Date(a.PlannedAt)
	rows, err := db.All[appointmentRow](ctx, r, `select `+appointmentCols+` from supervision_appointment c
		where (c.client_id = $1 or c.officer_id = $2) and c.planned_at >= $3 and c.planned_at < $4 and c.state = 'scheduled'
		and c.replaced_at is null and c.moved = false and {visible c.client_id} order by c.planned_at, c.id`,
		a.Client, a.Officer, day.AddDays(-1).StartIn(o.Zone), day.AddDays(1).StartIn(o.Zone))
	if err != nil {
		return nil, err
	}
	return o.openAppointments(ctx, r, rows)
}

// ChangeAppointment moves an appointment to another time or place. Row is the version that was on the page.
type ChangeAppointment struct {
	Client    id.Client
	Entry     string
	Row       string
	Kind      string
	PlannedAt civil.Instant
	Minutes   int
	Place     string
	Purpose   string
	Text      string // why
	Anyway    bool
}

// ChangeAppointment changes an open appointment with a reason in words. Needs ManageAppointment. Faults: not_found, conflict,
// invalid as in MakeAppointment.
func (s *Service) ChangeAppointment(ctx context.Context, in ChangeAppointment) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.changeAppointment(ctx, tx, in) })
}

func (o *Ops) changeAppointment(ctx context.Context, tx *db.Tx, in ChangeAppointment) (step, error) {
	a, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
	if err != nil {
		return step{}, err
	}
	if !a.Open() {
		return step{}, fault.New(fault.Conflict, "supervision.not_open")
	}
	a.Kind, a.PlannedAt, a.Minutes, a.Place, a.Purpose = in.Kind, in.PlannedAt, in.Minutes, in.Place, in.Purpose
	var problems fault.Problems
	if in.Text == "" {
		problems.Add("text", "field.required")
	}
	if err := o.checkPlan(ctx, tx, a, in.Anyway, problems); err != nil {
		return step{}, err
	}
	f := fact.New("supervision.appointment_changed", a.Client, "kind", a.Kind, "entry", a.Entry, "day", o.zone().Date(a.PlannedAt).String(),
		"time", o.clock(a.PlannedAt))
	return o.next(ctx, tx, a, in.Row, Why{Text: in.Text}, f)
}

// current reads an appointment to be worked on and checks the right and the version.
func (o *Ops) current(ctx context.Context, tx *db.Tx, client id.Client, entry, row string) (supervision.Appointment, error) {
	if err := o.guard.Allow(ctx, tx, access.ManageAppointment, client); err != nil {
		return supervision.Appointment{}, err
	}
	a, err := o.appointment(ctx, &tx.Reader, client, entry)
	if err == nil && a.Row != row {
		err = fault.Stale()
	}
	return a, err
}

// next replaces a version by the next one.
func (o *Ops) next(ctx context.Context, tx *db.Tx, a supervision.Appointment, row string, why Why, f fact.Fact) (step, error) {
	if err := o.replace(ctx, tx, appointments, a.Client, row, why); err != nil {
		return step{}, err
	}
	f.ID = tx.NewID()
	st := step{access.ManageAppointment, why.Reason, []fact.Fact{f}}
	if err := o.insertAppointment(ctx, tx, a, f.ID); err != nil || o.Became == nil {
		return st, err
	}
	more, err := o.Became(ctx, tx, a)
	st.facts = append(st.facts, more...)
	return st, err
}

// CancelAppointment calls an appointment off.
type CancelAppointment struct {
	Client id.Client
	Entry  string
	Row    string
	Text   string // why
}

// CancelAppointment calls an open appointment off with a reason in words. Needs ManageAppointment. Faults: not_found,
// conflict, invalid.
func (s *Service) CancelAppointment(ctx context.Context, in CancelAppointment) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.cancelAppointment(ctx, tx, in) })
}

func (o *Ops) cancelAppointment(ctx context.Context, tx *db.Tx, in CancelAppointment) (step, error) {
	a, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
	if err != nil {
		return step{}, err
	}
	if in.Text == "" {
		var problems fault.Problems
		problems.Add("text", "field.required")
		return step{}, problems.Err()
	}
	if a, err = a.Cancel(in.Text, tx.Now); err != nil {
		return step{}, err
	}
	return o.next(ctx, tx, a, in.Row, Why{Text: in.Text},
		fact.New("supervision.appointment_cancelled", a.Client, "kind", a.Kind, "entry", a.Entry, "day", o.zone().Date(a.PlannedAt).String()))
}
