package signinsvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// Kinds of one-time tokens.
const (
	TokenFirst = "first" // makes the first administrator
	TokenSetup = "setup" // begins an account, or begins it anew: password and second factor
	TokenReset = "reset" // a new password; the second factor is asked for as ever (S06)
)

func lifetime(kind string) time.Duration {
	switch kind {
	case TokenReset:
		return signin.ResetFor
	case TokenFirst:
		return signin.FirstFor
	}
	return signin.SetupFor
}

// IssueToken makes a one-time token; earlier ones of the account are void. It is shown once.
func (o *Ops) IssueToken(ctx context.Context, tx *db.Tx, account id.Account, kind string) (string, error) {
	if _, err := tx.Exec(ctx, `update signin_token set used_at = $1 where account_id = $2 and used_at is null`, tx.Now, account); err != nil {
		return "", err
	}
	token := newToken()
	return token, tx.Insert(ctx, "signin_token", db.Row{
		"id": digest(token), "kind": kind, "account_id": account, "made_at": tx.Now,
		"ends_at": tx.Now.Add(lifetime(kind)),
	})
}

// IssueToken gives an administrator a token to hand over. TokenSetup takes password and second factor away first and ends
// all sessions: for a lost telephone, after the person's identity was checked. Faults: forbidden, not_found.
func (s *Service) IssueToken(ctx context.Context, account id.Account, kind string) (string, error) {
	if err := s.Guard.Permit(ctx, ManageAccounts); err != nil {
		return "", err
	}
	if kind != TokenSetup && kind != TokenReset {
		return "", fault.New(fault.Invalid, "field.unknown")
	}
	var token string
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := loadAccount(ctx, &tx.Reader, account); err != nil {
			return err
		}
		if kind == TokenSetup {
			if err := s.ops.blank(ctx, tx, account); err != nil {
				return err
			}
		}
		var err error
		if token, err = s.ops.IssueToken(ctx, tx, account, kind); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.issue_token", kind)
	})
	return token, err
}

// blank takes password and second factors away.
func (o *Ops) blank(ctx context.Context, tx *db.Tx, account id.Account) error {
	if _, err := tx.Exec(ctx, `update signin_secret set password = null, totp = null, pending_totp = null where account_id = $1`, account); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from signin_code where account_id = $1`, account); err != nil {
		return err
	}
	if err := tx.Update(ctx, "signin_account", string(account), db.Row{"password_at": nil, "totp_at": nil, "sheet_at": nil}); err != nil {
		return err
	}
	return o.EndSessions(ctx, tx, account)
}

// FirstToken makes the token of the first administrator while there is no account at all; "" afterwards (S01).
func (s *Service) FirstToken(ctx context.Context) (string, error) {
	var token string
	err := s.DB.System(ctx, "signin.first_token", func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `select count(*) from signin_account`)
		if token = ""; err != nil || n > 0 {
			return err
		}
		token, err = s.ops.IssueToken(ctx, tx, "", TokenFirst)
		return err
	})
	return token, err
}

// Ticket is what a one-time token opens.
type Ticket struct {
	Kind    string
	Account id.Account
	Login   string
	Display string
	Factor  bool // the account has a second factor, which will be asked for

	hash string
}

// OpenTicket reads a token without using it. An unknown, used or expired one is not_found; guessing is slowed.
func (s *Service) OpenTicket(ctx context.Context, token string, from From) (Ticket, error) {
	var t Ticket
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		if err := trackOf("(token)", from.Address).admit(ctx, r, s.DB.Now(), true); err != nil {
			return err
		}
		t, err = s.ticket(ctx, r, token)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		failed := s.DB.System(ctx, "signin.token_refused", func(tx *db.Tx) error { return trackOf("(token)", from.Address).fail(ctx, tx) })
		if failed != nil {
			return Ticket{}, failed
		}
	}
	return t, err
}

func (s *Service) ticket(ctx context.Context, r *db.Reader, token string) (Ticket, error) {
	type row struct {
		Kind           string
		Account        id.Account
		Ends, Used     civil.Instant
		Login, Display string
		TOTP, Sheet    civil.Instant
	}
	x, err := db.One[row](ctx, r, `select t.kind, t.account_id, t.ends_at, t.used_at, a.login, a.display, a.totp_at, a.sheet_at
		from signin_token t left join signin_account a on a.id = t.account_id where t.id = $1`, digest(token))
	if err != nil {
		return Ticket{}, err
	}
	if !x.Used.IsZero() || !s.DB.Now().Before(x.Ends) {
		return Ticket{}, fault.MissingRecord()
	}
	return Ticket{
		Kind: x.Kind, Account: x.Account, Login: x.Login, Display: x.Display, hash: digest(token),
		Factor: !x.TOTP.IsZero() || !x.Sheet.IsZero(),
	}, nil
}

// use marks the token used; a second request with it finds nothing.
func (t Ticket) use(ctx context.Context, tx *db.Tx) error {
	n, err := tx.Exec(ctx, `update signin_token set used_at = $1 where id = $2 and used_at is null`, tx.Now, t.hash)
	if err == nil && n == 0 {
		return fault.MissingRecord()
	}
	return err
}
