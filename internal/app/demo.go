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
	if err := write(fill.Services{
		DB: a.DB, Access: a.access, Signin: a.signin, Org: a.org, Cases: a.orgCases, People: a.people, Orders: a.orders,
		Intake: a.intake, Register: a.register, Supervision: a.supervision,
		Studies: a.studies, Assess: a.assess.Service, Levels: a.assess.Levels, Standards: a.weights.Service, Plans: a.plans.Service, Compartments: a.compartments,
		Work: &working.Work{
			Enforcement: a.enforcement.Service, Life: a.life.Life, Crises: a.life.Crises, Exemptions: a.contacts.Service, Visits: a.visits.Service,
			Papers: a.outgoing.Papers, Requests: a.portal.Requests, Checkins: a.portal.Checkins, Outbox: a.messages.Outbox,
			Beside: simulating.Told(a.monitoring, a.System).Beside,
			Today:  func(tell func(context.Context) error) { today = tell },
		},
	}); err != nil {
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
	if err := a.weights.Chances.Sweep(a.System(ctx, "assessment.opportunities")); err != nil {
		return err
	}
	_, err := a.orders.Escalate(a.System(ctx, "order.escalate"))
	return errors.Join(err, a.Number(ctx), a.DB.Loading(ctx, false), a.Blobs.Loaded())
}

// demoPages are the door of the demonstration; they have no routes elsewhere.
func (a *App) demoPages(door *signinweb.Web) *demoweb.Web {
	return demoweb.New(demoweb.Deps{
		Active: a.Config.Demo, Enter: door.Enter, Office: a.officeName,
		Stories: func() map[demo.Story]id.Client { return a.demo.Stories },
		Login:   func(ctx context.Context) string { return signin.From(ctx).Login },
	})
}

// Demonstration says of a demonstration whom its stories are about and how large it is.
func (a *App) Demonstration() demo.Mark { return a.demo }

// SetDemonstration tells the service that it is a demonstration, and whose stories it holds.
func (a *App) SetDemonstration(mark demo.Mark) { a.demo = mark }
