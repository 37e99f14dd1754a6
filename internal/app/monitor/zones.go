package monitor

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

// bindZones makes the service of zones.
func (k *Kit) bindZones(tell monitoringsvc.Tell) {
	k.Zones = zonesvc.New(k.DB, zonesvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Tell: tell, Changed: k.Watch.Changed,
		VictimLivesAt: func(ctx context.Context, r *db.Reader, client id.Client, at zone.Point) (bool, error) {
			if k.VictimLivesAt == nil {
				return false, nil
			}
			return k.VictimLivesAt(ctx, r.System(), client, at)
		},
	})
	k.ZonesOf = append(k.ZonesOf, k.Zones.Ops().Of)
}

// zoneRoutes makes the pages of zones.
func (k *Kit) zoneRoutes(
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
	names func(ctx context.Context, refs []string) (map[string]string, error),
	labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
) []httpx.Route {
	return zoneweb.New(zoneweb.Deps{Zones: k.Zones, Shell: shell, Names: names, Labels: labels}).Routes()
}

// orderLinks lead from an order to what else is kept of it.
func (k *Kit) orderLinks(ctx context.Context, client id.Client, order string) []monitoringweb.Link {
	return append(k.victimLinks(ctx, order), []monitoringweb.Link{{Href: "/clients/" + string(client) + "/monitoring/orders/" + order + "/zones", Label: ui.M("monitoring.zones.title")}}...)
}

// dueLinks lead from what needs a decision to the other lists.
func (k *Kit) dueLinks(ctx context.Context) []monitoringweb.Link {
	if !access.From(ctx).May(access.ApproveZones) {
		return nil
	}
	return []monitoringweb.Link{{Href: "/monitoring/zones", Label: ui.M("monitoring.zones.queue")}}
}

// ZonePaper says what the zones of an order ask of the client, by merge field, in the language of the context. Fault: not_found.
func (k *Kit) ZonePaper(ctx context.Context, r *db.Reader, client id.Client, order string) (map[string]string, error) {
	sheet, err := k.Zones.Ops().Sheet(ctx, r, client, order)
	if err != nil {
		return nil, err
	}
	return zoneweb.Paper(ctx, sheet, k.Zones.Rulebook(), k.Zones.Now()), nil
}
