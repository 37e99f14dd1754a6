package personsvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/db"
)

// SaveAddress is Service.SaveAddress within another transaction; the caller records the facts returned.
func (o *Ops) SaveAddress(ctx context.Context, tx *db.Tx, in SaveAddress) ([]fact.Fact, error) {
	st, err := o.saveAddress(ctx, tx, in)
	return st.facts, err
}
