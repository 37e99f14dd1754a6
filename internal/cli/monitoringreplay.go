package cli

import (
	"context"

	"tuzjol/internal/app/replaying"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/watchsvc"
)

type monitoringReplayCmd struct {
	place
	Client  string `help:"Identifier of one client." placeholder:"ID" xor:"who" required:""`
	All     bool   `help:"Everybody who was ever watched." xor:"who" required:""`
	From    string `help:"First day of the alerts that are compared (yyyy-mm-dd)." required:"" placeholder:"DAY"`
	To      string `help:"Last day." required:"" placeholder:"DAY"`
	Purpose string `help:"Why positions are read again; it stands in the record and in each client's access log." required:"" placeholder:"WORDS"`
}

// Help tells what is compared.
func (monitoringReplayCmd) Help() string {
	return `Example: tuzjol monitoring replay --client 01J... --from 2026-11-01 --to 2026-11-30 --purpose "complaint 17/26"

Judges everything that was stored of the orders again, by the rules, thresholds, zones and timetables as recorded, in the order in which it
came, and compares identifiers, times and every step of the alerts with the store. Prints each alert with its explanation; no place is told.
Where retention has destroyed positions it says which, under which certificate, and from when on alerts can be judged again; those that began
before are counted as unproven and are no difference. Ends with an error if anything differs.`
}

// Run judges again.
func (c monitoringReplayCmd) Run(con *Console) error {
	from, err := civil.ParseDate(c.From)
	if err != nil {
		return err
	}
	to, err := civil.ParseDate(c.To)
	if err != nil {
		return err
	}
	ctx := context.Background()
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing runs
	return replaying.Run(a.Operator(ctx), a.Monitoring().Watch, watchsvc.Replay{
		Client: id.Client(c.Client), From: from.StartIn(a.Zone), Until: to.AddDays(1).StartIn(a.Zone), Purpose: c.Purpose,
	}, con.Out)
}
