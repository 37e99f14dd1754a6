package signinsvc_test

import (
	"context"
	"net/url"
	"strings"
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
	anna  id.Account
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
		b.Service = signinsvc.New(signinsvc.Deps{DB: d, Seal: seal.New(ring), Guard: allow(true),
			MakeAdmin: func(_ context.Context, _ *db.Tx, _ id.Account, display string) error {
				b.admin = append(b.admin, display)
				return nil
			}})
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
		if err := b.SeedAccount(ctx, tx, signinsvc.Seed{Account: account, Login: login, Display: "Анна Асанова", Language: "ky",
			PasswordHash: hash, TOTPSecret: secret}); err != nil {
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

func TestFirstAdministratorNeedsTheToken(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		for _, login := range []string{"admin", "root", "demo"} {
			_, err := b.SignIn(ctx, login, "admin", here)
			b.refused(err, fault.Invalid, "a default account")
		}
		token, err := b.FirstToken(ctx)
		b.must(err)
		in := signinsvc.FirstAdmin{Login: "bermet", Display: "Бермет Токтоева", Password: password, Language: "ky"}
		_, err = b.First(ctx, "guessed", in, here)
		b.refused(err, fault.NotFound, "a guessed token")
		_, err = b.First(ctx, token, signinsvc.FirstAdmin{Login: "x", Password: "short"}, here)
		if f := fault.As(err); f == nil || len(f.Problems) != 3 {
			t.Errorf("not all problems at once: %v", err)
		}
		opened, err := b.First(ctx, token, in, here)
		b.must(err)
		if opened.Stage != signin.StageEnrol || b.state(opened.Cookie) != signin.Pending || len(b.admin) == 0 {
			t.Error("the first administrator has a session without a second factor, or no post")
		}
		_, err = b.First(ctx, token, in, here)
		b.refused(err, fault.NotFound, "the token twice")
		if again, err := b.FirstToken(ctx); err != nil || again != "" {
			t.Errorf("a second first token %q, %v", again, err)
		}
		key, err := b.BeginTOTP(ctx, opened.Cookie)
		b.must(err)
		png, err := key.QR()
		b.must(err)
		if !strings.HasPrefix(string(png), "\x89PNG") {
			t.Error("no picture")
		}
		_, err = b.FinishTOTP(ctx, opened.Cookie, "000000", here)
		b.refused(err, fault.Invalid, "a wrong first code")
		full, err := b.FinishTOTP(ctx, opened.Cookie, b.codeNow(key.Secret), here)
		b.must(err)
		if b.state(full.Cookie) != signin.Live || b.state(opened.Cookie) != signin.Over {
			t.Error("setting up does not sign in")
		}
	})
}

func TestPrintedCodesWorkOnceEach(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		anna := b.seed("anna")
		token, err := b.IssueToken(ctx, anna, signinsvc.TokenSetup)
		b.must(err)
		_, err = b.SignIn(ctx, "anna", password, here)
		b.refused(err, fault.Invalid, "the old password after a new start")
		opened, err := b.UseTicket(ctx, token, "кар басып калган тоо", here)
		b.must(err)
		codes, err := b.NewSheet(ctx, opened.Cookie)
		b.must(err)
		if len(codes) < 10 {
			t.Fatalf("%d codes", len(codes))
		}
		full, err := b.Confirm(ctx, opened.Cookie, strings.ToLower(signin.ShownCode(codes[3])), here)
		b.must(err)
		if n, err := b.CodesLeft(b.as(full.Cookie)); err != nil || n != signin.SheetSize-1 {
			t.Errorf("%d codes left, %v", n, err)
		}
		again, err := b.SignIn(ctx, "anna", "кар басып калган тоо", here)
		b.must(err)
		_, err = b.Confirm(ctx, again.Cookie, codes[3], here)
		b.refused(err, fault.Invalid, "a used code")
		_, err = b.Confirm(ctx, again.Cookie, codes[4], here)
		b.must(err)
		for _, h := range stored[string](b, `select hash from signin_code`) {
			for _, c := range codes {
				if strings.Contains(h, c) {
					t.Error("a code is stored as it is")
				}
			}
		}
	})
}

func TestResetKeepsTheSecondFactor(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		anna := b.seed("anna")
		cookie := b.signIn("anna")
		late, err := b.IssueToken(ctx, anna, signinsvc.TokenReset)
		b.must(err)
		b.clock.Advance(10 * time.Minute)
		_, err = b.UseTicket(ctx, late, "кар басып калган тоо", here)
		b.refused(err, fault.NotFound, "a reset token after ten minutes")
		token, err := b.IssueToken(ctx, anna, signinsvc.TokenReset)
		b.must(err)
		_, err = b.UseTicket(ctx, token, "password1234", here)
		b.refused(err, fault.Invalid, "a common password")
		opened, err := b.UseTicket(ctx, token, "кар басып калган тоо", here)
		b.must(err)
		if opened.Cookie != "" || b.state(cookie) != signin.Over {
			t.Error("a reset signs in, or leaves old sessions")
		}
		_, err = b.UseTicket(ctx, token, "дагы бир узун сырдуу сөз", here)
		b.refused(err, fault.NotFound, "the token twice")
		step, err := b.SignIn(ctx, "anna", "кар басып калган тоо", here)
		b.must(err)
		if step.Stage != signin.StageCode {
			t.Error("no second factor after a reset")
		}
	})
}

func TestChangingThePasswordEndsOtherSessions(t *testing.T) {
	each(t, func(b *bench) {
		b.seed("anna")
		one, two := b.signIn("anna"), b.signIn("anna")
		_, err := b.ChangePassword(b.as(two), two, "not the password", "кар басып калган тоо", here)
		b.refused(err, fault.Invalid, "a wrong current password")
		next, err := b.ChangePassword(b.as(two), two, password, "кар басып калган тоо", here)
		b.must(err)
		if b.state(one) != signin.Over || b.state(two) != signin.Over || b.state(next.Cookie) != signin.Live {
			t.Error("sessions after a new password")
		}
	})
}

func TestTokensOfPrograms(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		anna := b.seed("anna")
		me := b.as(b.signIn("anna"))
		token, err := b.NewAPIToken(me, "court feed", []actor.Action{"order.receive_judgment"}, 30)
		b.must(err)
		s, state, err := b.AuthenticateToken(ctx, token)
		b.must(err)
		if state != signin.Live || len(s.Scopes) != 1 || s.Actor().Kind != actor.Token || s.Account != anna {
			t.Errorf("state %d, %+v", state, s)
		}
		list, err := b.APITokens(me)
		b.must(err)
		b.must(b.EndAPIToken(me, list[0].ID))
		if _, state, _ := b.AuthenticateToken(ctx, token); state != signin.Over {
			t.Error("an ended token works")
		}
		if _, state, _ := b.AuthenticateToken(ctx, "tzj_guess"); state != signin.Over {
			t.Error("a guessed token works")
		}
	})
}

func TestDraftsBelongToTheirAccountAndAreSealed(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		anna, boris := b.seed("anna"), b.seed("boris")
		draft, err := b.SaveDraft(ctx, anna, "/clients/1/notes", url.Values{"text": {"canary words"}})
		b.must(err)
		path, values, err := b.LoadDraft(ctx, anna, draft)
		b.must(err)
		if path != "/clients/1/notes" || values.Get("text") != "canary words" {
			t.Errorf("%q %v", path, values)
		}
		_, _, err = b.LoadDraft(ctx, boris, draft)
		b.refused(err, fault.NotFound, "another's draft")
		type row struct{ Body []byte }
		if raw := stored[row](b, `select body from signin_draft`); len(raw) != 1 || strings.Contains(string(raw[0].Body), "canary") {
			t.Error("a draft is readable in the database")
		}
		b.clock.Advance(signin.DraftFor + time.Hour)
		b.must(b.Sweep(ctx, b.db.Now()))
		_, _, err = b.LoadDraft(ctx, anna, draft)
		b.refused(err, fault.NotFound, "a forgotten draft")
	})
}

func TestSecretsAreNotStoredPlain(t *testing.T) {
	each(t, func(b *bench) {
		ctx := context.Background()
		b.seed("anna")
		type row struct {
			Password string
			TOTP     []byte
		}
		x := stored[row](b, `select password, totp from signin_secret`)[0]
		if !strings.HasPrefix(x.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("stored as %.30s", x.Password)
		}
		if strings.Contains(string(x.TOTP), secret) {
			t.Error("the authenticator's secret is readable")
		}
		_, err := b.Enter(ctx, "anna", here)
		b.refused(err, fault.NotFound, "entering without a password outside the demonstration")
	})
}

// stored reads one row or column as the database holds it.
func stored[T any](b *bench, query string) []T {
	b.t.Helper()
	var out []T
	b.must(b.db.Read(context.Background(), func(r *db.Reader) (err error) {
		out, err = db.All[T](context.Background(), r, query)
		return err
	}))
	return out
}
