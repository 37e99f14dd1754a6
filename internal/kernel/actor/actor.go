// Package actor says who acts, why, and through what; it travels in the context of every request, job and command.
package actor

import (
	"context"

	"tuzjol/internal/kernel/id"
)

// Kind tells people from machines.
type Kind string

// The kinds of actor.
const (
	User    Kind = "user"    // a member of staff signed in
	Token   Kind = "token"   // a member of staff or partner through an API token
	Job     Kind = "job"     // a named background task
	Command Kind = "command" // cli:<os user>
	Client  Kind = "client"  // a client on the client's own pages; Name is the access, never the person
	Nobody  Kind = "nobody"  // before signing in
)

// Actor is who acts. Display is kept with each audit entry, so that the record reads without other tables.
type Actor struct {
	Kind    Kind
	Account id.Account
	Name    string // job or command name when Account is empty
	Display string
}

// Ref is the stable text that audit entries and rows store: the account, or kind and name.
func (a Actor) Ref() string {
	if a.Account != "" {
		return string(a.Account)
	}
	return string(a.Kind) + ":" + a.Name
}

// Action names one thing a person may do; package access holds the list and who may.
type Action string

// Purpose is why data are read or written (Law on personal data; X-Road issue): supervision, intake, allocation, audit ...
type Purpose string

// Request describes the way an action came in.
type Request struct {
	ID      string
	Route   string // the pattern, never the path: no personal data
	Address string
	Purpose Purpose
	Key     string // submission key: the same key twice has one effect
	KeyHash string // hash of the submitted body
}

type ctxKey int

const (
	actorKey ctxKey = iota
	requestKey
)

// With puts the actor in the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, actorKey, a) }

// From returns the actor of the context; Nobody when there is none.
func From(ctx context.Context) Actor {
	if a, ok := ctx.Value(actorKey).(Actor); ok {
		return a
	}
	return Actor{Kind: Nobody, Name: "nobody"}
}

// WithRequest puts the request's description in the context.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey, r)
}

// RequestFrom returns the description of the request; zero outside one.
func RequestFrom(ctx context.Context) Request {
	r, _ := ctx.Value(requestKey).(Request)
	return r
}
