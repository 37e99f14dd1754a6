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
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/ui/mapui"
)

// Reading is what reads positions for a reason and destroys them when their time is over.
type Reading struct {
	Near *nearsvc.Service
	Keep *keepsvc.Service
}

func (k *Kit) bindReading() {
	k.Near = nearsvc.New(k.DB, nearsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Waits: k.nearWaits, Tell: seats{k}.Tell})
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

// zonesThen draws the zones of an order as they were within a window, for the map of a reading. Zones of protected persons are kept
// elsewhere and are never among them.
func (k *Kit) zonesThen(ctx context.Context, client id.Client, order string, from, until civil.Instant) ([]mapui.Feature, error) {
	sheet, err := k.Zones.OfOrder(ctx, client, order)
	if err != nil {
		return nil, err
	}
	var out []mapui.Feature
	for _, z := range sheet.Zones {
		for _, v := range z.Versions {
			if z.Kind.Victim() || v.HoldsFrom.IsZero() || !v.HoldsFrom.Before(until) || !v.HoldsTo.IsZero() && !v.HoldsTo.After(from) {
				continue
			}
			out = append(out, zoneui.Features(zoneui.Drawn{
				Kind: z.Kind, Shape: v.Shape, Buffer: v.Buffer, Label: v.Name, Note: i18n.T(ctx, "monitoring.zones.kind."+string(z.Kind)),
				Old: !v.HoldsTo.IsZero() && v.HoldsTo.Before(until),
			})...)
		}
	}
	return out, nil
}
