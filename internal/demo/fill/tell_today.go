package fill

import (
	"context"
	"fmt"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/remindersvc"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
)

func (d *seeder) checkinOn(ctx context.Context, c *demo.Client, l *life) error {
	return d.Work.Checkins.SwitchOn(d.as(ctx, c.Officer), checkinsvc.SwitchOn{
		Client: l.client, Interval: 7, Reason: "Алыс айылда жашайт, жолго бир күн кетет.",
		Questions: []checkin.Question{{"ky": "Жумуш орду боюнча жаңылык барбы?", "ru": "Есть ли новости о работе?", "en": "Is there news about work?"}},
	})
}

// sweepCheckins closes what nobody answered and opens what is due, as the nightly task does.
func (d *seeder) sweepCheckins(ctx context.Context) error {
	if d.Work == nil {
		return nil
	}
	_, err := d.Work.Checkins.Sweep(d.system(ctx))
	return err
}

func (d *seeder) checkinAnswered(ctx context.Context, _ *demo.Client, l *life) error {
	ctx = d.self(ctx, l)
	waiting, err := d.Work.Checkins.Waiting(ctx, l.client)
	if err != nil || !waiting.Asks {
		return err
	}
	round := waiting.Round
	for _, s := range []struct {
		step checkin.Step
		a    checkin.Answers
	}{
		{checkin.You, checkin.Answers{You: "yes"}},
		{checkin.Feel, checkin.Answers{Feel: "so_so", FeelText: "Чарчап жүрөм, бирок баары жайында."}},
		{checkin.Help, checkin.Answers{Help: []string{"work"}, HelpText: "Жумуш издеп жатам."}},
		{checkin.Call, checkin.Answers{Call: "evening"}},
		{checkin.Changes, checkin.Answers{Changes: []string{"none"}}},
		{checkin.Own, checkin.Answers{Own: []string{"Кирпич заводуна чакырышты."}}},
	} {
		if _, err := d.Work.Checkins.Save(ctx, checkinsvc.Save{Client: l.client, Entry: round.ID, Step: s.step, Answers: s.a}); err != nil {
			return fmt.Errorf("%s: %w", s.step, err)
		}
	}
	return d.Work.Checkins.Send(ctx, l.client, round.ID)
}

// today tells what happens on the morning of the first day: it reads the cards, which stand only after the past has been written. The
// clock is left where it was.
func (d *seeder) today(ctx context.Context) error {
	was := d.clock.Now()
	start := demo.Start(d.w.Zone)
	for _, t := range []struct {
		before time.Duration
		tell   func(context.Context) error
	}{
		{60 * time.Minute, d.about(demo.WarnedStory, d.onPaper)},
		{58 * time.Minute, d.about(demo.CourtStory, d.atCourt)},
		{54 * time.Minute, d.about(demo.ExemptStory, d.exempted)},
		{50 * time.Minute, d.about(demo.ComplaintStory, d.complains)},
		{45 * time.Minute, d.about(demo.VisitStory, d.visited)},
		{35 * time.Minute, d.about(demo.CertificateStory, d.certified)},
		{25 * time.Minute, d.about(demo.CrisisStory, d.inDanger)},
		{15 * time.Minute, d.about(demo.MessageStory, d.unknown)},
	} {
		d.clock.Set(start.Add(-t.before))
		if err := t.tell(accesssvc.Meeting(ctx)); err != nil {
			return err
		}
	}
	d.clock.Set(was)
	return nil
}

func (d *seeder) onPaper(ctx context.Context, c *demo.Client, l *life) error {
	return d.step1(d.as(ctx, c.Officer), l, d.Work.Enforcement.Issue, enforcement.Step{})
}

func (d *seeder) atCourt(ctx context.Context, c *demo.Client, l *life) error {
	if err := d.onPaper(ctx, c, l); err != nil {
		return err
	}
	ctx, today := d.as(ctx, c.Officer), civil.At(d.clock.Now()).In(d.w.Zone)
	if err := d.step1(ctx, l, d.Work.Enforcement.Deliver, enforcement.Step{On: today, Code: "in_person"}); err != nil {
		return err
	}
	return d.step1(ctx, l, d.Work.Enforcement.Send, enforcement.Step{On: today, Name: c.Court, Ref: "17/26"})
}

func (d *seeder) exempted(ctx context.Context, c *demo.Client, l *life) error {
	officer, head := d.as(ctx, c.Officer), d.as(ctx, d.persona(demo.HeadPersona))
	entry, err := d.Work.Exemptions.Propose(officer, standardsvc.Propose{Client: l.client, Exemption: standard.Exemption{
		Reason: "care", Days: civil.Period{From: civil.MustDate("2026-11-01"), To: civil.MustDate("2027-01-31")}, Visits: rulebook.Cell{Set: true, N: 0, Status: "?"},
		Note: "Эки жашка чейинки эки баланы жалгыз багат.",
	}})
	if err != nil {
		return err
	}
	x, _, err := d.Work.Exemptions.Exemption(head, l.client, entry)
	if err != nil {
		return err
	}
	return d.Work.Exemptions.Decide(head, standardsvc.Decide{Client: l.client, Entry: entry, Row: x.Row, Agree: true})
}

func (d *seeder) complains(ctx context.Context, _ *demo.Client, l *life) error {
	_, err := d.Work.Requests.Complain(d.self(ctx, l), requestsvc.Complain{
		Client: l.client, About: "officer", Text: "Белгиленген убакта келсем, кызматкер жок болуп, эки саат күттүм. Экинчи жолу ушундай болду.",
	})
	return err
}

// visited: a visit of the evening before, written down within the day, and the plan of a visit today.
func (d *seeder) visited(ctx context.Context, c *demo.Client, l *life) error {
	ctx = d.as(ctx, c.Officer)
	start := demo.Start(d.w.Zone)
	at := func(day int, hour, minute int) civil.Instant {
		return civil.At(time.Date(start.Year(), start.Month(), start.Day()+day, hour, minute, 0, 0, d.w.Zone))
	}
	if _, err := d.Work.Visits.Record(ctx, visitsvc.Record{Planned: false, Record: visit.Record{
		Client: l.client, Kind: "home_visit", StartedAt: at(-1, 16, 20), Minutes: 40, Place: "үйүндө", WithWhom: "апасы", Talk: "Жумуш жана үй-бүлө жөнүндө сүйлөштүк.",
		Language: "ky", Identity: "known", Partners: []string{"self_government"},
		Answers: map[string][]string{"need": {"work"}, "client_words": {"Туруктуу иш тапсам, калганы өзү оңолот."}, "reaction": {"Кунт коюп укту, өзү сунуш айтты."}},
		Steps:   []visit.Agreed{{What: "Ишке орноштуруу борборуна каттоого турат", Who: "кардар", By: civil.MustDate("2026-11-24")}},
	}}); err != nil {
		return err
	}
	return d.Work.Visits.PlanSafety(ctx, visit.Safety{Client: l.client, Place: "Жаңы конуш, 14-үй", Companions: "айыл өкмөтүнүн өкүлү", LeavesAt: at(0, 10, 0), BackBy: at(0, 12, 30)})
}

func (d *seeder) certified(ctx context.Context, c *demo.Client, l *life) error {
	_, err := d.Work.Papers.Issue(d.as(ctx, c.Head), document.Draft{Client: l.client, Kind: "certificate", Lang: "ky", Fields: map[string]string{
		"note": "Көзөмөл мезгилинде милдеттерин аткарды.", "head": d.w.Staff[c.Head].Name,
	}})
	return err
}

func (d *seeder) inDanger(ctx context.Context, c *demo.Client, l *life) error {
	_, err := d.Work.Crises.RaiseByHand(d.as(ctx, c.Officer), crisissvc.RaiseByHand{
		Client: l.client, Kind: "violence", Words: "Коңшусу чалды: түндө үйдөн кыйкырык чыккан, балдары корккон.",
	})
	return err
}

// lost is a gateway that takes a message and never answers.
type lost struct{}

// Carries reports that it takes telephone messages.
func (lost) Carries(c notify.Channel) bool { return c == notify.SMS }

// Send takes a message; nobody learns what became of it.
func (lost) Send(context.Context, notify.Outgoing) notify.Answer {
	return notify.Answer{Result: notify.Unknown, Cause: notify.CauseSilent}
}

// KnowsReference is false: asking again might send it twice.
func (lost) KnowsReference() bool { return false }

// unknown is a reminder that was handed to a gateway which did not answer.
func (d *seeder) unknown(ctx context.Context, c *demo.Client, l *life) error {
	system := d.system(ctx)
	now := civil.At(d.clock.Now())
	rec, err := d.People.Record(d.as(ctx, c.Officer), l.client)
	if err != nil {
		return err
	}
	number := "+996555000000"
	for _, x := range rec.Now().Phones {
		number = string(x.Phone)
	}
	err = d.DB.Write(d.as(ctx, c.Officer), func(tx *db.Tx) error {
		if err := d.Work.Outbox.Put(ctx, tx, notify.Message{
			Key: remindersvc.Kind + ":" + tx.NewID(), Client: string(l.client), Channel: notify.SMS, Address: number, Lang: "ky",
			Text: "Эскертүү: 18.11.2026, саат 10:00 — сизде жолугушуу бар.", Expires: now.Add(26 * time.Hour),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageAppointment, "")
	})
	if err != nil {
		return err
	}
	_, err = d.Work.Outbox.Run(system, d.DB, now, lost{})
	return err
}
