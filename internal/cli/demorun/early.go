package demorun

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tuzjol/internal/app"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/config"
)

// OpenEarly is Open that opens the door of a fresh demonstration once its stories and the personas' office stand. rest writes the
// other clients while people work; it may be called off, and the next start goes on. Nil when everybody stands.
func OpenEarly(ctx context.Context, cfg config.Config, wish Wish, opt app.Options) (a *app.App, rest func(context.Context) error, err error) {
	if wish.Whole {
		a, _, err = Open(ctx, cfg, wish, opt)
		return a, nil, err
	}
	a, _, rest, err = open(ctx, cfg, wish, opt, true)
	return a, rest, err
}

// writeRest writes the clients whom the demonstration owes through another node on the same database, whose clock stands in the
// past while that of the first runs on.
func writeRest(ctx context.Context, a *app.App, cfg config.Config, mark demo.Mark, opt app.Options) (err error) {
	clock := demo.NewClock(a.Zone)
	clock.Set(demo.Start(a.Zone))
	opt.Clock = clock.Now
	node, err := app.Open(ctx, cfg, opt)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, node.Close()) }()
	world, err := imagine(node, mark)
	if err != nil {
		return err
	}
	if err := known(ctx, node, world); err != nil {
		return err
	}
	if err := node.FreezeOffices(ctx); err != nil {
		return err
	}
	_, parts := world.Split()
	owed := 0
	for _, p := range parts {
		owed += len(p.Clients)
	}
	a.Growing().Begin(len(world.Clients)-owed, len(world.Clients))
	if err := node.FillMore(ctx, func(to fill.Services, cards func(context.Context, []id.Client) error) error {
		for _, p := range parts {
			if err := part(ctx, to, world, p, clock, cards); err != nil {
				return err
			}
			a.Growing().Add(len(p.Clients))
			if err := breathe(ctx, a.DB.Engine()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	mark = a.Demonstration()
	mark.Owed = false
	a.SetDemonstration(mark)
	a.Growing().End()
	return KeepClock(a)
}

// part writes one part unless an earlier start did.
func part(ctx context.Context, to fill.Services, w *demo.World, p demo.Part, clock *demo.Clock, cards func(context.Context, []id.Client) error) error {
	stands, err := fill.Stands(ctx, to, w, p)
	if err != nil || stands {
		return err
	}
	return fill.Part(ctx, to, w, p, clock, cards)
}

// breathe leaves the database to those who wait for it. SQLite asks for a held lock again at most a tenth of a second later: a pause
// of that length is met by everybody who waits. PostgreSQL holds nobody up.
func breathe(ctx context.Context, engine string) error {
	if engine == "postgres" {
		return ctx.Err()
	}
	pause := time.NewTimer(100 * time.Millisecond)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-pause.C:
		return nil
	}
}

// known finds the accounts of the world's staff, which the first part of the filling has opened.
func known(ctx context.Context, node *app.App, w *demo.World) error {
	list, err := node.Accounts().Accounts(node.Operator(ctx))
	if err != nil {
		return err
	}
	accounts := make(map[string]id.Account, len(list))
	for _, x := range list {
		accounts[x.Login] = x.ID
	}
	for i := range w.Staff {
		s := &w.Staff[i]
		if s.ID = accounts[s.Login]; s.ID == "" {
			return fmt.Errorf("%s has no account: this demonstration was filled by another version", s.Login)
		}
	}
	return nil
}
