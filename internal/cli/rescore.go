package cli

import (
	"context"
	"fmt"

	"tuzjol/internal/app/assess"
)

type assessRescoreCmd struct{ place }

// Help gives an example.
func (assessRescoreCmd) Help() string {
	return "Example: tuzjol assess rescore --data /var/lib/tuzjol\nExit code 3 when a result does not come out again; the first is named."
}

// Run scores every kept result again.
func (c assessRescoreCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer a.Close() //nolint:errcheck // nothing was written
	p := newProgress(con, c.NoProgress, "rescore")
	kit := a.Assessing()
	sum, err := assess.Rescore(a.Operator(ctx), a.DB, kit.Service.Ops(), kit.Instruments, p.Step)
	if err != nil {
		return err
	}
	p.Done()
	fmt.Fprintf(con.Out, "results: %d, the same: %d, different: %d\n", sum.Total, sum.Same, sum.Differ)
	if sum.First != nil {
		return findings{"first: " + sum.First.String()}
	}
	return nil
}
