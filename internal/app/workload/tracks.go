package workload

import (
	"cmp"
	"context"
	"strconv"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// lower finds the next lower level by the rank of the list; there is none below the lowest that is assessed.
func lower(levels rulebook.List, level assessment.Level, today civil.Date) assessment.Level {
	now, ok := levels.Item(string(level))
	if !ok {
		return ""
	}
	rank, best := number(now.Attr["rank"]), 0
	out := assessment.Level("")
	for _, x := range levels.On(today) {
		if n := number(x.Attr["rank"]); n > best && n < rank {
			best, out = n, assessment.Level(x.Code)
		}
	}
	return out
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // what has no rank is no level of an assessment
	return n
}

// Tracks says what the records of clients hold for opportunities, within the reader's sight.
func (l *Load) Tracks(ctx context.Context, r *db.Reader, clients []id.Client, rules opportunity.ChanceRules, today civil.Date) (map[id.Client]opportunity.Track, error) {
	type row struct {
		Card  caseRow
		Since civil.Date
		State string
		Flags int
	}
	rows, err := db.All[row](ctx, r, `select `+caseColumns+`, c.level_since, c.rna_state, c.flags_n from casefile_card c
		where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	set, err := l.Service.Ops().Standards(ctx, r)
	if err != nil {
		return nil, err
	}
	levels := l.Rules.At(today).List(rulebook.ListLevels)
	last := today.AddDays(-today.Day()) // the last day of the month before
	out := map[id.Client]opportunity.Track{}
	cards := make([]caseRow, len(rows))
	for i, x := range rows {
		cards[i] = x.Card
	}
	cases, err := l.cases(ctx, r, cards)
	if err != nil {
		return nil, err
	}
	for i, x := range rows {
		c := cases[i]
		level := assessment.Level(cmp.Or(x.Card.Level, rulebook.Unassessed))
		out[c.Client] = opportunity.Track{
			Client: c.Client, Level: level, LevelSince: x.Since, Lower: lower(levels, level, today), Start: c.Start, End: c.End, Stopped: c.Stopped,
			Flags: x.Flags, Valid: x.State == "valid", Standard: set.Required(c, last.Year(), last.Month()).Total(),
		}
	}
	if err := l.kept(ctx, r, clients, today.AddMonths(-max(rules.CleanMonths, 1)), out); err != nil {
		return nil, err
	}
	return out, l.contacts(ctx, r, clients, last, out)
}

// kept counts the appointments kept and missed since a day. What the outcome list calls attended and complied is kept; what it
// calls neither attended nor acceptable is missed, as is an attendance without complying.
func (l *Load) kept(ctx context.Context, r *db.Reader, clients []id.Client, since civil.Date, into map[id.Client]opportunity.Track) error {
	type row struct {
		Client  id.Client
		Outcome string
		N       int
	}
	rows, err := db.All[row](ctx, r, `select p.client_id, p.outcome, count(*) from supervision_appointment p where p.client_id in `+db.In(len(clients), 2)+`
		and p.replaced_at is null and p.outcome is not null and p.planned_at >= $1 and {visible p.client_id} group by p.client_id, p.outcome`,
		append([]any{since.StartIn(l.Zone)}, db.Args(clients)...)...)
	if err != nil {
		return err
	}
	if err := l.came(ctx, r, clients, since, l.today().AddDays(1), func(t *opportunity.Track, n int) { t.Kept += n }, into); err != nil {
		return err
	}
	outcomes := l.rules().List(rulebook.ListOutcomes)
	for _, x := range rows {
		t, known := into[x.Client]
		item, ok := outcomes.Item(x.Outcome)
		if !known || !ok {
			continue
		}
		switch {
		case item.Is("attended") && item.Is("complied"):
			t.Kept += x.N
		case !item.Is("complied"):
			t.Missed += x.N
		}
		into[x.Client] = t
	}
	return nil
}

// came counts visits that were written without an appointment: who comes by agreement keeps it too.
func (l *Load) came(
	ctx context.Context, r *db.Reader, clients []id.Client, from, to civil.Date, add func(*opportunity.Track, int), into map[id.Client]opportunity.Track,
) error {
	type row struct {
		Client id.Client
		N      int
	}
	args := append([]any{from.StartIn(l.Zone), to.StartIn(l.Zone)}, db.Args(clients)...)
	rows, err := db.All[row](ctx, r, `select p.client_id, count(*) from supervision_contact p where p.client_id in `+db.In(len(clients), 3)+`
		and p.replaced_at is null and p.appointment_id is null and p.kind in ('office_visit','home_visit') and p.started_at >= $1 and p.started_at < $2
		and {visible p.client_id} group by p.client_id`, args...)
	for _, x := range rows {
		if t, ok := into[x.Client]; ok {
			add(&t, x.N)
			into[x.Client] = t
		}
	}
	return err
}

// contacts counts visits of the month that ends on a day: appointments of the office and at home that took place.
func (l *Load) contacts(ctx context.Context, r *db.Reader, clients []id.Client, last civil.Date, into map[id.Client]opportunity.Track) error {
	type row struct {
		Client id.Client
		N      int
	}
	first := last.AddDays(1 - last.Day())
	args := append([]any{first.StartIn(l.Zone), last.AddDays(1).StartIn(l.Zone)}, db.Args(clients)...)
	rows, err := db.All[row](ctx, r, `select p.client_id, count(*) from supervision_appointment p where p.client_id in `+db.In(len(clients), 3)+`
		and p.replaced_at is null and p.kind in ('office_visit','home_visit') and p.planned_at >= $1 and p.planned_at < $2
		and p.outcome in ('complied','failed_to_comply','sent_home_behaviour','sent_home_service') and {visible p.client_id} group by p.client_id`, args...)
	if err != nil {
		return err
	}
	for _, x := range rows {
		if t, ok := into[x.Client]; ok {
			t.Contacts = x.N
			into[x.Client] = t
		}
	}
	return l.came(ctx, r, clients, first, last.AddDays(1), func(t *opportunity.Track, n int) { t.Contacts += n }, into)
}

// Next lists clients under supervision after one. The status is asked of each row as it comes: an index over it would give all
// that are left, to be sorted, for every few.
func (l *Load) Next(ctx context.Context, r *db.Reader, after id.Client, most int) ([]id.Client, error) {
	return db.All[id.Client](ctx, r, `select c.client_id from casefile_card c where c.client_id > $1
		and coalesce(c.order_status, '') in ('registered','running','suspended') and {visible c.client_id}
		order by c.client_id limit `+strconv.Itoa(most), after)
}

// lowerLevel decides a lower level through assessment: reason "circumstances", and a second person where the level falls from
// high.
func lowerLevel(levels *assessmentlevelsvc.Ops) func(context.Context, *db.Tx, id.Client, assessment.Level, string) ([]fact.Fact, error) {
	return func(ctx context.Context, tx *db.Tx, client id.Client, to assessment.Level, text string) ([]fact.Fact, error) {
		now, _, err := levels.LevelOf(ctx, tx.System(), client)
		if err != nil {
			return nil, err
		}
		_, facts, err := levels.DecideLevel(ctx, tx, assessmentlevelsvc.Decide{
			Client: client, Level: to, Reason: "circumstances", Text: text, Second: now.Level == assessment.High,
		})
		return facts, err
	}
}
