// Package portalsvc lets clients into their own pages: officers open and close the access, clients sign in with a code word that
// was handed over in person and a one-time code that comes by message.
package portalsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
)

// Phone is a telephone of a client's record.
type Phone struct {
	Number string // as it is called
	Shown  string
	Shared bool // others answer it too
}

// Deps are what the composition root binds.
type Deps struct {
	Seal *seal.Sealer
	Zone *time.Location
	// Find gives the clients whom a file number or a telephone stands for; several people may share a telephone.
	Find func(ctx context.Context, r *db.Reader, text string) ([]id.Client, error)
	// Phones are the telephones that the record holds of a client now.
	Phones func(ctx context.Context, r *db.Reader, client id.Client) ([]Phone, error)
	// Send puts a message into the outbox within the transaction.
	Send func(ctx context.Context, tx *db.Tx, m notify.Message) error
	// Text writes the message that carries a one-time code.
	Text func(lang, code string) string
	// Told hands the code to the demonstration, where no message arrives; nil everywhere else.
	Told func(attempt, code string)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

const table = "portal_access"

const accessCols = `c.id, c.client_id, c.phone, c.word_hash, c.opened_at, c.opened_by, c.phone_lost_at, c.phone_lost_by, c.closed_at, c.closed_by,
	c.close_reason, c.version`

type accessRow struct {
	ID          string
	Client      id.Client
	Phone       []byte
	Word        string
	OpenedAt    civil.Instant
	OpenedBy    string
	PhoneLostAt civil.Instant
	PhoneLostBy string
	ClosedAt    civil.Instant
	ClosedBy    string
	CloseReason string
	Version     int
}

func permit(ctx context.Context) error {
	if !access.From(ctx).May(access.ManagePortal) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}
