package zoneweb_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneweb"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/i18n"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

// On the client's paper stand the zones that hold, in the version that holds, and the free times that are not over; nothing that is drafted
// or ended, and never a zone that protects somebody.
func TestPaper(t *testing.T) {
	words, err := i18n.Load(locale.FS)
	must(t, err)
	set, err := kg.Load()
	must(t, err)
	now := civil.At(time.Date(2026, 11, 17, 6, 0, 0, 0, time.UTC))
	whole := func(k zone.Kind, s zoning.State, name string) zonesvc.Whole {
		v := zoning.Version{Number: 1, State: zoning.VersionInForce, HoldsFrom: now.Add(-time.Hour)}
		v.Name, v.Times.Always, v.Shape = name, true, zone.Shape{Form: zone.Circle, Radius: 80, Points: []zone.Point{{}}}
		draft := v
		draft.Number, draft.Name, draft.State = 2, "Долбоор", zoning.VersionWaiting
		z := zonesvc.Whole{Versions: []zoning.Version{draft, v}}
		z.Kind, z.State, z.InForce, z.Waiting = k, s, 1, 2
		return z
	}
	home := whole(zone.Home, zoning.InForce, "Үй,\nМасалиев пр.")
	home.Free = []zoning.Exception{
		{From: now.Add(-48 * time.Hour), Until: now.Add(-24 * time.Hour)},
		{From: now.Add(time.Hour), Until: now.Add(2 * time.Hour)},
		{From: now.Add(5 * time.Hour), Until: now.Add(6 * time.Hour), WithdrawnAt: now},
	}
	sheet := zonesvc.Sheet{
		Order: regime.Order{Kind: regime.Supervision, Begins: now.Add(-time.Hour), Ends: now.Add(24 * time.Hour)},
		Zones: []zonesvc.Whole{
			whole(zone.VictimFixed, zoning.InForce, "Жабырлануучу"), whole(zone.VictimMoving, zoning.InForce, "Жабырлануучу"), home,
			whole(zone.Work, zoning.Ended, "Эски цех"), whole(zone.Exclusion, zoning.InForce, "Базар"),
		},
	}
	for lang, want := range map[string]string{"ky": "Күнү-түнү", "ru": "Круглосуточно"} {
		ctx := i18n.WithCatalogue(context.Background(), words, lang, time.UTC)
		got := zoneweb.Paper(ctx, sheet, set.At(now.In(time.UTC)), now)
		lines := strings.Split(got["zones"], "\n")
		if len(lines) != 2 || !strings.HasPrefix(lines[0], "1. Үй, Масалиев пр. (") || !strings.Contains(lines[1], "Базар") || !strings.Contains(lines[0], want) {
			t.Errorf("%s: %q", lang, lines)
		}
		if n := len(strings.Split(got["zones_free"], "\n")); n != 1 || got["monitoring"] == "" {
			t.Errorf("%s: %d free times: %q", lang, n, got["zones_free"])
		}
		for field, text := range got {
			for _, no := range []string{"Жабырлануучу", "Эски", "Долбоор", "⟦"} {
				if strings.Contains(text, no) {
					t.Errorf("%s tells of %s: %s", field, no, text)
				}
			}
		}
	}
}
