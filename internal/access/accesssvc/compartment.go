package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

const memberColumns = `m.id, m.client_id, m.compartment, m.account_id, m.part, m.reason, m.opened_by, m.agreed_by, m.until, m.recorded_at`

// OpenTo opens a compartment to one person. The caller has asked the guard, has seen to the second person where one is
// needed (OpenedBy and AgreedBy), and records.
func (Ops) OpenTo(ctx context.Context, tx *db.Tx, m access.Member) error {
	return tx.Insert(ctx, "access_compartment", db.Row{
		"id": tx.NewID(), "client_id": m.Client, "compartment": string(m.Compartment), "account_id": m.Account, "part": m.Part, "reason": m.Reason,
		"opened_by": m.OpenedBy, "agreed_by": db.Null(m.AgreedBy), "until": m.Until, "recorded_at": tx.Now, "replaced_at": nil, "replaced_by": nil,
	})
}

// Members lists to whom a compartment is open now; the caller has asked the guard.
func (Ops) Members(ctx context.Context, r *db.Reader, client id.Client, compartment access.Compartment) ([]access.Member, error) {
	return db.All[access.Member](ctx, r.System(), `select `+memberColumns+` from access_compartment m where m.client_id = $1 and m.compartment = $2
		and m.replaced_at is null order by m.recorded_at, m.id`, client, string(compartment))
}

// CloseTo closes a compartment to one person, or to all when account is empty. The caller records.
func (o Ops) CloseTo(ctx context.Context, tx *db.Tx, client id.Client, compartment access.Compartment, account id.Account) error {
	members, err := o.Members(ctx, &tx.Reader, client, compartment)
	if err != nil {
		return err
	}
	for _, m := range members {
		if account != "" && m.Account != account {
			continue
		}
		if err := tx.Update(ctx, "access_compartment", m.ID, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()}); err != nil {
			return err
		}
	}
	return nil
}

// Inside reports whether a compartment of a client is open to the actor.
func (o Ops) Inside(ctx context.Context, r *db.Reader, client id.Client, compartment access.Compartment) (bool, error) {
	rights := access.From(ctx)
	if rights.System {
		return true, nil
	}
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_compartment m where m.client_id = $1 and m.compartment = $2 and m.account_id = $3
		and m.replaced_at is null and (m.until is null or m.until > $4)`, client, string(compartment), rights.Account, rights.Now)
	return n > 0, err
}
