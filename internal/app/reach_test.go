package app_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// far is a sight that does not tell where to look: lists under it look through the whole country.
type far struct{ accesssvc.Sight }

// Everybody's lists, day and search hold exactly what they would hold if the country were looked through.
func TestListsFollowTheSight(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.Service[*casefilesvc.Service](w)
		found := 0
		for _, who := range w.Staff {
			near := w.As(who.Key)
			if access.From(near).National {
				continue
			}
			country := db.WithSight(near, far{accesssvc.Sight{Rights: access.From(near)}})
			for _, due := range append(casefile.Debts(), "") {
				for _, f := range []casefile.Filter{
					{Scope: "all", Status: "any", Due: due},
					{Scope: "office", Due: due, Sort: "end"},
					{Scope: "all", Status: "supervised", Due: due, Desc: true},
					{Scope: "all", Status: "ended", Due: due},
					{Scope: "mine", Due: due},
					{Scope: "all", Officer: "none", Due: due},
				} {
					list := func(ctx context.Context) (out casefilesvc.List, code string) {
						out, err := s.Caseload(ctx, f)
						if err != nil {
							code = err.Error()
						}
						return out, code
					}
					a, errA := list(near)
					b, errB := list(country)
					if !reflect.DeepEqual(a, b) || errA != errB {
						t.Errorf("%s %+v: %q %q\n%+v\n%+v", who.Key, f, errA, errB, a, b)
					}
					found += len(a.Cards)
				}
			}
			day := func(ctx context.Context) (casefile.Day, bool) {
				d, err := s.Day(ctx, w.Today())
				return d, err == nil
			}
			a, okA := day(near)
			b, okB := day(country)
			if !reflect.DeepEqual(a, b) || okA != okB {
				t.Errorf("%s day:\n%+v\n%+v", who.Key, a, b)
			}
			search := func(ctx context.Context, text string) (out []id.Client) {
				cards, err := s.Search(ctx, text)
				for _, c := range cards {
					out = append(out, c.Client)
				}
				if err != nil {
					return nil
				}
				return out
			}
			for _, text := range []string{"а", "б", "асан", "кыз", "n", "m", "1990"} {
				if diff := cmp.Diff(search(country, text), search(near, text)); diff != "" {
					t.Errorf("%s searches %q: %s", who.Key, text, diff)
				}
				found += len(search(near, text))
			}
		}
		if found < 50 {
			t.Errorf("only %d rows compared", found)
		}
	})
}
