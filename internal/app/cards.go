package app

import "context"

// RebuildCards computes every card anew; step may be nil.
func (a *App) RebuildCards(ctx context.Context, step func(done, total int)) error {
	return a.cards.Rebuild(ctx, a.DB, step)
}
