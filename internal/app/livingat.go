package app

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
)

// livingAt gives the text of the addresses at which clients live.
func (a *App) livingAt(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	return personreadsvc.Living(ctx, r, a.Sealer, clients)
}
