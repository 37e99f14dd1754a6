package fill

import (
	"context"
	"fmt"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// incoming is the judgment as it was typed from paper.
func incoming(c *demo.Client) order.Incoming {
	in := order.Incoming{
		Office: string(c.Office), Court: c.Court, Number: c.Number, DecidedOn: c.Decided.String(), InForceOn: c.InForce.String(),
		ReceivedOn: c.Received.String(), Kind: "executive", Article: c.Article, Pages: "6", Source: order.SourcePaper,
		Measures: []order.IncomingMeasure{{Code: c.Measure}}, Another: true,
		Person: order.IncomingPerson{
			Surname: c.Name.Surname, Given: c.Name.Given, Patronymic: c.Name.Patronymic,
			SurnameLatin: c.Latin.Surname, GivenLatin: c.Latin.Given, PatronymicLatin: c.Latin.Patronymic, PIN: string(c.PIN),
			Birth: c.Born.String(), Sex: string(c.Sex), Language: c.Language, Address: c.Address.String(),
			District: c.Address.District, Phone: string(c.Phone),
		},
	}
	if c.Hours > 0 {
		in.Measures[0].Hours = strconv.Itoa(c.Hours)
	}
	if c.TermMonths > 0 {
		in.TermMonths = strconv.Itoa(c.TermMonths)
	}
	for _, code := range append([]string{"report", "notify_address", "notify_work_study", "permission_to_leave"}, c.Bans...) {
		in.Obligations = append(in.Obligations, order.IncomingObligation{Code: code})
	}
	return in
}

func (d *seeder) intake(ctx context.Context, s demo.Step, c *demo.Client, l *life) (err error) {
	switch s.Kind {
	case demo.StepReceive:
		l.judgment, err = d.Intake.Receive(ctx, incoming(c))
		return err
	case demo.StepCheck:
		return d.Intake.Check(ctx, orderintakesvc.Check{ID: l.judgment, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes})
	case demo.StepAccept:
		return d.accept(ctx, l)
	default:
		return nil
	}
}

// accept takes the judgment as one of a new person: nobody in the invented world comes twice.
func (d *seeder) accept(ctx context.Context, l *life) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if l.client, err = d.Intake.Ops().Accept(ctx, tx, orderintakesvc.Accept{ID: l.judgment, Version: 2, New: true}); err != nil {
			return err
		}
		return tx.Record(ctx, access.CheckJudgment, "", fact.New("order.judgment_accepted", l.client, "judgment", l.judgment))
	})
	if err != nil {
		return err
	}
	return d.opened(ctx, l)
}

// opened finds the order that the acceptance opened.
func (d *seeder) opened(ctx context.Context, l *life) error {
	if l.client == "" {
		return fmt.Errorf("judgment %s was not given to anybody", l.judgment)
	}
	all, err := d.Orders.Orders(ctx, l.client)
	if err != nil {
		return err
	}
	l.order, l.version = all[0].ID, all[0].Version
	return nil
}

func (d *seeder) takeOver(ctx context.Context, c *demo.Client, l *life) (err error) {
	in := order.TakeOver{Incoming: incoming(c), RegisteredOn: c.Registered.String(), FileNumber: fmt.Sprintf("%d/%d", 10+len(c.Number)*7, c.Registered.Year())}
	if c.Hours > 0 {
		in.HoursDone = strconv.Itoa(c.Hours / 3)
	}
	if l.judgment, l.client, err = d.Intake.TakeOver(ctx, orderintakesvc.TakeOver{TakeOver: in, New: true}); err != nil {
		return err
	}
	if err := d.opened(ctx, l); err != nil {
		return err
	}
	return d.allocate(ctx, c, l)
}

func (d *seeder) compare(ctx context.Context, l *life) error {
	if l.order == "" {
		if err := d.opened(ctx, l); err != nil {
			return err
		}
	}
	return d.Register.CheckTakeOver(ctx, l.order, l.version)
}

var attemptOutcomes = [...]string{"will_come", "told_relative", "no_answer", "message_sent"} //nolint:gochecknoglobals // a table

// register calls the client, or takes the one who came through the steps of the register within the hour.
func (d *seeder) register(ctx context.Context, s demo.Step, c *demo.Client, l *life) error {
	day := civil.At(demo.TimeOf(s.At)).In(d.w.Zone)
	if s.Kind == demo.StepCall {
		return d.Register.Attempt(ctx, l.order, order.Attempt{On: day, Channel: "phone", Outcome: attemptOutcomes[int(s.Draw)%len(attemptOutcomes)]})
	}
	if err := d.Register.Appeared(ctx, l.order, l.version, day); err != nil {
		return err
	}
	d.clock.Set(demo.TimeOf(s.At + 12*60))
	lang := c.Language
	if lang == "" {
		lang = "ky"
	}
	told := order.Explanation{On: day, Language: lang, ReadAloud: s.Draw%5 == 0, OwnWords: inTongue(said.OwnWords, lang), Proof: "signature"}
	if order.MinorOn(c.Born, day) {
		told.Representative, told.Relation = c.Guardian, "parent"
		if told.Representative == "" {
			told.Representative = c.Name.Surname
		}
	}
	if err := d.Register.Explain(ctx, l.order, told); err != nil {
		return err
	}
	d.clock.Set(demo.TimeOf(s.At + 20*60))
	return d.Register.Register(ctx, orderregistersvc.Register{Order: l.order, Version: l.version + 1, On: day, Officer: d.w.Staff[c.Officer].ID})
}

// end closes the case on the day after the term.
func (d *seeder) end(ctx context.Context, l *life) error {
	all, err := d.Orders.Orders(ctx, l.client)
	if err != nil {
		return err
	}
	x := all[0]
	if x.TermEnd.IsZero() || !x.TermEnd.Before(d.Orders.Today()) || x.State == order.StateEnded {
		return nil
	}
	return d.Orders.End(ctx, ordersvc.End{Order: x.ID, Version: x.Version, Ground: "served", On: x.TermEnd})
}
