package app

import (
	"context"
	"path/filepath"

	"tuzjol/internal/app/assessing"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
)

// Version is set at build time.
var Version = "dev"

// Audit is the record of what was written and read, for the commands that verify and sign it.
func (a *App) Audit() *auditsvc.Service { return a.audit }

// Reads writes the entries of reading.
func (a *App) Reads() *auditsvc.Reads { return a.reads }

// Accounts are the accounts of staff.
func (a *App) Accounts() *signinsvc.Service { return a.signin }

// Casefile lists and finds clients.
func (a *App) Casefile() *casefilesvc.Service { return a.casefile }

// Assessing is the use of instruments.
func (a *App) Assessing() *assessing.Kit { return a.assess }

// People are the persons on record.
func (a *App) People() *personsvc.Service { return a.people }

// Number gives the last committed entries their numbers, so that a check sees the whole record.
func (a *App) Number(ctx context.Context) error {
	_, err := a.sequencer.Drain(ctx)
	return err
}

// CheckpointFolder is where signed checkpoints go.
func (a *App) CheckpointFolder() string {
	if a.Config.AuditDir != "" {
		return a.Config.AuditDir
	}
	return filepath.Join(a.Config.Data, "checkpoints")
}

// AddAccount makes account, member of staff and first post for the operator of the machine, and returns the one-time token
// for the first sign-in.
func (a *App) AddAccount(ctx context.Context, in org.Hire) (token string, err error) {
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		account := id.Account(tx.NewID())
		if err := a.addStaff(ctx, tx, account, in.Login, in.Name, in.Language, in.Role, in.Office); err != nil {
			return err
		}
		if token, err = a.signin.Ops().IssueToken(ctx, tx, account, signinsvc.TokenSetup); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.add_account", "command line")
	})
	return token, err
}

// RebuildCards computes every card anew; step may be nil.
func (a *App) RebuildCards(ctx context.Context, step func(done, total int)) error {
	return a.cards.Rebuild(ctx, a.DB, step)
}
