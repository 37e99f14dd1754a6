// Package audit is the rule of the record of reads and writes: what an entry holds, the one form in which it is hashed,
// and how entries are chained. It does no IO and reads no clock.
package audit

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Kind says what an entry records.
type Kind string

// The kinds of entry. A System entry is work of the service itself that shows or changes no person's record.
const (
	Write  Kind = "write"
	Read   Kind = "read"
	System Kind = "system"
)

// Entry is one act: who, when, why, through what, and what it changed or showed. Its hash covers every field.
type Entry struct {
	ID       id.Entry
	Kind     Kind
	At       civil.Instant
	Actor    string   // actor.Actor.Ref
	Display  string   // name of the actor as it was shown then; the record reads without other tables
	Via      string   // actor.Kind
	Roles    []string // roles held at that moment
	Request  string
	Route    string // pattern, never a path
	Address  string
	Purpose  string
	Action   string
	Reason   Sealable
	Result   string // of a read: ok, not_found, forbidden ...
	Subjects []id.Client
	Changes  []Change
	Facts    []Fact
	Inside   map[id.Client]string // sealed compartments in which the entry stands for its clients
}

// Sealable is text that may be personal. Sealed under the key of Scope (a client or an account) it holds both; otherwise Plain.
type Sealable struct {
	Plain  string
	Sealed []byte
	Scope  string
}

// IsZero reports whether nothing was given.
func (s Sealable) IsZero() bool { return s.Plain == "" && len(s.Sealed) == 0 }

// Change is one row version written: which row, the digest of the whole row after it, and the values that changed.
// Values of a row about a person stand sealed under that person's key in Values; other values are plain in Before and After.
type Change struct {
	Table  string
	Row    string
	Op     string // insert or update
	Client id.Client
	Digest Digest
	Names  []string // columns that changed, sorted
	Before map[string]any
	After  map[string]any
	Values []byte
}

// Fact is a fact as the entry commits to it.
type Fact struct {
	ID       string
	Type     string
	Version  int
	Client   id.Client
	Occurred civil.Instant
	Source   string
	Data     map[string]string

	Compartment string // sealed part of the client's record; "" is the ordinary one
}

// Withdrawn is the type of the fact that takes an earlier fact out of a person's timeline: Data "fact" is its ID.
// It is kept in the entry only, so that an entry moved off the wrong client leaves no trace in that file.
const Withdrawn = "audit.withdrawn"
