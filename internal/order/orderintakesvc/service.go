// Package orderintakesvc takes judgments in: it receives and checks them, returns what cannot be executed, finds whose they
// are, and hands accepted ones on as orders. A judgment of somebody out of the clerk's sight goes to a custodian, and the
// clerk sees what is seen with every other judgment.
package orderintakesvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// People finds and keeps persons; the person capability implements it.
type People interface {
	Candidates(ctx context.Context, tx *db.Tx, who person.Identity) (visible []person.Candidate, hidden []id.Client, err error)
	HiddenCandidates(ctx context.Context, tx *db.Tx, who person.Identity) ([]id.Client, error)
	Create(ctx context.Context, tx *db.Tx, in person.New) (id.Client, error)
	Attach(ctx context.Context, tx *db.Tx, client id.Client, in person.New) error
}

// Orders opens the order of an accepted judgment; ordersvc implements it.
type Orders interface {
	Open(ctx context.Context, tx *db.Tx, in order.Opening) (string, error)
	FileNumbers(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]order.FileNumber, error)
}

// Offices knows the offices; the organisation implements it. The office of an unknown district is "".
type Offices interface {
	ByDistrict(ctx context.Context, r *db.Reader, district rulebook.SOATE) (id.Office, error)
	Unit(ctx context.Context, r *db.Reader, office id.Office) (order.Unit, error)
}

// Notify tells people of an office something; the organisation implements it.
type Notify interface {
	Tell(ctx context.Context, tx *db.Tx, n order.Notice) error
}

// Deps are what the composition root binds.
type Deps struct {
	Rules   *rulebook.Set
	Zone    *time.Location
	Seal    *seal.Sealer
	People  People
	Orders  Orders
	Offices Offices
	Notify  Notify
	Papers  Papers
	Blobs   *blob.Store
	Courts  []rulebook.Court // known by any of their names, so that the same judgment is seen in either language
}

// Ops are the steps for transactions of other capabilities and commands: import and demo use them.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

// sameKey is equal for two papers of one judgment, in whatever language the court is written.
func (o *Ops) sameKey(j order.Judgment) string {
	return order.SameKey(order.CourtCode(o.Courts, j.Court), j.Number, j.DecidedOn)
}

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }
