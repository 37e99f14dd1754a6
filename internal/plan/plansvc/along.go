package plansvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// NoteProgress is Service.NoteProgress within another transaction; it returns the identifier of the note, and the caller records the
// facts.
func (o *Ops) NoteProgress(ctx context.Context, tx *db.Tx, in NoteProgress) (string, []fact.Fact, error) {
	st, key, err := o.noteProgress(ctx, tx, in)
	return key, st.facts, err
}

// UndoProgress takes a note back because what it rested on has fallen; one that is gone already is left alone. Needs ManagePlan; the
// caller records the facts.
func (o *Ops) UndoProgress(ctx context.Context, tx *db.Tx, client id.Client, note string, why Why) ([]fact.Fact, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, client); err != nil {
		return nil, err
	}
	type row struct{ ID, Kind string }
	x, ok, err := db.Maybe[row](ctx, tx, `select c.id, c.kind from plan_progress c where c.client_id = $1 and c.id = $2 and c.replaced_at is null
		and {visible c.client_id}`, client, note)
	if err != nil || !ok {
		return nil, err
	}
	text, err := o.Seal.SealText(ctx, tx, client, planrowsvc.Progress, "reason_text", x.ID, why.Text)
	if err != nil {
		return nil, err
	}
	err = tx.Update(ctx, planrowsvc.Progress, x.ID, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(why.Reason), "reason_text": text})
	return []fact.Fact{fact.New("plan.progress_withdrawn", client, "reason", why.Reason)}, err
}
