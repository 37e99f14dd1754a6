package fill

import (
	"context"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// allocate gives a case that was taken over to its officer.
func (d *seeder) allocate(ctx context.Context, c *demo.Client, l *life) error {
	return d.Cases.Allocate(ctx, orgcasesvc.Allocate{Client: l.client, Account: d.w.Staff[c.Officer].ID, Reason: "first"})
}

// contact is written down when it ends, or now and then in the evening of its day.
func (d *seeder) contact(ctx context.Context, s demo.Step, c *demo.Client, l *life) error {
	in := supervisionsvc.LogContact{Client: l.client, Kind: said.ContactKinds[s.Draw%16], Minutes: 10 + int(s.Draw%5)*5, Source: "office"}
	texts := inTongue(said.ContactTexts, d.w.Staff[c.Officer].Language)
	in.Text = texts[int(s.Draw>>4)%len(texts)]
	switch in.Kind {
	case "phone_call":
		in.Source = "phone"
	case "home_visit":
		in.Source = "field"
	case supervision.NoteKind:
		in.Minutes = 0
	}
	if s.Draw%7 == 0 {
		in.StartedAt = civil.At(demo.TimeOf(s.At).Add(-time.Duration(20+int(s.Draw)) * time.Minute))
	}
	_, err := d.Supervision.LogContact(ctx, in)
	return err
}

func (d *seeder) plan(ctx context.Context, s demo.Step, c *demo.Client, l *life) (err error) {
	l.planned = demo.TimeOf(s.At + int64(s.Plan)*60)
	kind := "office_visit"
	if s.Draw%9 == 0 {
		kind = "home_visit"
	}
	l.entry, err = d.Supervision.MakeAppointment(ctx, supervisionsvc.MakeAppointment{
		Client: l.client, Kind: kind, PlannedAt: civil.At(l.planned),
		Minutes: 30, Officer: d.w.Staff[c.Officer].ID, Source: "office", Anyway: true,
	})
	return err
}

func (d *seeder) outcome(ctx context.Context, s demo.Step, c *demo.Client, l *life) error {
	e, err := d.Supervision.Entry(ctx, l.client, l.entry)
	if fault.Is(err, fault.NotFound) {
		return nil // the story of the wrong client has moved it into the other's record
	}
	if err != nil || len(e.Appointment) == 0 {
		return err
	}
	last := e.Appointment[len(e.Appointment)-1]
	out := supervision.Outcome{Code: said.Outcomes[s.Draw%16]}
	texts := inTongue(said.ContactTexts, d.w.Staff[c.Officer].Language)
	switch out.Code {
	case "acceptable_absence":
		out.Reason = "illness"
	case "failed_to_comply":
		out.Text = texts[6]
	}
	return d.Supervision.RecordOutcome(ctx, supervisionsvc.RecordOutcome{Client: l.client, Entry: l.entry, Row: last.Row, Outcome: out})
}
