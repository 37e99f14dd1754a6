package signinsvc

import (
	"context"
	"net/url"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// SaveDraft keeps what an account typed when its session was over, sealed for that account. It returns the draft's id.
func (s *Service) SaveDraft(ctx context.Context, account id.Account, path string, values url.Values) (string, error) {
	var draft string
	err := s.DB.System(ctx, "signin.save_draft", func(tx *db.Tx) error {
		draft = tx.NewID()
		where, err := s.Seal.SealScope(ctx, tx, seal.Account(account), "signin_draft", "path", draft, []byte(path))
		if err != nil {
			return err
		}
		body, err := s.Seal.SealScope(ctx, tx, seal.Account(account), "signin_draft", "body", draft, []byte(values.Encode()))
		if err != nil {
			return err
		}
		return tx.Insert(ctx, "signin_draft", db.Row{"id": draft, "account_id": account, "path": where, "body": body, "at": tx.Now})
	})
	return draft, err
}

// LoadDraft returns a draft of the account. Faults: not_found, also for another account's.
func (s *Service) LoadDraft(ctx context.Context, account id.Account, draft string) (path string, values url.Values, err error) {
	type row struct{ Path, Body []byte }
	err = s.DB.Read(ctx, func(r *db.Reader) error {
		x, err := db.One[row](ctx, r, `select path, body from signin_draft where id = $1 and account_id = $2`, draft, account)
		if err != nil {
			return err
		}
		where, err := s.Seal.OpenScope(ctx, r, seal.Account(account), "signin_draft", "path", draft, x.Path)
		if err != nil {
			return err
		}
		body, err := s.Seal.OpenScope(ctx, r, seal.Account(account), "signin_draft", "body", draft, x.Body)
		if err != nil {
			return err
		}
		path = string(where)
		if values, err = url.ParseQuery(string(body)); err != nil {
			return fault.MissingRecord()
		}
		return nil
	})
	return path, values, err
}

// DraftRow is one draft in the list that its owner sees.
type DraftRow struct {
	ID string
	At civil.Instant
}

// Drafts lists the newest drafts of an account: offered after signing in another way than through the page left behind.
func (s *Service) Drafts(ctx context.Context, account id.Account) ([]DraftRow, error) {
	var out []DraftRow
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[DraftRow](ctx, r, `select id, at from signin_draft where account_id = $1 order by at desc, id limit 10`, account)
		return err
	})
	return out, err
}

// DropDraft removes a draft that its owner no longer wants.
func (s *Service) DropDraft(ctx context.Context, account id.Account, draft string) error {
	return s.DB.System(ctx, "signin.drop_draft", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from signin_draft where id = $1 and account_id = $2`, draft, account)
		return err
	})
}
