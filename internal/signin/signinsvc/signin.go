package signinsvc

import (
	"context"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// Opened is the outcome of a step of signing in: the new cookie and how far it reaches.
type Opened struct {
	Cookie string
	Stage  signin.Stage
}

// wrong is the one answer to a wrong login, password or code.
func wrong() error {
	var p fault.Problems
	p.Add("", "signin.wrong")
	return p.Err()
}

// SignIn takes login and password; a right pair opens the step of the second factor. A wrong login and a wrong password
// get the same answer after the same work (S04). Faults: invalid, too_many.
func (s *Service) SignIn(ctx context.Context, login, password string, from From) (Opened, error) {
	ctx = unkeyed(ctx)
	tracks := trackOf(login, from.Address)
	var account Account
	var hash string
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		if account, hash, err = s.byLogin(ctx, r, login); err != nil {
			return err
		}
		known, err := known(ctx, r, account.ID, from.Address)
		if err != nil {
			return err
		}
		return tracks.admit(ctx, r, s.DB.Now(), known)
	})
	if err != nil {
		return Opened{}, err
	}
	ok, err := s.hash.match(ctx, hash, password)
	if err != nil {
		return Opened{}, err
	}
	if !ok || account.Disabled {
		return Opened{}, s.refuse(ctx, account, tracks)
	}
	out := Opened{Stage: signin.StageCode}
	if !account.HasFactor() {
		out.Stage = signin.StageEnrol
	}
	err = s.DB.System(ctx, "signin.password", func(tx *db.Tx) (err error) {
		out.Cookie, err = s.open(ctx, tx, account.ID, out.Stage, from)
		return err
	})
	return out, err
}

// known reports whether the account's owner came from this address before: then others' guessing does not slow it (S05).
func known(ctx context.Context, r *db.Reader, account id.Account, address string) (bool, error) {
	n, err := db.One[int](ctx, r, `select count(*) from signin_session where account_id = $1 and address = $2 and stage = $3`,
		account, address, signin.StageFull)
	return n > 0, err
}

// refuse counts the failure and leaves an audit entry of it, then gives the one answer.
func (s *Service) refuse(ctx context.Context, account Account, tracks tracks) error {
	if err := s.DB.Write(ctx, func(tx *db.Tx) error { return recordRefusal(ctx, tx, account.ID, tracks) }); err != nil {
		return err
	}
	return wrong()
}

func recordRefusal(ctx context.Context, tx *db.Tx, account id.Account, tracks tracks) error {
	if err := tracks.fail(ctx, tx); err != nil {
		return err
	}
	about := string(account)
	if about == "" {
		about = "unknown login"
	}
	return tx.Record(ctx, "signin.refused", about)
}

// maxTries is how many wrong codes end the step of the second factor.
const maxTries = 5

// Confirm takes the second factor and opens the session. Faults: unauthenticated when the step is over, invalid, too_many.
func (s *Service) Confirm(ctx context.Context, cookie, code string, from From) (Opened, error) {
	return s.prove(ctx, cookie, code, proof{
		from: from, action: "signin.in", state: signin.Pending,
		open: func(ctx context.Context, tx *db.Tx, row sessionRow) (string, error) {
			if err := end(ctx, tx, row.ID); err != nil {
				return "", err
			}
			return s.open(ctx, tx, row.Account, signin.StageFull, from)
		},
	})
}

// SignOut ends the session of a cookie.
func (s *Service) SignOut(ctx context.Context, cookie string) error {
	return s.DB.Write(unkeyed(ctx), func(tx *db.Tx) error {
		if err := end(ctx, tx, digest(cookie)); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.out", "")
	})
}

// Enter opens a session of an invented person without a password, in the demonstration only. Faults: not_found.
func (s *Service) Enter(ctx context.Context, login string, from From) (Opened, error) {
	if !s.Demo {
		return Opened{}, fault.MissingRecord()
	}
	out := Opened{Stage: signin.StageFull}
	err := s.DB.Write(unkeyed(ctx), func(tx *db.Tx) error {
		account, err := db.One[Account](ctx, tx, `select `+accountColumns+` from signin_account where login = $1`, signin.CleanLogin(login))
		if err != nil {
			return err
		}
		if out.Cookie, err = s.open(ctx, tx, account.ID, signin.StageFull, from); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.enter_demo", string(account.ID))
	})
	return out, err
}
