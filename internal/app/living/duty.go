package living

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/care"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

func (k *Kit) today() civil.Date { return k.DB.Now().In(k.Zone) }

// onDuty names who must act on a danger: whoever answers for the client, else the duty operator nearest to the office.
type onDuty struct {
	care.Answering
	kit *Kit
}

// Named is who answers for a client today; empty where nobody does and no duty operator is posted.
func (d onDuty) Named(ctx context.Context, r *db.Reader, client id.Client) (id.Account, error) {
	who, err := d.Answering.Named(ctx, r, client)
	if err != nil || who != "" {
		return who, err
	}
	office, err := accesssvc.Ops{}.OfficeOf(ctx, r, client)
	if err != nil {
		return "", err
	}
	list, err := d.kit.above(ctx, r, office)
	if err != nil {
		return "", err
	}
	for _, at := range list {
		found, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{at}, d.kit.today(), access.Head, access.DutyOperator)
		if err != nil || len(found) > 0 {
			return first(found), err
		}
	}
	return "", nil
}

func first(list []accesssvc.PostRow) id.Account {
	if len(list) == 0 {
		return ""
	}
	return list[0].Account
}

// above lists an office and those above it, the nearest first.
func (k *Kit) above(ctx context.Context, r *db.Reader, office id.Office) ([]id.Office, error) {
	tree, err := k.Tree(ctx, r)
	if err != nil {
		return nil, err
	}
	var out []id.Office
	for at := office; at != ""; {
		out = append(out, at)
		x, ok := tree.Office(at)
		if !ok {
			break
		}
		up, _ := x.ParentOn(k.today())
		at = up.Office
	}
	return out, nil
}

// takers lists who may take a danger over: the officer and who covers, those who lead the office or one above it, and the
// duty operators there.
func (k *Kit) takers(ctx context.Context, client id.Client) ([]ui.Option, error) {
	var out []ui.Option
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		office, err := accesssvc.Ops{}.OfficeOf(ctx, r, client)
		if err != nil {
			return err
		}
		list, err := k.above(ctx, r, office)
		if err != nil {
			return err
		}
		posts, err := accesssvc.Ops{}.Holders(ctx, r, list, k.today(), access.Head, access.Regional, access.DutyOperator)
		if err != nil {
			return err
		}
		accounts, err := db.All[id.Account](ctx, r, `select distinct l.account_id from access_list l where l.client_id = $1 and l.kind in ('assigned','covering')
			and l.replaced_at is null and (l.until is null or l.until > $2) and {visible l.client_id} order by l.account_id`, client, k.DB.Now())
		if err != nil {
			return err
		}
		role := map[id.Account]access.Role{}
		for _, p := range posts {
			if role[p.Account] == "" {
				accounts = append(accounts, p.Account)
			}
			role[p.Account] = p.Role
		}
		names, err := k.Org.Ops().StaffNames(ctx, r, accounts)
		seen := map[id.Account]bool{}
		for _, x := range accounts {
			if seen[x] {
				continue
			}
			seen[x] = true
			text := names[x]
			if role[x] != "" {
				text += " · " + i18n.T(ctx, "role."+string(role[x]))
			}
			out = append(out, ui.Option{Value: string(x), Text: text})
		}
		return err
	})
	return out, err
}
