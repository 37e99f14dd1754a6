// Package cli is the command line: each command opens the service, asks it for one thing, and says in words and by its exit
// code what came of it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"tuzjol/internal/app"
	"tuzjol/internal/platform/config"
)

// Exit codes of every command.
const (
	ExitOK       = 0
	ExitFailed   = 1 // something went wrong; the message says what
	ExitUsage    = 2 // the words of the command are off
	ExitFindings = 3 // the command worked and found what it looks for: a broken record, a bad file
)

// findings is returned by commands that looked and found something wrong.
type findings struct{ text string }

// Error implements error.
func (f findings) Error() string { return f.text }

// Console is what commands write to.
type Console struct {
	Out, Err io.Writer
	Progress bool
}

// commands is the command line.
type commands struct {
	Demo       demoCmd       `cmd:"" help:"Start a living service with invented people, in a browser within seconds."`
	Serve      serveCmd      `cmd:"" help:"Run the service."`
	Migrate    migrateCmd    `cmd:"" help:"Bring the database to this program's schema."`
	Import     importCmd     `cmd:"" help:"Bring records in from files."`
	Export     exportCmd     `cmd:"" help:"Write clients and their orders as CSV or XLSX."`
	User       userCmd       `cmd:"" help:"Accounts: add, list, disable, reset."`
	Audit      auditCmd      `cmd:"" help:"Verify the record, sign a checkpoint."`
	Rebuild    rebuildCmd    `cmd:"" help:"Compute again what is computed."`
	Config     configCmd     `cmd:"" help:"Settings."`
	Rulebook   rulebookCmd   `cmd:"" help:"Law as data."`
	Instrument instrumentCmd `cmd:"" help:"Instruments of assessment as data."`
	Assess     assessCmd     `cmd:"" help:"Score files by an instrument; compare scores with outcomes."`
	Monitoring monitoringCmd `cmd:"" help:"Electronic monitoring: decode recorded frames of devices, play devices, judge again."`
	Backup     backupCmd     `cmd:"" help:"Write an encrypted backup."`
	Restore    restoreCmd    `cmd:"" help:"Restore a backup onto an empty database and verify it."`
	Bench      benchCmd      `cmd:"" help:"Measure: pages against their raw SQL in the same run."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// place says where the data are; every command has it.
type place struct {
	Data       string `help:"Folder of database, files and keys." default:"data" placeholder:"DIR" env:"TUZJOL_DATA"`
	Database   string `help:"PostgreSQL URL instead of the SQLite file in the folder." placeholder:"URL" env:"TUZJOL_DATABASE"`
	NoProgress bool   `help:"No progress bar."`
}

// open opens the service where the flags say, with the rest of the settings from the environment.
func (p place) open(ctx context.Context) (*app.App, error) {
	cfg, err := p.config()
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, cfg, app.Options{})
}

func (p place) config() (config.Config, error) {
	cfg, _, err := config.Load(func(name string) (string, bool) {
		switch {
		case name == "TUZJOL_DATA":
			return p.Data, true
		case name == "TUZJOL_DATABASE" && p.Database != "":
			return p.Database, true
		}
		return os.LookupEnv(name)
	})
	return cfg, err
}

// Run runs the command line and returns the exit code.
func Run(args []string, out, errOut io.Writer) int {
	var cmd commands
	code := -1
	parser, err := kong.New(&cmd, kong.Name("tuzjol"), kong.Description("Tuzjol runs a probation service from the court judgment to the end of supervision."),
		kong.Writers(out, errOut), kong.Exit(func(c int) { code = c }), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errOut, err)
		return ExitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintln(errOut, "tuzjol:", err)
		return ExitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	console := &Console{Out: out, Err: errOut}
	k.BindTo(ctx, (*context.Context)(nil))
	k.BindTo(out, (*io.Writer)(nil))
	err = k.Run(console)
	var found findings
	switch {
	case err == nil:
		return ExitOK
	case errors.As(err, &found):
		fmt.Fprintln(errOut, "tuzjol:", found.text)
		return ExitFindings
	}
	fmt.Fprintln(errOut, "tuzjol:", describe(err))
	return ExitFailed
}

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(c *Console) error {
	_, err := fmt.Fprintln(c.Out, app.Version)
	return err
}
