package signinsvc

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"image/png"
	"net/url"
	"strconv"

	"github.com/pquerna/otp"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/signin"
)

// enrolling returns the session that may set up a second factor: the first step of a new account, or a live session whose
// own factor is fresh. Faults: unauthenticated, step_up.
func (s *Service) enrolling(ctx context.Context, r *db.Reader, cookie string) (sessionRow, error) {
	row, err := loadSession(ctx, r, digest(cookie))
	if err != nil {
		return row, err
	}
	now := s.DB.Now()
	switch row.session().State(now, s.Rules) {
	case signin.Live:
		if !row.session().Fresh(now, s.Rules) {
			return row, fault.New(fault.StepUp, "fault.step_up")
		}
		return row, nil
	case signin.Pending:
		if row.Stage == signin.StageEnrol {
			return row, nil
		}
	}
	return row, fault.New(fault.Unauthenticated, "fault.unauthenticated")
}

// Authenticator is what a telephone needs to make codes.
type Authenticator struct {
	Secret string // for typing
	URL    string // otpauth:, inside the QR code
}

// BeginTOTP prepares an authenticator; it counts only once FinishTOTP has seen a code of it. Asking again shows the same.
func (s *Service) BeginTOTP(ctx context.Context, cookie string) (Authenticator, error) {
	var out Authenticator
	err := s.DB.System(ctx, "signin.begin_totp", func(tx *db.Tx) error {
		row, err := s.enrolling(ctx, &tx.Reader, cookie)
		if err != nil {
			return err
		}
		old, err := loadSecret(ctx, tx, row.Account)
		if err != nil {
			return err
		}
		secret := ""
		if len(old.Pending) > 0 {
			if secret, err = s.openTOTP(ctx, tx, row.Account, "pending_totp", old.Pending); err != nil {
				return err
			}
		} else {
			b := make([]byte, 20)
			rand.Read(b) // never fails since Go 1.24
			secret = base32.StdEncoding.EncodeToString(b)
			if err := s.keepTOTP(ctx, tx, row.Account, "pending_totp", secret); err != nil {
				return err
			}
		}
		out = s.authenticator(row.Login, secret)
		return nil
	})
	return out, err
}

func (s *Service) authenticator(login, secret string) Authenticator {
	v := url.Values{"secret": {secret}, "issuer": {s.Issuer}, "period": {strconv.Itoa(signin.TOTPPeriod)}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + s.Issuer + ":" + login, RawQuery: v.Encode()}
	return Authenticator{Secret: secret, URL: u.String()}
}

func (s *Service) keepTOTP(ctx context.Context, tx *db.Tx, account id.Account, column, secret string) error {
	sealed, err := s.Seal.SealScope(ctx, tx, seal.Account(account), "signin_secret", column, string(account), []byte(secret))
	if err != nil {
		return err
	}
	query := `update signin_secret set pending_totp = $1 where account_id = $2`
	if column == "totp" {
		query = `update signin_secret set totp = $1, pending_totp = null where account_id = $2`
	}
	_, err = tx.Exec(ctx, query, sealed, account)
	return err
}

// QR is the picture of an authenticator's address, as PNG.
func (a Authenticator) QR() ([]byte, error) {
	key, err := otp.NewKeyFromURL(a.URL)
	if err != nil {
		return nil, err
	}
	img, err := key.Image(256, 256)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err = png.Encode(&buf, img)
	return buf.Bytes(), err
}

// FinishTOTP makes the prepared authenticator the account's second factor once a code of it is right; other sessions end.
// Faults: invalid on code, unauthenticated, step_up.
func (s *Service) FinishTOTP(ctx context.Context, cookie, typed string, from From) (Opened, error) {
	ctx = unkeyed(ctx)
	out := Opened{Stage: signin.StageFull}
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		row, err := s.enrolling(ctx, &tx.Reader, cookie)
		if err != nil {
			return err
		}
		old, err := loadSecret(ctx, tx, row.Account)
		if err != nil {
			return err
		}
		secret := ""
		if len(old.Pending) > 0 {
			if secret, err = s.openTOTP(ctx, tx, row.Account, "pending_totp", old.Pending); err != nil {
				return err
			}
		}
		step, ok := s.matchTOTP(secret, signin.CleanCode(typed), tx.Now, 0)
		if secret == "" || !ok {
			var p fault.Problems
			p.Add("code", "signin.code_wrong")
			return p.Err()
		}
		if err := s.keepTOTP(ctx, tx, row.Account, "totp", secret); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update signin_secret set totp_step = $1 where account_id = $2`, step, row.Account); err != nil {
			return err
		}
		if err := tx.Update(ctx, "signin_account", string(row.Account), db.Row{"totp_at": tx.Now}); err != nil {
			return err
		}
		if out.Cookie, err = s.afterEnrol(ctx, tx, row, from); err != nil {
			return err
		}
		return tx.Record(self(ctx, row.Account, row.Login, row.Display), "signin.set_totp", "")
	})
	return out, err
}

// afterEnrol ends every other session and opens the one that goes on.
func (s *Service) afterEnrol(ctx context.Context, tx *db.Tx, row sessionRow, from From) (string, error) {
	if err := s.ops.EndSessions(ctx, tx, row.Account); err != nil {
		return "", err
	}
	return s.open(ctx, tx, row.Account, signin.StageFull, from)
}

// NewSheet makes a sheet of one-time codes in place of the old one; it is shown once, to be printed. A new account then
// signs in with the first code. Faults: unauthenticated, step_up.
func (s *Service) NewSheet(ctx context.Context, cookie string) ([]string, error) {
	ctx = unkeyed(ctx)
	var codes []string
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		row, err := s.enrolling(ctx, &tx.Reader, cookie)
		if err != nil {
			return err
		}
		if codes, err = s.writeSheet(ctx, tx, row.Account); err != nil {
			return err
		}
		if row.Stage == signin.StageEnrol {
			if _, err := tx.Exec(ctx, `update signin_session set stage = $1 where id = $2`, string(signin.StageCode), row.ID); err != nil {
				return err
			}
		}
		return tx.Record(self(ctx, row.Account, row.Login, row.Display), "signin.new_sheet", "")
	})
	return codes, err
}

func (s *Service) writeSheet(ctx context.Context, tx *db.Tx, account id.Account) ([]string, error) {
	if _, err := tx.Exec(ctx, `delete from signin_code where account_id = $1`, account); err != nil {
		return nil, err
	}
	codes := make([]string, signin.SheetSize)
	random := make([]byte, 5)
	for i := range codes {
		rand.Read(random) // never fails since Go 1.24
		codes[i] = signin.SheetCode(random)
		if err := tx.Insert(ctx, "signin_code", db.Row{"account_id": account, "hash": s.codeHash(account, codes[i]), "made_at": tx.Now}); err != nil {
			return nil, err
		}
	}
	return codes, tx.Update(ctx, "signin_account", string(account), db.Row{"sheet_at": tx.Now})
}

// CodesLeft counts the unused codes of the reader's own sheet.
func (s *Service) CodesLeft(ctx context.Context) (int, error) {
	var n int
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, `select count(*) from signin_code where account_id = $1 and used_at is null`, signin.From(ctx).Account)
		return err
	})
	return n, err
}
