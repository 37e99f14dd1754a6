package signinsvc

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

type sessionRow struct {
	ID       string
	Account  id.Account
	Login    string
	Display  string
	Language string
	Stage    signin.Stage
	Opened   civil.Instant
	Seen     civil.Instant
	Ends     civil.Instant
	Stepped  civil.Instant
	Ended    civil.Instant
	Disabled bool
	Tries    int
}

func (r sessionRow) session() signin.Session {
	return signin.Session{
		ID: r.ID, Account: r.Account, Login: r.Login, Display: r.Display, Language: r.Language, Stage: r.Stage,
		Opened: r.Opened, Seen: r.Seen, Ends: r.Ends, Stepped: r.Stepped, Ended: r.Ended, Disabled: r.Disabled,
	}
}

// loadSession joins the account's state, so that disabling works within one request (S09). An unknown cookie gives zero.
func loadSession(ctx context.Context, r *db.Reader, hash string) (sessionRow, error) {
	row, _, err := db.Maybe[sessionRow](ctx, r, `select s.id, s.account_id, a.login, a.display, a.language, s.stage, s.opened_at, s.seen_at,
		s.ends_at, s.stepped_at, s.ended_at, a.disabled, s.tries
		from signin_session s join signin_account a on a.id = s.account_id where s.id = $1`, hash)
	return row, err
}

// Authenticate tells whose session a cookie is and what it is good for now; a live one counts as seen.
func (s *Service) Authenticate(ctx context.Context, cookie string) (signin.Session, signin.State, error) {
	if cookie == "" || len(cookie) > 200 {
		return signin.Session{}, signin.Over, nil
	}
	var row sessionRow
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		row, err = loadSession(ctx, r, digest(cookie))
		return err
	})
	if err != nil {
		return signin.Session{}, signin.Over, fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	}
	session, now := row.session(), s.DB.Now()
	state := session.State(now, s.Rules)
	if state == signin.Live && !now.Before(session.Seen.Add(signin.TouchEvery)) {
		err = s.DB.System(ctx, "signin.touch", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update signin_session set seen_at = $1 where id = $2 and seen_at < $1`, tx.Now, session.ID)
			return err
		})
	}
	return session, state, err
}

// AuthenticateToken tells which account and scopes an API token stands for; Over for any that is unknown or ended.
func (s *Service) AuthenticateToken(ctx context.Context, token string) (signin.Session, signin.State, error) {
	type row struct {
		ID, Account, Login, Display, Language, Scopes string
		Ends, Ended, Made                             civil.Instant
		Disabled                                      bool
	}
	var x row
	err := s.DB.Read(ctx, func(r *db.Reader) (err error) {
		x, _, err = db.Maybe[row](ctx, r, `select t.id, t.account_id, a.login, a.display, a.language, t.scopes, t.ends_at, t.ended_at,
			t.made_at, a.disabled from signin_api_token t join signin_account a on a.id = t.account_id where t.hash = $1`, digest(token))
		return err
	})
	if err != nil {
		return signin.Session{}, signin.Over, fault.Wrap(err, fault.Unavailable, "fault.unavailable")
	}
	session := signin.Session{
		ID: x.ID, Account: id.Account(x.Account), Login: x.Login, Display: x.Display, Language: x.Language,
		Stage: signin.StageFull, Opened: x.Made, Seen: x.Made, Ends: x.Ends, Ended: x.Ended, Disabled: x.Disabled, Token: true,
		Scopes: []actor.Action{},
	}
	for scope := range strings.FieldsSeq(x.Scopes) {
		session.Scopes = append(session.Scopes, actor.Action(scope))
	}
	return session, session.State(s.DB.Now(), s.Rules), nil
}

// From is where a request of signing in comes from.
type From struct {
	Address string
	Agent   string // the browser's own description, shortened; shown to the account's owner
}

// open writes a new session and returns its cookie. Each step of signing in gets a new one (S07).
func (s *Service) open(ctx context.Context, tx *db.Tx, account id.Account, stage signin.Stage, from From) (string, error) {
	cookie := newToken()
	ends := tx.Now.Add(signin.PendingFor)
	var stepped any
	if stage == signin.StageFull {
		ends, stepped = tx.Now.Add(s.Rules.Absolute), tx.Now
	}
	return cookie, tx.Insert(ctx, "signin_session", db.Row{
		"id": digest(cookie), "account_id": account, "stage": string(stage),
		"opened_at": tx.Now, "seen_at": tx.Now, "ends_at": ends, "stepped_at": stepped, "address": from.Address,
		"agent": shorten(from.Agent, 200), "tries": 0,
	})
}

// rotate gives a session a new identifier after a proof; its absolute end stays.
func (s *Service) rotate(ctx context.Context, tx *db.Tx, old sessionRow) (string, error) {
	cookie := newToken()
	if _, err := tx.Exec(ctx, `insert into signin_session (id, account_id, stage, opened_at, seen_at, ends_at, stepped_at, address, agent, tries)
		select $1, account_id, stage, opened_at, $2, ends_at, $2, address, agent, 0 from signin_session where id = $3`,
		digest(cookie), tx.Now, old.ID); err != nil {
		return "", err
	}
	return cookie, end(ctx, tx, old.ID)
}

func end(ctx context.Context, tx *db.Tx, session string) error {
	_, err := tx.Exec(ctx, `update signin_session set ended_at = $1 where id = $2 and ended_at is null`, tx.Now, session)
	return err
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
