package app

import (
	"tuzjol/internal/app/care"
	"tuzjol/internal/app/contactstd"
)

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
