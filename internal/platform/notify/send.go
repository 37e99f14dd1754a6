package notify

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Outgoing is a message in the hands of a sender. Reference is ours and the same at every try.
type Outgoing struct {
	Reference string
	Channel   Channel
	Address   string
	Lang      string
	Subject   string
	Text      string
}

// Answer is what a sender knows after a try. Cause is one of the causes above; Provider is the other side's own number.
type Answer struct {
	Result   Result
	Provider string
	Cause    string
}

// Result says how much is known of a try.
type Result int

// The results. Later is known not to have been sent and may be tried again; Unknown may have been sent.
const (
	Accepted Result = iota
	Refused
	Later
	Unknown
)

// Sender hands messages to whoever carries them.
type Sender interface {
	// Carries reports whether the sender knows the channel.
	Carries(c Channel) bool
	// Send tries once. It never waits and tries again by itself.
	Send(ctx context.Context, m Outgoing) Answer
	// KnowsReference reports whether the other side tells by our reference that it has a message already: only then may an unknown
	// result be tried again without a person.
	KnowsReference() bool
}

const (
	lease      = 10 * time.Minute
	firstPause = time.Minute
	longest    = time.Hour
	perRun     = 2000 // a run ends, so that other tasks have their turn
)

// Run sends what is due at now and returns how many tries were made. It is idempotent and runs every minute as a job: what was
// being sent when the program ended is settled first, what is too late is dropped unsent, and quiet hours put off what is not urgent.
// Nothing is ever tried twice in one run. A gateway in trouble is asked with one message, ever more rarely, until it answers again.
func (o *Outbox) Run(ctx context.Context, d *db.DB, now civil.Instant, s Sender) (int, error) {
	if err := o.settleOld(ctx, d, now, s); err != nil {
		return 0, err
	}
	if o.quietAt(now) {
		if err := o.putOff(ctx, d, now); err != nil {
			return 0, err
		}
	}
	if rests, err := o.rests(ctx, d, now); err != nil || rests {
		return 0, err
	}
	for n := 0; n < perRun; n++ {
		m, ok, err := o.claim(ctx, d, now, s)
		if err != nil || !ok {
			return n, err
		}
		a := Answer{Result: Refused, Cause: CauseErased}
		if !m.erased {
			a = s.Send(ctx, m.out)
		}
		if ctx.Err() != nil {
			return n, nil // stopped in the middle: the lease runs out and the next run settles it
		}
		if err := o.settle(ctx, d, now, m, a, s.KnowsReference()); err != nil {
			return n, err
		}
		if a.Result == Later || a.Result == Unknown {
			return n + 1, nil // the others wait as well: a gateway in trouble must not make each of them uncertain
		}
	}
	return perRun, nil
}

// settleOld ends what is past its use, and what a program that ended left in the hands of the sender.
func (o *Outbox) settleOld(ctx context.Context, d *db.DB, now civil.Instant, s Sender) error {
	return d.System(ctx, "notify.settle", func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `update notify_message set state = 'dropped', cause = $1, ended_at = $2, next_at = null, version = version + 1
			where state = 'waiting' and expires_at <= $2`, CauseExpired, now); err != nil {
			return err
		}
		state, next := Uncertain, civil.Instant{}
		if s.KnowsReference() {
			state, next = Waiting, now
		}
		_, err := tx.Exec(ctx, `update notify_message set state = $1, cause = $2, next_at = $3, lease_until = null, version = version + 1
			where state = 'sending' and lease_until <= $4`, string(state), CauseStopped, next, now)
		return err
	})
}

// putOff moves what is due in quiet hours to their end.
func (o *Outbox) putOff(ctx context.Context, d *db.DB, now civil.Instant) error {
	return d.System(ctx, "notify.quiet", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update notify_message set next_at = $1 where state = 'waiting' and next_at <= $2 and urgent = false and channel <> 'slip'`,
			o.quietEnd(now), now)
		return err
	})
}

type claimed struct {
	id       string
	attempts int
	erased   bool
	out      Outgoing
}

type messageRow struct {
	ID      string
	Client  id.Client
	Channel Channel
	Address []byte
	Lang    string
	Subject []byte
	Body    []byte
	Tries   int
}

// claim takes the message that has been due longest, so that another node does not send it as well.
func (o *Outbox) claim(ctx context.Context, d *db.DB, now civil.Instant, s Sender) (claimed, bool, error) {
	var out claimed
	taken := false
	err := d.System(ctx, "notify.claim", func(tx *db.Tx) error {
		taken = false
		var ways []any
		for _, c := range []Channel{SMS, Email} {
			if s.Carries(c) {
				ways = append(ways, string(c))
			}
		}
		x, ok, err := db.Maybe[messageRow](ctx, tx.System(), `select c.id, c.client_id, c.channel, c.address, c.lang, c.subject, c.body, c.attempts
			from notify_message c where c.state = 'waiting' and c.next_at <= $1 and c.channel in `+db.In(len(ways), 2)+` order by c.next_at, c.id limit 1`,
			append([]any{now}, ways...)...)
		if err != nil || !ok {
			return err
		}
		n, err := tx.Exec(ctx, `update notify_message set state = 'sending', attempts = attempts + 1, lease_until = $1, tried_at = $2,
			version = version + 1 where id = $3 and state = 'waiting'`, now.Add(lease), now, x.ID)
		if err != nil {
			return err
		}
		taken = n == 1
		out, err = o.opened(ctx, tx.System(), x)
		return err
	})
	return out, taken, err
}

func (o *Outbox) opened(ctx context.Context, r *db.Reader, x messageRow) (claimed, error) {
	box := func(column string, sealed []byte) seal.Box {
		return seal.Box{Scope: scope(x.Client), Table: table, Column: column, Row: x.ID, Sealed: sealed}
	}
	boxes := []seal.Box{box("address", x.Address), box("subject", x.Subject), box("body", x.Body)}
	err := o.Seal.OpenAll(ctx, r, boxes)
	return claimed{id: x.ID, attempts: x.Tries + 1, erased: boxes[2].Erased, out: Outgoing{
		Reference: x.ID, Channel: x.Channel, Address: string(boxes[0].Plain), Lang: x.Lang, Subject: string(boxes[1].Plain), Text: string(boxes[2].Plain),
	}}, err
}

// settle writes down what is known after a try.
func (o *Outbox) settle(ctx context.Context, d *db.DB, now civil.Instant, m claimed, a Answer, knows bool) error {
	state, next, sent, ended := Sent, civil.Instant{}, now, civil.Instant{}
	switch {
	case a.Result == Accepted:
	case a.Result == Refused:
		state, sent, ended = Failed, civil.Instant{}, now
	case a.Result == Later, knows:
		state, next, sent = Waiting, now.Add(pause(m.attempts)), civil.Instant{}
	default:
		state, sent = Uncertain, civil.Instant{}
	}
	return d.System(ctx, "notify.settle", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update notify_message set state = $1, cause = $2, provider_ref = $3, next_at = $4, sent_at = $5, ended_at = $6,
			lease_until = null, version = version + 1 where id = $7 and state = 'sending'`, string(state), db.Null(a.Cause), db.Null(a.Provider), next,
			sent, ended, m.id)
		return err
	})
}

// pause is how long a message rests after its nth try: a minute, doubling to an hour.
func pause(tries int) time.Duration {
	return min(firstPause<<min(max(tries-1, 0), 6), longest)
}

// rests reports whether the gateway was in trouble lately and is left alone for a while.
func (o *Outbox) rests(ctx context.Context, d *db.DB, now civil.Instant) (bool, error) {
	type trouble struct {
		N    int
		Last civil.Instant
	}
	var t trouble
	err := d.Read(ctx, func(r *db.Reader) error {
		last, err := db.One[civil.Instant](ctx, r, `select max(sent_at) from notify_message`)
		if err != nil {
			return err
		}
		t, err = db.One[trouble](ctx, r, `select cast(coalesce(sum(attempts), 0) as bigint), max(tried_at) from notify_message where tried_at > $1 and tried_at <= $2
			and cause in ('silent', 'down', 'busy')`, last.String(), now)
		return err
	})
	return t.N > 0 && now.Before(t.Last.Add(pause(t.N))), err
}
