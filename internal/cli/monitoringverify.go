package cli

import (
	"context"

	"tuzjol/internal/kernel/id"
)

type monitoringVerifyCmd struct {
	place
	Client string `help:"Identifier of one client; empty verifies all." placeholder:"ID"`
}

// Help gives an example.
func (monitoringVerifyCmd) Help() string {
	return "Example: tuzjol monitoring verify --data /var/lib/tuzjol\nWhat was destroyed is told with its certificate. Exit code 3 when an hour differs from its hash in the record in another way."
}

// Run verifies.
func (c monitoringVerifyCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	p := newProgress(con, c.NoProgress, "verify")
	broken, err := a.Monitoring().Verify(ctx, id.Client(c.Client), con.Out, func(done, total int) { p.Step(done, total) })
	p.Done()
	if err == nil && broken > 0 {
		return findings{"positions differ from the record"}
	}
	return err
}
