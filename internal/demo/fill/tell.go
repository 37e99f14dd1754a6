package fill

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/working"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// system is the filling itself as the one who acts.
func (d *seeder) system(ctx context.Context) context.Context {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Job, Name: "demo", Display: "demo"})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "demo", Purpose: "operation"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: civil.At(d.clock.Now())})
}

// hero finds the client of a story.
func (d *seeder) hero(s demo.Story) (*demo.Client, *life, error) {
	for i := range d.w.Clients {
		if d.w.Clients[i].Story == s {
			return &d.w.Clients[i], &d.lives[i], nil
		}
	}
	return nil, nil, fmt.Errorf("nobody has the story %q", s)
}

// persona is the index of a persona among the staff.
func (d *seeder) persona(p demo.Persona) int {
	for i, s := range d.w.Staff {
		if s.Persona == p {
			return i
		}
	}
	return 0
}

// telling is one act of a story at its time.
type telling struct {
	at   time.Time
	tell func(ctx context.Context) error
}

// tellings are the acts that make the stories, in order of time.
func (d *seeder) tellings() []telling {
	at := func(day string, hour, minute int, tell func(ctx context.Context) error) telling {
		x := civil.MustDate(day)
		return telling{time.Date(x.Year(), x.Month(), x.Day(), hour, minute, 0, 0, d.w.Zone), tell}
	}
	lost := func(n demo.Story, on string) telling {
		return at(on, 10, 10, func(ctx context.Context) error { return d.lost(ctx, demo.LostStory+n, civil.MustDate(on)) })
	}
	ill := func(on string) telling {
		return at(on, 9, 0, func(ctx context.Context) error { return d.care(ctx) })
	}
	out := []telling{
		lost("_2", "2026-08-05"), lost("_1", "2026-08-26"), ill("2026-09-16"), lost("_3", "2026-09-29"), at("2026-10-05", 15, 20, d.restrict),
		at("2026-10-13", 15, 10, d.plans), at("2026-10-20", 11, 5, d.correct), ill("2026-10-28"), at("2026-10-28", 16, 30, d.note), at("2026-11-12", 16, 40, d.mistake),
		at("2026-11-13", 9, 25, d.move), at("2026-11-13", 11, 0, d.conflict), at("2026-11-13", 14, 10, d.transfer), at("2026-11-16", 8, 40, d.absent),
		at("2026-11-16", 10, 5, d.hidden), at("2026-11-16", 15, 30, d.plansNow), at("2026-11-16", 17, 15, d.endsToday),
		at("2026-11-13", 15, 30, d.standards),
	}
	out = append(append(out, d.studies(at)...), d.works()...)
	out = append(out, d.sealedCompartment(at)...)
	slices.SortStableFunc(out, func(a, b telling) int { return a.at.Compare(b.at) })
	return out
}

// works are the acts of the stories of the work.
func (d *seeder) works() []telling {
	if d.Work == nil {
		return nil
	}
	d.teller = &working.Teller{
		Work: *d.Work, World: d.w, Clock: d.clock, DB: d.DB, People: d.People, Supervision: d.Supervision, As: d.as, System: d.system,
		Client: func(of int) id.Client { return d.lives[of].client }, Days: d.days(),
	}
	var out []telling
	for _, a := range d.teller.Acts() {
		out = append(out, telling{a.At, a.Tell})
	}
	return out
}

// restrict makes one client absent for everybody without right: a relative of staff.
func (d *seeder) restrict(ctx context.Context) error {
	c, l, err := d.hero(demo.RestrictedStory)
	if err != nil {
		return err
	}
	return d.Access.Restrict(d.as(ctx, c.Head), accesssvc.Restrict{Client: l.client, Reason: "staff_relative", Text: "Кызматкердин тууганы."})
}

// lost people were written to, and then forgotten.
func (d *seeder) lost(ctx context.Context, s demo.Story, on civil.Date) error {
	c, l, err := d.hero(s)
	if err != nil {
		return err
	}
	return d.Register.Attempt(d.as(ctx, c.Officer), l.order, order.Attempt{On: on, Channel: "letter", Outcome: "letter_returned"})
}

// correct puts a birth date right whose day and month had been exchanged.
func (d *seeder) correct(ctx context.Context) error {
	c, l, err := d.hero(demo.CorrectedStory)
	if err != nil {
		return err
	}
	ctx = d.as(ctx, c.Officer)
	rec, err := d.People.Record(ctx, l.client)
	if err != nil {
		return err
	}
	for _, v := range rec.Now().ValuesOf(person.FieldBirth) {
		return d.People.SaveValue(ctx, personsvc.SaveValue{
			Field: person.FieldBirth, Value: "1991-03-12",
			Edit: personsvc.Edit{Client: l.client, Row: v.Row, Why: personsvc.Why{Reason: "document_differs"}, Source: "document"},
		})
	}
	return fmt.Errorf("the story %q has no birth date", demo.CorrectedStory)
}

// care notes an absence that is no breach: a child was ill.
func (d *seeder) care(ctx context.Context) error {
	c, l, err := d.hero(demo.CareStory)
	if err != nil {
		return err
	}
	entry, err := d.Supervision.MakeAppointment(d.as(ctx, c.Officer), supervisionsvc.MakeAppointment{
		Client: l.client, Kind: "office_visit",
		PlannedAt: civil.At(d.clock.Now().Add(30 * time.Minute)), Minutes: 30, Source: "phone", Anyway: true,
	})
	if err != nil {
		return err
	}
	e, err := d.Supervision.Entry(d.as(ctx, c.Officer), l.client, entry)
	if err != nil {
		return err
	}
	d.clock.Set(d.clock.Now().Add(75 * time.Minute))
	return d.Supervision.RecordOutcome(d.as(ctx, c.Officer), supervisionsvc.RecordOutcome{
		Client: l.client, Entry: entry, Row: e.Appointment[0].Row,
		Outcome: supervision.Outcome{Code: "acceptable_absence", Reason: "care", Text: "Эки жашар баласы ооруп калды, телефон аркылуу билдирди."},
	})
}

// note says why her appointments bend.
func (d *seeder) note(ctx context.Context) error {
	c, l, err := d.hero(demo.CareStory)
	if err != nil {
		return err
	}
	_, err = d.Supervision.LogContact(d.as(ctx, c.Officer), supervisionsvc.LogContact{
		Client: l.client, Kind: supervision.NoteKind, Source: "office",
		Text: "Эки кичүү балага жалгыз карайт. Жолугушуулар бала бакчанын убактысына, саат 10:00дөн кийин коюлат.",
	})
	return err
}

// mistake writes an entry into the file of a namesake; move takes it out again.
func (d *seeder) mistake(ctx context.Context) error {
	c, wrong, err := d.hero(demo.MovedStory + "_from")
	if err != nil {
		return err
	}
	wrong.entry, err = d.Supervision.LogContact(d.as(ctx, c.Officer), supervisionsvc.LogContact{
		Client: wrong.client, Kind: "phone_call", Minutes: 10,
		Source: "phone", Text: "Жаңы жумуш орду тууралуу билдирди: жыгач устаканасы, дүйшөмбүдөн тартып.",
	})
	return err
}

func (d *seeder) move(ctx context.Context) error {
	c, right, err := d.hero(demo.MovedStory)
	if err != nil {
		return err
	}
	_, wrong, err := d.hero(demo.MovedStory + "_from")
	if err != nil {
		return err
	}
	return d.Supervision.MoveEntry(d.as(ctx, c.Officer), supervisionsvc.MoveEntry{
		Client: wrong.client, Entry: wrong.entry, To: right.client,
		Why: supervisionsvc.Why{Reason: "wrong_client"},
	})
}

// conflict is declared where one person is the whole office: the interregional department has to decide.
func (d *seeder) conflict(ctx context.Context) error {
	for i := range d.w.Clients {
		if c := &d.w.Clients[i]; c.Office == demo.SmallOffice && c.Stage == demo.Running && d.lives[i].client != "" {
			return d.Cases.Declare(d.as(ctx, c.Officer), orgcasesvc.Declare{Client: d.lives[i].client, Reason: "in_law", Note: "Жездемдин иниси."})
		}
	}
	return nil
}

// absent is a colleague on leave whose cases the persona officer covers.
func (d *seeder) absent(ctx context.Context) error {
	officer, head := d.persona(demo.OfficerPersona), d.persona(demo.HeadPersona)
	for i, s := range d.w.Staff {
		if i == officer || len(s.Posts) != 1 || s.Posts[0].Role != access.Officer || s.Posts[0].Office != demo.HomeOffice {
			continue
		}
		return d.Org.AddAbsence(d.as(ctx, head), org.Absence{
			Account: s.ID, Cover: d.w.Staff[officer].ID, Reason: "leave",
			Days: civil.Period{From: civil.MustDate("2026-11-16"), To: civil.MustDate("2026-11-27")},
		})
	}
	return nil
}

// endsToday has the last meeting on the last day.
func (d *seeder) endsToday(ctx context.Context) error {
	c, l, err := d.hero(demo.EndsTodayStory)
	if err != nil {
		return err
	}
	_, err = d.Supervision.MakeAppointment(d.as(ctx, c.Officer), supervisionsvc.MakeAppointment{
		Client: l.client, Kind: "office_visit",
		PlannedAt: civil.At(demo.Start(d.w.Zone).Add(6*time.Hour + 35*time.Minute)), Minutes: 20, Source: "office", Anyway: true,
	})
	return err
}
