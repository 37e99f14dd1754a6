package personsvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/db"
)

// PutPhone is Service.SavePhone within another transaction; the caller records the facts returned.
func (o *Ops) PutPhone(ctx context.Context, tx *db.Tx, in SavePhone) ([]fact.Fact, error) {
	st, err := o.savePhone(ctx, tx, in)
	return st.facts, err
}

// PutAddress is Service.SaveAddress within another transaction; the caller records the facts returned.
func (o *Ops) PutAddress(ctx context.Context, tx *db.Tx, in SaveAddress) ([]fact.Fact, error) {
	st, err := o.saveAddress(ctx, tx, in)
	return st.facts, err
}
