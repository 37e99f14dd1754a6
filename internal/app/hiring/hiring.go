// Package hiring makes members of staff: an account, a row of staff and a first post in one transaction.
package hiring

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
)

// Kit is what hiring needs of the service.
type Kit struct {
	DB     *db.DB
	Signin *signinsvc.Service
	Org    *orgsvc.Service
	Zone   *time.Location
}

// AddStaff makes a member of staff with an account and a first post; the caller records it.
func (k *Kit) AddStaff(ctx context.Context, tx *db.Tx, account id.Account, login, name, lang string, role access.Role, office id.Office) error {
	if err := k.Signin.Ops().OpenAccount(ctx, tx, account, login, name, lang); err != nil {
		return err
	}
	return k.givePost(ctx, tx, account, name, lang, role, office)
}

func (k *Kit) givePost(ctx context.Context, tx *db.Tx, account id.Account, name, lang string, role access.Role, office id.Office) error {
	if err := k.Org.Ops().AddStaff(ctx, tx, org.Staff{ID: account, Name: name, Language: lang}); err != nil {
		return err
	}
	_, err := k.Org.Ops().AddPost(ctx, tx, org.Post{Account: account, Role: role, Office: office, Valid: civil.Since(tx.Now.In(k.Zone))})
	return err
}

// MakeAdmin gives the first account its staff row and its post as administrator at headquarters.
func (k *Kit) MakeAdmin(ctx context.Context, tx *db.Tx, account id.Account, display string) error {
	return k.givePost(ctx, tx, account, display, "ky", access.Admin, access.TopOffice)
}

// Hire makes account, member of staff and first post in one transaction and returns the one-time token for the first
// sign-in. Needs access.ManageAccounts.
func (k *Kit) Hire(ctx context.Context, in org.Hire) (string, error) {
	var token string
	err := k.DB.Write(ctx, func(tx *db.Tx) error {
		if err := (accesssvc.Guard{}).Permit(ctx, access.ManageAccounts); err != nil {
			return err
		}
		account := id.Account(tx.NewID())
		if err := k.AddStaff(ctx, tx, account, in.Login, in.Name, in.Language, in.Role, in.Office); err != nil {
			return err
		}
		var err error
		if token, err = k.Signin.Ops().IssueToken(ctx, tx, account, signinsvc.TokenSetup); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageAccounts, "")
	})
	return token, err
}
