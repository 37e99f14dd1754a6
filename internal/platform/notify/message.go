// Package notify sends words to people outside: by SMS, e-mail or a printed slip. What is sent is neutral unless somebody decided
// otherwise: a telephone is read by others. The outbox keeps each message until its result is known.
package notify

import "tuzjol/internal/kernel/civil"

// Channel is the way of a message.
type Channel string

// The channels.
const (
	SMS   Channel = "sms"
	Email Channel = "email"
	Slip  Channel = "slip" // printed and handed over
)

// Message is what is put into the outbox within the transaction that wants it said. Text is the words themselves, in the
// receiver's language; they and the address are sealed. Key makes a message one of its kind: the same key twice is one message.
type Message struct {
	Key       string
	Client    string // whose record the message belongs to; empty for staff
	Channel   Channel
	Address   string // telephone or e-mail as the record holds it
	Lang      string
	Subject   string // e-mail only
	Text      string
	NotBefore civil.Instant
	Expires   civil.Instant // after it the message is dropped: an appointment that is over needs no reminder
	Urgent    bool          // not held back by quiet hours: a one-time code that somebody waits for
}
