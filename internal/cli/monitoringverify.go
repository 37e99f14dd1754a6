package cli

import (
	"context"

	"tuzjol/internal/kernel/id"
)

type monitoringVerifyCmd struct {
	place
	Client string `help:"Identifier of one client; empty verifies all." placeholder:"ID"`
}

// Run verifies. What was destroyed is told with its certificate; exit code 3 when an hour differs from the record in another way.
func (c monitoringVerifyCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	if broken, err := a.Monitoring().Verify(ctx, id.Client(c.Client), con.Out); err != nil || broken == 0 {
		return err
	}
	return findings{"positions differ from the record"}
}
