package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// way is how far somebody has come in.
type way int

const (
	byCase    way = iota // by work with the client: the ordinary assessments, and the compartments that are open to them
	byOpening            // by an opened compartment alone: what lies there and nothing else
)

// write is the guard of acting on a client's assessments. Who may not by work with the client, as the victim's worker never may,
// comes in by the compartments that are open to them. Faults: not_found, forbidden.
func (o *Ops) write(ctx context.Context, tx *db.Tx, action actor.Action, client id.Client) (way, error) {
	err := o.guard.Allow(ctx, tx, action, client)
	if action != access.Assess {
		return byCase, err
	}
	return o.orInside(ctx, &tx.Reader, client, err)
}

// look is the guard of reading a client's assessments. Faults: not_found, forbidden.
func (o *Ops) look(ctx context.Context, r *db.Reader, client id.Client) (way, error) {
	return o.orInside(ctx, r, client, o.guard.See(ctx, r, access.ReadAssessment, client))
}

func (o *Ops) orInside(ctx context.Context, r *db.Reader, client id.Client, refused error) (way, error) {
	if !fault.Is(refused, fault.Forbidden) && !fault.Is(refused, fault.NotFound) {
		return byCase, refused
	}
	in, err := o.sight.InsideAny(ctx, r, client)
	if err != nil {
		return byCase, err
	}
	if !in {
		return byCase, refused
	}
	return byOpening, o.guard.See(ctx, r, access.WorkInCompartment, client)
}

// entered loads a case for acting on it.
func (o *Ops) entered(ctx context.Context, tx *db.Tx, action actor.Action, client id.Client, assessmentID string) (Sheet, error) {
	w, err := o.write(ctx, tx, action, client)
	if err != nil {
		return Sheet{}, err
	}
	return o.within(ctx, &tx.Reader, w, client, assessmentID)
}

// within reads a case that lies on the way; what else there is looks as if there were nothing. A case inside a compartment is shown
// there, not in the ordinary record.
func (o *Ops) within(ctx context.Context, r *db.Reader, w way, client id.Client, assessmentID string) (Sheet, error) {
	sh, err := o.sheet(ctx, r, client, assessmentID)
	if err == nil && w == byOpening && sh.Compartment == "" {
		return Sheet{}, fault.MissingRecord()
	}
	if err == nil {
		db.ShownInside(ctx, client, sh.Compartment)
	}
	return sh, err
}
