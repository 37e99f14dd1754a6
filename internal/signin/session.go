// Package signin holds the rules of getting in and staying in: passwords, second factors, sessions, throttles and
// one-time tokens. It is pure; signinsvc keeps accounts and sessions.
package signin

import (
	"context"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Rules are what an installation may set.
type Rules struct {
	Idle     time.Duration // without work, until the session locks
	Absolute time.Duration // from signing in, until it ends
	StepUp   time.Duration // how long the second factor counts as fresh
}

// DefaultRules are those of the security checks S08 and S11.
func DefaultRules() Rules {
	return Rules{Idle: 15 * time.Minute, Absolute: 12 * time.Hour, StepUp: 10 * time.Minute}
}

// Times of the steps before a session.
const (
	PendingFor = 10 * time.Minute // between password and code, or to set up the second factor
	ResetFor   = 10 * time.Minute // a reset token (S06)
	SetupFor   = 72 * time.Hour   // the letter with which a new account begins
	FirstFor   = 24 * time.Hour   // the token printed at the first start
	KnownFor   = 30 * 24 * time.Hour
	TouchEvery = 30 * time.Second // how often "seen" is written
	DraftFor   = 14 * 24 * time.Hour
)

// Stage is how far signing in has come.
type Stage string

// The stages.
const (
	StageCode  Stage = "code"  // password right, second factor to come
	StageEnrol Stage = "enrol" // password right, no second factor yet: it must be set up first
	StageFull  Stage = "full"
)

// State is what a session is good for at an instant.
type State int

// The states. Locked keeps the account's work for when the same person proves to be back.
const (
	Over State = iota
	Locked
	Pending
	Live
)

// Session is one signed-in browser, or the use of one API token.
type Session struct {
	ID       string // hash of the cookie; never the cookie itself
	Account  id.Account
	Login    string
	Display  string
	Language string
	Stage    Stage
	Opened   civil.Instant
	Seen     civil.Instant
	Ends     civil.Instant
	Stepped  civil.Instant
	Ended    civil.Instant // zero while it lasts
	Disabled bool          // the account
	Token    bool
	Scopes   []actor.Action // of a token: nothing else; nil for a browser
}

// State tells what the session is good for now.
func (s Session) State(now civil.Instant, r Rules) State {
	switch {
	case s.Account == "" || s.Disabled || !s.Ended.IsZero() || !now.Before(s.Ends):
		return Over
	case s.Stage != StageFull:
		return Pending
	case s.Token:
		return Live
	case !now.Before(s.Seen.Add(r.Idle)):
		return Locked
	}
	return Live
}

// Fresh reports whether the second factor was given within the rule's time. A token has no second factor.
func (s Session) Fresh(now civil.Instant, r Rules) bool {
	return !s.Token && !s.Stepped.IsZero() && now.Before(s.Stepped.Add(r.StepUp))
}

// Actor is who acts in this session.
func (s Session) Actor() actor.Actor {
	kind := actor.User
	if s.Token {
		kind = actor.Token
	}
	return actor.Actor{Kind: kind, Account: s.Account, Name: s.Login, Display: s.Display}
}

type ctxKey struct{}

// With puts the live session in the context.
func With(ctx context.Context, s Session) context.Context { return context.WithValue(ctx, ctxKey{}, s) }

// From returns the session of the context; zero when nobody is signed in.
func From(ctx context.Context) Session {
	s, _ := ctx.Value(ctxKey{}).(Session)
	return s
}
