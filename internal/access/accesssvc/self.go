package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// ClientSight is the sight of a client on the client's own pages: exactly one record, and nothing of its sealed compartments.
type ClientSight struct{ Client id.Client }

// Predicate implements db.Sight. A restriction keeps staff away, not the person; what was taken out of the register is gone for
// the person too.
func (s ClientSight) Predicate(col string, b *db.Binder) string {
	me := b.Bind(string(s.Client))
	return col + " = " + me + " and exists (select 1 from access_client v where v.id = " + me + " and v.hidden = false)"
}

// Inside implements db.Sight.
func (ClientSight) Inside(_, compartment string, _ *db.Binder) string {
	return compartment + " is null"
}

// ClientContext puts a client who is signed in into the context: no rights of the staff, sight of the own record only.
func ClientContext(ctx context.Context, client id.Client, now civil.Instant) context.Context {
	ctx = access.WithSelf(access.With(ctx, access.Rights{Now: now}), client)
	return db.WithSight(ctx, ClientSight{Client: client})
}

// AllowSelf lets a client act on the own record and nobody else on anything: what belongs to others does not exist.
func (Guard) AllowSelf(ctx context.Context, client id.Client) error {
	if client == "" || access.Self(ctx) != client {
		return fault.MissingRecord()
	}
	return nil
}
