package care

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
)

// TellHead puts a notice before the head of the office that keeps a client's file.
func TellHead(d *db.DB, org *orgsvc.Service) func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	return ties{Bound{DB: d, Org: org}}.Head
}
