// Package promptsvc keeps check-ins at random moments under an order of monitoring: the plan with its seed drawn beforehand, the moments of
// each day, the client's answers, what a person finds in the photographs, and the alerts of what was missed.
package promptsvc

import (
	"context"
	"errors"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Raised is an alert that was written, for whoever works on alerts.
type Raised struct {
	Alert   string
	Client  id.Client
	Order   string
	Office  id.Office
	Subject alert.Subject
	From    civil.Instant
	At      civil.Instant
}

// Faces is a service that compares two photographs; none is shipped, and what it says is shown to the person who decides, nothing more.
type Faces interface {
	// Alike says in per cent how alike the faces are.
	Alike(ctx context.Context, reference, photo []byte) (int, error)
}

// Deps are what the composition root binds. Pause, Ask, Tell, Raised and Faces may be nil.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Blobs *blob.Store
	// Pause tells by a code why nothing is asked of the client on a day: hospital, custody, sought, suspended.
	Pause func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error)
	// Ask sends the client the neutral words that somebody is waited for until an instant.
	Ask func(ctx context.Context, tx *db.Tx, client id.Client, prompt string, until civil.Instant) error
	// Raised is told of alerts within the transaction that writes them.
	Raised func(ctx context.Context, tx *db.Tx, list []Raised) error
	Faces  Faces
}

// Service is what pages and tasks call; each method is one transaction.
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

// Limits are what may be agreed today.
func (s *Service) Limits() prompt.Limits { return prompt.LimitsOf(s.Rulebook(), s.Today()) }

func (s *Service) limits(tx *db.Tx) prompt.Limits {
	today := tx.Now.In(s.Zone)
	return prompt.LimitsOf(s.Rules.At(today), today)
}

const (
	plans   = "monitoring_prompt_plan"
	prompts = "monitoring_prompt"

	planColumns = `c.id, c.client_id, c.monitoring_id, c.per_day, c.from_hour, c.until_hour, c.answer_minutes, c.gap_minutes, c.place, c.seed, c.seed_hash, c.reference,
		c.reason, c.step, c.started_at, c.started_by, c.ended_at, c.ended_by, c.end_reason, c.pause_reason, c.drawn_on, c.version`
	promptColumns = `c.id, c.client_id, c.plan_id, c.monitoring_id, c.day, c.number, c.at, c.state, c.asked_at, c.until_at, c.answered_at, c.photo, c.place, c.decided_at,
		c.decided_by, c.note, c.version`
)

type planRow struct {
	ID                           string
	Client                       id.Client
	Order                        string
	PerDay, From, Until          int
	Answer, Gap                  int
	Place                        bool
	Seed                         []byte
	SeedHash, Reference          string
	Reason                       []byte
	Step                         string
	StartedAt                    civil.Instant
	StartedBy                    string
	EndedAt                      civil.Instant
	EndedBy, EndReason, PauseWhy string
	DrawnOn                      civil.Date
	Version                      int
}

func (x planRow) plan() prompt.Plan {
	return prompt.Plan{
		ID: x.ID, Client: x.Client, Order: x.Order, PerDay: x.PerDay, From: x.From, Until: x.Until, Answer: x.Answer, Gap: x.Gap, Place: x.Place,
		SeedHash: x.SeedHash, Reference: x.Reference, Step: x.Step, StartedAt: x.StartedAt, StartedBy: x.StartedBy, EndedAt: x.EndedAt, EndedBy: x.EndedBy,
		EndReason: x.EndReason, Pause: x.PauseWhy, DrawnOn: x.DrawnOn, Version: x.Version,
	}
}

// text opens sealed words; those of an erased record are gone.
func (s *Service) text(ctx context.Context, r *db.Reader, client id.Client, table, column, row string, sealed []byte) (string, error) {
	out, err := s.Seal.OpenText(ctx, r, client, table, column, row, sealed)
	if errors.Is(err, seal.ErrErased) {
		return "", nil
	}
	return out, err
}

type promptRow struct {
	ID         string
	Client     id.Client
	Plan       string
	Order      string
	Day        civil.Date
	Number     int
	At         civil.Instant
	State      prompt.State
	AskedAt    civil.Instant
	Until      civil.Instant
	AnsweredAt civil.Instant
	Photo      string
	Place      []byte
	DecidedAt  civil.Instant
	DecidedBy  string
	Note       []byte
	Version    int
}

func (s *Service) prompt(ctx context.Context, r *db.Reader, x promptRow) (prompt.Prompt, error) {
	out := prompt.Prompt{
		ID: x.ID, Client: x.Client, Plan: x.Plan, Order: x.Order, Day: x.Day, Number: x.Number, At: x.At, State: x.State, AskedAt: x.AskedAt, Until: x.Until,
		AnsweredAt: x.AnsweredAt, Photo: x.Photo, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, Version: x.Version,
	}
	var err error
	if out.Note, err = s.text(ctx, r, x.Client, prompts, "note", x.ID, x.Note); err != nil {
		return out, err
	}
	out.Place, err = s.text(ctx, r, x.Client, prompts, "place", x.ID, x.Place)
	return out, err
}

// order is what a plan must know of its order of monitoring.
type order struct {
	ID           string
	Kind         regime.Kind
	State        regime.State
	Level        regime.Level
	Begins, Ends civil.Instant
	SheetOn      civil.Date
}

func (o order) phase(now civil.Instant) regime.Phase {
	return regime.Order{State: o.State, Begins: o.Begins, Ends: o.Ends}.Phase(now)
}

func readOrder(ctx context.Context, r *db.Reader, client id.Client, key string) (order, error) {
	return db.One[order](ctx, r, `select c.id, c.regime, c.state, c.level, c.begins_at, c.ends_at, c.sheet_on from monitoring_order c
		where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, key, client)
}

func openPlan(ctx context.Context, r *db.Reader, client id.Client) (planRow, bool, error) {
	return db.Maybe[planRow](ctx, r, `select `+planColumns+` from monitoring_prompt_plan c where c.client_id = $1 and c.ended_at is null and {visible c.client_id}`, client)
}
