package app

import (
	"tuzjol/internal/app/care"
	"tuzjol/internal/app/contactstd"
	contactweb "tuzjol/internal/supervision/standardweb"
)

// bindContacts makes the use cases of contact standards. Spans are bound where life events are kept.
func (a *App) bindContacts() {
	told := care.Told(care.Bound{DB: a.DB, Zone: a.Zone, Org: a.org})
	a.contacts = &contactstd.Kit{
		DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Weights: a.weights, Labels: a.labels, Head: told.Head, Account: told.Account,
	}
	a.contacts.Bind()
}

func (a *App) newContactPages(bar shell) *contactweb.Web {
	return contactweb.New(contactweb.Deps{Service: a.contacts.Service, Shell: bar, Names: a.names, Offices: a.casefile.OfficeNames, Papers: a.papers})
}
