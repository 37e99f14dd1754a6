package cli

import (
	"context"
	"errors"
	"fmt"

	"tuzjol/internal/app"
	"tuzjol/internal/app/exporting"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
)

type exportCmd struct {
	place
	Out    string `required:"" help:"File to write: .csv or .xlsx." placeholder:"FILE"`
	Status string `help:"Status of the order: active, pending, called, registered, running, suspended, ended or any." enum:"any,active,pending,called,registered,running,suspended,ended" default:"any"`
	Office string `help:"Only this office and those below it, by code." placeholder:"CODE"`
	As     string `help:"Only what this account may see and export." placeholder:"LOGIN"`
	Lang   string `help:"Language of headings and codes." enum:"ky,ru,en" default:"en"`
	Codes  bool   `help:"Codes instead of words, for other programs."`
}

// Help gives an example.
func (exportCmd) Help() string {
	return `Example: tuzjol export --out clients.xlsx --status active --office 41721000000000 --lang ky --data /var/lib/tuzjol

The export is recorded as a read of every client in it before the file is written.`
}

// Run exports.
func (c exportCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	n, err := c.export(i18n.WithCatalogue(ctx, a.Words, c.Lang, a.Zone), a, con)
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(con.Out, "clients=%d file=%s\n", n, c.Out)
	return err
}

func (c exportCmd) export(ctx context.Context, a *app.App, con *Console) (int, error) {
	ctx = a.Operator(ctx)
	ctx = actor.WithRequest(ctx, actor.Request{Route: "command line", Purpose: "export"})
	ctx, err := a.SightOf(ctx, c.As)
	if err != nil {
		return 0, err
	}
	out, err := exporting.Create(c.Out, i18n.T(ctx, "export.sheet"))
	if err != nil {
		return 0, err
	}
	bar := newProgress(con, c.NoProgress, "clients")
	e := a.Exporter(c.Codes, bar.Step)
	n, err := e.Run(ctx, exporting.Filter{Status: c.Status, Office: id.Office(c.Office)}, out)
	if err != nil {
		out.Drop()
		return 0, err
	}
	bar.Done()
	return n, out.Close()
}
