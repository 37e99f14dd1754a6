package signinsvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
)

// tracks are the three counters of one try. They are keyed by the login as typed, whether it exists or not, so that an
// answer says nothing of that (S04).
type tracks struct{ pair, login, address string }

func trackOf(login, address string) tracks {
	login = signin.CleanLogin(login)
	return tracks{
		pair: digest("pair\x00" + login + "\x00" + address), login: digest("login\x00" + login), address: digest("address\x00" + address),
	}
}

// admit refuses a try that comes too early. Faults: too_many with the seconds to wait.
func (t tracks) admit(ctx context.Context, r *db.Reader, now civil.Instant, known bool) error {
	type row struct {
		ID string
		signin.Counter
	}
	rows, err := db.All[row](ctx, r, `select id, failures, at from signin_attempt where id in ($1, $2, $3)`, t.pair, t.login, t.address)
	if err != nil {
		return err
	}
	var wait time.Duration
	for _, x := range rows {
		switch {
		case x.ID == t.pair:
			wait = max(wait, signin.PairBrake.Wait(x.Counter, now))
		case x.ID == t.login && !known:
			wait = max(wait, signin.AccountBrake.Wait(x.Counter, now))
		case x.ID == t.address:
			wait = max(wait, signin.AddressBrake.Wait(x.Counter, now))
		}
	}
	if wait > 0 {
		return fault.New(fault.TooMany, "signin.wait", "Seconds", int(wait/time.Second)+1)
	}
	return nil
}

// fail counts a failure on all three.
func (t tracks) fail(ctx context.Context, tx *db.Tx) error {
	for _, key := range [...]string{t.pair, t.login, t.address} {
		old, _, err := db.Maybe[signin.Counter](ctx, tx, `select failures, at from signin_attempt where id = $1`, key)
		if err != nil {
			return err
		}
		next := old.Fail(tx.Now)
		if _, err := tx.Exec(ctx, `insert into signin_attempt (id, failures, at) values ($1, $2, $3)
			on conflict (id) do update set failures = excluded.failures, at = excluded.at`, key, next.Failures, next.At); err != nil {
			return err
		}
	}
	return nil
}

// clear forgets the failures of a login that succeeded; those of the address stay, as it may be trying others.
func (t tracks) clear(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `delete from signin_attempt where id in ($1, $2)`, t.pair, t.login)
	return err
}
