package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// See decides the reading of one client's matters where a role reads only its own clients: within the reader's sight and within
// the reach of the action. Out of sight and out of reach look the same. Fault: not_found.
func (Guard) See(ctx context.Context, r *db.Reader, action actor.Action, client id.Client) error {
	rights := access.From(ctx)
	s, err := standing(ctx, r, rights, client, rights.Now)
	if err != nil {
		return err
	}
	if access.Decide(rights.Reach(action), s) != access.Granted {
		return fault.MissingRecord()
	}
	return nil
}
