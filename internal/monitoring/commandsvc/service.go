// Package commandsvc keeps the queue of commands to monitoring devices: people ask with a reason, the ingest sends when the device is
// heard, and the answer is kept.
package commandsvc

import (
	"context"
	"sync/atomic"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Queued is told of a device for which something waits now, so that it is told at once where it can be reached; may be nil.
	Queued func(ident string)
}

// Service is what pages and the ingest call; each method is one transaction.
type Service struct {
	Deps
	db      *db.DB
	guard   accesssvc.Guard
	waiting atomic.Pointer[map[string]bool] // devices for which something waits, as last read
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	s := &Service{db: d, Deps: deps}
	s.waiting.Store(&map[string]bool{})
	return s
}

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.Rules.At(s.Today()) }

// Limits are what may be asked today.
func (s *Service) Limits() command.Limits { return command.LimitsOf(s.Rulebook(), s.Today()) }

const (
	table = "monitoring_command"
	// deviceSQL reads what a command must know of its device, and whether an order in force binds its wearer.
	deviceSQL = `select c.id, c.ident, c.office_id, c.client_id, (select count(*) from monitoring_fitting f join monitoring_order o on o.id = f.monitoring_id
		where f.id = c.fitting_id and o.state in ('approved','suspended') and o.ends_at > $2) from monitoring_device c
		where c.id = $1 and (c.client_id is null or {visible c.client_id})`
	columns = `c.id, c.number, c.device_id, c.ident, c.client_id, c.kind, c.arg, c.reason, c.state, c.queued_at, c.queued_by, c.until_at, c.sent_at, c.protocol,
		c.done_at, c.done_by, c.answer, c.failure, c.version`
)

type device struct {
	ID, Ident string
	Office    id.Office
	Client    id.Client
	Held      int
}

type row struct {
	ID       string
	Number   int64
	Device   string
	Ident    string
	Client   id.Client
	Kind     command.Kind
	Arg      string
	Reason   string
	State    command.State
	QueuedAt civil.Instant
	QueuedBy string
	Until    civil.Instant
	SentAt   civil.Instant
	Protocol string
	DoneAt   civil.Instant
	DoneBy   string
	Answer   []byte
	Failure  string
	Version  int
}

func (s *Service) open(ctx context.Context, r *db.Reader, x row) (command.Command, error) {
	c := command.Command{
		ID: x.ID, Number: x.Number, Device: x.Device, Ident: x.Ident, Client: x.Client, Kind: x.Kind, Arg: x.Arg, Reason: x.Reason, State: x.State,
		QueuedAt: x.QueuedAt, QueuedBy: x.QueuedBy, Until: x.Until, SentAt: x.SentAt, Protocol: x.Protocol, DoneAt: x.DoneAt, DoneBy: x.DoneBy,
		Failure: x.Failure, Version: x.Version,
	}
	if x.Client == "" || len(x.Answer) == 0 {
		c.Answer = string(x.Answer)
		return c, nil
	}
	var err error
	c.Answer, err = s.Seal.OpenText(ctx, r, x.Client, table, "answer", x.ID, x.Answer)
	return c, err
}

// find reads a device within sight and reach.
func (s *Service) find(ctx context.Context, r *db.Reader, key string) (d device, err error) {
	d, err = db.One[device](ctx, r, deviceSQL, key, s.db.Now())
	if err == nil && !access.From(ctx).Covers(d.Office) {
		err = fault.MissingRecord()
	}
	return d, err
}

// may decides whether the actor may command a device: one that is worn by the right on its wearer, one in store by the office.
func (s *Service) may(ctx context.Context, tx *db.Tx, d device) error {
	if d.Client == "" {
		return s.guard.Permit(ctx, access.CommandDevice)
	}
	return s.guard.Allow(ctx, tx, access.CommandDevice, d.Client)
}

// Waits tells whether a command waits for a device; it looks nothing up. The sweep of each minute and every new command refresh what it
// knows.
func (s *Service) Waits(ident string) bool { return (*s.waiting.Load())[ident] }

// refresh reads for which devices something waits.
func (s *Service) refresh(ctx context.Context) error {
	return s.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[string](ctx, r.System(), `select distinct c.ident from monitoring_command c where c.state = 'queued'`)
		if err != nil {
			return err
		}
		m := make(map[string]bool, len(list))
		for _, d := range list {
			m[d] = true
		}
		s.waiting.Store(&m)
		return nil
	})
}

func system(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}
