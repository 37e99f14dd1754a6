package personsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// ByTokens is the search by words, for the test that compares it with looking through the whole country.
func (o *Ops) ByTokens(ctx context.Context, r *db.Reader, words []string) ([]id.Client, error) {
	return o.byTokens(ctx, r, words, nil)
}
