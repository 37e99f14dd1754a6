package app

import (
	"context"

	"tuzjol/internal/app/papering"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/visit"
)

// subjects are the entries that papers state; the services stand when the first paper is filled.
func (a *App) subjects() papering.Subjects {
	return papering.Subjects{
		Visit: func(ctx context.Context, r *db.Reader, client id.Client, key string) (visit.Record, error) {
			return a.visits.Service.Ops().Now(ctx, r, client, key)
		},
		Needs: func(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Need, error) {
			return a.assess.Service.Ops().Needs(ctx, r, client)
		},
		Zones: func(ctx context.Context, r *db.Reader, client id.Client, order string) (map[string]string, error) {
			return a.monitoring.ZonePaper(ctx, r, client, order)
		},
	}
}
