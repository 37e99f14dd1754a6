// Package choices offers members of staff for choosing, and narrows the operator's sight to that of one of them.
package choices

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin/signinsvc"
)

// Officers lists who can be given a client of an office.
func Officers(d *db.DB, staff *orgsvc.Service, today func() civil.Date) func(ctx context.Context, office id.Office) ([]ui.Option, error) {
	return func(ctx context.Context, office id.Office) ([]ui.Option, error) {
		var out []ui.Option
		err := d.Read(ctx, func(r *db.Reader) error {
			posts, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{office}, today(), access.Officer, access.Inspector, access.Specialist,
				access.Psychologist, access.SocialWorker)
			if err != nil {
				return err
			}
			accounts := make([]id.Account, len(posts))
			for i, p := range posts {
				accounts[i] = p.Account
			}
			names, err := staff.Ops().StaffNames(ctx, r, accounts)
			seen := map[id.Account]bool{}
			for _, p := range posts {
				if !seen[p.Account] {
					out = append(out, ui.Option{Value: string(p.Account), Text: names[p.Account]})
				}
				seen[p.Account] = true
			}
			return err
		})
		return out, err
	}
}

// SightOf narrows the operator's sight to that of an account; the operator stays the one who is recorded.
func SightOf(ctx context.Context, d *db.DB, accounts *signinsvc.Service, zone *time.Location, login string) (context.Context, error) {
	if login == "" {
		return ctx, nil
	}
	list, err := accounts.Accounts(ctx)
	if err != nil {
		return ctx, err
	}
	for _, u := range list {
		if u.Login != login || u.Disabled {
			continue
		}
		var rights access.Rights
		err := d.Read(ctx, func(r *db.Reader) (err error) {
			rights, err = accesssvc.Load(ctx, r, u.ID, d.Now(), zone)
			return err
		})
		return accesssvc.Context(ctx, rights), err
	}
	var p fault.Problems
	p.Add("as", "export.account")
	return ctx, p.Err()
}
