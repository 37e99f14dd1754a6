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
	if access.IsStudied(client) { // no use case of clients may touch a person studied: AllowInside is for the study itself
		return fault.MissingRecord()
	}
	met := metFrom(ctx)
	if rights.System && met[client] {
		return nil
	}
	s, err := standing(ctx, &tx.Reader, rights, client, tx.Now)
	if err != nil {
		return err
	}
	if rights.System && s.Visible && met != nil {
		met[client] = true
	}
	switch access.Decide(reach, s) {
	case access.Granted:
		return nil
	case access.Hidden:
		return fault.MissingRecord()
	}
	return fault.New(fault.Forbidden, "fault.not_your_client")
}

type metKey struct{}

// Meeting lets the guard remember, for the service itself, that a client exists, so that a large import does not ask for the
// same one at every step. It is for one goroutine, and for work that is thrown away whole when it fails.
func Meeting(ctx context.Context) context.Context {
	return context.WithValue(ctx, metKey{}, map[id.Client]bool{})
}

func metFrom(ctx context.Context) map[id.Client]bool {
	met, _ := ctx.Value(metKey{}).(map[id.Client]bool)
	return met
}

// AllowInside decides an action within a sealed compartment. Faults: not_found for whoever the compartment is not open to and for
// whoever may not do the action at all, so that its existence is not betrayed.
func (Guard) AllowInside(ctx context.Context, tx *db.Tx, action actor.Action, client id.Client, compartment access.Compartment) error {
	if access.From(ctx).Reach(action) == access.None {
		return fault.MissingRecord()
	}
	n, err := db.One[int](ctx, tx, `select count(*) from access_compartment c where c.client_id = $1 and c.compartment = $2
		and {visible c.client_id} and {inside c.client_id c.compartment}`, client, string(compartment))
	if err == nil && n == 0 {
		err = fault.MissingRecord()
	}
	return err
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
