package papersvc_test

import (
	"testing"

	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/platform/document"
)

// Of a kind of which only one may hold, a new paper of the same entry makes the earlier one void, which stays with its number and names the
// new one; a paper of another entry stays.
func TestANewPaperTakesThePlaceOfTheOldOne(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client("f1"), k.officer()
		issue := func(entry, zones string) document.Issued {
			t.Helper()
			out, err := k.s.Issue(ctx, document.Draft{Client: c, Kind: "monitoring_zones", Lang: "ky", Entry: entry, Fields: map[string]string{
				"name": "А. Б.", "file": "ЛД-1", "zones": zones, "zones_free": "—", "monitoring": "—",
			}})
			must(t, err)
			return out
		}
		first, other := issue("m1", "1. Үй\tкүнү-түнү"), issue("m2", "1. Жумуш\t09:00-18:00")
		second := issue("m1", "1. Үй\t22:00-06:00")
		for _, x := range []struct {
			out   document.Issued
			state paper.State
			why   string
		}{{first, paper.Void, "№ " + second.Number}, {other, paper.Valid, ""}, {second, paper.Valid, ""}} {
			p, pdf, err := k.s.Open(ctx, c, x.out.ID, papersvc.AsPDF)
			must(t, err)
			if p.State != x.state || p.ReasonText != x.why || p.Number != x.out.Number || len(pdf) == 0 {
				t.Errorf("%s: %s %q, want %s %q", x.out.Number, p.State, p.ReasonText, x.state, x.why)
			}
		}
	})
}
