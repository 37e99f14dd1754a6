// Package nearsvc answers who was near a place at a time: asked by one person, approved by another, run once, frozen with its hash, and
// seen by these two alone.
package nearsvc

import (
	"context"
	"strconv"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Waits tells those who may approve for an office, but never the one who asks, that a request waits. May be nil.
	Waits func(ctx context.Context, tx *db.Tx, office id.Office, asker id.Account, n access.Notice) error
	// Tell puts a notice before one member of staff. May be nil.
	Tell func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
}

// notice says of a request that it waits or was decided: its number and no place, no case, no person.
func notice(kind, request string, number int) access.Notice {
	return access.Notice{Kind: kind, Subject: request, Href: "/monitoring/near/" + request, Data: map[string]string{"Number": strconv.Itoa(number)}}
}

// Service is what pages call; each method is one transaction.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.Rules.At(s.Today()) }

// Limits are the bounds of a request from the rulebook.
func (s *Service) Limits() near.Limits {
	rb, on := s.Rulebook(), s.Today()
	return near.Limits{
		Hours: rb.Int(near.RuleHours, on, 12), Radius: rb.Int(near.RuleRadius, on, 1000), Valid: rb.Int(near.RuleValid, on, 7),
		Accuracy: rb.Int(near.RuleAccuracy, on, 500), Untold: rb.Int(near.RuleUntold, on, 50),
	}
}

const (
	requests = "monitoring_near"
	hits     = "monitoring_near_hit"
)

// scope is the key under which the words of a request are sealed: they may name people whom no file is about.
func scope(request string) seal.Scope { return seal.Scope("near:" + request) }

type requestRow struct {
	ID          string
	Number      int
	State       near.State
	Office      id.Office
	Basis       string
	Case, Words []byte
	Lat, Lon    int64
	Radius      int
	From, Until civil.Instant
	AskedAt     civil.Instant
	AskedBy     string
	DecidedAt   civil.Instant
	DecidedBy   string
	Answer      []byte
	RanAt       civil.Instant
	Algorithm   string
	Rulebook    string
	Row         int
}

const requestColumns = `id, number, state, office_id, basis, case_number, words, lat, lon, radius, from_at, until_at, asked_at, asked_by, decided_at,
	coalesce(decided_by, ''), answer, ran_at, coalesce(algorithm, ''), coalesce(rulebook, ''), version`

// request reads one request for whoever may know of it: the asker, whoever decided on it, and until somebody did those who may.
func (s *Service) request(ctx context.Context, r *db.Reader, request string) (near.Request, error) {
	x, err := db.One[requestRow](ctx, r, `select `+requestColumns+` from monitoring_near where id = $1`, request)
	if err != nil {
		return near.Request{}, err
	}
	if !mine(ctx, x) {
		return near.Request{}, fault.MissingRecord()
	}
	return s.open(ctx, r, x)
}

// mine reports whether the reader may know of a request.
func mine(ctx context.Context, x requestRow) bool {
	me, rights := actor.From(ctx).Ref(), access.From(ctx)
	return x.AskedBy == me || x.DecidedBy == me || x.State == near.Asked && rights.May(access.ApproveNear) && rights.Covers(x.Office)
}

func (s *Service) open(ctx context.Context, r *db.Reader, x requestRow) (near.Request, error) {
	out := near.Request{
		ID: x.ID, Number: x.Number, State: x.State, Office: x.Office, Basis: x.Basis, Radius: x.Radius, From: x.From, Until: x.Until, AskedAt: x.AskedAt, AskedBy: x.AskedBy,
		DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, RanAt: x.RanAt, Algorithm: x.Algorithm, Rulebook: x.Rulebook, Row: x.Row,
	}
	out.Place = placeOf(x.Lat, x.Lon)
	for _, t := range []struct {
		column string
		sealed []byte
		into   *string
	}{{"case_number", x.Case, &out.Case}, {"words", x.Words, &out.Words}, {"answer", x.Answer, &out.Answer}} {
		if len(t.sealed) == 0 {
			continue
		}
		b, err := s.Seal.OpenScope(ctx, r, scope(x.ID), requests, t.column, x.ID, t.sealed)
		if err != nil {
			return out, err
		}
		*t.into = string(b)
	}
	return out, nil
}

// listed bounds the list.
const listed = 200

// List shows the requests that the reader asked, decided on, or may decide on, the latest first. Needs AskNear.
func (s *Service) List(ctx context.Context) ([]near.Request, error) {
	if err := s.guard.Permit(ctx, access.AskNear); err != nil {
		return nil, err
	}
	var out []near.Request
	err := s.db.Read(ctx, func(r *db.Reader) error {
		me := actor.From(ctx).Ref()
		rows, err := db.All[requestRow](ctx, r, `select `+requestColumns+` from monitoring_near where asked_by = $1 or decided_by = $1 or state = 'asked'
			order by asked_at desc, id desc limit $2`, me, listed)
		if err != nil {
			return err
		}
		for _, x := range rows {
			if mine(ctx, x) {
				q, err := s.open(ctx, r, x)
				if err != nil {
					return err
				}
				out = append(out, q)
			}
		}
		return nil
	})
	return out, err
}
