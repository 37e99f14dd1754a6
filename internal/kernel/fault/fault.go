// Package fault is the one error type of the service: a kind, a message of the catalogue and, for bad input, every
// problem at once. The edge maps kinds to HTTP statuses and exit codes; nothing else does.
package fault

import (
	"errors"
	"fmt"
	"strings"

	"tuzjol/internal/kernel/msg"
)

// Kind says what sort of failure it is.
type Kind string

// The kinds. NotFound also stands for "not visible to you": the two must not be told apart.
const (
	Invalid         Kind = "invalid"
	NotFound        Kind = "not_found"
	Forbidden       Kind = "forbidden"
	Conflict        Kind = "conflict"
	Unauthenticated Kind = "unauthenticated"
	StepUp          Kind = "step_up"
	TooMany         Kind = "too_many"
	TooLarge        Kind = "too_large"
	Unavailable     Kind = "unavailable"
	Internal        Kind = "internal"
)

// Problem is one thing wrong with one field; an empty Field concerns the whole input.
type Problem struct {
	Field string
	Msg   msg.Message
}

// Fault is an error with a kind and a message for the reader.
type Fault struct {
	Kind     Kind
	Msg      msg.Message
	Problems []Problem
	cause    error
}

// New makes a fault; args are name, value pairs of the message.
func New(kind Kind, key string, args ...any) *Fault {
	return &Fault{Kind: kind, Msg: msg.New(key, args...)}
}

// Wrap keeps cause for the log; the reader sees only the message.
func Wrap(cause error, kind Kind, key string, args ...any) *Fault {
	f := New(kind, key, args...)
	f.cause = cause
	return f
}

// Error describes the fault for logs, by keys only: it never holds a value that a person typed.
func (f *Fault) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", f.Kind, f.Msg.Key)
	for _, p := range f.Problems {
		fmt.Fprintf(&b, "; %s: %s", p.Field, p.Msg.Key)
	}
	if f.cause != nil {
		fmt.Fprintf(&b, ": %v", f.cause)
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.cause }

// As returns the fault within err, or nil.
func As(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// KindOf returns the kind of err: Internal for any error that is not a fault, and "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if f := As(err); f != nil {
		return f.Kind
	}
	return Internal
}

// Is reports whether err is a fault of this kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }

// Problems collects what is wrong, so that the reader sees all of it at once.
type Problems []Problem

// Add notes one problem; args are name, value pairs.
func (p *Problems) Add(field, key string, args ...any) {
	*p = append(*p, Problem{Field: field, Msg: msg.New(key, args...)})
}

// Join takes over the problems of an invalid fault, with a prefix for their fields; it reports whether err was one.
func (p *Problems) Join(prefix string, err error) bool {
	f := As(err)
	if f == nil || f.Kind != Invalid {
		return false
	}
	for _, q := range f.Problems {
		q.Field = prefix + q.Field
		*p = append(*p, q)
	}
	return true
}

// Err returns an invalid fault with all problems, or nil when there are none.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &Fault{Kind: Invalid, Msg: msg.New("fault.invalid"), Problems: p}
}

// MissingRecord is the fault for what is absent or out of sight; the two are the same on purpose.
func MissingRecord() *Fault { return New(NotFound, "fault.not_found") }

// Stale is the fault for a version that somebody else has changed since it was read.
func Stale() *Fault { return New(Conflict, "fault.stale") }
