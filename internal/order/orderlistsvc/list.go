package orderlistsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// The views of the register worklist.
const (
	ViewAll      = "all"
	ViewToCall   = "to_call"
	ViewCalled   = "called"
	ViewAppeared = "appeared"
	ViewOverdue  = "overdue"
	ViewTakeover = "takeover" // taken over and not yet compared with the paper
)

func registerViews(today string) []view {
	const pending = "c.status = 'pending'"
	called := "exists (select 1 from order_attempt a where a.order_id = c.id)"
	return []view{
		{ViewAll, pending},
		{ViewToCall, pending + " and c.appeared_on is null and not " + called},
		{ViewCalled, pending + " and c.appeared_on is null and " + called},
		{ViewAppeared, pending + " and c.appeared_on is not null"},
		{ViewOverdue, pending + " and c.register_due < " + today},
		{ViewTakeover, "c.taken_over = true and c.takeover_checked_at is null and c.status <> 'ended'"},
	}
}

// Register lists whom to place on the register, the most urgent first. Needs access.ReadCaseload. Faults: forbidden.
func (s *Service) Register(ctx context.Context, q Query) (List, error) {
	if err := permit(ctx, access.ReadCaseload); err != nil {
		return List{}, err
	}
	return s.list(ctx, q, "register_due", registerViews)
}

func (s *Service) list(ctx context.Context, q Query, by string, views func(today string) []view) (List, error) {
	var out List
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		b := &binder{}
		all := views(b.bind(s.Today()))
		base := "coalesce($1, '') <> ''" // PostgreSQL refuses an argument that the statement does not name
		if q.Office != "" {
			base += " and c.office_id = " + b.bind(q.Office)
		}
		if out.Counts, err = s.counted(ctx, r, base, b, all); err != nil {
			return err
		}
		out.Lines, out.Next, err = s.lines(ctx, r, base+" and "+condOf(all, q.View), by, b, q.Page)
		return err
	})
	return out, err
}

// The views of the endings.
const (
	ViewSoon = "soon" // within the widest window
	ViewMid  = "mid"
	ViewNow  = "now"  // today is the last day
	ViewOver = "over" // the last day is past and the order still stands: kept too long
)

// Endings lists live orders by the days to their last day; the windows are the rulebook's. Needs access.ReadCaseload.
// Faults: forbidden.
func (s *Service) Endings(ctx context.Context, q Query) (List, error) {
	if err := permit(ctx, access.ReadCaseload); err != nil {
		return List{}, err
	}
	wide, mid := s.windows()
	return s.list(ctx, q, "term_end", func(today string) []view {
		const live = "c.status in ('registered','running','suspended') and c.term_end "
		until := func(days int) string { return "'" + s.Today().AddDays(days).String() + "'" }
		return []view{
			{ViewSoon, live + ">= " + today + " and c.term_end <= " + until(wide)},
			{ViewMid, live + ">= " + today + " and c.term_end <= " + until(mid)},
			{ViewNow, live + "= " + today},
			{ViewOver, live + "< " + today},
		}
	})
}

// Windows are the days of the two wider views of the endings.
func (s *Service) Windows() (wide, mid int) { return s.windows() }

func (s *Service) windows() (wide, mid int) {
	wide, mid = 30, 14
	for _, w := range order.Windows(s.orders.Rules.At(s.Today()), s.Today()) {
		switch {
		case w > wide:
			wide = w
		case w > 0 && w < wide:
			mid = w
		}
	}
	return wide, mid
}

// afterEndDays is how long an ended order is watched for demands.
const afterEndDays = 400

// AfterEnd lists what was asked of clients after nothing bound them any more, for the head to undo. Needs
// access.ReadCaseload. Faults: forbidden.
func (s *Service) AfterEnd(ctx context.Context) ([]AfterEnd, error) {
	if err := permit(ctx, access.ReadCaseload); err != nil {
		return nil, err
	}
	if s.orders.Demands == nil {
		return nil, nil
	}
	type row struct {
		Client id.Client
		On     civil.Date
	}
	var out []AfterEnd
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select c.client_id, max(coalesce(c.ended_on, c.term_end)) from order_order c where {visible c.client_id}
			and (c.status = 'ended' and c.ended_on >= $2 or c.status in ('registered','running') and c.term_end < $1)
			and not exists (select 1 from order_order l where l.client_id = c.client_id and l.status <> 'ended' and (l.term_end is null or l.term_end >= $1))
			group by c.client_id order by 2 desc, 1 limit 1000`, s.Today(), s.Today().AddDays(-afterEndDays))
		if err != nil || len(rows) == 0 {
			return err
		}
		ended := map[id.Client]civil.Date{}
		clients := make([]id.Client, len(rows))
		for i, x := range rows {
			ended[x.Client], clients[i] = x.On, x.Client
		}
		demands, err := s.orders.Demands.DemandsAfter(ctx, r, ended)
		if err != nil || len(demands) == 0 {
			return err
		}
		people, err := s.orders.People.Briefs(ctx, r, clients)
		for _, d := range demands {
			if order.AfterEnd(d.On, ended[d.Client]) {
				out = append(out, AfterEnd{d, people[d.Client].Label, ended[d.Client]})
				db.Shown(ctx, d.Client)
			}
		}
		return err
	})
	return out, err
}

// AfterEnd is one demand without ground.
type AfterEnd struct {
	order.Demand
	Label   string
	EndedOn civil.Date
}
