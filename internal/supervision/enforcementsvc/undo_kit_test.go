package enforcementsvc_test

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
)

// undo is what the composition root binds.
func (k *kit) undo(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, why supervisionsvc.Why) ([]fact.Fact, error) {
	return k.s.Ops().Undo(ctx, tx, client, kind, decision, why)
}
