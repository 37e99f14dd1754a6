package signinsvc

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// FirstAdmin is what the page of the first start asks for.
type FirstAdmin struct {
	Login, Display, Password, Language string
}

// First makes the first administrator with the token printed at the start. Faults: not_found (token), invalid.
func (s *Service) First(ctx context.Context, token string, in FirstAdmin, from From) (Opened, error) {
	ctx = unkeyed(ctx)
	ticket, err := s.OpenTicket(ctx, token, from)
	if err != nil {
		return Opened{}, err
	}
	if ticket.Kind != TokenFirst {
		return Opened{}, fault.MissingRecord()
	}
	var p fault.Problems
	if in.Display = strings.TrimSpace(in.Display); in.Display == "" {
		p.Add("display", "field.required")
	}
	if !signin.ValidLogin(signin.CleanLogin(in.Login)) {
		p.Add("login", "signin.login_form")
	}
	p.Join("", signin.CheckPassword("password", in.Password, in.Login, in.Display))
	if err := p.Err(); err != nil {
		return Opened{}, err
	}
	hash, err := s.hash.make(ctx, in.Password)
	if err != nil {
		return Opened{}, err
	}
	out := Opened{Stage: signin.StageEnrol}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := ticket.use(ctx, tx); err != nil {
			return err
		}
		account := id.Account(tx.NewID())
		if err := s.ops.OpenAccount(ctx, tx, account, in.Login, in.Display, in.Language); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, account, hash); err != nil {
			return err
		}
		if s.MakeAdmin != nil {
			if err := s.MakeAdmin(ctx, tx, account, in.Display); err != nil {
				return err
			}
		}
		var err error
		if out.Cookie, err = s.open(ctx, tx, account, signin.StageEnrol, from); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.first_admin", string(account))
	})
	return out, err
}

func setPassword(ctx context.Context, tx *db.Tx, account id.Account, hash string) error {
	if _, err := tx.Exec(ctx, `update signin_secret set password = $1 where account_id = $2`, hash, account); err != nil {
		return err
	}
	return tx.Update(ctx, "signin_account", string(account), db.Row{"password_at": tx.Now})
}

// UseTicket sets the password of a set-up or reset token. An account with a second factor must then sign in with it: a
// reset never goes past it (S06). One without sets it up next; the cookie is for that. Faults: not_found, invalid.
func (s *Service) UseTicket(ctx context.Context, token, password string, from From) (Opened, error) {
	ctx = unkeyed(ctx)
	ticket, err := s.OpenTicket(ctx, token, from)
	if err != nil {
		return Opened{}, err
	}
	if ticket.Kind == TokenFirst {
		return Opened{}, fault.MissingRecord()
	}
	if err := signin.CheckPassword("password", password, ticket.Login, ticket.Display); err != nil {
		return Opened{}, err
	}
	hash, err := s.hash.make(ctx, password)
	if err != nil {
		return Opened{}, err
	}
	ctx = self(ctx, ticket.Account, ticket.Login, ticket.Display)
	var out Opened
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := ticket.use(ctx, tx); err != nil {
			return err
		}
		if err := setPassword(ctx, tx, ticket.Account, hash); err != nil {
			return err
		}
		if err := s.ops.EndSessions(ctx, tx, ticket.Account); err != nil {
			return err
		}
		if out = (Opened{}); !ticket.Factor {
			var err error
			out.Stage = signin.StageEnrol
			if out.Cookie, err = s.open(ctx, tx, ticket.Account, out.Stage, from); err != nil {
				return err
			}
		}
		return tx.Record(ctx, "signin.set_password", ticket.Kind)
	})
	return out, err
}

// ChangePassword sets a new password of the reader's own account; its other sessions end. Faults: invalid, too_many.
func (s *Service) ChangePassword(ctx context.Context, cookie, current, next string, from From) (Opened, error) {
	ctx = unkeyed(ctx)
	me := signin.From(ctx)
	tracks := trackOf(me.Login, from.Address)
	var stored string
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		if err = tracks.admit(ctx, r, s.DB.Now(), true); err != nil {
			return err
		}
		stored, err = db.One[string](ctx, r, `select password from signin_secret where account_id = $1`, me.Account)
		return err
	})
	if err != nil {
		return Opened{}, err
	}
	ok, err := s.hash.match(ctx, stored, current)
	if err != nil {
		return Opened{}, err
	}
	if !ok {
		if err := s.DB.Write(ctx, func(tx *db.Tx) error { return recordRefusal(ctx, tx, me.Account, tracks) }); err != nil {
			return Opened{}, err
		}
		var p fault.Problems
		p.Add("current", "signin.password_wrong")
		return Opened{}, p.Err()
	}
	if err := signin.CheckPassword("password", next, me.Login, me.Display); err != nil {
		return Opened{}, err
	}
	hash, err := s.hash.make(ctx, next)
	if err != nil {
		return Opened{}, err
	}
	return s.replacePassword(ctx, cookie, hash)
}

func (s *Service) replacePassword(ctx context.Context, cookie, hash string) (Opened, error) {
	out := Opened{Stage: signin.StageFull}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		row, err := loadSession(ctx, &tx.Reader, digest(cookie))
		if err != nil {
			return err
		}
		if err := setPassword(ctx, tx, row.Account, hash); err != nil {
			return err
		}
		if out.Cookie, err = s.rotate(ctx, tx, row); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update signin_session set ended_at = $1 where account_id = $2 and id <> $3 and ended_at is null`,
			tx.Now, row.Account, digest(out.Cookie)); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.set_password", "")
	})
	return out, err
}
