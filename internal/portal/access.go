package portal

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Access is what lets one client in. The code word itself is not kept: it is shown once to the officer who hands it over.
type Access struct {
	ID          string
	Client      id.Client
	Phone       string // to which one-time codes go
	OpenedAt    civil.Instant
	OpenedBy    string
	PhoneLostAt civil.Instant
	PhoneLostBy string
	ClosedAt    civil.Instant
	ClosedBy    string
	CloseReason string // code: asked, misuse, ended, renewed
	Version     int
}

// Open reports whether the client may sign in at all.
func (a Access) Open() bool { return a.ClosedAt.IsZero() }

// Sends reports whether one-time codes go out: not to a telephone that somebody else holds now.
func (a Access) Sends() bool { return a.Open() && a.PhoneLostAt.IsZero() }

// Why an access was closed.
const (
	CloseAsked   = "asked"
	CloseMisuse  = "misuse"
	CloseEnded   = "ended"
	CloseRenewed = "renewed"
)

// CloseReasons lists those that a person chooses.
func CloseReasons() []string { return []string{CloseAsked, CloseMisuse, CloseEnded} }

// Session is a client who is signed in.
type Session struct {
	ID      string
	Access  string
	Client  id.Client
	SeenAt  civil.Instant
	EndsAt  civil.Instant
	EndedAt civil.Instant
	Closed  civil.Instant // the access was taken back meanwhile
}

// Live reports whether the session still opens the pages.
func (s Session) Live(now civil.Instant) bool {
	return s.Client != "" && s.EndedAt.IsZero() && s.Closed.IsZero() && now.Before(s.EndsAt) && now.Before(s.SeenAt.Add(IdleAfter))
}
