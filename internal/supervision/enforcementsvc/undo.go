package enforcementsvc

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// Undo withdraws a case whose basis has fallen, when whoever looked at it again says so. The caller has asked the guard, and records
// the facts. Decisions of other kinds are not its own.
func (o *Ops) Undo(ctx context.Context, tx *db.Tx, client id.Client, kind, ref string, why Why) ([]fact.Fact, error) {
	if kind != enforcement.Decision {
		return nil, nil
	}
	c, err := load(ctx, &tx.Reader, client, ref)
	if fault.Is(err, fault.NotFound) || err == nil && c.State == enforcement.Withdrawn {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := enforcement.Step{Client: client, Case: ref, Step: tx.NewID(), Kind: enforcement.Withdraw, On: o.today(tx), Code: "basis_fell", Text: why.Text}
	next, err := c.Take(s, tx.Actor.Ref(), tx.Now, o.today(tx))
	if err != nil {
		return nil, err
	}
	more, err := o.letGo(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	if err := o.insertStep(ctx, tx, s); err != nil {
		return nil, err
	}
	return append([]fact.Fact{factOf(next, s)}, more...), o.save(ctx, tx, next, c.Version)
}
