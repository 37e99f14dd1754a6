package demo

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
)

// Account is what a visitor, a test or a program needs to come in as a persona.
type Account struct {
	Persona    Persona    `json:"persona"`
	ID         id.Account `json:"account"`
	Login      string     `json:"login"`
	Password   string     `json:"password"`
	TOTPSecret string     `json:"totp_secret"` // base32, six digits, thirty seconds, by the machine's clock of the service
	APIToken   string     `json:"api_token"`
	Display    string     `json:"display"`
	Role       string     `json:"role"`
	Office     id.Office  `json:"office"`
}

// password is that of every persona. The data are invented and the file with it lies beside them.
const password = "Туз жол 2026 көрсөтүү"

// scopes are what a persona's API token may do.
func scopes() []actor.Action {
	return []actor.Action{access.ReadDay, access.ReadCaseload, access.SearchClients, access.ReadClient, access.ReadIntake,
		access.ReceiveJudgment, access.ReadNational, access.RecordContact, access.ManageAppointment}
}

// staff writes everybody who works in the service, in one transaction; the personas get a password, a second factor and a
// token, the others cannot sign in.
func (d *seeder) staff() ([]Account, error) {
	ctx := d.system(d.base)
	hash, err := d.Signin.HashPassword(ctx, password)
	if err != nil {
		return nil, err
	}
	var out []Account
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

func (d *seeder) hire(ctx context.Context, tx *db.Tx, s *Staff, hash string) (Account, error) {
	s.ID = id.Account(tx.NewID())
	if err := d.Org.Ops().AddStaff(ctx, tx, org.Staff{ID: s.ID, Name: s.Name, Language: s.Language}); err != nil {
		return Account{}, err
	}
	for _, p := range s.Posts {
		since := civil.MustDate("2020-01-06")
		if p.Role == access.Regional {
			since = civil.MustDate("2025-01-01") // the departments were regrouped then
		}
		if _, err := d.Org.Ops().AddPost(ctx, tx, org.Post{Account: s.ID, Role: p.Role, Office: p.Office, Weekdays: p.Weekdays, Valid: civil.Since(since)}); err != nil {
			return Account{}, err
		}
	}
	if s.Persona == "" {
		if err := d.Signin.Ops().OpenAccount(ctx, tx, s.ID, s.Login, s.Name, s.Language); err != nil {
			return Account{}, err
		}
		return Account{}, tx.Record(ctx, access.ManageStaff, "")
	}
	secret := make([]byte, 20)
	rand.Read(secret) //nolint:errcheck // crypto/rand.Read never returns an error since Go 1.24
	a := Account{Persona: s.Persona, ID: s.ID, Login: s.Login, Password: password, Display: s.Name, Role: string(s.Posts[0].Role),
		TOTPSecret: base32.StdEncoding.EncodeToString(secret), Office: s.Posts[0].Office}
	if err := d.Signin.SeedAccount(ctx, tx, signinsvc.Seed{Account: s.ID, Login: s.Login, Display: s.Name, Language: s.Language,
		PasswordHash: hash, TOTPSecret: a.TOTPSecret}); err != nil {
		return a, err
	}
	var err error
	years := 10 * 366 // the account is made years before the first day
	if a.APIToken, err = d.Signin.Ops().GrantToken(ctx, tx, s.ID, "demo", scopes(), years); err != nil {
		return a, err
	}
	return a, tx.Record(ctx, access.ManageStaff, "")
}

const accountsFile = "demo-accounts.json"

// WriteAccounts writes demo-accounts.json into the data folder, readable by its owner only.
func WriteAccounts(folder string, accounts []Account) error {
	b, err := json.MarshalIndent(accounts, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, accountsFile), append(b, '\n'), 0o600)
}

// ReadAccounts reads demo-accounts.json.
func ReadAccounts(folder string) ([]Account, error) {
	b, err := os.ReadFile(filepath.Join(folder, accountsFile))
	if err != nil {
		return nil, err
	}
	var out []Account
	return out, json.Unmarshal(b, &out)
}
