package app

import (
	"context"

	"tuzjol/internal/app/care"
	"tuzjol/internal/app/releasing"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/standardsvc"
)

// bindReleases makes what follows from accepted opportunities: submissions for an early end, letters of recognition.
func (a *App) bindReleases() {
	told := care.Answers(care.Bound{DB: a.DB, Zone: a.Zone, Org: a.org})
	a.releases = &releasing.Kit{
		DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Words: a.Words, Orders: a.orders, Papers: a.outgoing.Papers.Ops(), Weights: a.weights,
		Contacts: func() *standardsvc.Service { return a.contacts.Service }, Labels: a.labels, Head: told.Head, Account: told.Account,
	}
	a.releases.Bind()
}

// recognise gives out the letter of a recognition; the papers are made after the opportunities.
func (a *App) recognise(ctx context.Context, tx *db.Tx, x opportunitysvc.Recognised) error {
	return a.releases.Recognise(ctx, tx, x)
}
