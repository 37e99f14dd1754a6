package assessmentlevelsvc

import (
	"context"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const table = "assessment_level"

const columns = `c.id, c.client_id, c.level, coalesce(c.from_level, ''), coalesce(c.proposed, ''), c.departs, coalesce(c.assessment_id, ''), c.state,
	c.reason, c.reason_text, c.valid_from, c.decided_at, c.decided_by, c.second_at, coalesce(c.second_by, ''), c.version`

type row struct {
	ID, Client, Level, From, Proposed string
	Departs                           bool
	Assessment, State, Reason         string
	Text                              []byte
	ValidFrom                         civil.Date
	DecidedAt                         civil.Instant
	DecidedBy                         string
	SecondAt                          civil.Instant
	SecondBy                          string
	Version                           int
}

// opened turns rows into decisions and opens their reasons, with one query for the keys.
func (o *Ops) opened(ctx context.Context, r *db.Reader, rows []row) ([]assessment.LevelDecision, error) {
	out := make([]assessment.LevelDecision, len(rows))
	var boxes []seal.Box
	var at []int
	for i, x := range rows {
		out[i] = assessment.LevelDecision{
			ID: x.ID, Client: id.Client(x.Client), Level: assessment.Level(x.Level), From: assessment.Level(x.From), Proposed: assessment.Level(x.Proposed),
			Departs: x.Departs, Assessment: x.Assessment, State: x.State, Reason: x.Reason, ValidFrom: x.ValidFrom,
			DecidedAt: x.DecidedAt, DecidedBy: id.Account(x.DecidedBy), SecondAt: x.SecondAt, SecondBy: id.Account(x.SecondBy), Row: x.Version,
		}
		if len(x.Text) > 0 {
			boxes = append(boxes, seal.Box{Scope: seal.Client(id.Client(x.Client)), Table: table, Column: "reason_text", Row: x.ID, Sealed: x.Text})
			at = append(at, i)
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for n, i := range at {
		out[i].ReasonText = string(boxes[n].Plain)
	}
	return out, nil
}

func (o *Ops) one(ctx context.Context, r *db.Reader, where string, args ...any) (assessment.LevelDecision, bool, error) {
	x, ok, err := db.Maybe[row](ctx, r, `select `+columns+` from assessment_level c where `+where+` and {visible c.client_id}`, args...)
	if err != nil || !ok {
		return assessment.LevelDecision{}, false, err
	}
	out, err := o.opened(ctx, r, []row{x})
	if err != nil {
		return assessment.LevelDecision{}, false, err
	}
	return out[0], true, nil
}
