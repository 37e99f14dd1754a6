package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Ops writes the access tables inside the transaction of a use case that has already asked the guard.
type Ops struct{}

// Admit makes a person known to access: whose file it is from now on.
func (Ops) Admit(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error {
	return tx.Insert(ctx, "access_client", db.Row{
		"id": client, "client_id": client, "office_id": office,
		"restricted": false, "sealed": false, "hidden": false, "version": 1,
	})
}

// Move gives the file to another office.
func (Ops) Move(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error {
	return tx.Update(ctx, "access_client", string(client), db.Row{"office_id": office})
}

// Hide takes the client out of everyone's sight, at once (expunged conviction); Unhide is for a decision that is reversed.
func (Ops) Hide(ctx context.Context, tx *db.Tx, client id.Client, hidden bool) error {
	return tx.Update(ctx, "access_client", string(client), db.Row{"hidden": hidden})
}

// Relate adds a relation of an account to a client; until may be nil. Who begins to work a case leaves at once the compartments
// that are kept from those who do.
func (o Ops) Relate(ctx context.Context, tx *db.Tx, client id.Client, account id.Account, kind, reason string, until any) error {
	if kind == access.Assigned || kind == access.Covering {
		if err := o.leaveKept(ctx, tx, client, account); err != nil {
			return err
		}
	}
	return tx.Insert(ctx, "access_list", db.Row{
		"id": tx.NewID(), "client_id": client, "account_id": account, "kind": kind,
		"reason": db.Null(reason), "until": until, "recorded_at": tx.Now, "replaced_at": nil,
	})
}

// Unrelate ends the relations of one kind between an account and a client.
func (Ops) Unrelate(ctx context.Context, tx *db.Tx, client id.Client, account id.Account, kind string) error {
	rows, err := db.All[string](ctx, tx.System(), `select id from access_list where client_id = $1 and account_id = $2 and kind = $3
		and replaced_at is null`, client, account, kind)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := tx.Update(ctx, "access_list", row, db.Row{"replaced_at": tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

// Excluded reports whether an account is on a client's exclusion list; allocation asks it before every assignment.
func (Ops) Excluded(ctx context.Context, r *db.Reader, client id.Client, account id.Account) (bool, error) {
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_list where client_id = $1 and account_id = $2 and kind = $3
		and replaced_at is null`, client, account, access.Exclude)
	return n > 0, err
}

// Context puts an actor's rights and sight in the context: what every request, job and command does before acting.
func Context(ctx context.Context, r access.Rights) context.Context {
	return db.WithSight(access.With(ctx, r), Sight{Rights: r})
}
