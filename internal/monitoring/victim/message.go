package victim

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/victimtext"
)

// Message is a kind of message to a protected person.
type Message = victimtext.Message

// The kinds.
const (
	Danger    = victimtext.Danger
	Reduced   = victimtext.Reduced
	Restored  = victimtext.Restored
	Suspended = victimtext.Suspended
	Resumed   = victimtext.Resumed
	Ended     = victimtext.Ended
	DeviceOff = victimtext.DeviceOff
	DeviceOn  = victimtext.DeviceOn
	Changed   = victimtext.Changed
	RenewText = victimtext.Renew
)

// NoticeWithdrew is the notice to staff that a consent was taken back and protection is reduced from now on.
const NoticeWithdrew = "monitoring_victim_withdrew"

// Way is one safe way to tell a protected person, for whoever must tell her.
type Way struct {
	Victim string
	Phone  string // row of the phone
	Number string
	Kind   Kind
	Person string // a person she trusts, who passes it on
	Lang   string
	Rank   int
}

// Told is one message as her page shows it.
type Told struct {
	ID     string
	Kind   Message
	Way    Kind
	Phone  string // row of the phone
	Key    string // of the outbox; empty for a call
	Lang   string
	Words  string // what was written, or is to be said
	At     civil.Instant
	Due    civil.Instant // not before
	Result string        // of a call: code
	Note   string
	DoneAt civil.Instant
	DoneBy string
	State  string // of the outbox
	Cause  string
	Row    int
}

// Results of a call.
const (
	Reached    = "reached"
	NotReached = "not_reached"
	Unsafe     = "unsafe" // somebody else answered; nothing was said
)

// Results lists them in the order of screens.
func Results() []string { return []string{Reached, NotReached, Unsafe} }
