package working

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

func (d *Teller) checkinOn(ctx context.Context, c *demo.Client, l *told) error {
	return d.Checkins.SwitchOn(d.As(ctx, c.Officer), checkinsvc.SwitchOn{
		Client: l.client, Interval: 7, Reason: "Алыс айылда жашайт, жолго бир күн кетет.",
		Questions: []checkin.Question{{"ky": "Жумуш орду боюнча жаңылык барбы?", "ru": "Есть ли новости о работе?", "en": "Is there news about work?"}},
	})
}

// sweepCheckins closes what nobody answered and opens what is due, as the nightly task does.
func (d *Teller) sweepCheckins(ctx context.Context) error {
	_, err := d.Checkins.Sweep(d.System(ctx))
	return err
}

func (d *Teller) checkinAnswered(ctx context.Context, _ *demo.Client, l *told) error {
	ctx = d.self(ctx, l)
	waiting, err := d.Checkins.Waiting(ctx, l.client)
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
		if _, err := d.Checkins.Save(ctx, checkinsvc.Save{Client: l.client, Entry: round.ID, Step: s.step, Answers: s.a}); err != nil {
			return fmt.Errorf("%s: %w", s.step, err)
		}
	}
	return d.Checkins.Send(ctx, l.client, round.ID)
}

// TellToday tells what happens on the morning of the first day: it reads the cards, which stand only after the past has been written. The
// clock is left where it was.
func (d *Teller) TellToday(ctx context.Context) error {
	was := d.Clock.Now()
	start := demo.Start(d.World.Zone)
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
		d.Clock.Set(start.Add(-t.before))
		if err := t.tell(accesssvc.Meeting(ctx)); err != nil {
			return err
		}
	}
	d.Clock.Set(was)
	if d.beside != nil {
		return d.beside.TellToday(accesssvc.Meeting(ctx))
	}
	return nil
}

func (d *Teller) onPaper(ctx context.Context, c *demo.Client, l *told) error {
	return d.step(d.As(ctx, c.Officer), l, d.Enforcement.Issue, enforcement.Step{})
}

func (d *Teller) atCourt(ctx context.Context, c *demo.Client, l *told) error {
	if err := d.onPaper(ctx, c, l); err != nil {
		return err
	}
	ctx, today := d.As(ctx, c.Officer), civil.At(d.Clock.Now()).In(d.World.Zone)
	if err := d.step(ctx, l, d.Enforcement.Deliver, enforcement.Step{On: today, Code: "in_person"}); err != nil {
		return err
	}
	return d.step(ctx, l, d.Enforcement.Send, enforcement.Step{On: today, Name: c.Court, Ref: "17/26"})
}

func (d *Teller) exempted(ctx context.Context, c *demo.Client, l *told) error {
	officer, head := d.As(ctx, c.Officer), d.As(ctx, d.head())
	entry, err := d.Exemptions.Propose(officer, standardsvc.Propose{Client: l.client, Exemption: standard.Exemption{
		Reason: "care", Days: civil.Period{From: civil.MustDate("2026-11-01"), To: civil.MustDate("2027-01-31")}, Visits: rulebook.Cell{Set: true, N: 0, Status: "?"},
		Note: "Эки жашка чейинки эки баланы жалгыз багат.",
	}})
	if err != nil {
		return err
	}
	x, _, err := d.Exemptions.Exemption(head, l.client, entry)
	if err != nil {
		return err
	}
	return d.Exemptions.Decide(head, standardsvc.Decide{Client: l.client, Entry: entry, Row: x.Row, Agree: true})
}

func (d *Teller) complains(ctx context.Context, _ *demo.Client, l *told) error {
	_, err := d.Requests.Complain(d.self(ctx, l), requestsvc.Complain{
		Client: l.client, About: "officer", Text: "Белгиленген убакта келсем, кызматкер жок болуп, эки саат күттүм. Экинчи жолу ушундай болду.",
	})
	return err
}

// visitedBefore is a visit of last month, of which the head draws the sample.
func (d *Teller) visitedBefore(ctx context.Context, c *demo.Client, l *told) error {
	return d.visit(ctx, c, l, civil.MustDate("2026-10-22"), "Кийинки жумада таанышынын устаканасына барып көрөт")
}

// visited: a visit of the evening before, written down within the day, and the plan of a visit today.
func (d *Teller) visited(ctx context.Context, c *demo.Client, l *told) error {
	if err := d.visit(ctx, c, l, demo.Today().AddDays(-1), "Ишке орноштуруу борборуна каттоого турат"); err != nil {
		return err
	}
	return d.Visits.PlanSafety(d.As(ctx, c.Officer), visit.Safety{
		Client: l.client, Place: "Жаңы конуш, 14-үй", Companions: "айыл өкмөтүнүн өкүлү", LeavesAt: d.clock(demo.Today(), 10, 0), BackBy: d.clock(demo.Today(), 12, 30),
	})
}

func (d *Teller) clock(day civil.Date, hour, minute int) civil.Instant {
	return civil.At(time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, d.World.Zone))
}

func (d *Teller) visit(ctx context.Context, c *demo.Client, l *told, on civil.Date, agreed string) error {
	_, err := d.Visits.Record(d.As(ctx, c.Officer), visitsvc.Record{Record: visit.Record{
		Client: l.client, Kind: "home_visit", StartedAt: d.clock(on, 16, 20), Minutes: 40, Place: "үйүндө", WithWhom: "апасы",
		Talk: "Жумуш жана үй-бүлө жөнүндө сүйлөштүк.", Language: "ky", Identity: "known", Partners: []string{"self_government"},
		Answers: map[string][]string{"need": {"work"}, "client_words": {"Туруктуу иш тапсам, калганы өзү оңолот."}, "reaction": {"Кунт коюп укту, өзү сунуш айтты."}},
		Steps:   []visit.Agreed{{What: agreed, Who: "кардар", By: on.AddDays(8)}},
	}})
	return err
}

func (d *Teller) certified(ctx context.Context, c *demo.Client, l *told) error {
	_, err := d.Papers.Issue(d.As(ctx, c.Head), document.Draft{Client: l.client, Kind: "certificate", Lang: "ky", Fields: map[string]string{
		"note": "Көзөмөл мезгилинде милдеттерин аткарды.", "head": d.World.Staff[c.Head].Name,
	}})
	return err
}

func (d *Teller) inDanger(ctx context.Context, c *demo.Client, l *told) error {
	_, err := d.Crises.RaiseByHand(d.As(ctx, c.Officer), crisissvc.RaiseByHand{
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
func (d *Teller) unknown(ctx context.Context, c *demo.Client, l *told) error {
	system := d.System(ctx)
	now := civil.At(d.Clock.Now())
	rec, err := d.People.Record(d.As(ctx, c.Officer), l.client)
	if err != nil {
		return err
	}
	number := "+996555000000"
	for _, x := range rec.Now().Phones {
		number = string(x.Phone)
	}
	err = d.DB.Write(d.As(ctx, c.Officer), func(tx *db.Tx) error {
		if err := d.Outbox.Put(ctx, tx, notify.Message{
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
	_, err = d.Outbox.Run(system, d.DB, now, lost{})
	return err
}
