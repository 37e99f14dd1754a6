package app

import (
	"tuzjol/internal/app/care"
	"tuzjol/internal/app/visiting"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision/visitweb"
)

func (a *App) bindVisits() {
	*a.visits = visiting.Kit{DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Blobs: a.Blobs, Supervision: a.supervision, Plans: a.plans, People: a.people.Ops(), Crisis: a.life.Raise, TellHead: care.TellHead(a.DB, a.org)}
	a.visits.Bind()
}

func (a *App) newVisitPages(bar shell) *visitweb.Web {
	return a.visits.Pages(a.casefile, func() map[id.Office]map[string]string { return a.officeNames }, visitweb.Deps{Shell: bar, Names: a.names, Labels: a.shortLabels, Asset: func(n string) string { return a.assets.Path(n) }})
}
