package casefilesvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// OfficeRow is the state of one office. It counts people, never names them; restricted people are counted only for
// those who may see them, because the count runs within the reader's sight. An analyst, who sees no client, counts
// everybody who is neither restricted, sealed nor hidden.
type OfficeRow struct {
	Office      id.Office
	Supervised  int
	Awaited     int
	Overdue     int // judgments in force whose client is not on the register although the term for it is over
	Unallocated int
	Ending      int // within 30 days
	Officers    int
}

// PerOfficer is the clients an officer of the office has on average.
func (r OfficeRow) PerOfficer() int {
	if r.Officers == 0 {
		return 0
	}
	return (r.Supervised + r.Officers/2) / r.Officers
}

// National counts the state of every office in the actor's scope. Needs access.ReadNational.
//
// Whoever is open to everyone is counted already, office by office, in the transaction that moved the card. Only for those
// few whose sight does not follow from the office - restricted or sealed clients, and clients on a list of the reader - the
// query decides anew, and the count is put right by the difference.
func (s *Service) National(ctx context.Context) ([]OfficeRow, error) {
	rights := access.From(ctx)
	if err := permit(rights.May(access.ReadNational)); err != nil {
		return nil, err
	}
	today := s.Today()
	soon := today.AddDays(30)
	var counts map[figure]int
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if counts, err = standing(ctx, r, rights, today, soon); err != nil || len(rights.Offices) == 0 {
			return err
		}
		return special(ctx, r, rights, counts)
	})
	if err != nil {
		return nil, err
	}
	return offices(counts, today, soon), nil
}

// standing reads the figures of the offices in the actor's scope; of whoever sees no client, those of all.
func standing(ctx context.Context, r *db.Reader, rights access.Rights, today, soon civil.Date) (map[figure]int, error) {
	type row struct {
		Of figure
		N  int
	}
	args, scope := []any{today, soon}, ""
	if len(rights.Offices) > 0 && !rights.National {
		scope = " and f.office_id in " + db.In(len(rights.Offices), 3)
		args = append(args, db.Args(rights.Offices)...)
	}
	rows, err := db.All[row](ctx, r, `select f.what, f.item, f.office_id, f.n from casefile_figure f where (f.what in ('awaited','supervised')
		or (f.what = 'due' and f.item < $1) or (f.what = 'end' and f.item <= $2))`+scope, args...)
	out := make(map[figure]int, len(rows))
	for _, x := range rows {
		out[x.Of] = x.N
	}
	return out, err
}

// special puts right the figures for those whose sight does not follow from the office alone.
// sight: who is out of sight is read only to be taken out of a count that held them; {visible} decides.
func special(ctx context.Context, r *db.Reader, rights access.Rights, counts map[figure]int) error {
	type row struct {
		Of   stand
		Seen bool
	}
	rows, err := db.All[row](ctx, r, `select `+standColumns+`, case when {visible c.client_id} then 1 else 0 end from casefile_card c where c.client_id in (
		select client_id from casefile_card where restricted = true union select client_id from casefile_card where sealed = true
		union select l.client_id from access_list l where l.account_id = $1 and l.replaced_at is null)`, rights.Account)
	if err != nil {
		return err
	}
	for _, x := range rows {
		was := x.Of.open() && (rights.National || slices.Contains(rights.Offices, x.Of.Office))
		for _, f := range x.Of.figures() {
			switch {
			case x.Seen && !was:
				counts[f]++
			case !x.Seen && was:
				counts[f]--
			}
		}
	}
	return nil
}

// offices adds the counts up by office.
func offices(counts map[figure]int, today, soon civil.Date) []OfficeRow {
	by, officers := map[string]*OfficeRow{}, map[figure]bool{}
	for f, n := range counts {
		if n <= 0 {
			continue
		}
		row := by[f.Office]
		if row == nil {
			row = &OfficeRow{Office: id.Office(f.Office)}
			by[f.Office] = row
		}
		row.add(f, n, today, soon)
		officer := figure{Item: f.Item, Office: f.Office}
		if (f.What == figureAwaited || f.What == figureSupervised) && f.Item != "" && !officers[officer] {
			officers[officer] = true
			row.Officers++
		}
	}
	out := make([]OfficeRow, 0, len(by))
	for _, row := range by {
		if row.Supervised+row.Awaited > 0 {
			out = append(out, *row)
		}
	}
	slices.SortFunc(out, func(a, b OfficeRow) int { return strings.Compare(string(a.Office), string(b.Office)) })
	return out
}

func (r *OfficeRow) add(f figure, n int, today, soon civil.Date) {
	switch f.What {
	case figureAwaited, figureSupervised:
		if f.Item == "" {
			r.Unallocated += n
		}
		if f.What == figureAwaited {
			r.Awaited += n
		} else {
			r.Supervised += n
		}
	case figureDue:
		if f.Item < today.String() {
			r.Overdue += n
		}
	case figureEnd:
		if f.Item <= soon.String() {
			r.Ending += n
		}
	}
}
