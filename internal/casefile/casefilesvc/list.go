package casefilesvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
)

// List is one page of cards with the count of all that match, up to CountLimit.
type List struct {
	Cards []casefile.Card
	Count int
	More  bool
	Next  id.Client
}

// CountLimit is where counting stops: beyond it lists say "1,000+".
const CountLimit = 1000

// sorts maps an order to its column; an empty value sorts last in ascending order.
var sorts = map[string]string{
	"name": "c.name_sort", "file": "c.file_number", "next": "c.next_at", "end": "c.term_end", "last": "c.last_contact",
	"due": "c.register_due", "registered": "c.registered_on", "assess": "c.rna_due",
	"level": "case c.level when 'high' then '1' when 'medium' then '2' when 'low' then '3' end",
}

// where builds the condition of a filter; every part is a literal, every value an argument.
func where(f casefile.Filter, rights access.Rights, today civil.Date, now civil.Instant) (string, *db.Binder) {
	b := &db.Binder{}
	parts := []string{"{visible c.client_id}"}
	add := func(s string) { parts = append(parts, s) }
	if f.Scope == "mine" {
		me := b.Bind(string(rights.Account))
		add("(c.officer_id = " + me + " or c.cover_id = " + me + ")")
	}
	switch f.Officer {
	case "":
	case "none":
		add("c.officer_id is null")
	default:
		add("c.officer_id = " + b.Bind(string(f.Officer)))
	}
	for _, eq := range [][2]string{{"c.office_id", string(f.Office)}, {"c.kind", f.Kind}, {"c.measure", f.Measure}, {"c.sex", f.Sex}, {"c.rna_state", f.RNA}} {
		if eq[1] != "" {
			add(eq[0] + " = " + b.Bind(eq[1]))
		}
	}
	switch f.Level {
	case "":
	case string(assessment.Unassessed):
		add("(c.level is null or c.level = 'unassessed')")
	default:
		add("c.level = " + b.Bind(f.Level))
	}
	if s := statusPart(f.Status, b); s != "" {
		add(s)
	}
	if s := debtPart(f.Due, b, today, now); s != "" {
		add(s)
	}
	return strings.Join(parts, " and "), b
}

func statusPart(status string, b *db.Binder) string {
	switch status {
	case "any":
		return ""
	case "awaited":
		return "c.order_status in ('pending','called')"
	case "supervised":
		return "c.order_status in ('registered','running','suspended')"
	case "", "active":
		return "c.order_status in ('pending','called','registered','running','suspended')"
	}
	return "c.order_status = " + b.Bind(status)
}

func debtPart(due string, b *db.Binder, today civil.Date, now civil.Instant) string {
	const supervised = "c.order_status in ('registered','running','suspended')"
	ending := func(days int) string {
		return supervised + " and c.term_end <= " + b.Bind(today.AddDays(days).String())
	}
	switch due {
	case casefile.DebtOutcome:
		return "c.oldest_open_at < " + b.Bind(now.String())
	case casefile.DebtRegister:
		return "c.order_status in ('pending','called')"
	case casefile.DebtDocuments:
		return supervised + " and c.docs_missing > 0"
	case casefile.DebtTakeOver:
		return "c.taken_over = true"
	case casefile.DebtReopened:
		return "c.reopen_n > 0"
	case casefile.DebtUnallocated:
		return "c.officer_id is null"
	case casefile.DebtEnding0:
		return ending(0)
	case casefile.DebtEnding14:
		return ending(14)
	case casefile.DebtEnding30:
		return ending(30)
	case casefile.DebtFlags:
		return "c.flags_n > 0"
	case casefile.DebtAssess:
		return "c.rna_due >= " + b.Bind(today.String()) + " and c.rna_due <= " + b.Bind(today.AddDays(casefile.AssessAhead).String())
	case casefile.DebtAssessLate:
		return "c.rna_due < " + b.Bind(today.String())
	case casefile.DebtPlanDue:
		return supervised + " and c.plan_state in ('none','draft') and c.plan_due <= " + b.Bind(today.AddDays(casefile.PlanDueDays).String())
	case casefile.DebtPlanSign:
		return "c.plan_state = 'waiting'"
	case casefile.DebtPlanReview:
		return supervised + " and c.plan_state = 'in_force' and c.plan_due <= " + b.Bind(today.AddDays(casefile.PlanReviewDays).String())
	case casefile.DebtContactLate:
		return supervised + " and c.contact_late > 0"
	case casefile.DebtContactShort:
		return supervised + " and c.contact_short > 0"
	case casefile.DebtQuiet:
		return supervised + " and (c.last_contact is null or c.last_contact < " + b.Bind(casefile.QuietSince(today).String()) +
			") and (c.next_at is null or c.next_at < " + b.Bind(now.String()) + ")"
	}
	return ""
}

// query builds the statement of one page: keyset after the last row of the page before, whose key is looked up so that
// no name stands in a URL.
// sight: cond comes from where, which begins with {visible}.
func query(f casefile.Filter, cond string, b *db.Binder) string {
	col := sorts[f.Sort]
	if col == "" {
		col = sorts[casefile.Sorts()[0]]
	}
	op, dir := ">", "asc"
	last := "'\U0010FFFF'"
	if f.Desc {
		op, dir, last = "<", "desc", "''"
	}
	key := "coalesce(" + col + ", " + last + ")"
	if f.Sort == "name" || f.Sort == "" {
		key = "c.name_sort" // never null, and indexed: lists of the whole country stand in this order
	}
	if f.After != "" {
		after := b.Bind(string(f.After))
		cond += " and (" + key + ", c.client_id) " + op + " (select " + key + ", c.client_id from casefile_card c where c.client_id = " + after + ")"
	}
	size := page.Request{Size: f.Size}.Limit()
	return "select " + casefile.Columns + " from casefile_card c where " + cond + " order by " + key + " " + dir + ", c.client_id " + dir +
		" limit " + b.Bind(size+1)
}

// list reads one page and its count.
// sight: where begins with {visible}.
func list(ctx context.Context, r *db.Reader, f casefile.Filter, today civil.Date, now civil.Instant) (List, error) {
	rights := access.From(ctx)
	cond, b := where(f, rights, today, now)
	count, err := db.One[int](ctx, r, "select count(*) from (select 1 from casefile_card c where "+cond+" limit 1001) t", b.Args()...)
	if err != nil {
		return List{}, err
	}
	cond, b = where(f, rights, today, now)
	text := query(f, cond, b)
	cards, err := db.All[casefile.Card](ctx, r, text, b.Args()...)
	if err != nil {
		return List{}, err
	}
	out := List{Cards: cards, Count: count}
	if size := (page.Request{Size: f.Size}).Limit(); len(cards) > size {
		out.Cards, out.More = cards[:size], true
		out.Next = out.Cards[size-1].Client
	}
	for _, c := range out.Cards {
		db.Shown(ctx, c.Client)
	}
	return out, nil
}
