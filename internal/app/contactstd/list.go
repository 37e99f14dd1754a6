package contactstd

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standardsvc"
)

// condition is what a card of the list holds.
func condition(what string, today civil.Date, b *db.Binder) string {
	switch what {
	case standardsvc.Short:
		return "c.contact_short > 0"
	case standardsvc.Owed:
		return "c.contact_owed > 0"
	case standardsvc.Unconfirmed:
		return "c.contact_confirm < " + b.Bind(today.String())
	case standardsvc.Ask:
		return "c.contact_ask = true"
	}
	return "c.contact_late > 0"
}

// where builds the condition of a filter; every part is a literal, every value an argument. It begins with the reader's sight.
func where(f standardsvc.Filter, me id.Account, today civil.Date) (string, *db.Binder) {
	b := &db.Binder{}
	parts := []string{"{visible c.client_id}", "c.order_status in ('registered','running','suspended')", condition(f.What, today, b)}
	if f.Scope == "mine" {
		at := b.Bind(string(me))
		parts = append(parts, "(c.officer_id = "+at+" or c.cover_id = "+at+")")
	}
	if f.Office != "" {
		parts = append(parts, "c.office_id = "+b.Bind(string(f.Office)))
	}
	if f.Officer != "" {
		parts = append(parts, "c.officer_id = "+b.Bind(string(f.Officer)))
	}
	switch f.Level {
	case "":
	case rulebook.Unassessed:
		parts = append(parts, "(c.level is null or c.level = 'unassessed')")
	default:
		parts = append(parts, "c.level = "+b.Bind(f.Level))
	}
	return strings.Join(parts, " and "), b
}

// List reads a page of the list by name.
// sight: the condition begins with {visible}.
func (k *Kit) List(ctx context.Context, r *db.Reader, f standardsvc.Filter, today civil.Date) (standardsvc.Page, error) {
	var out standardsvc.Page
	me := access.From(ctx).Account
	cond, b := where(f, me, today)
	count, err := db.One[int](ctx, r, "select count(*) from (select 1 from casefile_card c where "+cond+" limit 1000) t", b.Args()...)
	if err != nil {
		return out, err
	}
	out.Count = count
	cond, b = where(f, me, today)
	if f.After != "" {
		cond += " and (c.name_sort, c.client_id) > (select c.name_sort, c.client_id from casefile_card c where c.client_id = " + b.Bind(string(f.After)) + " and {visible c.client_id})"
	}
	size := f.Size
	if size <= 0 {
		size = 50
	}
	type line struct {
		Client             id.Client
		Name, Source, File string
		Office             id.Office
		Officer, Level     string
		Last               civil.Date
		Next               civil.Instant
		Due                civil.Date
		Short, Late, Owed  int
		Confirm            civil.Date
		Ask                bool
		Kind               string
	}
	rows, err := db.All[line](ctx, r, `select c.client_id, c.name, c.source_number, c.file_number, c.office_id, c.officer_name, c.level, c.last_contact, c.next_at,
		c.contact_due, c.contact_short, c.contact_late, c.contact_owed, c.contact_confirm, c.contact_ask, c.contact_kind from casefile_card c where `+cond+
		` order by c.name_sort, c.client_id limit `+strconv.Itoa(size+1), b.Args()...)
	if err != nil {
		return out, err
	}
	if len(rows) > size {
		rows = rows[:size]
		out.Next = rows[size-1].Client
	}
	for _, x := range rows {
		l := standardsvc.Line{
			Client: x.Client, Label: access.Label{Name: casefile.Card{Name: x.Name, SourceNumber: x.Source}.Label(), File: x.File}, Office: x.Office,
			OfficerName: x.Officer, Level: x.Level, Last: x.Last, Next: x.Next,
		}
		l.Standing.Due, l.Standing.Short, l.Standing.Late, l.Standing.Owed, l.Standing.Confirm, l.Standing.Ask = x.Due, x.Short, x.Late, x.Owed, x.Confirm, x.Ask
		l.Standing.Code = x.Kind
		out.Lines = append(out.Lines, l)
	}
	return out, nil
}
