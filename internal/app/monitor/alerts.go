package monitor

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/deskweb"
)

// clientAlerts is the part of a client's tab that lists the alerts; nil for whoever may not read those of this client.
func (k *Kit) clientAlerts(ctx context.Context, client id.Client, skip int) (templ.Component, error) {
	part, err := deskweb.New(deskweb.Deps{Desk: k.Desk}).OfClient(ctx, client, skip)
	if fault.Is(err, fault.NotFound) {
		return nil, nil //nolint:nilnil // the record is shown without it
	}
	return part, err
}
