package signinsvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/testkit"
)

const (
	password = "seven grey mares graze"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

var here = signinsvc.From{Address: "192.0.2.1", Agent: "test"}

// allow grants every action to whoever asks.
type allow bool

func (a allow) Permit(context.Context, actor.Action) error {
	if a {
		return nil
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

type bench struct {
	*signinsvc.Service
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	admin []string
}

func each(t *testing.T, test func(b *bench)) {
	t.Helper()
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		b := &bench{t: t, db: d, clock: clock}
		b.Service = signinsvc.New(signinsvc.Deps{
			DB: d, Seal: seal.New(ring), Guard: allow(true),
			MakeAdmin: func(_ context.Context, _ *db.Tx, _ id.Account, display string) error {
				b.admin = append(b.admin, display)
				return nil
			},
		})
		test(b)
	})
}

func (b *bench) seed(login string) id.Account {
	b.t.Helper()
	ctx := context.Background()
	hash, err := b.HashPassword(ctx, password)
	b.must(err)
	var account id.Account
	b.must(b.db.Write(ctx, func(tx *db.Tx) error {
		account = id.Account(tx.NewID())
		if err := b.SeedAccount(ctx, tx, signinsvc.Seed{
			Account: account, Login: login, Display: "Анна Асанова", Language: "ky",
			PasswordHash: hash, TOTPSecret: secret,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}))
	return account
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) refused(err error, kind fault.Kind, what string) {
	b.t.Helper()
	if !fault.Is(err, kind) {
		b.t.Errorf("%s: %v, want %s", what, err, kind)
	}
}

// code is the authenticator's code now; it moves the clock on first, so that it is a new one.
func (b *bench) code(secret string) string {
	b.t.Helper()
	b.clock.Advance(signin.TOTPPeriod * time.Second)
	return b.codeNow(secret)
}

func (b *bench) codeNow(secret string) string {
	b.t.Helper()
	code, err := hotp.GenerateCodeCustom(secret, uint64(signin.Step(b.db.Now())), hotp.ValidateOpts{Digits: otp.DigitsSix})
	b.must(err)
	return code
}

func (b *bench) signIn(login string) string {
	b.t.Helper()
	ctx := context.Background()
	step, err := b.SignIn(ctx, login, password, here)
	b.must(err)
	full, err := b.Confirm(ctx, step.Cookie, b.code(secret), here)
	b.must(err)
	return full.Cookie
}

func (b *bench) state(cookie string) signin.State {
	b.t.Helper()
	_, state, err := b.Authenticate(context.Background(), cookie)
	b.must(err)
	return state
}

// as is a context in which the cookie's owner acts.
func (b *bench) as(cookie string) context.Context {
	b.t.Helper()
	s, state, err := b.Authenticate(context.Background(), cookie)
	b.must(err)
	if state != signin.Live {
		b.t.Fatalf("session is in state %d", state)
	}
	return signin.With(actor.With(context.Background(), s.Actor()), s)
}

func TestSecondFactorIsNeededAndWorksOnce(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		step, err := b.SignIn(ctx, " Anna ", password, here)
		b.must(err)
		if step.Stage != signin.StageCode || b.state(step.Cookie) != signin.Pending {
			t.Fatalf("a password alone opens stage %s", step.Stage)
		}
		code := b.code(secret)
		full, err := b.Confirm(ctx, step.Cookie, code, here)
		b.must(err)
		if full.Cookie == step.Cookie || b.state(full.Cookie) != signin.Live || b.state(step.Cookie) != signin.Over {
			t.Error("the session did not get a new identifier")
		}
		again, err := b.SignIn(ctx, "anna", password, here)
		b.must(err)
		_, err = b.Confirm(ctx, again.Cookie, code, here)
		b.refused(err, fault.Invalid, "the same code twice")
		_, err = b.Confirm(ctx, again.Cookie, b.code(secret), here)
		b.must(err)
	})
}

func TestOneCodeOpensOneSessionForTwoAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		var cookies [2]string
		for i := range cookies {
			step, err := b.SignIn(ctx, "anna", password, here)
			b.must(err)
			cookies[i] = step.Cookie
		}
		code := b.code(secret)
		var opened [2]bool
		var wg sync.WaitGroup
		for i, c := range cookies {
			wg.Go(func() {
				_, err := b.Confirm(ctx, c, code, here)
				opened[i] = err == nil
			})
		}
		wg.Wait()
		if opened[0] == opened[1] {
			t.Errorf("one code opened %v", opened)
		}
	})
}

func TestWrongUserAndWrongPasswordReadAlike(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		_, nobody := b.SignIn(ctx, "nobody", password, here)
		_, wrong := b.SignIn(ctx, "anna", "wrong password here", here)
		if nobody == nil || wrong == nil || nobody.Error() != wrong.Error() {
			t.Errorf("%v against %v", nobody, wrong)
		}
		// the same work for both: equal statements, one hash each; the clock cannot tell them apart then
		work := func(login string) int64 {
			before := b.db.Statements()
			if _, err := b.SignIn(ctx, login, "a wrong password", here); err == nil {
				t.Error("a wrong password was taken")
			}
			return b.db.Statements() - before
		}
		if n, m := work("nobody"), work("anna"); n != m {
			t.Errorf("%d statements for an unknown login, %d for a known one", n, m)
		}
	})
}

func TestGuessingIsSlowedButTheOwnerIsNotLockedOut(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		b.signIn("anna") // from here
		for i := range 40 {
			from := signinsvc.From{Address: "198.51.100." + string(rune('a'+i))}
			_, err := b.SignIn(ctx, "anna", "a wrong password", from)
			if i < 20 {
				b.refused(err, fault.Invalid, "a guess")
			}
		}
		_, err := b.SignIn(ctx, "anna", password, signinsvc.From{Address: "203.0.113.9"})
		b.refused(err, fault.TooMany, "a guess from a new address")
		b.signIn("anna") // her own address is free
		for range 6 {
			_, err = b.SignIn(ctx, "boris", "a wrong password", here)
		}
		b.refused(err, fault.TooMany, "the sixth guess of one address at one login")
		b.clock.Advance(15 * time.Minute)
		_, err = b.SignIn(ctx, "boris", "a wrong password", here)
		b.refused(err, fault.Invalid, "after the longest wait")
	})
}

func TestWrongCodesEndTheStep(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		step, err := b.SignIn(ctx, "anna", password, here)
		b.must(err)
		for range 5 {
			_, err = b.Confirm(ctx, step.Cookie, "000000", here)
			b.refused(err, fault.Invalid, "a wrong code")
		}
		b.clock.Advance(time.Minute)
		_, err = b.Confirm(ctx, step.Cookie, b.codeNow(secret), here)
		b.refused(err, fault.Unauthenticated, "the right code after five wrong ones")
	})
}

func TestIdleLocksAndTheEndEnds(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		cookie := b.signIn("anna")
		b.clock.Advance(14 * time.Minute)
		if b.state(cookie) != signin.Live {
			t.Fatal("locked too early")
		}
		b.clock.Advance(14 * time.Minute)
		if b.state(cookie) != signin.Live {
			t.Fatal("being seen does not count")
		}
		b.clock.Advance(16 * time.Minute)
		if b.state(cookie) != signin.Locked {
			t.Fatal("idle does not lock")
		}
		_, err := b.Resume(ctx, cookie, "wrong password here", b.code(secret), here)
		b.refused(err, fault.Invalid, "resuming with a wrong password")
		back, err := b.Resume(ctx, cookie, password, b.code(secret), here)
		b.must(err)
		if back.Cookie == cookie || b.state(back.Cookie) != signin.Live || b.state(cookie) != signin.Over {
			t.Error("resuming does not give a new identifier")
		}
		b.clock.Advance(12 * time.Hour)
		if b.state(back.Cookie) != signin.Over {
			t.Error("the absolute end was moved")
		}
	})
}

func TestStepUpRefreshesAndRotates(t *testing.T) {
	each(t, func(b *bench) {
		b.seed("anna")
		cookie := b.signIn("anna")
		fresh := func(c string) bool { return signin.From(b.as(c)).Fresh(b.db.Now(), b.Rules) }
		if !fresh(cookie) {
			t.Error("signing in is no second factor")
		}
		b.clock.Advance(11 * time.Minute)
		if fresh(cookie) {
			t.Error("still fresh after eleven minutes")
		}
		_, err := b.NewAPIToken(b.as(cookie), "import", []actor.Action{"order.receive_judgment"}, 30)
		b.refused(err, fault.StepUp, "a token without a fresh factor")
		up, err := b.StepUp(context.Background(), cookie, b.code(secret), here)
		b.must(err)
		if up.Cookie == cookie || !fresh(up.Cookie) || b.state(cookie) != signin.Over {
			t.Error("step-up does not give a new fresh session")
		}
	})
}

func TestDisablingEndsSessionsAtOnce(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		anna := b.seed("anna")
		one, two := b.signIn("anna"), b.signIn("anna")
		list, err := b.Sessions(b.as(two))
		b.must(err)
		if len(list) != 2 || !list[0].Current {
			t.Fatalf("own sessions: %+v", list)
		}
		b.must(b.EndSession(b.as(two), list[1].ID))
		if b.state(one) != signin.Over || b.state(two) != signin.Live {
			t.Error("ending one session")
		}
		b.seed("boris")
		other := b.signIn("boris")
		b.refused(b.EndSession(b.as(other), list[0].ID), fault.NotFound, "ending another's session")
		b.must(b.SetDisabled(b.as(other), anna, true, "left the service"))
		if b.state(two) != signin.Over {
			t.Error("a disabled account still works")
		}
		_, err = b.SignIn(ctx, "anna", password, here)
		b.refused(err, fault.Invalid, "signing in to a disabled account")
		b.must(b.EndAll(b.as(other), anna))
		b.Guard = allow(false)
		b.refused(b.EndAll(b.as(other), anna), fault.Forbidden, "ending another's sessions without the right")
	})
}
