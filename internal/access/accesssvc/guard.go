package accesssvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Guard decides inside the transaction that writes.
type Guard struct{}

// Permit decides an action that concerns no client. Faults: forbidden.
func (Guard) Permit(ctx context.Context, action actor.Action) error {
	if !access.From(ctx).May(action) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}

// Allow decides an action on a client. Faults: not_found when the client is out of sight, forbidden when seen but not
// the actor's to act on.
func (Guard) Allow(ctx context.Context, tx *db.Tx, action actor.Action, client id.Client) error {
	rights := access.From(ctx)
	reach := rights.Reach(action)
	if reach == access.None {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	s, err := standing(ctx, &tx.Reader, rights, client, tx.Now)
	if err != nil {
		return err
	}
	switch access.Decide(reach, s) {
	case access.Granted:
		return nil
	case access.Hidden:
		return fault.MissingRecord()
	}
	return fault.New(fault.Forbidden, "fault.not_your_client")
}

func standing(ctx context.Context, r *db.Reader, rights access.Rights, client id.Client, now civil.Instant) (access.Standing, error) {
	type row struct{ Visible, Own int }
	got, ok, err := db.Maybe[row](ctx, r, `select 1, (select count(*) from access_list o where o.client_id = c.client_id and o.account_id = $2
		and o.kind in ('assigned','covering') and o.replaced_at is null and (o.until is null or o.until > $3))
		from access_client c where c.client_id = $1 and {visible c.client_id}`, client, rights.Account, now)
	if err != nil || !ok {
		return access.Standing{}, err
	}
	return access.Standing{Visible: true, Own: rights.System || got.Own > 0}, nil
}

func placeholder(n int) string { return "$" + strconv.Itoa(n) }
