// Package frame is what the readers of device protocols share: what reading a frame gives, why a frame is refused, sums,
// the cutting of a stream into frames, and the marks of a clock that cannot be. Each protocol has its own room below;
// protocols names them. All of it is pure: bytes and a time go in, messages come out.
package frame

import (
	"fmt"
	"time"

	"tuzjol/internal/monitoring"
)

// Reason is why a frame is refused, in one word that lists and files can hold.
type Reason string

// The reasons.
const (
	CRC      Reason = "crc"       // the sum in the frame is not the sum of its bytes
	Length   Reason = "length"    // more or fewer bytes than the frame itself says
	TooLarge Reason = "too_large" // larger than any frame of the protocol may be
	Garbage  Reason = "garbage"   // bytes that are no frame of the protocol
	Content  Reason = "content"   // a whole frame whose inside cannot be
	Login    Reason = "login"     // a frame of a connection in which nobody has said who speaks
)

// Refusal is the fault of every reader: which reason, and in words what was found. It holds no personal data.
type Refusal struct {
	Reason Reason
	Detail string
}

// Error is "reason: detail".
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return string(r.Reason)
	}
	return string(r.Reason) + ": " + r.Detail
}

// Refuse makes a refusal.
func Refuse(reason Reason, format string, args ...any) *Refusal {
	return &Refusal{Reason: reason, Detail: fmt.Sprintf(format, args...)}
}

// WrongSum refuses a frame for its sum.
func WrongSum(says, is uint32) *Refusal {
	return Refuse(CRC, "the frame says %04x, its bytes give %04x", says, is)
}

// WrongLength refuses a frame for its length.
func WrongLength(says, is int) *Refusal {
	return Refuse(Length, "the frame says %d bytes, there are %d", says, is)
}

// Read is what one frame gave.
type Read struct {
	Device   string               // who speaks; empty when neither this frame nor the connection has said it
	Login    bool                 // the frame asks to be let in; Reply lets in, Deny does not
	Messages []monitoring.Message // in the order of the frame; a message without a place is one too
	Reply    []byte               // what the device waits for; to be sent only after everything in Messages is stored
	Deny     []byte               // what a device is told that is not known; nil = nothing, close
}

// Decoder reads the frames of one connection in their order and holds what a connection remembers: who logged in, the
// device's time zone, the day. Not safe for use by several at once. A refused frame changes nothing. Received is our clock;
// it stands in for a fix without any time of its own, and such a message says so in its attribute "timeMissing".
type Decoder interface {
	Decode(frame []byte, received time.Time) (Read, error)
}

// Splitter cuts a stream into frames.
type Splitter interface {
	// Split looks at what has come so far: skip bytes at its start belong to no frame, then size bytes are one. Size 0
	// means that more must come. A refusal means that no frame can begin here any more and the stream is to be closed.
	Split(b []byte) (skip, size int, err error)
}

// Settings of a decoder.
type Settings struct {
	// Details fills Message.Attributes. Without them only what the message has a place for is read, several times as fast;
	// the raw frame keeps the rest.
	Details bool
}
