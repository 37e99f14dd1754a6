package monitor

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/monitoring/keepweb"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/monitoring/nearweb"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/ui/mapui"
)

// Reading is what reads positions for a reason and destroys them when their time is over.
type Reading struct {
	Near *nearsvc.Service
	Keep *keepsvc.Service
	// ZonesThen draws the zones of an order as they were, never those of protected persons; nil draws none.
	ZonesThen func(ctx context.Context, client id.Client, order string, from, until civil.Instant) ([]mapui.Feature, error)
}

func (k *Kit) bindReading() {
	k.Near = nearsvc.New(k.DB, nearsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone})
	k.Keep = keepsvc.New(k.DB, keepsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Destroy: k.Tracks.Ops().Destroy, Gone: k.Tracks.Forget})
}

// retention destroys at night what is kept no longer.
func (k *Kit) retention() job.Sweep {
	return job.Sweep{Name: "monitoring.retention", Next: job.Daily(k.Zone, 3, 20), Run: func(ctx context.Context, _ civil.Instant) error {
		_, err := k.Keep.Sweep(ctx)
		return err
	}}
}

func (k *Kit) readingRoutes(
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
	names func(ctx context.Context, refs []string) (map[string]string, error),
	labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
	cards *casefilesvc.Service,
) []httpx.Route {
	return append(
		nearweb.New(nearweb.Deps{Service: k.Near, Names: names, Labels: labels, Offices: cards.OfficeNames}).Routes(),
		keepweb.New(keepweb.Deps{Service: k.Keep, Shell: shell, Names: names, Labels: labels}).Routes()...,
	)
}
