package assessmentstudysvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
)

// Who is somebody whom a judgment names.
type Who struct {
	Surname, Given string
	Birth          civil.Partial
	PIN            string
}

// Known lists the studies of somebody whom a judgment names, as far as they are open to the actor and the court has convicted: the
// report helps to plan the supervision. Whoever they are not open to, and every other outcome, get nothing. Needs access.WorkStudy.
func (s *Service) Known(ctx context.Context, who Who) ([]Item, error) {
	if !access.From(ctx).May(access.WorkStudy) {
		return nil, nil
	}
	o := s.ops
	pin := "-"
	if who.PIN != "" {
		pin = o.Seal.Blind("study-pin", who.PIN)
	}
	var out []Item
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[study.Study](ctx, r, `select `+studyCols+` from assessment_study c where (c.pin_index = $1 or c.name_index = $2)
			and c.state = 'decided' and {visible c.client_id} and {inside c.client_id c.compartment} order by c.id desc limit 10`,
			pin, o.nameIndex(who.Surname, who.Given, who.Birth.String()))
		if err != nil {
			return err
		}
		rules := o.Rules.At(s.Today())
		rows = slices.DeleteFunc(rows, func(x study.Study) bool { return !study.Convicts(rules, x.Outcome) })
		out, err = o.lines(ctx, r, rows)
		return err
	})
	return out, err
}
