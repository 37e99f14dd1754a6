// Package working tells the stories of the work itself: one of each thing that an officer, a head and an interregional department meet,
// written through the use cases that people use.
package working

import (
	"context"
	"fmt"
	"maps"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visitsvc"
)

// Work are the use cases by which the stories of the work are told.
type Work struct {
	Enforcement *enforcementsvc.Service
	Life        *lifesvc.Service
	Crises      *crisissvc.Service
	Exemptions  *standardsvc.Service
	Visits      *visitsvc.Service
	Papers      *papersvc.Service
	Requests    *requestsvc.Service
	Checkins    *checkinsvc.Service
	Outbox      *notify.Outbox
	// Beside makes the teller of further stories; nil tells none.
	Beside func(*Teller) Beside
	// Today takes what is told of the morning of the first day, to be run once the cards stand.
	Today func(tell func(context.Context) error)
}

// Beside tells further stories among the same clients.
type Beside interface {
	// Acts are the acts up to the evening before the first day.
	Acts() []Act
	// Stories says whom they are told of.
	Stories() map[demo.Story]id.Client
	// TellToday tells what happens on the morning of the first day.
	TellToday(ctx context.Context) error
}

// Teller tells the stories of the work. It acts through the use cases, as the member of staff or the client who would have done so.
type Teller struct {
	Work
	World       *demo.World
	Clock       *demo.Clock
	DB          *db.DB
	People      *personsvc.Service
	Supervision *supervisionsvc.Service
	As          func(ctx context.Context, staff int) context.Context // a member of staff of the world acts
	System      func(ctx context.Context) context.Context            // the filling itself acts
	Client      func(of int) id.Client                               // who a client of the world has become; empty before the intake
	Days        []int                                                // clients of the persona officer's day

	dealt  map[demo.Story]*told
	beside Beside
}

// told is where a story stands.
type told struct {
	of     int // client of the world
	client id.Client
	miss   string // the appointment to which nobody came
	breach string // the case of enforcement
	event  string // the life event
}

// Act is one act of a story at its time.
type Act struct {
	At   time.Time
	Tell func(ctx context.Context) error
}

// deal gives the stories to clients of the persona officer's day, those last in the order of the world: the first ones have assessments
// and plans. One who came onto the register too lately to have a history is passed over.
func (d *Teller) deal() {
	d.dealt = map[demo.Story]*told{}
	stories := demo.WorkStories()
	for n := len(d.Days) - 1; n >= 0 && len(d.dealt) < len(stories); n-- {
		c := &d.World.Clients[d.Days[n]]
		if c.Stage == demo.Running && !c.Registered.IsZero() && c.Registered.Before(civil.MustDate("2026-10-20")) && !c.Minor {
			d.dealt[stories[len(d.dealt)]] = &told{of: d.Days[n]}
		}
	}
	for i := range d.World.Clients {
		c := &d.World.Clients[i]
		if c.Stage != demo.Ended || c.Story != "" {
			continue
		}
		if d.dealt[demo.CertificateStory] == nil || c.Office == demo.HomeOffice { // of the home office where it has one
			d.dealt[demo.CertificateStory] = &told{of: i}
		}
		if c.Office == demo.HomeOffice {
			break
		}
	}
}

// Stories says whom the stories are told of.
func (d *Teller) Stories() map[demo.Story]id.Client {
	out := map[demo.Story]id.Client{}
	for s, l := range d.dealt {
		out[s] = d.Client(l.of)
	}
	if d.beside != nil {
		maps.Copy(out, d.beside.Stories())
	}
	return out
}

// head is the index of the head of the home office among the staff.
func (d *Teller) head() int {
	for i, s := range d.World.Staff {
		if s.Persona == demo.HeadPersona {
			return i
		}
	}
	return 0
}

// about runs an act of a story with its client; without one the story is not told in this world.
func (d *Teller) about(s demo.Story, tell func(ctx context.Context, c *demo.Client, l *told) error) func(context.Context) error {
	return func(ctx context.Context) error {
		l := d.dealt[s]
		if l == nil {
			return nil
		}
		if l.client = d.Client(l.of); l.client == "" {
			return nil
		}
		if err := tell(ctx, &d.World.Clients[l.of], l); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		return nil
	}
}

// Acts are the acts of these stories up to the evening before the first day, to be put among those of the others in order of time.
func (d *Teller) Acts() []Act {
	d.deal()
	at := func(day string, hour, minute int, tell func(ctx context.Context) error) Act {
		x := civil.MustDate(day)
		return Act{time.Date(x.Year(), x.Month(), x.Day(), hour, minute, 0, 0, d.World.Zone), tell}
	}
	miss := func(s demo.Story, made, day, noted string) []Act {
		return []Act{
			at(made, 14, 5, d.about(s, func(ctx context.Context, c *demo.Client, l *told) error { return d.invite(ctx, c, l, day) })),
			at(noted, 9, 10, d.about(s, d.notCome)),
		}
	}
	var out []Act
	if d.Beside != nil {
		d.beside = d.Beside(d)
		out = d.beside.Acts()
	}
	out = append(out, miss(demo.MissedStory, "2026-11-05", "2026-11-09", "2026-11-10")...)
	out = append(out, at("2026-11-10", 9, 40, d.about(demo.MissedStory, d.accused)))
	for _, s := range []demo.Story{demo.WarnedStory, demo.CourtStory} {
		action := map[demo.Story]enforcement.Action{demo.WarnedStory: enforcement.Warning, demo.CourtStory: enforcement.Submission}[s]
		out = append(out, miss(s, "2026-10-26", "2026-10-28", "2026-10-29")...)
		out = append(out, miss(s, "2026-10-29", "2026-11-03", "2026-11-04")...)
		out = append(out, at("2026-11-04", 9, 30, d.about(s, d.accused)), at("2026-11-06", 11, 0, d.about(s, d.heard)),
			at("2026-11-12", 15, 0, d.about(s, func(ctx context.Context, c *demo.Client, l *told) error { return d.proposed(ctx, c, l, action) })),
			at("2026-11-16", 16, 0, d.about(s, d.decided)))
	}
	return append(out,
		at("2026-11-11", 10, 20, d.about(demo.AwayStory, d.asksLeave)), at("2026-11-12", 9, 15, d.about(demo.AwayStory, d.leaveGranted)),
		at("2026-11-09", 11, 30, d.about(demo.SearchStory, d.gone)), at("2026-11-13", 10, 40, d.about(demo.SearchStory, d.searchOpened)),
		at("2026-11-09", 12, 0, d.about(demo.CheckinLateStory, d.checkinOn)), at("2026-11-14", 5, 0, d.sweepCheckins),
		at("2026-10-22", 17, 30, d.about(demo.VisitStory, d.visitedBefore)),
		at("2026-11-16", 10, 30, d.about(demo.CheckinStory, d.checkinOn)), at("2026-11-16", 19, 20, d.about(demo.CheckinStory, d.checkinAnswered)),
	)
}

// self is the client who acts on the own pages.
func (d *Teller) self(ctx context.Context, l *told) context.Context {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Client, Name: "demo", Display: "portal"})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "demo", Purpose: "own_record"})
	return accesssvc.ClientContext(ctx, l.client, civil.At(d.Clock.Now()))
}

func (d *Teller) invite(ctx context.Context, c *demo.Client, l *told, day string) (err error) {
	x := civil.MustDate(day)
	l.miss, err = d.Supervision.MakeAppointment(d.As(ctx, c.Officer), supervisionsvc.MakeAppointment{
		Client: l.client, Kind: "office_visit", PlannedAt: civil.At(time.Date(x.Year(), x.Month(), x.Day(), 10, 0, 0, 0, d.World.Zone)), Minutes: 30, Source: "office", Anyway: true,
	})
	return err
}

func (d *Teller) notCome(ctx context.Context, c *demo.Client, l *told) error {
	ctx = d.As(ctx, c.Officer)
	e, err := d.Supervision.Entry(ctx, l.client, l.miss)
	if err != nil {
		return err
	}
	return d.Supervision.RecordOutcome(ctx, supervisionsvc.RecordOutcome{
		Client: l.client, Entry: l.miss, Row: e.Appointment[len(e.Appointment)-1].Row,
		Outcome: supervision.Outcome{Code: "unacceptable_absence", Text: "Келген жок, алдын ала билдирген жок."},
	})
}

// accused begins a case on everything that counts, and asks the client in.
func (d *Teller) accused(ctx context.Context, c *demo.Client, l *told) error {
	ctx = d.As(ctx, c.Officer)
	v, err := d.Enforcement.Overview(ctx, l.client)
	if err != nil || len(v.Duties) == 0 {
		return err
	}
	in := enforcementsvc.Open{Client: l.client, Duty: v.Duties[0].ID}
	for _, x := range v.Duties {
		if x.Code == "report" {
			in.Duty = x.ID
		}
	}
	for _, x := range v.Choice {
		if x.Counts() {
			in.Entries = append(in.Entries, x.Ref)
		}
	}
	if l.breach, err = d.Enforcement.Open(ctx, in); err != nil {
		return err
	}
	return d.step(ctx, l, d.Enforcement.Attempt, enforcement.Step{On: civil.At(d.Clock.Now()).In(d.World.Zone), How: "phone", Code: "will_come"})
}

// step takes the next step of the case as it stands now.
func (d *Teller) step(ctx context.Context, l *told, take func(context.Context, enforcementsvc.Take) error, s enforcement.Step) error {
	if l.breach == "" {
		return nil
	}
	v, err := d.Enforcement.Case(ctx, l.client, l.breach)
	if err != nil {
		return err
	}
	return take(ctx, enforcementsvc.Take{Client: l.client, Case: l.breach, Version: v.Case.Version, Step: s})
}

func (d *Teller) heard(ctx context.Context, c *demo.Client, l *told) error {
	return d.step(d.As(ctx, c.Officer), l, d.Enforcement.Hear, enforcement.Step{
		On: civil.At(d.Clock.Now()).In(d.World.Zone), Code: "account", How: "in_person", Language: "ky",
		Text: "Курулушта иштеп жатканмын, бригадир коё берген жок. Телефонду үйдө калтырыптырмын.",
	})
}

func (d *Teller) proposed(ctx context.Context, c *demo.Client, l *told, action enforcement.Action) error {
	return d.step(d.As(ctx, c.Officer), l, d.Enforcement.Propose, enforcement.Step{
		Code: string(action), Text: "Кардар жумуш орду жөнүндө кагаз алып келген жок, мурда да эскертилген.",
	})
}

func (d *Teller) decided(ctx context.Context, c *demo.Client, l *told) error {
	return d.step(d.As(ctx, d.head()), l, d.Enforcement.Decide, enforcement.Step{Code: enforcement.Confirmed})
}

func (d *Teller) asksLeave(ctx context.Context, c *demo.Client, l *told) (err error) {
	l.event, err = d.Life.Start(d.As(ctx, c.Officer), lifesvc.Start{Client: l.client, Kind: string(life.Absence), Act: life.Act{
		Code: "family", From: civil.MustDate("2026-11-13"), Until: civil.MustDate("2026-11-21"), Place: "Жалал-Абад облусу, Сузак району", Words: "Апасы ооруп жатат, багыш керек.",
	}})
	return err
}

// moveOn takes a step of the client's event as it stands now.
func (d *Teller) moveOn(ctx context.Context, l *told, take func(context.Context, lifesvc.Move) error, a life.Act) error {
	v, err := d.Life.Event(ctx, l.client, l.event)
	if err != nil {
		return err
	}
	return take(ctx, lifesvc.Move{Client: l.client, Event: l.event, Version: v.Event.Row, Act: a})
}

func (d *Teller) leaveGranted(ctx context.Context, _ *demo.Client, l *told) error {
	return d.moveOn(d.As(ctx, d.head()), l, d.Life.Decide, life.Act{Move: "grant", Until: civil.MustDate("2026-11-21"), Words: "Үч күндө бир телефон аркылуу билдирет."})
}

// gone: four checks without a trace, after which the head opens the search.
func (d *Teller) gone(ctx context.Context, c *demo.Client, l *told) (err error) {
	ctx = d.As(ctx, c.Officer)
	if l.event, err = d.Life.Start(ctx, lifesvc.Start{Client: l.client, Kind: string(life.Search), Act: life.Act{
		From: civil.MustDate("2026-10-27"), Words: "Эки жолугушууга келген жок, телефону өчүк.",
	}}); err != nil {
		return err
	}
	words := map[string]string{
		"home_visit": "Үйүндө эч ким жок, кошуналар эки жумадан бери көрүшкөн эмес.", "telephone": "Эки номери тең өчүк.",
		"relatives": "Эжеси кайда экенин билбейт.", "inquiry": "Иш ордунан бошонуп кеткен.",
	}
	for _, check := range []string{"home_visit", "telephone", "relatives", "inquiry"} {
		if err := d.moveOn(ctx, l, d.Life.Move, life.Act{Move: "look", Day: civil.MustDate("2026-11-09"), Code: check, Words: words[check]}); err != nil {
			return err
		}
	}
	return nil
}

func (d *Teller) searchOpened(ctx context.Context, _ *demo.Client, l *told) error {
	return d.moveOn(d.As(ctx, d.head()), l, d.Life.Decide, life.Act{Move: "open_search", Day: civil.MustDate("2026-11-13"), Words: "Бардык текшерүүлөр жүргүзүлдү."})
}
