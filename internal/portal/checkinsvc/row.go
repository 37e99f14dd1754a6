package checkinsvc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/supervision"
)

const (
	plans  = "portal_checkin_plan"
	rounds = "portal_checkin"
)

const planCols = `c.id, c.client_id, c.level, c.interval_days, c.window_days, c.photo, c.questions, c.reason, c.started_at, c.started_by, c.ended_at,
	c.ended_by, c.end_reason, c.paused_at, c.pause_reason, c.version`

type planRow struct {
	ID               string
	Client           id.Client
	Level            string
	Interval, Window int
	Photo            bool
	Questions        []byte
	Reason           []byte
	StartedAt        civil.Instant
	StartedBy        string
	EndedAt          civil.Instant
	EndedBy          string
	EndReason        string
	PausedAt         civil.Instant
	Pause            string
	Version          int
}

func (o *Ops) openPlan(ctx context.Context, r *db.Reader, x planRow) (checkin.Plan, error) {
	p := checkin.Plan{
		ID: x.ID, Client: x.Client, Level: x.Level, Interval: x.Interval, Window: x.Window, Photo: x.Photo, StartedAt: x.StartedAt,
		StartedBy: x.StartedBy, EndedAt: x.EndedAt, EndedBy: x.EndedBy, EndReason: x.EndReason, PausedAt: x.PausedAt,
		Pause: x.Pause, Version: x.Version,
	}
	var err error
	if p.Reason, err = o.Seal.OpenText(ctx, r, x.Client, plans, "reason", x.ID, x.Reason); err != nil {
		return p, err
	}
	return p, o.unpack(ctx, r, x.Client, plans, "questions", x.ID, x.Questions, &p.Questions)
}

// unpack opens a sealed value that is kept as JSON.
func (o *Ops) unpack(ctx context.Context, r *db.Reader, client id.Client, table, column, row string, sealed []byte, into any) error {
	if len(sealed) == 0 {
		return nil
	}
	plain, err := o.Seal.Open(ctx, r, client, table, column, row, sealed)
	if errors.Is(err, seal.ErrErased) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return fmt.Errorf("%s %s: %w", table, row, err)
	}
	return nil
}

func (o *Ops) pack(ctx context.Context, tx *db.Tx, client id.Client, table, column, row string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return o.Seal.Seal(ctx, tx, client, table, column, row, plain)
}

const roundCols = `c.id, c.client_id, c.plan_id, c.opens_on, c.closes_on, c.state, c.answers, c.crisis, c.wants_help, c.photo, c.answered_at, c.expired_at,
	c.follow, c.note, c.reviewed_at, c.reviewed_by, c.version`

type roundRow struct {
	ID         string
	Client     id.Client
	Plan       string
	OpensOn    civil.Date
	ClosesOn   civil.Date
	State      checkin.State
	Answers    []byte
	Crisis     supervision.CrisisKind
	WantsHelp  bool
	Photo      string
	AnsweredAt civil.Instant
	ExpiredAt  civil.Instant
	Follow     string
	Note       []byte
	ReviewedAt civil.Instant
	ReviewedBy string
	Version    int
}

func (o *Ops) openRound(ctx context.Context, r *db.Reader, x roundRow) (checkin.Round, error) {
	out := checkin.Round{
		ID: x.ID, Client: x.Client, Plan: x.Plan, OpensOn: x.OpensOn, ClosesOn: x.ClosesOn, State: x.State, Crisis: x.Crisis, WantsHelp: x.WantsHelp,
		Photo: x.Photo, AnsweredAt: x.AnsweredAt, ExpiredAt: x.ExpiredAt, Follow: x.Follow, ReviewedAt: x.ReviewedAt, ReviewedBy: x.ReviewedBy,
		Version: x.Version,
	}
	var err error
	if out.Note, err = o.Seal.OpenText(ctx, r, x.Client, rounds, "note", x.ID, x.Note); err != nil {
		return out, err
	}
	return out, o.unpack(ctx, r, x.Client, rounds, "answers", x.ID, x.Answers, &out.Answers)
}

// plan reads one plan within sight.
func (o *Ops) plan(ctx context.Context, r *db.Reader, client id.Client, plan string) (checkin.Plan, error) {
	x, err := db.One[planRow](ctx, r, `select `+planCols+` from portal_checkin_plan c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, client, plan)
	if err != nil {
		return checkin.Plan{}, err
	}
	return o.openPlan(ctx, r, x)
}

// round reads one check-in within sight.
func (o *Ops) round(ctx context.Context, r *db.Reader, client id.Client, entry string) (checkin.Round, error) {
	x, err := db.One[roundRow](ctx, r, `select `+roundCols+` from portal_checkin c where c.client_id = $1 and c.id = $2 and {visible c.client_id}`, client, entry)
	if err != nil {
		return checkin.Round{}, err
	}
	return o.openRound(ctx, r, x)
}

func (o *Ops) insertRound(ctx context.Context, tx *db.Tx, p checkin.Plan, opens, closes civil.Date) error {
	return tx.Insert(ctx, rounds, db.Row{
		"id": tx.NewID(), "client_id": p.Client, "plan_id": p.ID, "opens_on": opens, "closes_on": closes, "state": checkin.Open,
		"wants_help": false, "version": 1,
	})
}
