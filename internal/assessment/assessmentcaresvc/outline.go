package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

const outlineBatch = 100

// OutlineSigned makes the outlines of signed assessments that have none yet: they are computed, so they may be thrown away and made
// again. Nothing inside a sealed compartment is outlined. It runs as a job with the system's rights.
func (s *Service) OutlineSigned(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	total := 0
	for {
		n := 0
		err := s.db.System(ctx, "assessment.outline", func(tx *db.Tx) error {
			cases, err := db.All[assessment.Case](ctx, tx.System(), `select `+caseColumns+` from assessment_assessment c where c.signed_at is not null
				and c.compartment is null and c.state in ('signed','in_force','replaced') and {visible c.client_id} and {inside c.client_id c.compartment}
				and not exists (select 1 from assessment_print p where p.id = c.id) order by c.signed_at, c.id limit $1`, outlineBatch)
			if err != nil {
				return err
			}
			n = len(cases)
			for _, c := range cases {
				if err := s.ops.outline(ctx, tx, c); err != nil {
					return err
				}
			}
			return nil
		})
		total += n
		if err != nil || n < outlineBatch {
			return total, err
		}
	}
}

func (o *Ops) outline(ctx context.Context, tx *db.Tx, c assessment.Case) error {
	sheet, err := o.sheet(ctx, tx.System(), c)
	if err != nil {
		return err
	}
	var p assessment.Print // stays empty, and like no other, when the version is not at hand
	if spec, ok := o.spec(c.Instrument, c.Version); ok && spec.Version == c.Version {
		p = assessment.MakePrint(spec, sheet.Answers, func(item, answer string) string {
			return o.Seal.Blind("answer", item+"\x00"+answer)
		})
	}
	_, err = tx.Exec(ctx, `insert into assessment_print (id, client_id, instrument, instrument_version, assessor_id, signed_on, codes, words)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
		c.ID, c.Client, c.Instrument, c.Version, c.Assessor, c.SignedAt.In(o.Zone), p.Codes, p.Words)
	return err
}
