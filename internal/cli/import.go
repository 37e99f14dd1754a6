package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"tuzjol/internal/app/register"
	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/platform/i18n"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

type importCmd struct {
	Register importRegisterCmd `cmd:"" help:"Bring a register kept elsewhere in: CSV, gzipped CSV or XLSX with a mapping file."`
}

type importRegisterCmd struct {
	place
	Map    string `required:"" help:"Mapping file: which column fills what." type:"existingfile" placeholder:"MAP.yaml"`
	DryRun bool   `help:"Check every row against the service and write nothing."`
	Report string `help:"Where every problem goes, with row, column and remedy; beside the file when not given." placeholder:"FILE"`
	Lang   string `help:"Language of problems and remedies." enum:"ky,ru,en" default:"en"`
	File   string `arg:"" help:"The register: .csv, .csv.gz or .xlsx." type:"existingfile"`
}

// Help gives an example.
func (importRegisterCmd) Help() string {
	return `Example: tuzjol import register --map docs/how-to/import/osh.yaml --dry-run osh.xlsx

Rows already in are left alone, so the same file may be imported again, also after a crash.
The last line printed is read=N new=N changed=N unchanged=N refused=N. The exit code is 3 when rows were refused.`
}

// Run imports the register.
func (c importRegisterCmd) Run(ctx context.Context, con *Console) error {
	words, err := i18n.Load(locale.FS)
	if err != nil {
		return err
	}
	m, file, err := c.inspect(i18n.WithCatalogue(ctx, words, c.Lang, nil), con)
	if err != nil {
		return err
	}
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	ctx = i18n.WithCatalogue(a.Operator(ctx), words, c.Lang, a.Zone)
	importer, err := a.Importer(ctx)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	bar := newProgress(con, c.NoProgress, "rows")
	result, err := importer.Run(ctx, m, file, register.Options{DryRun: c.DryRun, Step: bar.Step})
	if err = errors.Join(err, a.Close()); err != nil {
		return err
	}
	bar.Done()
	if result.Resumed > 0 {
		fmt.Fprintf(con.Err, "went on after row %d, where the last import of this file had stopped\n", result.Resumed)
	}
	report := c.report(a.Config.Data)
	if len(result.Problems) > 0 || register.Exists(report) {
		if err := register.WriteReport(ctx, report, result.Problems); err != nil {
			return fmt.Errorf("report: %w", err)
		}
		fmt.Fprintf(con.Err, "%d problems in %s\n", len(result.Problems), report)
	}
	if _, err := fmt.Fprintln(con.Out, result.Line()); err != nil {
		return err
	}
	if result.Refused > 0 {
		return findings{fmt.Sprintf("%d rows refused; see %s", result.Refused, report)}
	}
	return nil
}

// inspect checks mapping and file before a database is opened, and says everything that is wrong with the mapping.
func (c importRegisterCmd) inspect(ctx context.Context, con *Console) (*register.Mapping, *sheet.File, error) {
	rules, err := kg.Load()
	if err != nil {
		return nil, nil, err
	}
	all := rules.All()
	m, found, err := register.ReadMapping(c.Map, all[len(all)-1])
	if err != nil {
		return nil, nil, err
	}
	var file *sheet.File
	if len(found) == 0 {
		if file, err = sheet.Inspect(c.File, m.File()); err != nil {
			return nil, nil, err
		}
		found = m.CheckHeader(file.Header)
	}
	for _, f := range found {
		fmt.Fprintf(con.Err, "%s:%d: %s\n    %s\n", c.Map, f.Line, i18n.Msg(ctx, f.Msg), i18n.Msg(ctx, f.Remedy))
	}
	if len(found) > 0 {
		return nil, nil, findings{fmt.Sprintf("%d findings in the mapping; nothing was imported", len(found))}
	}
	return m, file, nil
}

// report is where the problems go: as asked, else beside the register, else into the data folder.
func (c importRegisterCmd) report(data string) string {
	if c.Report != "" {
		return c.Report
	}
	if beside := c.File + ".report.csv"; register.Writable(beside) {
		return beside
	}
	return filepath.Join(data, filepath.Base(c.File)+".report.csv")
}
