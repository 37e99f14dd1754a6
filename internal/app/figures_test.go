package app_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/world"
)

// counting is what the figures of the offices are by definition: one count over all cards within sight.
const counting = `select c.office_id, sum(case when c.order_status in ('registered','running','suspended') then 1 else 0 end),
	sum(case when c.order_status in ('pending','called') then 1 else 0 end),
	sum(case when c.order_status in ('pending','called') and c.register_due < $1 then 1 else 0 end),
	sum(case when c.officer_id is null then 1 else 0 end),
	sum(case when c.order_status in ('registered','running','suspended') and c.term_end <= $2 then 1 else 0 end), count(distinct c.officer_id)
	from casefile_card c where c.office_id is not null and c.order_status in ('pending','called','registered','running','suspended') and `

// The figures kept beside the cards are those that a count over all cards within the reader's sight gives: for everybody who
// may read them, with restricted, sealed, excluded and hidden clients, on any day, and before and after a rebuild.
func TestFiguresAreThoseOfTheCards(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		w.Admit(world.Latecomer())
		w.Admit(world.Expected())
		seen := figuresHold(t, w)
		if cmp.Equal(seen["director"], seen["regional"]) || cmp.Equal(seen["custodian"], seen["director"]) && len(seen["custodian"]) > 0 {
			t.Error("everybody sees the same figures: the test cannot fail")
		}
		relate := func(key, state, kind string) {
			ctx := w.Job()
			if err := w.App.DB.Write(ctx, func(tx *db.Tx) error {
				if err := (accesssvc.Ops{}).Relate(ctx, tx, w.Client(state).ID, w.Member(key).Account, kind, "test", nil); err != nil {
					return err
				}
				return tx.Record(ctx, "access.change_list", "")
			}); err != nil {
				t.Fatal(err)
			}
		}
		relate("director", world.Own, access.Exclude)
		relate("director", world.Restricted, access.Allow)
		relate("programme_lead", world.Sealed, access.Allow)
		relate("regional", world.Distant, "covering")
		relate("regional", world.Team, access.Exclude)
		figuresHold(t, w)
		for _, days := range []int{20, 60, 400} {
			w.Clock.Set(testkit.Start.AddDate(0, 0, days))
			figuresHold(t, w)
		}
		kept := figures(t, w)
		if err := w.App.RebuildCards(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(kept, figures(t, w)); diff != "" || len(kept) < 5 {
			t.Errorf("%d figures; the rebuilt ones differ (-kept current +rebuilt):\n%s", len(kept), diff)
		}
	})
}

// figuresHold compares the figures of everybody who may read them with a plain count.
func figuresHold(t *testing.T, w *world.World) map[string][]casefilesvc.OfficeRow {
	t.Helper()
	out := map[string][]casefilesvc.OfficeRow{}
	for _, s := range w.Staff {
		ctx := w.As(s.Key)
		rights := access.From(ctx)
		if !rights.May(access.ReadNational) {
			continue
		}
		sight := "{visible c.client_id}"
		if len(rights.Offices) == 0 {
			sight = "c.restricted = false and c.sealed = false and c.hidden = false"
		}
		var want []casefilesvc.OfficeRow
		err := w.App.DB.Read(ctx, func(r *db.Reader) (err error) {
			today := w.App.Today()
			want, err = db.All[casefilesvc.OfficeRow](ctx, r, counting+sight+` group by c.office_id order by c.office_id`, today, today.AddDays(30))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := world.Service[*casefilesvc.Service](w).National(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-counted +kept):\n%s", s.Key, diff)
		}
		out[s.Key] = got
	}
	if len(out) < 4 {
		t.Errorf("only %d read the figures", len(out))
	}
	return out
}

func figures(t *testing.T, w *world.World) map[string]int {
	t.Helper()
	type row struct {
		What, Item, Office string
		N                  int
	}
	out := map[string]int{}
	ctx := db.WithSight(context.Background(), db.Everyone{})
	if err := w.App.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[row](ctx, r, `select what, item, office_id, n from casefile_figure`)
		for _, x := range rows {
			out[x.What+" "+x.Item+" "+x.Office] = x.N
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
