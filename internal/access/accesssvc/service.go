package accesssvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what others give to access; app binds them.
type Deps struct {
	Rules  *rulebook.Set
	Zone   *time.Location
	Sealer *seal.Sealer
	// Find names the one client whom a break-glass query means; r sees everybody. PIN by blind index, or file number
	// together with the exact birth date.
	Find func(ctx context.Context, r *db.Reader, q access.GlassQuery) (id.Client, bool, error)
	// Tell puts a notice before the supervisors of an account, or the next level up when there is none.
	Tell func(ctx context.Context, tx *db.Tx, of id.Account, n access.Notice) error
	// Labels says how clients are called; r decides whom it sees.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	// Staff names members of staff.
	Staff func(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]string, error)
}

// Service carries out restriction, seals and break-glass.
type Service struct {
	db    *db.DB
	deps  Deps
	guard Guard
	ops   Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, deps: deps} }

// Ops returns what other use cases call within their own transaction.
func (s *Service) Ops() Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.deps.Zone) }

// List gives a code list of the rulebook in force today.
func (s *Service) List(list string) rulebook.List { return s.deps.Rules.At(s.Today()).List(list) }

// due counts the days of a rule from a day on, or fallback working days while the rule has no value.
func (s *Service) due(rule string, from civil.Date, fallback int) civil.Date {
	rb := s.deps.Rules.At(from)
	if d, ok := rb.Deadline(rule, from); ok {
		return d.Due(from, rb.Calendar()).Day
	}
	return rb.Calendar().AddWorkingDays(from, fallback).Day
}

// reasonOn checks a code of a list and adds a problem when it may not be chosen.
func (s *Service) reasonOn(p *fault.Problems, list, code string, on civil.Date) {
	switch {
	case code == "":
		p.Add("reason", "field.choose")
	case !s.deps.Rules.At(on).List(list).Holds(code, on):
		p.Add("reason", "field.unknown")
	}
}

func me(ctx context.Context, tx *db.Tx) id.Account {
	if a := access.From(ctx).Account; a != "" {
		return a
	}
	return id.Account(tx.Actor.Ref())
}

// Holds reports whether a post of the actor gives an action over an office: a head may act in the office of the post
// and below it, not where another post only lets them read.
func (Ops) Holds(ctx context.Context, r *db.Reader, action actor.Action, office id.Office) (bool, error) {
	rights := access.From(ctx)
	if rights.System || rights.Reach(action) == access.None {
		return rights.System && rights.Reach(action) > access.None, nil
	}
	for _, p := range rights.Posts {
		if access.ReachOf([]access.Role{p.Role}, action) == access.None {
			continue
		}
		if p.Office == office || p.Office == access.TopOffice {
			return true, nil
		}
		n, err := db.One[int](ctx, r, `select count(*) from access_within where office_id = $1 and within_id = $2`, office, p.Office)
		if err != nil || n > 0 {
			return n > 0, err
		}
	}
	return false, nil
}

// OfficesFor lists the offices over which the actor's posts give an action; all is true for the whole service.
func (Ops) OfficesFor(ctx context.Context, r *db.Reader, action actor.Action) (offices []id.Office, all bool, err error) {
	rights := access.From(ctx)
	if rights.Reach(action) == access.None {
		return nil, false, nil
	}
	if rights.System {
		return nil, true, nil
	}
	var roots []id.Office
	for _, p := range rights.Posts {
		if access.ReachOf([]access.Role{p.Role}, action) == access.None {
			continue
		}
		if p.Office == access.TopOffice {
			return nil, true, nil
		}
		roots = append(roots, p.Office)
	}
	if len(roots) == 0 {
		return nil, false, nil
	}
	offices, err = db.All[id.Office](ctx, r, `select distinct office_id from access_within where within_id in `+db.In(len(roots), 1)+
		` order by office_id`, db.Args(roots)...)
	for _, o := range roots {
		if !slices.Contains(offices, o) {
			offices = append(offices, o)
		}
	}
	return offices, false, err
}
