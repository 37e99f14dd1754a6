// Package exporting writes clients with their orders to a file for a spreadsheet, within the sight of whoever asks, after the
// reading stands in the record.
package exporting

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Filter says whom to export. Status is a status of the order, "active", "ended" or "any"; Office takes the offices below it
// along.
type Filter struct {
	Status string
	Office id.Office
}

// Exporter reads cards and writes them row by row.
type Exporter struct {
	DB *db.DB
	// Record leaves the entry of the reading; nothing is written when it fails.
	Record func(ctx context.Context, clients []id.Client) error
	Words  Words
	Step   func(done, total int)
}

// entrySize is how many clients share one entry of the record; chunk how many cards are read at once.
const (
	entrySize = 1000
	chunk     = 500
)

// Run exports to a sink and returns the number of clients. Needs access.ExportClients; with a reach of own clients only those.
// Faults: forbidden, unavailable when the reading could not be recorded.
func (e *Exporter) Run(ctx context.Context, f Filter, out Sink) (int, error) {
	if access.From(ctx).Reach(access.ExportClients) == access.None {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := e.DB.Read(ctx, func(r *db.Reader) error {
		clients, err := find(ctx, r, f)
		if err != nil {
			return err
		}
		for from := 0; from < max(len(clients), 1); from += entrySize {
			if err := e.Record(ctx, clients[from:min(from+entrySize, len(clients))]); err != nil {
				return err
			}
		}
		if err := out.Row(e.Words.head(ctx)); err != nil {
			return err
		}
		for from := 0; from < len(clients); from += chunk {
			part := clients[from:min(from+chunk, len(clients))]
			if err := e.some(ctx, r, part, out); err != nil {
				return err
			}
			if n = from + len(part); e.Step != nil {
				e.Step(n, len(clients))
			}
		}
		return nil
	})
	return n, err
}

func (e *Exporter) some(ctx context.Context, r *db.Reader, clients []id.Client, out Sink) error {
	cards, err := db.All[casefile.Card](ctx, r, `select `+casefile.Columns+` from casefile_card c where c.client_id in `+db.In(len(clients), 1)+
		` and {visible c.client_id} order by c.name_sort, c.client_id`, db.Args(clients)...)
	if err != nil {
		return err
	}
	for _, c := range cards {
		if err := out.Row(e.Words.row(ctx, c)); err != nil {
			return err
		}
	}
	return nil
}

// find lists the clients in the order of lists.
func find(ctx context.Context, r *db.Reader, f Filter) ([]id.Client, error) {
	var args []any
	bind := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	parts := []string{"{visible c.client_id}"}
	switch f.Status {
	case "", "any":
	case "active":
		parts = append(parts, "c.order_status in ('pending','called','registered','running','suspended')")
	default:
		parts = append(parts, "c.order_status = "+bind(f.Status))
	}
	if f.Office != "" {
		o := bind(string(f.Office))
		parts = append(parts, "(c.office_id = "+o+" or exists (select 1 from access_within w where w.office_id = c.office_id and w.within_id = "+o+"))")
	}
	if rights := access.From(ctx); rights.Reach(access.ExportClients) == access.Own {
		me := bind(string(rights.Account))
		parts = append(parts, "(c.officer_id = "+me+" or c.cover_id = "+me+")")
	}
	return db.All[id.Client](ctx, r, `select c.client_id from casefile_card c where `+strings.Join(parts, " and ")+` order by c.name_sort, c.client_id`, args...)
}
