package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"tuzjol/internal/app"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/cli/previewed"
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
	return errors.Join(previewed.Measure(ctx, con.Out, a, c.Times), demorun.KeepClock(a), a.Close())
}
