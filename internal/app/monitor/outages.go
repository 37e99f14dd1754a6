package monitor

import (
	"context"

	"tuzjol/internal/app/words"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/outageweb"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
)

// bindOutages makes the register of outages, which tells the watch of orders whose case changes by one.
func (k *Kit) bindOutages() {
	k.Outages = outagesvc.New(k.DB, outagesvc.Deps{Rules: k.Rules, Zone: k.Zone, Changed: k.Watch.Changed, Areas: k.Areas, Addresses: k.livingAt})
}

// outageRoutes are the pages of the register of outages.
func (k *Kit) outageRoutes(names func(ctx context.Context, refs []string) (map[string]string, error), cards *casefilesvc.Service) []httpx.Route {
	territories := func(ctx context.Context, lang string) (map[id.Office]string, error) {
		offices, err := cards.OfficeNames(ctx, lang)
		out := make(map[id.Office]string, len(offices))
		for o, n := range offices {
			out[o] = words.Territory(n)
		}
		return out, err
	}
	return outageweb.New(outageweb.Deps{Register: k.Outages, Names: names, Offices: territories}).Routes()
}

// livingAt gives the text of the addresses at which clients live: an outage may name a village.
func (k *Kit) livingAt(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	return personreadsvc.Living(ctx, r, k.Seal, clients)
}
