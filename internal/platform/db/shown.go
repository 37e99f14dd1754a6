package db

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db/subject"
)

// Subjects collects what a request showed.
type Subjects = subject.Subjects

// WithSubjects prepares the context of a request to collect the clients shown.
func WithSubjects(ctx context.Context) (context.Context, *Subjects) { return subject.With(ctx) }

// Shown marks clients as shown to the actor of the request in ctx.
func Shown(ctx context.Context, clients ...id.Client) { subject.From(ctx).Add(clients...) }

// ShownInside marks a client as shown to the actor of the request in ctx within a sealed compartment: the read entry is then no
// matter of the ordinary record.
func ShownInside(ctx context.Context, client id.Client, compartment string) {
	subject.From(ctx).AddInside(client, compartment)
}

// SubjectsFrom returns the clients shown in the request of ctx so far.
func SubjectsFrom(ctx context.Context) []id.Client { return subject.From(ctx).List() }

// InsideFrom returns in which compartments clients were shown in the request of ctx so far.
func InsideFrom(ctx context.Context) map[id.Client]string { return subject.From(ctx).Inside() }

// HasRecorded reports whether a transaction of this request has left its own entry: no read entry is written beside it.
func HasRecorded(ctx context.Context) bool { return subject.From(ctx).Recorded() }

func markRecorded(ctx context.Context) { subject.From(ctx).Record() }
