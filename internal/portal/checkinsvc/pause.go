package checkinsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal/checkin"
)

// paused tells why nothing is asked of a client today; "" for nothing.
func (o *Ops) paused(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error) {
	if o.Pause == nil {
		return "", nil
	}
	return o.Pause(ctx, r, client, day)
}

// pause keeps a plan and asks nothing while it lasts: windows that are open close without an answer being missed. It does nothing to
// a plan that is paused for the same reason already.
func (o *Ops) pause(ctx context.Context, tx *db.Tx, p planRow, reason string) ([]fact.Fact, error) {
	if p.Pause == reason {
		return nil, nil
	}
	since := p.PausedAt
	if since.IsZero() {
		since = tx.Now
	}
	if err := tx.UpdateVersion(ctx, plans, p.ID, p.Version, db.Row{"paused_at": since, "pause_reason": reason}); err != nil {
		return nil, err
	}
	if err := o.stopRounds(ctx, tx, p.ID); err != nil {
		return nil, err
	}
	return []fact.Fact{fact.New("portal.checkin_paused", p.Client, "entry", p.ID, "why", reason).From("system")}, nil
}

// resume goes on with a plan whose pause is over: the next check-in opens today.
func (o *Ops) resume(ctx context.Context, tx *db.Tx, p planRow) ([]fact.Fact, error) {
	if err := tx.UpdateVersion(ctx, plans, p.ID, p.Version, db.Row{"paused_at": nil, "pause_reason": nil}); err != nil {
		return nil, err
	}
	today := tx.Now.In(o.Zone)
	if err := o.insertRound(ctx, tx, checkin.Plan{ID: p.ID, Client: p.Client}, today, today.AddDays(p.Window)); err != nil {
		return nil, err
	}
	return []fact.Fact{fact.New("portal.checkin_resumed", p.Client, "entry", p.ID).From("system")}, nil
}

// stopRounds closes what is open of a plan; nothing of it counts as not answered.
func (o *Ops) stopRounds(ctx context.Context, tx *db.Tx, plan string) error {
	open, err := db.All[roundRow](ctx, tx.System(), `select `+roundCols+` from portal_checkin c where c.plan_id = $1 and c.state = 'open'`, plan)
	for _, x := range open {
		if err := tx.UpdateVersion(ctx, rounds, x.ID, x.Version, db.Row{"state": checkin.Stopped}); err != nil {
			return err
		}
	}
	return err
}
