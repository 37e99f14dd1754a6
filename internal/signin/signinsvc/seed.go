package signinsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Seed is a ready account of the demonstration and of tests.
type Seed struct {
	Account                  id.Account
	Login, Display, Language string
	PasswordHash             string // of HashPassword
	TOTPSecret               string // base32
}

// HashPassword hashes outside a transaction, for SeedAccount.
func (s *Service) HashPassword(ctx context.Context, password string) (string, error) {
	return s.hash.make(ctx, password)
}

// SeedAccount writes a ready account within the caller's transaction, which records it.
func (s *Service) SeedAccount(ctx context.Context, tx *db.Tx, in Seed) error {
	if err := s.ops.OpenAccount(ctx, tx, in.Account, in.Login, in.Display, in.Language); err != nil {
		return err
	}
	if err := setPassword(ctx, tx, in.Account, in.PasswordHash); err != nil {
		return err
	}
	if err := s.keepTOTP(ctx, tx, in.Account, "totp", in.TOTPSecret); err != nil {
		return err
	}
	return tx.Update(ctx, "signin_account", string(in.Account), db.Row{"totp_at": tx.Now})
}
