package app

import (
	"context"
	"errors"

	"tuzjol/internal/app/simulating"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/demoweb"
	"tuzjol/internal/demo/fill"
	"tuzjol/internal/demo/working"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinweb"
)

// Fill writes many clients into an empty service: cards are computed at the end, at once, and everything is numbered. The
// offices stay as FreezeOffices found them until then.
func (a *App) Fill(ctx context.Context, write func(fill.Services) error, cards func(done, total int)) error {
	a.DB.SetRecorders(a.recorder, personsvc.Follow{})
	a.Blobs.Loading()
	defer func() { a.officeCache.Hold(false) }()
	var today func(context.Context) error
	if err := write(a.filling(func(tell func(context.Context) error) { today = tell })); err != nil {
		return err
	}
	a.DB.SetRecorders(a.recorder, personsvc.Follow{}, a.cards, a.officeCache)
	if err := a.cards.Rebuild(ctx, a.DB, cards); err != nil {
		return err
	}
	if today != nil { // the morning of the first day is told by services that read the cards
		if err := today(ctx); err != nil {
			return err
		}
	}
	return errors.Join(a.morning(ctx), a.DB.Loading(ctx, false), a.Blobs.Loaded())
}

// FillMore writes more clients into a demonstration in which people already work: this is another node on the same database, with a
// clock of its own. cards computes the cards of clients within the transaction that wrote them.
func (a *App) FillMore(ctx context.Context, write func(to fill.Services, cards func(context.Context, []id.Client) error) error) error {
	a.DB.SetRecorders(a.recorder, personsvc.Follow{})
	err := write(a.filling(nil), func(ctx context.Context, clients []id.Client) error { return a.cards.Renew(ctx, a.DB, clients) })
	a.DB.SetRecorders(a.recorder, personsvc.Follow{}, a.cards, a.officeCache)
	if err != nil {
		return err
	}
	return a.morning(ctx)
}

// filling are the use cases by which a world is written.
func (a *App) filling(today func(tell func(context.Context) error)) fill.Services {
	return fill.Services{
		DB: a.DB, Access: a.access, Signin: a.signin, Org: a.org, Cases: a.orgCases, People: a.people, Orders: a.orders,
		Intake: a.intake, Register: a.register, Supervision: a.supervision,
		Studies: a.studies, Assess: a.assess.Service, Levels: a.assess.Levels, Standards: a.weights.Service, Plans: a.plans.Service, Compartments: a.compartments,
		Work: &working.Work{
			Enforcement: a.enforcement.Service, Life: a.life.Life, Crises: a.life.Crises, Exemptions: a.contacts.Service, Visits: a.visits.Service,
			Papers: a.outgoing.Papers, Requests: a.portal.Requests, Checkins: a.portal.Checkins, Outbox: a.messages.Outbox,
			Beside: simulating.Told(a.monitoring, a.System).Beside,
			Today:  today,
		},
	}
}

// morning is what the scheduled sweeps have done when the first day begins.
func (a *App) morning(ctx context.Context) error {
	if err := a.weights.Chances.Sweep(a.System(ctx, "assessment.opportunities")); err != nil {
		return err
	}
	_, err := a.orders.Escalate(a.System(ctx, "order.escalate"))
	return errors.Join(err, a.Number(ctx))
}

// demoPages are the door of the demonstration; they have no routes elsewhere.
func (a *App) demoPages(door *signinweb.Web) *demoweb.Web {
	return demoweb.New(demoweb.Deps{
		Active: a.Config.Demo, Enter: door.Enter, Office: a.officeName,
		Stories: func() map[demo.Story]id.Client { return a.Demonstration().Stories },
		Login:   func(ctx context.Context) string { return signin.From(ctx).Login },
	})
}

// Demonstration says of a demonstration whom its stories are about and how large it is.
func (a *App) Demonstration() demo.Mark {
	if m := a.demo.Load(); m != nil {
		return *m
	}
	return demo.Mark{}
}

// SetDemonstration tells the service that it is a demonstration, and whose stories it holds.
func (a *App) SetDemonstration(mark demo.Mark) { a.demo.Store(&mark) }

// Growing tells how far a demonstration is that is filled while people work in it.
func (a *App) Growing() *demo.Progress { return &a.growing }
