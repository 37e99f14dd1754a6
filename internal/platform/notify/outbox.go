package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// State is what became of a message; its text is the message "notify.state.<code>".
type State string

// The states. Sending is a message in the hands of a sender; when its answer is never heard it becomes Uncertain.
const (
	Waiting   State = "waiting"
	Sending   State = "sending"
	Sent      State = "sent"      // the gateway took it
	Delivered State = "delivered" // the gateway says that it arrived
	Failed    State = "failed"    // known not to have been sent
	Uncertain State = "uncertain" // nobody knows whether it was sent
	Dropped   State = "dropped"   // not sent: withdrawn, too late, or decided by a person
)

// States lists the states in the order of a message's life.
func States() []State {
	return []State{Waiting, Sending, Sent, Delivered, Failed, Uncertain, Dropped}
}

// Outbox keeps messages until their result is known. It is safe for concurrent use.
type Outbox struct {
	Seal *seal.Sealer
	Zone *time.Location
	// Quiet gives the hours in which nobody is disturbed; nil or a zero Quiet holds nothing back.
	Quiet func(on civil.Date) Quiet
}

// Quiet are the hours of the clock in which only urgent messages go out: from From until To of the next morning, both hh:mm.
type Quiet struct{ From, To string }

const table = "notify_message"

// outboxScope seals what belongs to nobody's record.
const outboxScope seal.Scope = "outbox"

func scope(client id.Client) seal.Scope {
	if client == "" {
		return outboxScope
	}
	return seal.Client(client)
}

// Put lays a message into the outbox within the transaction that wants it said; it goes out once that is committed. The same
// key twice is one message: the second is left aside. The caller has asked the guard and records what it did.
func (o *Outbox) Put(ctx context.Context, tx *db.Tx, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	known, err := db.One[int](ctx, tx, `select count(*) from notify_message where msg_key = $1`, m.Key)
	if err != nil || known > 0 {
		return err
	}
	row := tx.NewID()
	sealed := map[string][]byte{}
	for column, text := range map[string]string{"address": m.Address, "subject": m.Subject, "body": m.Text} {
		if sealed[column], err = o.Seal.SealScope(ctx, tx, scope(id.Client(m.Client)), table, column, row, []byte(text)); err != nil {
			return err
		}
	}
	from := m.NotBefore
	if from.Before(tx.Now) {
		from = tx.Now
	}
	_, err = tx.Exec(ctx, `insert into notify_message (id, msg_key, client_id, channel, address, lang, subject, body, urgent, state, not_before,
		expires_at, next_at, attempts, put_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		on conflict (msg_key) do nothing`, row, m.Key, db.Null(m.Client), string(m.Channel), sealed["address"], m.Lang, sealed["subject"],
		sealed["body"], m.Urgent, string(Waiting), from, m.Expires, from, 0, tx.Now, 1)
	return err
}

var errMessage = errors.New("a message has a key, a channel, words and, unless it is printed, an address")

func (m Message) check() error {
	known := m.Channel == SMS || m.Channel == Email || m.Channel == Slip
	if m.Key == "" || !known || m.Text == "" || m.Address == "" && m.Channel != Slip {
		return fmt.Errorf("message %q by %q: %w", m.Key, m.Channel, errMessage)
	}
	return nil
}

// Withdraw takes back a message that is not sent yet, because what it says is not true any more. It reports whether there was
// one to take back: what is on its way cannot be stopped.
func (o *Outbox) Withdraw(ctx context.Context, tx *db.Tx, key string) (bool, error) {
	n, err := tx.Exec(ctx, `update notify_message set state = $1, cause = $2, ended_at = $3, next_at = null, version = version + 1
		where msg_key = $4 and state in ('waiting', 'failed')`, string(Dropped), CauseWithdrawn, tx.Now, key)
	return n > 0, err
}

// The causes of an end or a delay; each has the text "notify.cause.<code>".
const (
	CauseWithdrawn   = "withdrawn"   // what it says is not true any more
	CauseExpired     = "expired"     // too late to be of use
	CauseDecided     = "decided"     // a person decided
	CauseRefused     = "refused"     // the gateway refused it
	CauseDown        = "down"        // the gateway was not reached
	CauseBusy        = "busy"        // the gateway asked to wait
	CauseSilent      = "silent"      // no answer, or one that cannot be read
	CauseStopped     = "stopped"     // the program ended while it was being sent
	CauseNoWay       = "no_way"      // nothing is set up that sends by this channel
	CauseErased      = "erased"      // the key of the record was destroyed
	CauseUndelivered = "undelivered" // the gateway says that it will not arrive
	CauseUnheard     = "unheard"     // the gateway says that it never had it
)
