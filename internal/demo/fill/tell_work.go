package fill

import (
	"context"
	"fmt"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	events "tuzjol/internal/supervision/life"
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
	// Today takes what is told of the morning of the first day, to be run once the cards stand.
	Today func(tell func(context.Context) error)
}

// working deals the stories of the work out to clients of the persona officer's day, those last in the order of the world: the first
// ones have assessments and plans. One who came onto the register too lately to have a history is passed over.
func (d *seeder) working() {
	d.work = map[demo.Story]int{}
	if d.Work == nil {
		return
	}
	days, stories := d.days(), demo.WorkStories()
	for n := len(days) - 1; n >= 0 && len(d.work) < len(stories); n-- {
		c := &d.w.Clients[days[n]]
		if c.Stage == demo.Running && !c.Registered.IsZero() && c.Registered.Before(civil.MustDate("2026-10-20")) && !c.Minor {
			d.work[stories[len(d.work)]] = days[n]
		}
	}
	for i := range d.w.Clients {
		c := &d.w.Clients[i]
		if c.Stage != demo.Ended || c.Story != "" {
			continue
		}
		if _, ok := d.work[demo.CertificateStory]; !ok || c.Office == demo.HomeOffice { // of the home office where it has one
			d.work[demo.CertificateStory] = i
		}
		if c.Office == demo.HomeOffice {
			break
		}
	}
}

// about runs an act of a story with its client; without one the story is not told in this world.
func (d *seeder) about(s demo.Story, tell func(ctx context.Context, c *demo.Client, l *life) error) func(context.Context) error {
	return func(ctx context.Context) error {
		i, ok := d.work[s]
		if !ok || d.lives[i].client == "" {
			return nil
		}
		if err := tell(ctx, &d.w.Clients[i], &d.lives[i]); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
		return nil
	}
}

// works are the acts of these stories up to the evening before the first day.
func (d *seeder) works(at func(string, int, int, func(context.Context) error) telling) []telling {
	d.working()
	miss := func(s demo.Story, made, day, noted string) []telling {
		return []telling{
			at(made, 14, 5, d.about(s, func(ctx context.Context, c *demo.Client, l *life) error { return d.invite(ctx, c, l, day) })),
			at(noted, 9, 10, d.about(s, d.notCome)),
		}
	}
	var out []telling
	out = append(out, miss(demo.MissedStory, "2026-11-05", "2026-11-09", "2026-11-10")...)
	out = append(out, at("2026-11-10", 9, 40, d.about(demo.MissedStory, d.accused)))
	for _, s := range []demo.Story{demo.WarnedStory, demo.CourtStory} {
		action := map[demo.Story]enforcement.Action{demo.WarnedStory: enforcement.Warning, demo.CourtStory: enforcement.Submission}[s]
		out = append(out, miss(s, "2026-10-26", "2026-10-28", "2026-10-29")...)
		out = append(out, miss(s, "2026-10-29", "2026-11-03", "2026-11-04")...)
		out = append(out, at("2026-11-04", 9, 30, d.about(s, d.accused)), at("2026-11-06", 11, 0, d.about(s, d.heard)),
			at("2026-11-12", 15, 0, d.about(s, func(ctx context.Context, c *demo.Client, l *life) error { return d.proposed(ctx, c, l, action) })),
			at("2026-11-16", 16, 0, d.about(s, d.decided)))
	}
	return append(out,
		at("2026-11-11", 10, 20, d.about(demo.AwayStory, d.asksLeave)), at("2026-11-12", 9, 15, d.about(demo.AwayStory, d.leaveGranted)),
		at("2026-11-09", 11, 30, d.about(demo.SearchStory, d.gone)), at("2026-11-13", 10, 40, d.about(demo.SearchStory, d.searchOpened)),
		at("2026-11-09", 12, 0, d.about(demo.CheckinLateStory, d.checkinOn)), at("2026-11-14", 5, 0, d.sweepCheckins),
		at("2026-11-16", 10, 30, d.about(demo.CheckinStory, d.checkinOn)), at("2026-11-16", 19, 20, d.about(demo.CheckinStory, d.checkinAnswered)),
	)
}

// self is the client who acts on the own pages.
func (d *seeder) self(ctx context.Context, l *life) context.Context {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Client, Name: "demo", Display: "portal"})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "demo", Purpose: "own_record"})
	return accesssvc.ClientContext(ctx, l.client, civil.At(d.clock.Now()))
}

func (d *seeder) invite(ctx context.Context, c *demo.Client, l *life, day string) (err error) {
	x := civil.MustDate(day)
	l.miss, err = d.Supervision.MakeAppointment(d.as(ctx, c.Officer), supervisionsvc.MakeAppointment{
		Client: l.client, Kind: "office_visit", PlannedAt: civil.At(time.Date(x.Year(), x.Month(), x.Day(), 10, 0, 0, 0, d.w.Zone)), Minutes: 30, Source: "office", Anyway: true,
	})
	return err
}

func (d *seeder) notCome(ctx context.Context, c *demo.Client, l *life) error {
	ctx = d.as(ctx, c.Officer)
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
func (d *seeder) accused(ctx context.Context, c *demo.Client, l *life) error {
	ctx = d.as(ctx, c.Officer)
	v, err := d.Work.Enforcement.Overview(ctx, l.client)
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
	if l.breach, err = d.Work.Enforcement.Open(ctx, in); err != nil {
		return err
	}
	return d.step1(ctx, l, d.Work.Enforcement.Attempt, enforcement.Step{On: civil.At(d.clock.Now()).In(d.w.Zone), How: "phone", Code: "will_come"})
}

// step1 takes the next step of the case as it stands now.
func (d *seeder) step1(ctx context.Context, l *life, take func(context.Context, enforcementsvc.Take) error, s enforcement.Step) error {
	if l.breach == "" {
		return nil
	}
	v, err := d.Work.Enforcement.Case(ctx, l.client, l.breach)
	if err != nil {
		return err
	}
	return take(ctx, enforcementsvc.Take{Client: l.client, Case: l.breach, Version: v.Case.Version, Step: s})
}

func (d *seeder) heard(ctx context.Context, c *demo.Client, l *life) error {
	return d.step1(d.as(ctx, c.Officer), l, d.Work.Enforcement.Hear, enforcement.Step{
		On: civil.At(d.clock.Now()).In(d.w.Zone), Code: "account", How: "in_person", Language: "ky",
		Text: "Курулушта иштеп жатканмын, бригадир коё берген жок. Телефонду үйдө калтырыптырмын.",
	})
}

func (d *seeder) proposed(ctx context.Context, c *demo.Client, l *life, action enforcement.Action) error {
	return d.step1(d.as(ctx, c.Officer), l, d.Work.Enforcement.Propose, enforcement.Step{
		Code: string(action), Text: "Кардар жумуш орду жөнүндө кагаз алып келген жок, мурда да эскертилген.",
	})
}

func (d *seeder) decided(ctx context.Context, c *demo.Client, l *life) error {
	return d.step1(d.as(ctx, d.persona(demo.HeadPersona)), l, d.Work.Enforcement.Decide, enforcement.Step{Code: enforcement.Confirmed})
}

func (d *seeder) asksLeave(ctx context.Context, c *demo.Client, l *life) (err error) {
	l.event, err = d.Work.Life.Start(d.as(ctx, c.Officer), lifesvc.Start{Client: l.client, Kind: string(events.Absence), Act: events.Act{
		Code: "family", From: civil.MustDate("2026-11-13"), Until: civil.MustDate("2026-11-21"), Place: "Жалал-Абад облусу, Сузак району", Words: "Апасы ооруп жатат, багыш керек.",
	}})
	return err
}

// moveOn takes a step of the client's event as it stands now.
func (d *seeder) moveOn(ctx context.Context, l *life, take func(context.Context, lifesvc.Move) error, a events.Act) error {
	v, err := d.Work.Life.Event(ctx, l.client, l.event)
	if err != nil {
		return err
	}
	return take(ctx, lifesvc.Move{Client: l.client, Event: l.event, Version: v.Event.Row, Act: a})
}

func (d *seeder) leaveGranted(ctx context.Context, _ *demo.Client, l *life) error {
	return d.moveOn(d.as(ctx, d.persona(demo.HeadPersona)), l, d.Work.Life.Decide, events.Act{Move: "grant", Until: civil.MustDate("2026-11-21"), Words: "Үч күндө бир телефон аркылуу билдирет."})
}

// gone: four checks without a trace, after which the head opens the search.
func (d *seeder) gone(ctx context.Context, c *demo.Client, l *life) (err error) {
	ctx = d.as(ctx, c.Officer)
	if l.event, err = d.Work.Life.Start(ctx, lifesvc.Start{Client: l.client, Kind: string(events.Search), Act: events.Act{
		From: civil.MustDate("2026-10-27"), Words: "Эки жолугушууга келген жок, телефону өчүк.",
	}}); err != nil {
		return err
	}
	words := map[string]string{
		"home_visit": "Үйүндө эч ким жок, кошуналар эки жумадан бери көрүшкөн эмес.", "telephone": "Эки номери тең өчүк.",
		"relatives": "Эжеси кайда экенин билбейт.", "inquiry": "Иш ордунан бошонуп кеткен.",
	}
	for _, check := range []string{"home_visit", "telephone", "relatives", "inquiry"} {
		if err := d.moveOn(ctx, l, d.Work.Life.Move, events.Act{Move: "look", Day: civil.MustDate("2026-11-09"), Code: check, Words: words[check]}); err != nil {
			return err
		}
	}
	return nil
}

func (d *seeder) searchOpened(ctx context.Context, _ *demo.Client, l *life) error {
	return d.moveOn(d.as(ctx, d.persona(demo.HeadPersona)), l, d.Work.Life.Decide, events.Act{Move: "open_search", Day: civil.MustDate("2026-11-13"), Words: "Бардык текшерүүлөр жүргүзүлдү."})
}
