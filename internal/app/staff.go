package app

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
)

// addStaff makes a member of staff with an account and a first post; the caller records it.
func (a *App) addStaff(ctx context.Context, tx *db.Tx, account id.Account, login, name, lang string, role access.Role, office id.Office) error {
	if err := a.signin.Ops().OpenAccount(ctx, tx, account, login, name, lang); err != nil {
		return err
	}
	return a.givePost(ctx, tx, account, name, lang, role, office)
}

func (a *App) givePost(ctx context.Context, tx *db.Tx, account id.Account, name, lang string, role access.Role, office id.Office) error {
	if err := a.org.Ops().AddStaff(ctx, tx, org.Staff{ID: account, Name: name, Language: lang}); err != nil {
		return err
	}
	_, err := a.org.Ops().AddPost(ctx, tx, org.Post{Account: account, Role: role, Office: office, Valid: civil.Since(tx.Now.In(a.Zone))})
	return err
}

// makeAdmin gives the first account its staff row and its post as administrator at headquarters.
func (a *App) makeAdmin(ctx context.Context, tx *db.Tx, account id.Account, display string) error {
	return a.givePost(ctx, tx, account, display, "ky", access.Admin, access.TopOffice)
}

// hire makes account, member of staff and first post in one transaction and returns the one-time token for the first
// sign-in. Needs access.ManageAccounts.
func (a *App) hire(ctx context.Context, in org.Hire) (string, error) {
	var token string
	err := a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := (accesssvc.Guard{}).Permit(ctx, access.ManageAccounts); err != nil {
			return err
		}
		account := id.Account(tx.NewID())
		if err := a.addStaff(ctx, tx, account, in.Login, in.Name, in.Language, in.Role, in.Office); err != nil {
			return err
		}
		var err error
		if token, err = a.signin.Ops().IssueToken(ctx, tx, account, signinsvc.TokenSetup); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageAccounts, "")
	})
	return token, err
}
