package assessmentlevelsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// LevelOf reads the decision in force; the reader decides who is in sight.
func (o *Ops) LevelOf(ctx context.Context, r *db.Reader, client id.Client) (assessment.LevelDecision, bool, error) {
	return o.one(ctx, r, `c.client_id = $1 and c.state = 'in_force' and c.replaced_at is null`, client)
}

// Of reads the decision that was made with an assessment, whatever became of it.
func (o *Ops) Of(ctx context.Context, r *db.Reader, client id.Client, assessmentID string) (assessment.LevelDecision, bool, error) {
	return o.one(ctx, r, `c.client_id = $1 and c.assessment_id = $2`, client, assessmentID)
}

// maxHistory bounds what a client's page shows of decisions.
const maxHistory = 200

// History lists the decisions on a client's level, the latest first; the reader decides who is in sight.
func (o *Ops) History(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.LevelDecision, error) {
	rows, err := db.All[row](ctx, r, `select `+columns+` from assessment_level c where c.client_id = $1 and {visible c.client_id}
		order by c.decided_at desc, c.id desc limit $2`, client, maxHistory)
	if err != nil {
		return nil, err
	}
	return o.opened(ctx, r, rows)
}

// Waiting lists the decisions within the reader's sight that wait for a second person and rest on no assessment, the oldest first.
// Needs CountersignAssessment. Fault: forbidden.
func (s *Service) Waiting(ctx context.Context) ([]assessment.LevelDecision, error) {
	if !access.From(ctx).May(access.CountersignAssessment) {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var out []assessment.LevelDecision
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select `+columns+` from assessment_level c where c.state = 'proposed' and c.replaced_at is null
			and c.assessment_id is null and {visible c.client_id} order by c.decided_at, c.id limit $1`, maxHistory)
		if err != nil {
			return err
		}
		out, err = s.ops.opened(ctx, r, rows)
		for _, d := range out {
			db.Shown(ctx, d.Client)
		}
		return err
	})
	return out, err
}

// CardPart computes the level on the clients' cards; r sees all.
func (*Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	for _, c := range clients {
		out[c] = db.Row{"level": nil, "level_since": nil}
	}
	type level struct {
		Client       id.Client
		Level, Since string
	}
	rows, err := db.All[level](ctx, r, `select c.client_id, c.level, c.valid_from from assessment_level c where c.client_id in `+db.In(len(clients), 1)+
		` and c.state = 'in_force' and c.replaced_at is null and {visible c.client_id}`, db.Args(clients)...)
	for _, x := range rows {
		out[x.Client]["level"], out[x.Client]["level_since"] = x.Level, x.Since
	}
	return out, err
}
