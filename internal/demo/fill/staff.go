package fill

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"

	"tuzjol/internal/access"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
)

// password is that of every persona. The data are invented and the file with it lies beside them.
const password = "Туз жол 2026 көрсөтүү"

// scopes are what a persona's API token may do.
func scopes() []actor.Action {
	return []actor.Action{
		access.ReadDay, access.ReadCaseload, access.SearchClients, access.ReadClient, access.ReadIntake,
		access.ReceiveJudgment, access.ReadNational, access.RecordContact, access.ManageAppointment,
	}
}

// staff writes everybody who works in the service, in one transaction; the personas get a password, a second factor and a
// token, the others cannot sign in.
func (d *seeder) staff() ([]demo.Account, error) {
	ctx := d.system(d.base)
	hash, err := d.Signin.HashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	var out []demo.Account
	err = d.DB.Batch(ctx, func(ctx context.Context) error {
		for i := range d.w.Staff {
			if err := d.DB.Write(ctx, func(tx *db.Tx) error {
				a, err := d.hire(ctx, tx, &d.w.Staff[i], hash)
				if err == nil && a.Persona != "" {
					out = append(out, a)
				}
				return err
			}); err != nil {
				return fmt.Errorf("%s: %w", d.w.Staff[i].Login, err)
			}
		}
		return nil
	})
	return out, err
}

func (d *seeder) hire(ctx context.Context, tx *db.Tx, s *demo.Staff, hash string) (demo.Account, error) {
	s.ID = id.Account(tx.NewID())
	if err := d.Org.Ops().AddStaff(ctx, tx, org.Staff{ID: s.ID, Name: s.Name, Language: s.Language}); err != nil {
		return demo.Account{}, err
	}
	for _, p := range s.Posts {
		since := civil.MustDate("2020-01-06")
		if p.Role == access.Regional {
			since = civil.MustDate("2025-01-01") // the departments were regrouped then
		}
		if _, err := d.Org.Ops().AddPost(ctx, tx, org.Post{Account: s.ID, Role: p.Role, Office: p.Office, Weekdays: p.Weekdays, Valid: civil.Since(since)}); err != nil {
			return demo.Account{}, err
		}
	}
	if err := d.qualify(ctx, tx, s); err != nil {
		return demo.Account{}, err
	}
	if s.Persona == "" {
		if err := d.Signin.Ops().OpenAccount(ctx, tx, s.ID, s.Login, s.Name, s.Language); err != nil {
			return demo.Account{}, err
		}
		return demo.Account{}, tx.Record(ctx, access.ManageStaff, "")
	}
	secret := make([]byte, 20)
	rand.Read(secret) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	a := demo.Account{
		Persona: s.Persona, ID: s.ID, Login: s.Login, Password: password, Display: s.Name, Role: string(s.Posts[0].Role),
		TOTPSecret: base32.StdEncoding.EncodeToString(secret), Office: s.Posts[0].Office,
	}
	if err := d.Signin.SeedAccount(ctx, tx, signinsvc.Seed{
		Account: s.ID, Login: s.Login, Display: s.Name, Language: s.Language,
		PasswordHash: hash, TOTPSecret: a.TOTPSecret,
	}); err != nil {
		return a, err
	}
	var err error
	years := 10 * 366 // the account is made years before the first day
	if a.APIToken, err = d.Signin.Ops().GrantToken(ctx, tx, s.ID, "demo", scopes(), years); err != nil {
		return a, err
	}
	return a, tx.Record(ctx, access.ManageStaff, "")
}
