package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"tuzjol/internal/app"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/platform/obs"
)

type demoCmd struct {
	Addr       string `help:"Address and port." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data       string `help:"Folder of the demonstration; a second start on it goes on where the first one ended. Empty uses a new temporary folder." placeholder:"DIR" type:"path"`
	Database   string `help:"URL of an empty PostgreSQL database instead of a file in the folder." placeholder:"URL"`
	Seed       uint64 `help:"The same seed invents the same people." default:"1"`
	Clients    int    `help:"How many clients." default:"2500"`
	Devices    string `help:"Doors for devices, as teltonika=127.0.0.1:5027,gt06=127.0.0.1:5023. Phones speak to /osmand in any case." placeholder:"LIST"`
	Bracelets  bool   `help:"Let the few clients who wear devices speak while the demonstration runs." default:"true" negatable:""`
	Whole      bool   `help:"Open the door only once every client stands. Otherwise it opens with the stories, and the other clients follow within the minute."`
	NoProgress bool   `help:"No progress bar."`
}

// Help gives an example.
func (demoCmd) Help() string {
	return "Example: tuzjol demo --data ./demo --clients 2500\nEverybody in it is invented. Passwords, second factors and API tokens stand in demo-accounts.json in the folder."
}

// Run fills the folder when it is empty, and serves.
func (c demoCmd) Run(ctx context.Context, con *Console) error {
	if c.Data == "" {
		dir, err := os.MkdirTemp("", "tuzjol-demo-")
		if err != nil {
			return err
		}
		c.Data = dir
		fmt.Fprintf(con.Out, "The demonstration lies in the temporary folder %s\n", dir)
	}
	cfg, err := demorun.ConfigWith(c.Data, c.Database, c.Addr, c.Devices)
	if err != nil {
		return err
	}
	wish := demorun.Wish{Seed: c.Seed, Clients: c.Clients, Whole: c.Whole, Bar: bars(con, c.NoProgress)}
	a, rest, err := demorun.OpenEarly(ctx, cfg, wish, app.Options{Log: obs.NewLog(con.Err, cfg.LogFormat, obs.Level("warn"))})
	if err != nil {
		return err
	}
	fmt.Fprintf(con.Out, "Open http://%s in a browser and choose who you are. Accounts: %s\n", shownAddr(cfg.Addr), filepath.Join(c.Data, "demo-accounts.json"))
	err = demorun.Serve(ctx, a, con.Out, c.Bracelets, rest)
	return errors.Join(err, a.Close())
}

// shownAddr is an address that a browser on this machine can open.
func shownAddr(addr string) string {
	if host, port, err := net.SplitHostPort(addr); err == nil && (host == "" || host == "0.0.0.0" || host == "::") {
		return "localhost:" + port
	}
	return addr
}
