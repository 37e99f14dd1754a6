package access

import (
	"context"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
)

// Actions of clients on their own pages. No role of the staff has them; the guard asks only whose record it is.
const (
	SignInSelf actor.Action = "portal.sign_in"
	ReadSelf   actor.Action = "portal.read_own"
	ActSelf    actor.Action = "portal.act_own"
)

// Complaint is the compartment in which a client's complaint stands. Nobody is a member: whoever handles complaints reads them by
// the office they came to, and entries about them stand in no log of the client's record.
const Complaint Compartment = "complaint"

type selfKey struct{}

// WithSelf says that the actor of ctx is this client, on the client's own pages.
func WithSelf(ctx context.Context, client id.Client) context.Context {
	return context.WithValue(ctx, selfKey{}, client)
}

// Self is the client who acts; empty for everybody else.
func Self(ctx context.Context) id.Client {
	c, _ := ctx.Value(selfKey{}).(id.Client)
	return c
}

// OwnerSees is the condition of what clients may learn of who looked at their record, over audit_subject s and audit_entry e:
// nothing that anybody did who is or was a victim's worker on that record, whatever it was, so that neither a line nor a count
// tells that there is one.
const OwnerSees = ` and not exists (select 1 from access_compartment m where m.client_id = s.client_id and m.compartment = 'victim'
	and m.account_id = e.actor) and e.actor not like 'client:%'`

// UnderGlass is the further condition where clients do not learn of emergency access: nothing that somebody did while the glass was
// broken on that record, so that neither the opening nor what was read under it stands among the lines or changes their number.
const UnderGlass = ` and not exists (select 1 from access_glass g where g.client_id = s.client_id and g.account_id = e.actor
	and e.at >= g.opened_at and e.at <= g.until)`
