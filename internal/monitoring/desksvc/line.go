package desksvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/platform/db"
)

// policeOf gives the lines of the police for an office: its own, else those of the nearest office above it that has any.
func (o *Ops) policeOf(ctx context.Context, r *db.Reader, office id.Office) ([]Way, error) {
	offices := []id.Office{office}
	if o.Staff != nil {
		var err error
		if offices, err = o.Staff.Above(ctx, r, office); err != nil {
			return nil, err
		}
	}
	for _, at := range offices {
		list, err := linesvc.Of(ctx, r, o.Seal, at)
		if err != nil {
			return nil, err
		}
		var out []Way
		for _, x := range list {
			out = append(out, Way{Channel: x.Way, Address: x.Address, Lang: x.Lang})
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}
