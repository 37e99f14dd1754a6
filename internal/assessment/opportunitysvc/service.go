// Package opportunitysvc finds what the record of a client allows - a lower level, fewer contacts, recognition, an early end,
// and contacts far above the standard - and keeps what a person decided about it.
package opportunitysvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what others give; app binds them.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Tracks says what the records of clients hold, within the reader's sight.
	Tracks func(ctx context.Context, r *db.Reader, clients []id.Client, rules opportunity.ChanceRules, today civil.Date) (map[id.Client]opportunity.Track, error)
	// Next lists clients under supervision after one, in the order of their identifiers.
	Next func(ctx context.Context, r *db.Reader, after id.Client, most int) ([]id.Client, error)
	// Lower decides a lower level, which waits for a second person where the level falls from high; nil where levels are not kept.
	Lower func(ctx context.Context, tx *db.Tx, client id.Client, to assessment.Level, text string) ([]fact.Fact, error)
	// Recognise gives out the letter of a recognition, after the decision was recorded; nil where nobody issues papers.
	Recognise func(ctx context.Context, tx *db.Tx, x Recognised) error
	// Labels says how lists call clients, within the reader's sight.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages and jobs call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// List gives a code list of the rulebook in force today.
func (s *Service) List(list string) rulebook.List { return s.ops.Rules.At(s.Today()).List(list) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) rules(today civil.Date) opportunity.ChanceRules {
	return opportunity.ChanceRulesOn(o.Rules.At(today), today)
}

// find computes what the records of clients allow on a day, without what was decided until a later one.
func (o *Ops) find(ctx context.Context, r *db.Reader, clients []id.Client, today civil.Date) (map[id.Client][]opportunity.Opportunity, error) {
	out := map[id.Client][]opportunity.Opportunity{}
	if len(clients) == 0 {
		return out, nil
	}
	rules := o.rules(today)
	tracks, err := o.Tracks(ctx, r, clients, rules, today)
	if err != nil {
		return nil, err
	}
	type row struct {
		Client id.Client
		Kind   opportunity.Chance
	}
	quiet, err := db.All[row](ctx, r, `select c.client_id, c.kind from assessment_chance c where c.client_id in `+db.In(len(clients), 2)+` and c.until >= $1
		and {visible c.client_id}`, append([]any{today}, db.Args(clients)...)...)
	if err != nil {
		return nil, err
	}
	silent := map[row]bool{}
	for _, q := range quiet {
		silent[q] = true
	}
	for client, t := range tracks {
		for _, x := range t.Opportunities(rules, today) {
			if !silent[row{client, x.Kind}] {
				out[client] = append(out[client], x)
			}
		}
	}
	return out, nil
}
