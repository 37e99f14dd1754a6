package cli

import (
	"context"
	"errors"

	"tuzjol/internal/app/vendors"
)

type vendorCmd struct {
	place
	Code string `help:"Short name in small letters; the inventory knows the maker's devices as CODE:NAME."`
	Name string `help:"Name of the maker, to let it in."`
	End  bool   `help:"Shut the maker out at once."`
}

// Help gives examples.
func (vendorCmd) Help() string {
	return `Without a code the makers are listed. Example: tuzjol monitoring vendor --code alfa --name "Alfa Bracelets"`
}

// Run lets a maker's service in, shuts it out, or lists all.
func (c vendorCmd) Run(ctx context.Context, con *Console) error {
	a, err := c.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(vendors.Run(a.Operator(ctx), a.Monitoring().Vendors, vendors.Ask{Code: c.Code, Name: c.Name, End: c.End}, con.Out), a.Close())
}
