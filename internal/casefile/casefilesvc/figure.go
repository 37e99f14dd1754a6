package casefilesvc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// What is counted. A client who is awaited or supervised counts once by officer, and once by the day on which the
// registration is due or the term ends.
const (
	figureAwaited    = "awaited"    // by officer
	figureSupervised = "supervised" // by officer
	figureDue        = "due"        // awaited, by the day of registration
	figureEnd        = "end"        // supervised, by the last day of the term
)

// figure is one count: what, of which officer or day, in which office.
type figure struct{ What, Item, Office string }

// stand is what of a card moves the figures.
type stand struct {
	Client                     id.Client
	Office                     id.Office
	Officer                    id.Account
	Status                     string
	Due, End                   civil.Date
	Restricted, Sealed, Hidden bool
}

const standColumns = "c.client_id, c.office_id, c.officer_id, c.order_status, c.register_due, c.term_end, c.restricted, c.sealed, c.hidden"

// open reports whether everybody whose scope holds the office sees the client, so that the figures may hold the client.
func (s stand) open() bool { return !s.Restricted && !s.Sealed && !s.Hidden }

// figures are the counts in which a client stands, whoever may see the client.
func (s stand) figures() []figure {
	card := casefile.Card{Status: s.Status}
	what, by, day := figureAwaited, figureDue, s.Due
	if card.Supervised() {
		what, by, day = figureSupervised, figureEnd, s.End
	} else if !card.Awaited() {
		return nil
	}
	if s.Office == "" {
		return nil
	}
	out := []figure{{what, string(s.Officer), string(s.Office)}}
	if !day.IsZero() {
		out = append(out, figure{by, day.String(), string(s.Office)})
	}
	return out
}

// counted are the figures of some clients as their cards stand now.
// sight: the system counts for everybody; only those open to everyone are counted.
func counted(ctx context.Context, tx *db.Tx, clients []id.Client) (map[figure]int, error) {
	out := map[figure]int{}
	for part := range slices.Chunk(clients, batch) {
		rows, err := db.All[stand](ctx, tx.System(), `select `+standColumns+` from casefile_card c where c.client_id in `+db.In(len(part), 1), db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, s := range rows {
			if s.open() {
				for _, f := range s.figures() {
					out[f]++
				}
			}
		}
	}
	return out, nil
}

// adjust moves the figures by what changed between two counts; in one order, so that two transactions cannot wait for
// each other in a circle.
func adjust(ctx context.Context, tx *db.Tx, before, after map[figure]int) error {
	delta := maps.Clone(after)
	for f, n := range before {
		delta[f] -= n
	}
	order := slices.SortedFunc(maps.Keys(delta), func(a, b figure) int {
		return strings.Compare(a.What+" "+a.Item+" "+a.Office, b.What+" "+b.Item+" "+b.Office)
	})
	for _, f := range order {
		n := delta[f]
		if n == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `insert into casefile_figure (what, item, office_id, n) values ($1, $2, $3, $4)
			on conflict (what, item, office_id) do update set n = casefile_figure.n + excluded.n`, f.What, f.Item, f.Office, n); err != nil {
			return fmt.Errorf("figures: %w", err)
		}
		if n > 0 {
			continue
		}
		if _, err := tx.Exec(ctx, `delete from casefile_figure where what = $1 and item = $2 and office_id = $3 and n = 0`, f.What, f.Item, f.Office); err != nil {
			return fmt.Errorf("figures: %w", err)
		}
	}
	return nil
}

// recount computes all figures anew from the cards.
// sight: as counted.
func recount(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.Exec(ctx, `delete from casefile_figure`); err != nil {
		return err
	}
	const open = ` and office_id is not null and restricted = false and sealed = false and hidden = false group by 2, 3`
	const awaited, supervised = `('pending','called')`, `('registered','running','suspended')`
	for _, text := range []string{
		`insert into casefile_figure (what, item, office_id, n) select 'awaited', coalesce(officer_id, ''), office_id, count(*)
			from casefile_card where order_status in ` + awaited + open,
		`insert into casefile_figure (what, item, office_id, n) select 'supervised', coalesce(officer_id, ''), office_id, count(*)
			from casefile_card where order_status in ` + supervised + open,
		`insert into casefile_figure (what, item, office_id, n) select 'due', register_due, office_id, count(*)
			from casefile_card where register_due is not null and order_status in ` + awaited + open,
		`insert into casefile_figure (what, item, office_id, n) select 'end', term_end, office_id, count(*)
			from casefile_card where term_end is not null and order_status in ` + supervised + open,
	} {
		if _, err := tx.Exec(ctx, text); err != nil {
			return fmt.Errorf("count the figures anew: %w", err)
		}
	}
	return nil
}
