package ordersvc

import (
	"context"
	"encoding/json"
	"fmt"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

const columns = `c.id, c.client_id, c.judgment_id, c.office_id, c.kind, c.measure, c.measures, c.court, c.judgment_no, c.decided_on,
 c.in_force_on, c.article, c.term, c.stated_from, c.stated_to, c.term_start, c.term_end, c.hours_ordered, c.hours_done, c.warnings,
 c.status, c.register_due, c.appeared_on, c.appeared_office, c.registered_on, c.taken_over, c.takeover_due, c.takeover_by,
 c.takeover_checked_at, c.takeover_checked_by, c.paper_number, c.ends_ground, c.ended_on, c.opened_at, c.rulebook_version, c.version`

// Order is one judgment in execution.
type Order struct {
	ID             string
	Client         id.Client
	JudgmentID     string
	Office         id.Office
	Kind           string
	Measure        string // the main one
	MeasuresText   string
	Court          string
	Number         string // of the judgment
	DecidedOn      civil.Date
	InForceOn      civil.Date
	Article        string
	Term           civil.Term
	StatedFrom     civil.Date
	StatedTo       civil.Date
	TermStart      civil.Date
	TermEnd        civil.Date // last day; zero while the term stands still
	HoursOrdered   int
	HoursDone      int
	Warnings       int
	State          order.State
	RegisterDue    civil.Date
	AppearedOn     civil.Date
	AppearedOffice id.Office
	RegisteredOn   civil.Date
	TakenOver      bool // and not yet compared with the paper by another person, while TakeoverChecked is zero
	TakeoverDue    civil.Date
	TakeoverBy     string
	CheckedAt      civil.Instant
	CheckedBy      string
	PaperNumber    string
	EndsGround     string
	EndedOn        civil.Date
	OpenedAt       civil.Instant
	Rulebook       string
	Version        int
}

// Measures are the measures of the order, the main one first.
func (x Order) Measures() []order.Measure {
	var out []order.Measure
	if json.Unmarshal([]byte(x.MeasuresText), &out) != nil {
		return nil
	}
	return out
}

// Unchecked reports whether the case was taken over and nobody else has compared it with the paper.
func (x Order) Unchecked() bool { return x.TakenOver && x.CheckedAt.IsZero() }

// judgment is the part of the order that the arithmetic needs.
func (x Order) judgment() order.Judgment {
	return order.Judgment{InForceOn: x.InForceOn, StatedFrom: x.StatedFrom, StatedTo: x.StatedTo, Term: x.Term}
}

// RulesOf is the rulebook version that the order keeps.
func (o *Ops) RulesOf(x Order, today civil.Date) *rulebook.Rulebook {
	return o.Rules.For(x.Rulebook, today)
}

// Load reads an order in the actor's sight. Faults: not_found.
func Load(ctx context.Context, r *db.Reader, orderID string) (Order, error) {
	return db.One[Order](ctx, r, `select `+columns+` from order_order c where c.id = $1 and {visible c.client_id}`, orderID)
}

// Begin loads an order for a change and asks the guard. Faults: not_found, forbidden, conflict.
func (o *Ops) Begin(ctx context.Context, tx *db.Tx, action actor.Action, orderID string, version int) (Order, error) {
	x, err := Load(ctx, &tx.Reader, orderID)
	if err != nil {
		return Order{}, err
	}
	if err := o.guard.Allow(ctx, tx, action, x.Client); err != nil {
		return Order{}, err
	}
	if x.Version != version {
		return Order{}, fault.Stale()
	}
	return x, nil
}

// Of reads all orders of clients, the oldest first.
func Of(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]Order, error) {
	if len(clients) == 0 {
		return map[id.Client][]Order{}, nil
	}
	rows, err := db.All[Order](ctx, r, `select `+columns+` from order_order c where c.client_id in `+db.In(len(clients), 1)+
		` and {visible c.client_id} order by c.opened_at, c.id`, db.Args(clients)...)
	out := map[id.Client][]Order{}
	for _, x := range rows {
		out[x.Client] = append(out[x.Client], x)
	}
	return out, err
}

// Orders lists the orders of a client, the latest first. Needs access.ReadClient. Faults: not_found.
func (s *Service) Orders(ctx context.Context, client id.Client) ([]Order, error) {
	if !access.From(ctx).May(access.ReadClient) {
		return nil, fault.MissingRecord()
	}
	var out []Order
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all, err := Of(ctx, r, []id.Client{client})
		for _, x := range all[client] {
			out = append([]Order{x}, out...)
		}
		return err
	})
	if err == nil && len(out) == 0 {
		err = fault.MissingRecord()
	}
	db.Shown(ctx, client)
	return out, err
}

func (o *Ops) Sealed(ctx context.Context, tx *db.Tx, client id.Client, table, column, row, plain string) (any, error) {
	b, err := o.Seal.SealText(ctx, tx, client, table, column, row, plain)
	if err != nil {
		return nil, fmt.Errorf("%s.%s: %w", table, column, err)
	}
	return b, nil
}
