package orgcasesvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/db"
)

// AskTransfer asks another office to take a file within another transaction; the caller has asked the guard for its own action and
// records the fact. Faults: invalid, conflict when a request waits already.
func (o *Ops) AskTransfer(ctx context.Context, tx *db.Tx, in RequestTransfer) (fact.Fact, error) {
	return o.askTransfer(ctx, tx, in)
}
