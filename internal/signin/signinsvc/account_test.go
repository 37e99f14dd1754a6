package signinsvc_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
)

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
