package contactstd

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// SpansAndSeasons lists the times of a client's life in which something rests or goes on by telephone: life events and agreed absences.
func (k *Kit) SpansAndSeasons(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error) {
	var out []supervision.Span
	if k.Spans != nil {
		all, err := k.Spans(ctx, r, []id.Client{client})
		if err != nil {
			return nil, err
		}
		out = all[client]
	}
	seasons, err := k.Service.Ops().Seasons(ctx, r, client)
	return append(out, seasons...), err
}
