package signinsvc

import (
	"context"
	"errors"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/signin"
)

// proof is one place where the second factor is asked for.
type proof struct {
	from     From
	action   actor.Action
	state    signin.State // in which the session must be
	password *string      // asked for as well
	open     func(ctx context.Context, tx *db.Tx, row sessionRow) (string, error)
}

// prove checks the code within the transaction that uses it up, so that it works once even for two requests at once.
func (s *Service) prove(ctx context.Context, cookie, code string, p proof) (Opened, error) {
	ctx = unkeyed(ctx)
	row, hash, err := s.proving(ctx, cookie, p)
	if err != nil {
		return Opened{}, err
	}
	ctx = self(ctx, row.Account, row.Login, row.Display)
	tracks := trackOf(row.Login, p.from.Address)
	right := true
	if p.password != nil {
		if right, err = s.hash.match(ctx, hash, *p.password); err != nil {
			return Opened{}, err
		}
	}
	out := Opened{Stage: signin.StageFull}
	var ok bool
	err = s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if ok, err = false, nil; right {
			ok, err = s.useCode(ctx, tx, row.Account, code)
		}
		if err != nil {
			return err
		}
		if !ok {
			return s.failed(ctx, tx, row, tracks)
		}
		if err := tracks.clear(ctx, tx); err != nil {
			return err
		}
		if out.Cookie, err = p.open(ctx, tx, row); err != nil {
			return err
		}
		return tx.Record(ctx, p.action, "")
	})
	if err == nil && !ok {
		err = wrong()
	}
	if err != nil {
		return Opened{}, err
	}
	return out, nil
}

// proving loads the session that is to be proved and holds the try back when it comes too early.
func (s *Service) proving(ctx context.Context, cookie string, p proof) (sessionRow, string, error) {
	var row sessionRow
	var hash string
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		if row, err = loadSession(ctx, r, digest(cookie)); err != nil {
			return err
		}
		state := row.session().State(s.DB.Now(), s.Rules)
		if state != p.state || state == signin.Pending && row.Stage != signin.StageCode {
			return fault.New(fault.Unauthenticated, "fault.unauthenticated")
		}
		if p.password != nil {
			if hash, err = db.One[string](ctx, r, `select password from signin_secret where account_id = $1`, row.Account); err != nil {
				return err
			}
		}
		// whoever has the cookie has shown the password: only their own failures slow them
		return trackOf(row.Login, p.from.Address).admit(ctx, r, s.DB.Now(), true)
	})
	return row, hash, err
}

func (s *Service) failed(ctx context.Context, tx *db.Tx, row sessionRow, tracks tracks) error {
	if _, err := tx.Exec(ctx, `update signin_session set tries = tries + 1 where id = $1`, row.ID); err != nil {
		return err
	}
	if row.Tries+1 >= maxTries {
		if err := end(ctx, tx, row.ID); err != nil {
			return err
		}
	}
	return recordRefusal(ctx, tx, row.Account, tracks)
}

type secretRow struct {
	TOTP    []byte
	Step    int64
	Pending []byte
}

func loadSecret(ctx context.Context, tx *db.Tx, account id.Account) (secretRow, error) {
	return db.One[secretRow](ctx, tx, `select totp, totp_step, pending_totp from signin_secret where account_id = $1`, account)
}

// useCode takes an authenticator's code or one of the sheet, and uses it up.
func (s *Service) useCode(ctx context.Context, tx *db.Tx, account id.Account, typed string) (bool, error) {
	code := signin.CleanCode(typed)
	if !signin.IsTOTP(code) {
		n, err := tx.Exec(ctx, `update signin_code set used_at = $1 where account_id = $2 and hash = $3 and used_at is null`,
			tx.Now, account, s.codeHash(account, code))
		return n == 1, err
	}
	row, err := loadSecret(ctx, tx, account)
	if err != nil || len(row.TOTP) == 0 {
		return false, err
	}
	secret, err := s.openTOTP(ctx, tx, account, "totp", row.TOTP)
	if err != nil {
		return false, err
	}
	step, ok := s.matchTOTP(secret, code, tx.Now, row.Step)
	if !ok {
		return false, nil
	}
	n, err := tx.Exec(ctx, `update signin_secret set totp_step = $1 where account_id = $2 and totp_step < $1`, step, account)
	return n == 1, err
}

// matchTOTP finds the step of a code by the service's clock and, in a demonstration that plays on another day, by that of
// the telephones.
func (s *Service) matchTOTP(secret, code string, now civil.Instant, last int64) (int64, bool) {
	if step, ok := matchTOTP(secret, code, now, last); ok || !s.Demo || s.Telephones == nil {
		return step, ok
	}
	return matchTOTP(secret, code, s.Telephones(), last)
}

func matchTOTP(secret, code string, now civil.Instant, last int64) (int64, bool) {
	for _, step := range signin.Steps(now, last) {
		ok, err := hotp.ValidateCustom(code, uint64(step), secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}) //nolint:gosec // never negative
		if err == nil && ok {
			return step, true
		}
	}
	return 0, false
}

func (s *Service) codeHash(account id.Account, code string) string {
	return s.Seal.Blind("signin_code", string(account)+" "+code)
}

func (s *Service) openTOTP(ctx context.Context, tx *db.Tx, account id.Account, column string, sealed []byte) (string, error) {
	b, err := s.Seal.OpenScope(ctx, &tx.Reader, seal.Account(account), "signin_secret", column, string(account), sealed)
	if err != nil {
		return "", errors.Join(errors.New("authenticator secret"), err)
	}
	return string(b), nil
}

// StepUp takes the second factor again, for what needs it fresh (S11), and gives the session a new identifier.
func (s *Service) StepUp(ctx context.Context, cookie, code string, from From) (Opened, error) {
	return s.prove(ctx, cookie, code, proof{from: from, action: "signin.step_up", state: signin.Live, open: s.rotate})
}

// Resume opens a session that locked while idle: the same person, the same page, a new identifier.
func (s *Service) Resume(ctx context.Context, cookie, password, code string, from From) (Opened, error) {
	return s.prove(ctx, cookie, code, proof{from: from, action: "signin.resume", state: signin.Locked, password: &password, open: s.rotate})
}
