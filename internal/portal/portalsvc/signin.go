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
	Who    string // file number or telephone
	Word   string
	Lang   string
	Device string // from the cookie of a telephone that has signed in before
	Ticket string // from the page, when it asked to wait
}

// Begun is what came of the first step: an attempt, or a ticket and how long it must ripen before the word is looked at.
type Begun struct {
	Attempt string
	Ticket  string
	Wait    time.Duration
}

// Begin takes the code word and sends a one-time code when it is right. The answer, its page and, as far as may be, its work are
// the same when it is wrong or when nobody is known by that number. After some wrong words for a name each further one needs a
// ticket that has ripened. Fault: invalid.
func (s *Service) Begin(ctx context.Context, in Begin) (out Begun, err error) {
	var problems fault.Problems
	if !typed(in.Who) {
		problems.Add("who", "portal.signin.who_missing")
	}
	if !typed(in.Word) {
		problems.Add("word", "portal.signin.word_missing")
	}
	if err := problems.Err(); err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.ops.begin(ctx, tx, in)
		return err
	})
	return out, err
}

func (o *Ops) begin(ctx context.Context, tx *db.Tx, in Begin) (Begun, error) {
	rows, err := o.candidates(ctx, tx, in)
	if err != nil {
		return Begun{}, err
	}
	device, err := o.device(ctx, tx, in.Device, rows)
	if err != nil {
		return Begun{}, err
	}
	bucket := o.bucket(in, device)
	if ticket, wait, err := o.toll(ctx, tx, in, bucket); err != nil || ticket != "" {
		return Begun{Ticket: ticket, Wait: wait}, err
	}
	attempt := rand.Text()
	key := o.hashAttempt(attempt)
	row := db.Row{"id": key, "made_at": tx.Now, "ends_at": tx.Now.Add(portal.CodeFor), "tries": 0, "device_id": db.Null(device)}
	code := fmt.Sprintf("%06d", id.Draw(1_000_000))
	hash := o.hashCode(key, code)
	if found := o.match(rows, in.Word); found.ID != "" {
		sent, err := o.send(ctx, tx, in, found, attempt, code, device)
		if err != nil {
			return Begun{}, err
		}
		if sent { // a code that went to nobody opens nothing: it could only be guessed
			row["access_id"], row["code_hash"] = found.ID, hash
		}
	} else if err := tx.Insert(ctx, "portal_miss", db.Row{"id": tx.NewID(), "bucket": bucket, "at": tx.Now}); err != nil {
		return Begun{}, err
	}
	if err := tx.Insert(ctx, "portal_attempt", row); err != nil {
		return Begun{}, err
	}
	return Begun{Attempt: attempt}, tx.Record(ctx, access.SignInSelf, "")
}

// candidates are the accesses that the typed name may stand for.
func (o *Ops) candidates(ctx context.Context, tx *db.Tx, in Begin) ([]accessRow, error) {
	clients, err := o.Find(ctx, tx.System(), in.Who)
	if err != nil {
		return nil, err
	}
	return db.All[accessRow](ctx, tx.System(), `select `+accessCols+` from portal_access c where c.client_id in `+db.In(len(clients), 1)+
		` and c.closed_at is null and exists (select 1 from access_client v where v.id = c.client_id and v.hidden = false)`, db.Args(clients)...)
}

// match finds the access whose code word was typed. Every candidate is compared, and one is when there is none.
func (o *Ops) match(rows []accessRow, word string) accessRow {
	var found accessRow
	for _, x := range append(rows, accessRow{ID: "nobody"}) {
		if subtle.ConstantTimeCompare([]byte(x.Word), []byte(o.hashWord(x.ID, word))) == 1 {
			found = x
		}
	}
	return found
}

// send puts the code into the outbox, unless the telephone is somebody else's now or has had enough messages. A known device has a
// budget of its own: whoever knows the word and uses up the codes of strangers' devices does not keep the client out.
func (o *Ops) send(ctx context.Context, tx *db.Tx, in Begin, x accessRow, attempt, code, device string) (sent bool, err error) {
	if !x.PhoneLostAt.IsZero() {
		return false, nil
	}
	n, err := db.One[int](ctx, tx, `select count(*) from portal_attempt a where a.access_id = $1 and a.made_at > $2 and coalesce(a.device_id, '') = $3`,
		x.ID, tx.Now.Add(-time.Hour), device)
	if err != nil || n >= portal.CodesPerHour {
		return false, err
	}
	a, err := o.open(ctx, &tx.Reader, x)
	if err != nil {
		return false, err
	}
	if o.Told != nil {
		tx.AfterCommit(func() { o.Told(attempt, code) })
	}
	return true, o.Send(ctx, tx, notify.Message{
		Key: "portal:" + tx.NewID(), Client: string(x.Client), Channel: notify.SMS, Address: a.Phone, Lang: in.Lang, Text: o.Text(in.Lang, code),
		Expires: tx.Now.Add(portal.CodeFor), Urgent: true,
	})
}

// Enter is the second step.
type Enter struct {
	Attempt string // from the cookie
	Code    string
}

// Entered is what goes into the cookies of a client who has signed in.
type Entered struct {
	Token  string // of the session
	Device string // by which this telephone is known from now on; it says nothing of whose it is
}

// Enter takes the one-time code and opens a session. Faults: invalid for a wrong code, and for one that is over, used or guessed too
// often: the client then begins again.
func (s *Service) Enter(ctx context.Context, in Enter) (out Entered, err error) {
	wrong := "portal.code.over"
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if out, wrong, err = s.ops.enter(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.SignInSelf, "")
	})
	if err == nil && wrong != "" {
		var problems fault.Problems
		problems.Add("code", wrong)
		err = problems.Err()
	}
	return out, err
}

type attemptRow struct {
	ID, Access, Code string
	EndsAt           civil.Instant
	Tries            int
	UsedAt           civil.Instant
	Device           string
}

func (o *Ops) enter(ctx context.Context, tx *db.Tx, in Enter) (out Entered, wrong string, err error) {
	x, ok, err := db.Maybe[attemptRow](ctx, tx, `select a.id, a.access_id, a.code_hash, a.ends_at, a.tries, a.used_at, a.device_id from portal_attempt a where a.id = $1`,
		o.hashAttempt(in.Attempt))
	if err != nil {
		return out, "", err
	}
	if !ok || !x.UsedAt.IsZero() || !tx.Now.Before(x.EndsAt) || x.Tries >= portal.CodeTries {
		return out, "portal.code.over", nil
	}
	right := subtle.ConstantTimeCompare([]byte(x.Code), []byte(o.hashCode(x.ID, portal.Digits(in.Code)))) == 1
	if !right {
		_, err := tx.Exec(ctx, `update portal_attempt set tries = tries + 1 where id = $1`, x.ID)
		return out, "portal.code.wrong", err
	}
	if _, err := tx.Exec(ctx, `update portal_attempt set used_at = $1 where id = $2`, tx.Now, x.ID); err != nil {
		return out, "", err
	}
	if out.Device, err = o.remember(ctx, tx, x); err != nil {
		return out, "", err
	}
	out.Token = rand.Text()
	return out, "", tx.Insert(ctx, "portal_session", db.Row{
		"id": o.hashSession(out.Token), "access_id": x.Access, "opened_at": tx.Now, "seen_at": tx.Now, "ends_at": tx.Now.Add(portal.SessionFor),
	})
}

func typed(s string) bool { return portal.NormalWord(s) != "" && len(s) <= 200 }

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
