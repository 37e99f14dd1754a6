// Package keepsvc destroys what devices sent when its time is over, leaves a certificate of it, and keeps what somebody holds back for a
// reason until two persons lift the hold.
package keepsvc

import (
	"context"
	"strings"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Destroy deletes the positions of a piece and writes down what is left of the hashes that stood for them.
	Destroy func(ctx context.Context, tx *db.Tx, p keep.Piece, certificate int) (keep.Destroyed, error)
	// Gone is told after rows of positions were destroyed; may be nil.
	Gone func()
}

// Service is what pages and jobs call; each method is one transaction, but for the sweep.
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

const (
	holds        = "monitoring_hold"
	certificates = "monitoring_certificate"
)

type holdRow struct {
	ID          string
	Client      id.Client
	Order       string
	From, Until civil.Date
	Reason      string
	Words       []byte
	Ends        civil.Date
	MadeAt      civil.Instant
	MadeBy      string
	LiftWords   []byte
	LiftAskedAt civil.Instant
	LiftAskedBy string
	LiftedAt    civil.Instant
	LiftedBy    string
	Authority   []byte
	Paper       []byte
	Row         int
}

const holdColumns = `c.id, c.client_id, coalesce(c.monitoring_id, ''), c.from_on, c.until_on, c.reason, c.words, c.ends_on, c.made_at, c.made_by, c.lift_words, c.lift_asked_at,
	coalesce(c.lift_asked_by, ''), c.lifted_at, coalesce(c.lifted_by, ''), c.authority, c.paper, c.version`

func (x holdRow) hold() keep.Hold {
	return keep.Hold{
		ID: x.ID, Client: x.Client, Order: x.Order, From: x.From, Until: x.Until, Reason: x.Reason, Ends: x.Ends, MadeAt: x.MadeAt, MadeBy: x.MadeBy,
		LiftAskedAt: x.LiftAskedAt, LiftAskedBy: x.LiftAskedBy, LiftedAt: x.LiftedAt, LiftedBy: x.LiftedBy, Row: x.Row,
	}
}

func (s *Service) open(ctx context.Context, r *db.Reader, x holdRow) (keep.Hold, error) {
	h := x.hold()
	for _, c := range []struct {
		column string
		sealed []byte
		to     *string
	}{{"words", x.Words, &h.Words}, {"authority", x.Authority, &h.Authority}, {"paper", x.Paper, &h.Paper}, {"lift_words", x.LiftWords, &h.LiftWords}} {
		if len(c.sealed) == 0 {
			continue
		}
		var err error
		if *c.to, err = s.Seal.OpenText(ctx, r, x.Client, holds, c.column, x.ID, c.sealed); err != nil {
			return h, err
		}
	}
	return h, nil
}

// OfClient lists the holds on what devices sent of a client, the latest first. Needs HoldPositions. Faults: forbidden, not_found.
func (s *Service) OfClient(ctx context.Context, client id.Client) ([]keep.Hold, error) {
	var out []keep.Hold
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.guard.See(ctx, r, access.HoldPositions, client); err != nil {
			return err
		}
		rows, err := db.All[holdRow](ctx, r, `select `+holdColumns+` from monitoring_hold c where c.client_id = $1 and {visible c.client_id} order by c.made_at desc, c.id desc`, client)
		for _, x := range rows {
			h, e := s.open(ctx, r, x)
			if e != nil {
				return e
			}
			out = append(out, h)
		}
		db.Shown(ctx, client)
		return err
	})
	return out, err
}

// Standing lists the holds in the reader's sight that stand, those that end first before the others. Needs HoldPositions.
func (s *Service) Standing(ctx context.Context) ([]keep.Hold, error) {
	if err := s.guard.Permit(ctx, access.HoldPositions); err != nil {
		return nil, err
	}
	var out []keep.Hold
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[holdRow](ctx, r, `select `+holdColumns+` from monitoring_hold c where c.lifted_at is null and c.ends_on >= $1 and {visible c.client_id}
			order by c.ends_on, c.id limit 200`, s.Today())
		for _, x := range rows {
			h, e := s.open(ctx, r, x)
			if e != nil {
				return e
			}
			out = append(out, h)
			db.Shown(ctx, x.Client)
		}
		return err
	})
	return out, err
}

// Hold keeps what devices sent of a client within days from being destroyed. Needs HoldPositions. Faults: forbidden, not_found, invalid.
func (s *Service) Hold(ctx context.Context, in keep.Hold) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.HoldPositions, in.Client); err != nil {
			return err
		}
		p := keep.CheckHold(in, s.Rulebook().List(keep.ListReasons).Holds(in.Reason, s.Today()), s.Today())
		if in.Order != "" {
			n, err := db.One[int](ctx, tx, `select count(*) from monitoring_order c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, in.Order, in.Client)
			if err != nil {
				return err
			}
			if n == 0 {
				p.Add("order", "field.choose")
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		hold := tx.NewID()
		row := db.Row{
			"id": hold, "client_id": in.Client, "monitoring_id": db.Null(in.Order), "from_on": in.From, "until_on": in.Until, "reason": in.Reason,
			"ends_on": in.Ends, "made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
		}
		for column, text := range map[string]string{"words": in.Words, "authority": in.Authority, "paper": in.Paper} {
			if text = strings.TrimSpace(text); text == "" {
				continue
			}
			sealed, err := s.Seal.SealText(ctx, tx, in.Client, holds, column, hold, text)
			if err != nil {
				return err
			}
			row[column] = sealed
		}
		if err := tx.Insert(ctx, holds, row); err != nil {
			return err
		}
		return tx.Record(ctx, access.HoldPositions, in.Reason, fact.New("monitoring.hold_made", in.Client, "hold", hold, "until", in.Ends.String()))
	})
}

// Lift is one of the two steps that end a hold.
type Lift struct {
	Client  id.Client
	Hold    string
	Version int
	Words   string // why, of the first step
}

// AskLift proposes that a hold ends, with a reason. Needs HoldPositions. Faults: forbidden, not_found, invalid, conflict.
func (s *Service) AskLift(ctx context.Context, in Lift) error {
	return s.lift(ctx, in, func(tx *db.Tx, h keep.Hold) (db.Row, error) {
		if !h.LiftAskedAt.IsZero() {
			return nil, fault.New(fault.Conflict, "keep.lift_asked")
		}
		var p fault.Problems
		keep.Words(&p, "lift_words", in.Words)
		if err := p.Err(); err != nil {
			return nil, err
		}
		words, err := s.Seal.SealText(ctx, tx, in.Client, holds, "lift_words", h.ID, strings.TrimSpace(in.Words))
		return db.Row{"lift_words": words, "lift_asked_at": tx.Now, "lift_asked_by": tx.Actor.Ref()}, err
	}, "monitoring.hold_lift_asked")
}

// AgreeLift ends a hold whose end another person proposed. Needs HoldPositions. Faults: forbidden, not_found, conflict.
func (s *Service) AgreeLift(ctx context.Context, in Lift) error {
	return s.lift(ctx, in, func(tx *db.Tx, h keep.Hold) (db.Row, error) {
		switch {
		case h.LiftAskedAt.IsZero():
			return nil, fault.New(fault.Conflict, "keep.lift_not_asked")
		case h.LiftAskedBy == tx.Actor.Ref():
			return nil, fault.New(fault.Conflict, "keep.own_lift")
		}
		return db.Row{"lifted_at": tx.Now, "lifted_by": tx.Actor.Ref()}, nil
	}, "monitoring.hold_lifted")
}

func (s *Service) lift(ctx context.Context, in Lift, step func(*db.Tx, keep.Hold) (db.Row, error), told string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.HoldPositions, in.Client); err != nil {
			return err
		}
		x, err := db.One[holdRow](ctx, tx, `select `+holdColumns+` from monitoring_hold c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, in.Hold, in.Client)
		if err != nil {
			return err
		}
		if x.Row != in.Version {
			return fault.Stale()
		}
		if !x.LiftedAt.IsZero() {
			return fault.New(fault.Conflict, "keep.lifted_already")
		}
		row, err := step(tx, x.hold())
		if err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, holds, x.ID, x.Row, row); err != nil {
			return err
		}
		return tx.Record(ctx, access.HoldPositions, x.Reason, fact.New(told, in.Client, "hold", x.ID))
	})
}
