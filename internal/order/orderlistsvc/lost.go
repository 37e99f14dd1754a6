package orderlistsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// OfficeLost is how many judgments in force an office has not led to a registration.
type OfficeLost struct {
	Office   id.Office
	N        int
	Oldest   civil.Date // the earliest due day
	Told     int        // reported to the head
	ToldUp   int        // reported to the interregional department
	ToldTop  int        // reported to headquarters
	Searched int        // a search is open
}

// Lost are the judgments in force without registration.
type Lost struct {
	Offices []OfficeLost // those with the oldest first
	Total   int
	List
}

// Lost lists judgments in force whose registration is overdue, by office and in all, the longest overdue first. Needs
// access.ReadBoard or access.ReadNational. Faults: forbidden.
func (s *Service) Lost(ctx context.Context, q Query) (Lost, error) {
	if err := permit(ctx, access.ReadBoard, access.ReadNational); err != nil {
		return Lost{}, err
	}
	var out Lost
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out.Offices, err = db.All[OfficeLost](ctx, r, `select c.office_id, count(*), min(c.register_due),
			sum(case when c.told_head_at is null then 0 else 1 end), sum(case when c.told_region_at is null then 0 else 1 end),
			sum(case when c.told_nation_at is null then 0 else 1 end),
			sum(case when exists (select 1 from order_inquiry i where i.order_id = c.id and i.kind = 'search' and i.ended_on is null) then 1 else 0 end)
			from order_order c where {visible c.client_id} and c.status = 'pending' and c.register_due < $1
			group by c.office_id order by min(c.register_due), c.office_id`, s.Today())
		if err != nil {
			return err
		}
		for _, o := range out.Offices {
			out.Total += o.N
		}
		b := &binder{}
		cond := "c.status = 'pending' and c.register_due < " + b.bind(s.Today())
		if q.Office != "" {
			cond += " and c.office_id = " + b.bind(q.Office)
		}
		out.Lines, out.Next, err = s.lines(ctx, r, cond, "register_due", b, q.Page)
		return err
	})
	return out, err
}
