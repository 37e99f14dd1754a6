// Package orderlistsvc answers the questions over many orders: whom to call, who is lost, whose term ends, who is kept too
// long. Every answer is within the actor's sight; days due lie in rows, "overdue" is worked out when asked.
package orderlistsvc

import (
	"context"
	"fmt"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Service answers; it changes nothing.
type Service struct {
	db     *db.DB
	orders *ordersvc.Ops
}

// New makes the service over the orders.
func New(d *db.DB, orders *ordersvc.Ops) *Service { return &Service{db: d, orders: orders} }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.orders.Zone) }

func permit(ctx context.Context, actions ...actor.Action) error {
	for _, a := range actions {
		if access.From(ctx).May(a) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "fault.forbidden")
}

// Query narrows a list of orders.
type Query struct {
	View   string // which list; see the constants of each
	Office id.Office
	Page   page.Request
}

// binder appends arguments to a statement.
type binder struct{ args []any }

func (b *binder) bind(v any) string {
	b.args = append(b.args, v)
	return fmt.Sprintf("$%d", len(b.args))
}

// Line is one order in a list.
type Line struct {
	Order       string
	Client      id.Client
	Label       string
	FileNumber  order.FileNumber
	Office      id.Office
	Measure     string
	Court       string
	Number      string
	InForceOn   civil.Date
	Due         civil.Date
	AppearedOn  civil.Date
	Explained   bool
	Attempts    int
	TermEnd     civil.Date
	ToldHead    civil.Instant
	ToldRegion  civil.Instant
	ToldNation  civil.Instant
	TakeoverDue civil.Date
}

// Overdue counts the days since the registration was due.
func (l Line) Overdue(today civil.Date) int {
	if l.Due.IsZero() || !l.Due.Before(today) {
		return 0
	}
	return l.Due.DaysUntil(today)
}

// List is one page of lines with the counts of the views.
type List struct {
	Lines  []Line
	Counts map[string]int
	Next   page.Cursor
}

type lineRow struct {
	Order, Measure, Court, Number string
	Client                        id.Client
	Office                        id.Office
	InForceOn, Due, AppearedOn    civil.Date
	TermEnd, TakeoverDue          civil.Date
	ToldHead, ToldRegion, ToldNat civil.Instant
	Attempts                      int
	Explained                     int
	Key                           string
}

// lines reads a page of orders that meet the conditions, ordered by a date column, then by identifier.
func (s *Service) lines(ctx context.Context, r *db.Reader, cond, by string, b *binder, q page.Request) ([]Line, page.Cursor, error) {
	if q.After.ID != "" {
		cond += " and (coalesce(c." + by + ", '9999'), c.id) > (" + b.bind(q.After.Key) + ", " + b.bind(q.After.ID) + ")"
	}
	rows, err := db.All[lineRow](ctx, r, `select c.id, c.measure, c.court, c.judgment_no, c.client_id, c.office_id, c.in_force_on, c.register_due,
		c.appeared_on, c.term_end, c.takeover_due, c.told_head_at, c.told_region_at, c.told_nation_at,
		(select count(*) from order_attempt a where a.order_id = c.id),
		(select count(*) from order_explanation e where e.order_id = c.id and e.replaced_at is null), coalesce(c.`+by+`, '9999')
		from order_order c where {visible c.client_id} and `+cond+` order by coalesce(c.`+by+`, '9999'), c.id limit `+b.bind(q.Limit()+1), b.args...)
	if err != nil {
		return nil, page.Cursor{}, err
	}
	var next page.Cursor
	if n := q.Limit(); len(rows) > n {
		rows = rows[:n]
		next = page.Cursor{Key: rows[n-1].Key, ID: rows[n-1].Order}
	}
	out, err := s.label(ctx, r, rows)
	return out, next, err
}

func (s *Service) label(ctx context.Context, r *db.Reader, rows []lineRow) ([]Line, error) {
	clients := make([]id.Client, len(rows))
	for i, x := range rows {
		clients[i] = x.Client
	}
	if len(clients) == 0 {
		return nil, nil
	}
	people, err := s.orders.People.Briefs(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	files, err := s.orders.FileNumbers(ctx, r, clients)
	out := make([]Line, len(rows))
	for i, x := range rows {
		out[i] = Line{
			Order: x.Order, Client: x.Client, Label: people[x.Client].Label, FileNumber: files[x.Client], Office: x.Office,
			Measure: x.Measure, Court: x.Court, Number: x.Number, InForceOn: x.InForceOn, Due: x.Due, AppearedOn: x.AppearedOn,
			Explained: x.Explained > 0, Attempts: x.Attempts, TermEnd: x.TermEnd, ToldHead: x.ToldHead, ToldRegion: x.ToldRegion,
			ToldNation: x.ToldNat, TakeoverDue: x.TakeoverDue,
		}
	}
	db.Shown(ctx, clients...)
	return out, err
}

// counted counts the views of a list in one query: each view is a condition over c.
func (s *Service) counted(ctx context.Context, r *db.Reader, base string, b *binder, views []view) (map[string]int, error) {
	sums := ""
	for i, v := range views {
		if i > 0 {
			sums += " union all "
		}
		sums += `select '` + v.name + `', count(*) from order_order c where {visible c.client_id} and ` + base + ` and ` + v.cond
	}
	type row struct {
		Name string
		N    int
	}
	rows, err := db.All[row](ctx, r, sums, b.args...)
	out := map[string]int{}
	for _, x := range rows {
		out[x.Name] = x.N
	}
	return out, err
}

// view is one named condition of a list.
type view struct{ name, cond string }

func condOf(views []view, name string) string {
	for _, v := range views {
		if v.name == name {
			return v.cond
		}
	}
	return views[0].cond
}
