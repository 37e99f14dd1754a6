package app

import (
	"tuzjol/internal/app/care"
	"tuzjol/internal/app/contactstd"
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

// bindContacts makes the use cases of contact standards, which ask life events when contacts rest.
func (a *App) bindContacts() {
	told := care.Answers(care.Bound{DB: a.DB, Zone: a.Zone, Org: a.org})
	a.contacts = &contactstd.Kit{
		DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Weights: a.weights, Labels: a.labels, Head: told.Head, Account: told.Account,
		Spans: a.life.Life.Ops().SpansOf, Basis: a.releases.Fewer,
	}
	a.contacts.Bind()
	a.messages.Spans = a.contacts.SpansAndSeasons
}
