package planning

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
)

// Found lists what the assessment in force says of each domain, to whoever may read the client's assessment.
func (k *Kit) Found(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Need, error) {
	return needs{k}.Needs(ctx, r, client)
}
