package portalsvc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal"
)

// device tells by the cookie of a telephone which of the accesses signed in there before; "" when none of them did.
func (o *Ops) device(ctx context.Context, tx *db.Tx, token string, rows []accessRow) (string, error) {
	if token == "" || len(token) > 100 {
		return "", nil
	}
	type known struct{ ID, Access string }
	x, ok, err := db.Maybe[known](ctx, tx, `select d.id, d.access_id from portal_device d where d.id = $1 and d.ends_at > $2`, o.hashDevice(token), tx.Now)
	if err != nil || !ok {
		return "", err
	}
	for _, r := range rows {
		if r.ID == x.Access {
			return x.ID, nil
		}
	}
	return "", nil
}

// remember makes the telephone of an attempt a known one and returns what goes into its cookie. One that is known already gets a new
// token and the old one ends: a token that was copied once is of no use for long.
func (o *Ops) remember(ctx context.Context, tx *db.Tx, x attemptRow) (string, error) {
	if x.Device != "" {
		if _, err := tx.Exec(ctx, `delete from portal_device where id = $1`, x.Device); err != nil {
			return "", err
		}
	}
	token := rand.Text()
	return token, tx.Insert(ctx, "portal_device", db.Row{
		"id": o.hashDevice(token), "access_id": x.Access, "made_at": tx.Now, "ends_at": tx.Now.Add(portal.DeviceFor),
	})
}

// bucket is where wrong words of this request are counted: on a known device for it alone, else for the name that was typed.
func (o *Ops) bucket(in Begin, device string) string {
	if device != "" {
		return device
	}
	return o.Seal.Blind("portal name", portal.NormalName(in.Who))
}

// toll asks for a ripe ticket when too many wrong words were written. It returns the ticket to be brought back and how long it still
// ripens; "" when the word may be looked at now.
func (o *Ops) toll(ctx context.Context, tx *db.Tx, in Begin, bucket string) (string, time.Duration, error) {
	misses, err := db.One[int](ctx, tx, `select count(*) from portal_miss m where m.bucket = $1 and m.at > $2`, bucket, tx.Now.Add(-portal.MissWindow))
	if err != nil {
		return "", 0, err
	}
	wait := portal.Wait(misses)
	if wait == 0 {
		return "", 0, nil
	}
	fresh := portal.Ticket{RipeAt: tx.Now.Add(wait), Nonce: rand.Text()}
	t, ok := o.readTicket(in.Ticket, bucket)
	if !ok || t.Over(tx.Now) {
		return o.writeTicket(fresh, bucket), wait, nil
	}
	if tx.Now.Before(t.RipeAt) {
		return in.Ticket, t.RipeAt.Time().Sub(tx.Now.Time()), nil
	}
	key := o.Seal.Blind("portal ticket", t.Nonce)
	used, err := db.One[int](ctx, tx, `select count(*) from portal_miss m where m.id = $1`, key)
	if err != nil {
		return "", 0, err
	}
	if used > 0 {
		return o.writeTicket(fresh, bucket), wait, nil
	}
	return "", 0, tx.Insert(ctx, "portal_miss", db.Row{"id": key, "bucket": "ticket", "at": tx.Now})
}

func (o *Ops) writeTicket(t portal.Ticket, bucket string) string {
	body := strconv.FormatInt(t.RipeAt.Time().Unix(), 10) + "." + t.Nonce
	return body + "." + o.Seal.Blind("portal toll", bucket+"\x00"+body)
}

func (o *Ops) readTicket(text, bucket string) (portal.Ticket, bool) {
	ripe, rest, _ := strings.Cut(text, ".")
	nonce, mac, ok := strings.Cut(rest, ".")
	unix, err := strconv.ParseInt(ripe, 10, 64)
	if !ok || err != nil || len(text) > 200 || subtle.ConstantTimeCompare([]byte(mac), []byte(o.Seal.Blind("portal toll", bucket+"\x00"+ripe+"."+nonce))) != 1 {
		return portal.Ticket{}, false
	}
	return portal.Ticket{RipeAt: civil.At(time.Unix(unix, 0)), Nonce: nonce}, true
}

func (o *Ops) hashDevice(token string) string { return o.Seal.Blind("portal device", token) }
