package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

type benchPreviewCmd struct {
	Clients    int    `help:"How many invented clients a fresh folder is filled with." default:"25000"`
	Data       string `help:"Folder with a demonstration; filled when it is empty. Empty uses a temporary one that is removed." placeholder:"DIR" type:"path"`
	Database   string `help:"URL of an empty PostgreSQL database instead of a file in the folder." placeholder:"URL"`
	Times      int    `help:"How often the preview is made." default:"7"`
	Seed       uint64 `help:"Seed of the invented people." default:"1"`
	NoProgress bool   `help:"No progress bar."`
}

// Help gives an example.
func (benchPreviewCmd) Help() string {
	return "Example: tuzjol bench preview --clients 25000\nThe director previews the draft of the table of standards for the whole country, with the database."
}

// Run measures.
func (c benchPreviewCmd) Run(ctx context.Context, con *Console) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "tuzjol-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir) //nolint:errcheck // temporary
		c.Data = dir
	}
	cfg, err := demorun.Config(c.Data, c.Database, "127.0.0.1:0")
	if err != nil {
		return err
	}
	if err := (benchFill{c.Clients, c.Seed, c.NoProgress}).fill(ctx, con, cfg); err != nil {
		return err
	}
	a, _, err := demorun.Open(ctx, cfg, demorun.Wish{}, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return errors.Join(c.measure(ctx, con, a), demorun.KeepClock(a), a.Close())
}

var errNoDraft = errors.New("the demonstration has no draft of a table of standards, or nobody who may preview it")

func (c benchPreviewCmd) measure(ctx context.Context, con *Console, a *app.App) error {
	svc, ok := a.Services()["rulebooksvc"].(*rulebooksvc.Service)
	if !ok {
		return errNoDraft
	}
	who, err := asDirector(ctx, a)
	if err != nil {
		return err
	}
	tables, err := svc.Tables(who)
	if err != nil {
		return err
	}
	n := slices.IndexFunc(tables.Decisions, func(d rulebook.StandardDecision) bool { return d.State == rulebook.StandardDraft })
	if n < 0 {
		return errNoDraft
	}
	times := make([]time.Duration, 0, c.Times)
	cases := 0
	for range max(c.Times, 1) {
		began := time.Now()
		effect, err := svc.Preview(who, tables.Decisions[n].ID)
		if err != nil {
			return err
		}
		times = append(times, time.Since(began))
		cases = effect.Total.Cases
	}
	slices.Sort(times)
	_, err = fmt.Fprintf(con.Out, "preview of a change over %d clients under supervision (%s): median %.2f s, slowest %.2f s of %d\n",
		cases, a.DB.Engine(), times[len(times)/2].Seconds(), times[len(times)-1].Seconds(), len(times))
	return err
}

// asDirector acts as the first who may draft a table and sees the country.
func asDirector(ctx context.Context, a *app.App) (context.Context, error) {
	all, err := a.Accounts().Accounts(a.Operator(ctx))
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		as := actor.With(ctx, actor.Actor{Kind: actor.User, Account: x.ID, Display: x.Login})
		var rights access.Rights
		if err := a.DB.Read(as, func(r *db.Reader) (err error) {
			rights, err = accesssvc.Load(as, r, x.ID, a.DB.Now(), a.Zone)
			return err
		}); err != nil {
			return nil, err
		}
		if rights.Has(access.Director) {
			return accesssvc.Context(actor.WithRequest(as, actor.Request{Route: "bench", Purpose: "bench"}), rights), nil
		}
	}
	return nil, errNoDraft
}
