package portalsvc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/portal"
)

// Begin is the first step of signing in.
type Begin struct {
	Who     string // file number or telephone
	Word    string
	Lang    string
	Address string // where the request came from
}

// Begin takes the code word and sends a one-time code when it is right. The answer, its page and, as far as may be, its work are
// the same when it is wrong or when nobody is known by that number. Faults: invalid, too_many for this address and name.
func (s *Service) Begin(ctx context.Context, in Begin) (attempt string, err error) {
	var problems fault.Problems
	if !typed(in.Who) {
		problems.Add("who", "portal.signin.who_missing")
	}
	if !typed(in.Word) {
		problems.Add("word", "portal.signin.word_missing")
	}
	if err := problems.Err(); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		attempt = rand.Text()
		return s.ops.begin(ctx, tx, in, attempt)
	})
	return attempt, err
}

func (o *Ops) begin(ctx context.Context, tx *db.Tx, in Begin, attempt string) error {
	name, place := o.buckets(in)
	misses, err := o.misses(ctx, tx, name, place)
	if err != nil {
		return err
	}
	if misses.Stop() {
		return fault.New(fault.TooMany, "portal.signin.too_many")
	}
	found, ok, err := o.match(ctx, tx, in)
	if err != nil {
		return err
	}
	key := o.hashAttempt(attempt)
	row := db.Row{"id": key, "made_at": tx.Now, "ends_at": tx.Now.Add(portal.CodeFor), "tries": 0}
	code := fmt.Sprintf("%06d", id.Draw(1_000_000))
	hash := o.hashCode(key, code)
	if ok {
		row["access_id"], row["code_hash"] = found.ID, hash
		if err := o.send(ctx, tx, in, found, attempt, code); err != nil {
			return err
		}
	} else if err := o.miss(ctx, tx, name, place); err != nil {
		return err
	}
	if err := tx.Insert(ctx, "portal_attempt", row); err != nil {
		return err
	}
	return tx.Record(ctx, access.SignInSelf, "")
}

// match finds the access whose code word was typed. Every candidate is compared, and one is when there is none.
func (o *Ops) match(ctx context.Context, tx *db.Tx, in Begin) (accessRow, bool, error) {
	clients, err := o.Find(ctx, tx.System(), in.Who)
	if err != nil {
		return accessRow{}, false, err
	}
	rows, err := db.All[accessRow](ctx, tx.System(), `select `+accessCols+` from portal_access c where c.client_id in `+db.In(len(clients), 1)+
		` and c.closed_at is null and exists (select 1 from access_client v where v.id = c.client_id and v.hidden = false)`, db.Args(clients)...)
	if err != nil {
		return accessRow{}, false, err
	}
	var found accessRow
	for _, x := range append(rows, accessRow{ID: "nobody"}) {
		if subtle.ConstantTimeCompare([]byte(x.Word), []byte(o.hashWord(x.ID, in.Word))) == 1 {
			found = x
		}
	}
	return found, found.ID != "", nil
}

// send puts the code into the outbox, unless the telephone is somebody else's now or has had enough messages.
func (o *Ops) send(ctx context.Context, tx *db.Tx, in Begin, x accessRow, attempt, code string) error {
	if !x.PhoneLostAt.IsZero() {
		return nil
	}
	n, err := db.One[int](ctx, tx, `select count(*) from portal_attempt a where a.access_id = $1 and a.made_at > $2`, x.ID, tx.Now.Add(-time.Hour))
	if err != nil || n >= portal.CodesPerHour {
		return err
	}
	a, err := o.open(ctx, &tx.Reader, x)
	if err != nil {
		return err
	}
	if o.Told != nil {
		tx.AfterCommit(func() { o.Told(attempt, code) })
	}
	return o.Send(ctx, tx, notify.Message{
		Key: "portal:" + tx.NewID(), Client: string(x.Client), Channel: notify.SMS, Address: a.Phone, Lang: in.Lang, Text: o.Text(in.Lang, code),
		Expires: tx.Now.Add(portal.CodeFor), Urgent: true,
	})
}

// Enter is the second step.
type Enter struct {
	Attempt string // from the cookie
	Code    string
}

// Enter takes the one-time code and opens a session; its token goes into a cookie. Faults: invalid for a wrong code, and for one
// that is over, used or guessed too often: the client then begins again.
func (s *Service) Enter(ctx context.Context, in Enter) (token string, err error) {
	wrong := "portal.code.over"
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if token, wrong, err = s.ops.enter(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.SignInSelf, "")
	})
	if err == nil && wrong != "" {
		var problems fault.Problems
		problems.Add("code", wrong)
		err = problems.Err()
	}
	return token, err
}

type attemptRow struct {
	ID, Access, Code string
	EndsAt           civil.Instant
	Tries            int
	UsedAt           civil.Instant
}

func (o *Ops) enter(ctx context.Context, tx *db.Tx, in Enter) (token, wrong string, err error) {
	x, ok, err := db.Maybe[attemptRow](ctx, tx, `select a.id, a.access_id, a.code_hash, a.ends_at, a.tries, a.used_at from portal_attempt a where a.id = $1`,
		o.hashAttempt(in.Attempt))
	if err != nil {
		return "", "", err
	}
	if !ok || !x.UsedAt.IsZero() || !tx.Now.Before(x.EndsAt) || x.Tries >= portal.CodeTries {
		return "", "portal.code.over", nil
	}
	right := subtle.ConstantTimeCompare([]byte(x.Code), []byte(o.hashCode(x.ID, portal.Digits(in.Code)))) == 1
	if !right {
		_, err := tx.Exec(ctx, `update portal_attempt set tries = tries + 1 where id = $1`, x.ID)
		return "", "portal.code.wrong", err
	}
	if _, err := tx.Exec(ctx, `update portal_attempt set used_at = $1 where id = $2`, tx.Now, x.ID); err != nil {
		return "", "", err
	}
	token = rand.Text()
	return token, "", tx.Insert(ctx, "portal_session", db.Row{
		"id": o.hashSession(token), "access_id": x.Access, "opened_at": tx.Now, "seen_at": tx.Now, "ends_at": tx.Now.Add(portal.SessionFor),
	})
}

func typed(s string) bool { return portal.NormalWord(s) != "" && len(s) <= 200 }

// buckets are where wrong words of this request are counted: for the name at the address, and for the address.
func (o *Ops) buckets(in Begin) (name, place string) {
	place = o.Seal.Blind("portal place", in.Address)
	return o.Seal.Blind("portal name", in.Address+"\x00"+portal.NormalName(in.Who)), place
}

func (o *Ops) misses(ctx context.Context, tx *db.Tx, name, place string) (portal.Misses, error) {
	type row struct{ Name, Place int }
	x, err := db.One[row](ctx, tx, `select (select count(*) from portal_miss m where m.bucket = $1 and m.at > $3),
		(select count(*) from portal_miss m where m.bucket = $2 and m.at > $3)`, name, place, tx.Now.Add(-portal.MissWindow))
	return portal.Misses(x), err
}

func (o *Ops) miss(ctx context.Context, tx *db.Tx, buckets ...string) error {
	for _, b := range buckets {
		if err := tx.Insert(ctx, "portal_miss", db.Row{"id": tx.NewID(), "bucket": b, "at": tx.Now}); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) hashAttempt(token string) string { return o.Seal.Blind("portal attempt", token) }

func (o *Ops) hashCode(attempt, code string) string {
	return o.Seal.Blind("portal code", attempt+"\x00"+code)
}

func (o *Ops) hashSession(token string) string { return o.Seal.Blind("portal session", token) }

type sessionRow struct {
	ID, Access string
	Client     id.Client
	SeenAt     civil.Instant
	EndsAt     civil.Instant
	EndedAt    civil.Instant
	Closed     civil.Instant
	Hidden     bool
}
