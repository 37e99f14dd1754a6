package orderintakesvc

import (
	"context"
	"fmt"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// Filter narrows the list of judgments.
type Filter struct {
	State  order.JudgmentState // empty: all
	Source string
	Office id.Office
	Text   string // names in any order and script, or a number; never part of an address
	Page   page.Request
}

// Item is one line of the list.
type Item struct {
	ID         string
	Client     id.Client `json:"-"`
	State      order.JudgmentState
	Source     string
	Label      string
	Court      string
	Number     string
	DecidedOn  civil.Date
	ReceivedAt civil.Instant
	CheckDue   civil.Date
	Office     id.Office
}

// List is one page of judgments.
type List struct {
	Items  []Item
	Counts map[order.JudgmentState]int // with all filters but the state
	Next   page.Cursor                 // zero on the last page
}

// List shows judgments in the actor's sight, the latest first. Needs access.ReadIntake. Faults: forbidden.
func (s *Service) List(ctx context.Context, f Filter) (List, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadIntake); err != nil {
		return List{}, err
	}
	var out List
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Counts, err = counts(ctx, r, f); err != nil {
			return err
		}
		out.Items, err = items(ctx, r, f)
		return err
	})
	if n := f.Page.Limit(); len(out.Items) > n {
		out.Items = out.Items[:n]
		last := out.Items[n-1]
		out.Next = page.Cursor{Key: last.ReceivedAt.String(), ID: last.ID}
	}
	for _, i := range out.Items {
		db.Shown(ctx, i.Client)
	}
	return out, err
}

// where gives the conditions of a filter, the state apart.
func (f Filter) where(ctx context.Context, args *[]any) string {
	bind := func(v any) string {
		*args = append(*args, v)
		return fmt.Sprintf("$%d", len(*args))
	}
	cond := inSight(ctx, args)
	if f.Source != "" {
		cond += " and j.source = " + bind(f.Source)
	}
	if f.Office != "" {
		cond += " and j.office_id = " + bind(f.Office)
	}
	if f.Text != "" {
		number := "j.number = " + bind(f.Text)
		names := ""
		for _, t := range person.QueryTokens(f.Text) {
			names += " and j.name_fold like " + bind("% "+t+"%")
		}
		if names == "" {
			return cond + " and " + number
		}
		cond += " and (" + number + " or (" + names[len(" and "):] + "))"
	}
	return cond
}

// countCap is where counting ends: further on it costs more than it tells.
const countCap = 1001

// counts counts by state, up to the cap. sight: where() begins with inSight().
func counts(ctx context.Context, r *db.Reader, f Filter) (map[order.JudgmentState]int, error) {
	type row struct {
		State order.JudgmentState
		N     int
	}
	var args []any
	where := f.where(ctx, &args)
	parts := make([]string, 0, len(order.JudgmentStates()))
	for _, s := range order.JudgmentStates() {
		parts = append(parts, fmt.Sprintf(`select '%s', (select count(*) from (select 1 from order_judgment j where j.state = '%s' and %s limit %d) capped)`,
			s, s, where, countCap))
	}
	rows, err := db.All[row](ctx, r, strings.Join(parts, " union all "), args...)
	out := map[order.JudgmentState]int{}
	for _, x := range rows {
		if x.N > 0 {
			out[x.State] = x.N
		}
	}
	return out, err
}

// CountOpen counts the judgments in sight that wait to be checked and those that wait to be accepted, each up to a thousand
// and one; for others than those who check there are none. Every ground of sight is asked by itself: for an "or" SQLite would
// read all judgments of the country in that state.
// sight: every part ends with knownToActor.
func (o *Ops) CountOpen(ctx context.Context, r *db.Reader) (check, accept int, err error) {
	if o.guard.Permit(ctx, access.CheckJudgment) != nil {
		return 0, 0, nil
	}
	type row struct{ Check, Accept int }
	var args []any
	ways := waysToSee(ctx, &args)
	if len(ways) == 0 {
		ways = []string{`1 = 1`}
	}
	of := func(s order.JudgmentState) string {
		parts := make([]string, len(ways))
		for i, way := range ways {
			parts[i] = fmt.Sprintf(`select j.id from order_judgment j where j.state = '%s' and %s and %s`, s, way, knownToActor)
		}
		return fmt.Sprintf(`(select count(*) from (%s limit %d) capped)`, strings.Join(parts, " union "), countCap)
	}
	n, err := db.One[row](ctx, r, `select `+of(order.JudgmentReceived)+`, `+of(order.JudgmentChecked), args...)
	return n.Check, n.Accept, err
}

// items reads one page. sight: where() begins with inSight().
func items(ctx context.Context, r *db.Reader, f Filter) ([]Item, error) {
	type row struct {
		ID                                 string
		Client                             id.Client
		State                              order.JudgmentState
		Source, Surname, Given, Patronymic string
		Court, Number                      string
		DecidedOn                          civil.Date
		ReceivedAt                         civil.Instant
		CheckDue                           civil.Date
		Office                             id.Office
	}
	var args []any
	where := f.where(ctx, &args)
	bind := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if f.State != "" {
		where += " and j.state = " + bind(f.State)
	}
	if f.Page.After.ID != "" {
		where += " and (j.received_at, j.id) < (" + bind(f.Page.After.Key) + ", " + bind(f.Page.After.ID) + ")"
	}
	rows, err := db.All[row](ctx, r, `select j.id, j.client_id, j.state, j.source, j.surname, j.given, j.patronymic, j.court, j.number,
		j.decided_on, j.received_at, j.check_due, j.office_id from order_judgment j where `+where+
		` order by j.received_at desc, j.id desc limit `+bind(f.Page.Limit()+1), args...)
	out := make([]Item, len(rows))
	for i, x := range rows {
		out[i] = Item{
			ID: x.ID, Client: x.Client, State: x.State, Source: x.Source,
			Label: person.Shown(person.Name{Surname: x.Surname, Given: x.Given, Patronymic: x.Patronymic}, x.Number),
			Court: x.Court, Number: x.Number, DecidedOn: x.DecidedOn, ReceivedAt: x.ReceivedAt, CheckDue: x.CheckDue, Office: x.Office,
		}
	}
	return out, err
}

// Judgment shows one judgment. Needs access.ReadIntake. Faults: forbidden, not_found.
func (s *Service) Judgment(ctx context.Context, judgment string) (Judgment, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadIntake); err != nil {
		return Judgment{}, err
	}
	var out Judgment
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.load(ctx, r, judgment)
		return err
	})
	return out, err
}
