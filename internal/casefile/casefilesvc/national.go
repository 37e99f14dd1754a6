package casefilesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// OfficeRow is the state of one office. It counts people, never names them; restricted people are counted only for
// those who may see them, because the count runs within the reader's sight. An analyst, who sees no client, counts
// everybody who is neither restricted, sealed nor hidden.
type OfficeRow struct {
	Office      id.Office
	Supervised  int
	Awaited     int
	Overdue     int // judgments in force whose client is not on the register although the term for it is over
	Unallocated int
	Ending      int // within 30 days
	Officers    int
}

// PerOfficer is the clients an officer of the office has on average.
func (r OfficeRow) PerOfficer() int {
	if r.Officers == 0 {
		return 0
	}
	return (r.Supervised + r.Officers/2) / r.Officers
}

// National counts the state of every office in the actor's scope. Needs access.ReadNational.
// sight: {visible}, or for those who see nobody only clients open to everyone.
func (s *Service) National(ctx context.Context) ([]OfficeRow, error) {
	rights := access.From(ctx)
	if err := permit(rights.May(access.ReadNational)); err != nil {
		return nil, err
	}
	today := s.Today()
	sight := "{visible c.client_id}"
	if len(rights.Offices) == 0 {
		sight = "c.restricted = false and c.sealed = false and c.hidden = false"
	}
	const supervised = "c.order_status in ('registered','running','suspended')"
	var out []OfficeRow
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.All[OfficeRow](ctx, r, `select c.office_id,
			sum(case when `+supervised+` then 1 else 0 end), sum(case when c.order_status in ('pending','called') then 1 else 0 end),
			sum(case when c.order_status in ('pending','called') and c.register_due < $1 then 1 else 0 end),
			sum(case when c.officer_id is null then 1 else 0 end),
			sum(case when `+supervised+` and c.term_end <= $2 then 1 else 0 end), count(distinct c.officer_id)
			from casefile_card c where c.office_id is not null and c.order_status in ('pending','called','registered','running','suspended')
			and `+sight+` group by c.office_id order by c.office_id`, today, today.AddDays(30))
		return err
	})
	return out, err
}
