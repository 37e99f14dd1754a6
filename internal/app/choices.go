package app

import (
	"context"

	"tuzjol/internal/app/words"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakeweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// officers lists who can be given a client of an office.
func (a *App) officers(ctx context.Context, office id.Office) ([]ui.Option, error) {
	var out []ui.Option
	err := a.DB.Read(ctx, func(r *db.Reader) error {
		posts, err := accesssvc.Ops{}.Holders(ctx, r, []id.Office{office}, a.Today(), access.Officer, access.Inspector, access.Specialist,
			access.Psychologist, access.SocialWorker)
		if err != nil {
			return err
		}
		var accounts []id.Account
		for _, p := range posts {
			accounts = append(accounts, p.Account)
		}
		names, err := a.org.Ops().StaffNames(ctx, r, accounts)
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

// intakeDistricts lists the territory for choosing the district of an address.
func (a *App) intakeDistricts(ctx context.Context) ([]orderintakeweb.District, error) {
	list, err := a.districts(ctx)
	out := make([]orderintakeweb.District, len(list))
	for i, d := range list {
		out[i] = orderintakeweb.District{Code: d.Code, Name: d.Name}
	}
	return out, err
}

// courtName is a court in the reader's language.
func (a *App) courtName(ctx context.Context, name string) string {
	return order.CourtName(a.courts, name, i18n.Lang(ctx))
}

// reasonWords puts the code of a reason into the reader's words.
func (a *App) reasonWords(ctx context.Context, reason string) string {
	return words.Reason(a.Rules.At(a.Today()), reason, i18n.Lang(ctx))
}
