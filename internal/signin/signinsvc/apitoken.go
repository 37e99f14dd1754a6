package signinsvc

import (
	"context"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// maxTokenDays is the longest life of an API token.
const maxTokenDays = 366

// APIToken is a token as its owner sees it: never its value.
type APIToken struct {
	ID     string
	Name   string
	Scopes []string
	Made   civil.Instant
	Ends   civil.Instant
	Ended  civil.Instant
}

// NewAPIToken makes a token of the reader's own account for a program, within scopes that are names of actions. Its value is
// shown once. Needs a fresh second factor. Faults: step_up, invalid.
func (s *Service) NewAPIToken(ctx context.Context, name string, scopes []actor.Action, days int) (string, error) {
	me := signin.From(ctx)
	if !me.Fresh(s.DB.Now(), s.Rules) {
		return "", fault.New(fault.StepUp, "fault.step_up")
	}
	var p fault.Problems
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		p.Add("name", "field.required")
	}
	if len(scopes) == 0 {
		p.Add("scopes", "field.choose")
	}
	if days < 1 || days > maxTokenDays {
		p.Add("days", "field.range", "Min", 1, "Max", maxTokenDays)
	}
	if err := p.Err(); err != nil {
		return "", err
	}
	var token string
	err := s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if token, err = s.ops.GrantToken(ctx, tx, me.Account, name, scopes, days); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.new_api_token", "")
	})
	return token, err
}

// GrantToken makes an API token within the caller's transaction, for the demonstration and commands of the operator.
func (o *Ops) GrantToken(ctx context.Context, tx *db.Tx, account id.Account, name string, scopes []actor.Action, days int) (string, error) {
	token := "tzj_" + newToken()
	words := make([]string, len(scopes))
	for i, a := range scopes {
		words[i] = string(a)
	}
	slices.Sort(words)
	return token, tx.Insert(ctx, "signin_api_token", db.Row{
		"id": tx.NewID(), "account_id": account, "name": name, "hash": digest(token),
		"scopes": strings.Join(words, " "), "made_at": tx.Now, "ends_at": tx.Now.Add(time.Duration(days) * 24 * time.Hour),
	})
}

// APITokens lists the reader's own tokens, newest first.
func (s *Service) APITokens(ctx context.Context) ([]APIToken, error) {
	type row struct {
		ID, Name, Scopes  string
		Made, Ends, Ended civil.Instant
	}
	var out []APIToken
	err := s.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select id, name, scopes, made_at, ends_at, ended_at from signin_api_token
			where account_id = $1 order by made_at desc, id`, signin.From(ctx).Account)
		for _, x := range rows {
			out = append(out, APIToken{ID: x.ID, Name: x.Name, Scopes: strings.Fields(x.Scopes), Made: x.Made, Ends: x.Ends, Ended: x.Ended})
		}
		return err
	})
	return out, err
}

// EndAPIToken ends one of the reader's own tokens. Faults: not_found.
func (s *Service) EndAPIToken(ctx context.Context, token string) error {
	me := signin.From(ctx)
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `select count(*) from signin_api_token where id = $1 and account_id = $2 and ended_at is null`, token, me.Account)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.MissingRecord()
		}
		if err := tx.Update(ctx, "signin_api_token", token, db.Row{"ended_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(ctx, "signin.end_api_token", "")
	})
}
