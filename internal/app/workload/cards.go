// Package workload ties the table of standards to the cards: the caseload that a preview counts, the points of each card, what
// officers carry and may hold, and what the record says for opportunities.
package workload

import (
	"context"
	"strconv"

	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

func (l *Load) today() civil.Date { return l.DB.Now().In(l.Zone) }

func (l *Load) rules() *rulebook.Rulebook { return l.Rules.At(l.today()) }

// caseColumns are what a standards table needs of a card, in the order of caseRow.
const caseColumns = `c.client_id, c.office_id, c.officer_id, c.level, c.kind, coalesce(c.registered_on, c.term_start), c.term_end, c.minor_until, c.order_status, c.points`

const supervised = `c.order_status in ('registered','running','suspended')`

type caseRow struct {
	Client     id.Client
	Office     id.Office
	Officer    id.Account
	Level      string
	Kind       string
	Start, End civil.Date
	MinorUntil civil.Date
	Status     string
	Points     int
}

// caseOf turns a card into a case; who is not on the register has no first day and weighs nothing.
func (x caseRow) caseOf() rulebook.Case {
	c := rulebook.Case{
		Client: x.Client, Office: x.Office, Officer: x.Officer, Level: x.Level, Kind: x.Kind, Start: x.Start, End: x.End, MinorUntil: x.MinorUntil,
		Stopped: x.Status == casefile.StatusSuspended,
	}
	if !(casefile.Card{Status: x.Status}).Supervised() {
		c.Start = civil.Date{}
	}
	return c
}

// Caseload lists every case under supervision in the reader's sight.
func (l *Load) Caseload(ctx context.Context, r *db.Reader) ([]rulebook.Case, error) {
	rows, err := db.All[caseRow](ctx, r, `select `+caseColumns+` from casefile_card c where `+supervised+` and {visible c.client_id}`)
	out := make([]rulebook.Case, len(rows))
	for i, x := range rows {
		out[i] = x.caseOf()
	}
	if err != nil {
		return nil, err
	}
	return out, l.exempt(ctx, r, out)
}

// Part counts the points of cards: the last part of the card, for it reads what the others have written in the same
// transaction.
func (l *Load) Part(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	set, err := l.Service.Ops().Standards(ctx, r)
	if err != nil {
		return nil, err
	}
	rows, err := db.All[caseRow](ctx, r, `select `+caseColumns+` from casefile_card c where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	out := map[id.Client]db.Row{}
	cases, err := l.cases(ctx, r, rows)
	for i, x := range rows {
		if err != nil {
			return nil, err
		}
		if n := set.Points(cases[i], l.today()); n != x.Points || n == 0 { // a new card has none yet, which reads as zero
			out[x.Client] = db.Row{"points": n}
		}
	}
	return out, nil
}

// Some counts the next cards after a client anew and writes what changed.
func (l *Load) Some(ctx context.Context, tx *db.Tx, after id.Client, most int) (id.Client, int, error) {
	set, err := l.Service.Ops().Standards(ctx, tx.System())
	if err != nil {
		return after, 0, err
	}
	rows, err := db.All[caseRow](ctx, tx.System(), `select `+caseColumns+` from casefile_card c where c.client_id > $1 and {visible c.client_id} order by c.client_id limit `+strconv.Itoa(most), after)
	if err != nil || len(rows) == 0 {
		return after, 0, err
	}
	today := tx.Now.In(l.Zone)
	cases, err := l.cases(ctx, tx.System(), rows)
	if err != nil {
		return after, 0, err
	}
	for i, x := range rows {
		n := set.Points(cases[i], today)
		if n == x.Points {
			continue
		}
		if _, err := tx.Exec(ctx, `update casefile_card set points = $1 where client_id = $2`, n, x.Client); err != nil {
			return after, 0, err
		}
	}
	return rows[len(rows)-1].Client, len(rows), nil
}

// Count is the number of cards.
func (l *Load) Count(ctx context.Context, r *db.Reader) (int, error) {
	return db.One[int](ctx, r, `select count(*) from casefile_card c where {visible c.client_id}`)
}
