// Package orgsvc carries out the organisation's rules: offices, staff and posts, absence and cover, allocation, declared
// conflicts, transfers, second decisions and notices.
package orgsvc

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what others give to the organisation; app binds them.
type Deps struct {
	Rules   *rulebook.Set
	Zone    *time.Location
	Sealer  *seal.Sealer
	SortKey func(string) string // Kyrgyz order of names; nil sorts by lower case
	// Labels says how clients are called; r decides whom it sees.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
}

// Ops are what other use cases call within their own transaction.
type Ops struct {
	deps   Deps
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service opens the transactions.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	if deps.SortKey == nil {
		deps.SortKey = strings.ToLower
	}
	return &Service{db: d, ops: &Ops{deps: deps}}
}

// Ops returns what other use cases call within their own transaction.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.deps.Zone) }

// List gives a code list of the rulebook in force today.
func (s *Service) List(list string) rulebook.List { return s.ops.deps.Rules.At(s.Today()).List(list) }

// Zone is the zone of the service's civil dates.
func (o *Ops) Zone() *time.Location { return o.deps.Zone }

// Today is the civil date of a transaction.
func (o *Ops) Today(tx *db.Tx) civil.Date { return tx.Now.In(o.deps.Zone) }

// Due counts the days of a rule, or fallback working days while it has no value.
func (o *Ops) Due(rule string, from civil.Date, fallback int) civil.Date {
	rb := o.deps.Rules.At(from)
	if d, ok := rb.Deadline(rule, from); ok {
		return d.Due(from, rb.Calendar()).Day
	}
	return rb.Calendar().AddWorkingDays(from, fallback).Day
}

// Code checks a code of a list.
func (o *Ops) Code(p *fault.Problems, field, list, code string, on civil.Date) {
	switch {
	case code == "":
		p.Add(field, "field.choose")
	case !o.deps.Rules.At(on).List(list).Holds(code, on):
		p.Add(field, "field.unknown")
	}
}

func me(ctx context.Context, tx *db.Tx) id.Account {
	if a := access.From(ctx).Account; a != "" {
		return a
	}
	return id.Account(tx.Actor.Ref())
}

// Over decides an action over an office by the posts that give it. Faults: forbidden.
func (o *Ops) Over(ctx context.Context, r *db.Reader, action actor.Action, office id.Office) error {
	ok, err := o.access.Holds(ctx, r, action, office)
	if err == nil && !ok {
		err = fault.New(fault.Forbidden, "fault.forbidden")
	}
	return err
}

// Scope is a condition for the offices over which the actor holds an action; "" when there are none.
func (o *Ops) Scope(ctx context.Context, r *db.Reader, action actor.Action, column string, args []any) (string, []any, error) {
	offices, all, err := o.access.OfficesFor(ctx, r, action)
	switch {
	case err != nil:
		return "", nil, err
	case all:
		return "1=1", args, nil
	case len(offices) == 0:
		return "", args, nil
	}
	return column + " in " + db.In(len(offices), len(args)+1), append(args, db.Args(offices)...), nil
}

// Labels says how clients are called and marks them as shown.
func (o *Ops) Labels(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
	if o.deps.Labels == nil || len(clients) == 0 {
		return nil, nil
	}
	db.Shown(ctx, clients...)
	return o.deps.Labels(ctx, r, clients)
}

// stale turns a broken one-at-a-time constraint of ours into "somebody was quicker".
func stale(err error) error {
	if db.IsUnique(err) {
		return fault.Stale()
	}
	return err
}

// Seal keeps free text about a client under the client's key.
func (o *Ops) Seal(ctx context.Context, tx *db.Tx, client id.Client, table, column, row, text string) ([]byte, error) {
	return o.deps.Sealer.SealText(ctx, tx, client, table, column, row, text)
}

// Unseal reads it again; "" when the key was destroyed.
func (o *Ops) Unseal(ctx context.Context, r *db.Reader, client id.Client, table, column, row string, box []byte) (string, error) {
	return o.deps.Sealer.OpenText(ctx, r, client, table, column, row, box)
}
