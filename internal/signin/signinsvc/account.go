package signinsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// Account is one account as administrators see it.
type Account struct {
	ID         id.Account
	Login      string
	Display    string
	Language   string
	Disabled   bool
	OpenedAt   civil.Instant
	PasswordAt civil.Instant
	TOTPAt     civil.Instant
	SheetAt    civil.Instant
	Version    int
}

// HasFactor reports whether a second factor is set up.
func (a Account) HasFactor() bool { return !a.TOTPAt.IsZero() || !a.SheetAt.IsZero() }

const accountColumns = `id, login, display, language, disabled, opened_at, password_at, totp_at, sheet_at, version`

func (s *Service) byLogin(ctx context.Context, r *db.Reader, login string) (Account, string, error) {
	type row struct {
		Account
		Password string
	}
	x, _, err := db.Maybe[row](ctx, r, `select a.id, a.login, a.display, a.language, a.disabled, a.opened_at, a.password_at, a.totp_at,
		a.sheet_at, a.version, s.password from signin_account a left join signin_secret s on s.account_id = a.id
		where a.login = $1`, signin.CleanLogin(login))
	return x.Account, x.Password, err
}

func loadAccount(ctx context.Context, r *db.Reader, account id.Account) (Account, error) {
	return db.One[Account](ctx, r, `select `+accountColumns+` from signin_account where id = $1`, account)
}

// Account returns one account. Own, or for administrators. Faults: not_found, forbidden.
func (s *Service) Account(ctx context.Context, account id.Account) (Account, error) {
	if signin.From(ctx).Account != account {
		if err := s.Guard.Permit(ctx, ManageAccounts); err != nil {
			return Account{}, err
		}
	}
	var a Account
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		a, err = loadAccount(ctx, r, account)
		return err
	})
	return a, err
}

// Accounts lists all accounts by login, for administrators. Faults: forbidden.
func (s *Service) Accounts(ctx context.Context) ([]Account, error) {
	if err := s.Guard.Permit(ctx, ManageAccounts); err != nil {
		return nil, err
	}
	var out []Account
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[Account](ctx, r, `select `+accountColumns+` from signin_account order by login`)
		return err
	})
	return out, err
}

// OpenAccount makes an account for a member of staff; it can do nothing until its owner has set it up with a token.
// The caller has asked its guard. Faults: invalid on login.
func (o *Ops) OpenAccount(ctx context.Context, tx *db.Tx, account id.Account, login, display, language string) error {
	login = signin.CleanLogin(login)
	var p fault.Problems
	if !signin.ValidLogin(login) {
		p.Add("login", "signin.login_form")
	} else if n, err := db.One[int](ctx, tx, `select count(*) from signin_account where login = $1`, login); err != nil {
		return err
	} else if n > 0 {
		p.Add("login", "signin.login_taken")
	}
	if err := p.Err(); err != nil {
		return err
	}
	if err := tx.Insert(ctx, "signin_account", db.Row{
		"id": account, "login": login, "display": display, "language": language,
		"disabled": false, "opened_at": tx.Now, "version": 1,
	}); err != nil {
		return err
	}
	return tx.Insert(ctx, "signin_secret", db.Row{"account_id": account, "totp_step": 0})
}

// SetDisabled closes or opens an account; its sessions end at once.
func (o *Ops) SetDisabled(ctx context.Context, tx *db.Tx, account id.Account, disabled bool) error {
	if err := tx.Update(ctx, "signin_account", string(account), db.Row{"disabled": disabled}); err != nil {
		return err
	}
	return o.EndSessions(ctx, tx, account)
}

// EndSessions ends every session of an account: after a change of role, password or second factor (S09).
func (o *Ops) EndSessions(ctx context.Context, tx *db.Tx, account id.Account) error {
	_, err := tx.Exec(ctx, `update signin_session set ended_at = $1 where account_id = $2 and ended_at is null`, tx.Now, account)
	return err
}

// SetLanguage keeps the language in which the account's owner reads.
func (s *Service) SetLanguage(ctx context.Context, language string) error {
	me := signin.From(ctx)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Update(ctx, "signin_account", string(me.Account), db.Row{"language": language}); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.set_language", "")
	})
}
