package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"tuzjol/internal/app"
	"tuzjol/internal/app/mapground"
	"tuzjol/internal/cli/spoken"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook/rulebookload"
	"tuzjol/internal/schema"
)

type migrateCmd struct{ place }

// Help gives an example.
func (migrateCmd) Help() string { return "Example: tuzjol migrate --data /var/lib/tuzjol" }

// Run migrates.
func (c migrateCmd) Run(ctx context.Context, con *Console) error {
	cfg, err := c.config()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	url := cfg.Database
	if url == "" {
		url = app.DatabasePath(cfg.Data)
	}
	d, err := db.Open(ctx, url, db.Options{Schema: schema.FS})
	if err != nil {
		return err
	}
	n, err := d.Migrate(ctx)
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "migrations run: %d\n", n)
	return err
}

type rebuildCmd struct {
	Cards rebuildCardsCmd `cmd:"" help:"Compute every card anew."`
}

type rebuildCardsCmd struct{ place }

// Help gives an example.
func (rebuildCardsCmd) Help() string { return "Example: tuzjol rebuild cards --data /var/lib/tuzjol" }

// Run rebuilds the cards.
func (c rebuildCardsCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // projections only
	p := newProgress(con, c.NoProgress, "cards")
	if err := a.RebuildCards(ctx, p.Step); err != nil {
		return err
	}
	p.Done()
	return nil
}

type configCmd struct {
	Check configCheckCmd `cmd:"" help:"Show every setting, where it comes from, and what is wrong."`
}

type configCheckCmd struct{ place }

// Help gives an example.
func (configCheckCmd) Help() string {
	return "Example: TUZJOL_PRODUCTION=true tuzjol config check --data /var/lib/tuzjol"
}

// Run checks the settings.
func (c configCheckCmd) Run(con *Console) error {
	cfg, sets, err := config.Load(func(name string) (string, bool) {
		if name == "TUZJOL_DATA" {
			return c.Data, true
		}
		return os.LookupEnv(name)
	})
	for _, s := range sets {
		fmt.Fprintf(con.Out, "%-28s %-24s %-12s %s\n", s.Option.Env, s.Shown(), s.From, s.Option.Doc)
	}
	if err = errors.Join(err, mapground.Check(cfg)); err != nil {
		return findings{err.Error()}
	}
	return nil
}

type rulebookCmd struct {
	Check rulebookCheckCmd `cmd:"" help:"Check a rulebook file; names row, field and remedy."`
}

type rulebookCheckCmd struct {
	File string `arg:"" help:"File or folder of rulebook files." type:"existingpath"`
}

// Help gives an example.
func (rulebookCheckCmd) Help() string { return "Example: tuzjol rulebook check /etc/tuzjol/rules.yaml" }

// Run checks the file.
func (c rulebookCheckCmd) Run(con *Console) error {
	say, err := spoken.English()
	if err != nil {
		return err
	}
	found := rulebookload.Check(c.File)
	for _, f := range found {
		fmt.Fprintln(con.Out, f.Line(say))
	}
	if len(found) > 0 {
		return findings{fmt.Sprintf("%d findings", len(found))}
	}
	_, err = fmt.Fprintln(con.Out, "nothing found")
	return err
}
