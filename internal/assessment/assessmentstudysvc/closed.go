package assessmentstudysvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

func placeholder(n int) string { return "$" + strconv.Itoa(n) }

// ClosedLine is one closed study as the custodian's list has it: no names and no numbers, only since when and why.
type ClosedLine struct {
	ID       string
	Office   string
	Outcome  string
	ClosedAt civil.Instant
}

// Closed lists the closed studies, the latest first, at most 200. Needs access.SealClient: the custodian is the only one who
// knows that they exist. Faults: forbidden.
func (s *Service) Closed(ctx context.Context) ([]ClosedLine, error) {
	if err := s.ops.guard.Permit(ctx, access.SealClient); err != nil {
		return nil, err
	}
	var out []ClosedLine
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[ClosedLine](ctx, r.System(), `select c.id, c.office_id, c.outcome, c.closed_at from assessment_study c
			where c.state = 'closed' and {visible c.client_id} order by c.closed_at desc, c.id limit 200`)
		return err
	})
	return out, err
}

// ClosedStudy reads one closed study; the reading is in the record like any other. Needs access.SealClient. Faults: not_found for a
// study that is not closed, and for everybody else.
func (s *Service) ClosedStudy(ctx context.Context, key string) (File, error) {
	var out File
	if !access.From(ctx).May(access.SealClient) {
		return out, fault.MissingRecord()
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all := r.System()
		if _, err := db.One[int](ctx, all, `select 1 from assessment_study c where c.id = $1 and c.state = $2 and {visible c.client_id}`, key, string(study.Closed)); err != nil {
			return err
		}
		var err error
		out, err = s.ops.file(ctx, all, key)
		return err
	})
	return out, err
}
