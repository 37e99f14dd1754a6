package contactstd_test

import (
	"context"
	"slices"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/testkit/world"
)

// card is what lists know of contacts.
type card struct {
	Due         civil.Date
	Short, Late int
	Points      int
}

func cardOf(t *testing.T, w *world.World, c *world.Client) card {
	t.Helper()
	var out card
	if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
		out, err = db.One[card](context.Background(), r, `select c.contact_due, c.contact_short, c.contact_late, c.points from casefile_card c
			where c.client_id = $1 and {visible c.client_id}`, c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// shares puts a table in force today that sets the share of illness to a half.
func shares(t *testing.T, w *world.World) {
	t.Helper()
	svc := world.Service[*rulebooksvc.Service](w)
	made, err := svc.Draft(w.As("programme_lead"))
	if err != nil {
		t.Fatal(err)
	}
	all, err := svc.Tables(w.As("programme_lead"))
	if err != nil {
		t.Fatal(err)
	}
	table, err := all.Table(made)
	if err != nil {
		t.Fatal(err)
	}
	for i := range table.Exemptions {
		if table.Exemptions[i].Reason == "illness" {
			table.Exemptions[i].Share = rulebook.Cell{Set: true, N: 50}
		}
	}
	if err := svc.Save(w.As("programme_lead"), rulebooksvc.Edit{ID: made, Version: 1, Table: table, Reason: "workload", ReasonText: "Үлүш"}); err != nil {
		t.Fatal(err)
	}
	if err := svc.PutInForce(w.As("director"), made, 2, w.Today()); err != nil {
		t.Fatal(err)
	}
}

// A recorded exemption lowers what is asked for on the card and the points of workload, at once.
func TestAnExemptionReachesTheCardAndThePoints(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		shares(t, w)
		own, svc := w.Client(world.Own), world.Service[*standardsvc.Service](w)
		before := cardOf(t, w, own)
		if before.Points != 200 || before.Short == 0 || before.Due.IsZero() {
			t.Fatalf("before: %+v", before)
		}
		entry, err := svc.Propose(w.As("officer"), standardsvc.Propose{Client: own.ID, Exemption: standard.Exemption{
			Reason: "illness", Days: civil.Period{From: w.Today(), To: w.Today().AddDays(60)}, Note: "Справка",
		}})
		if err != nil {
			t.Fatal(err)
		}
		if got := cardOf(t, w, own); got != before {
			t.Errorf("proposed: %+v", got)
		}
		x, _, err := svc.Exemption(w.As("head"), own.ID, entry)
		if err != nil {
			t.Fatal(err)
		}
		if err := svc.Decide(w.As("head"), standardsvc.Decide{Client: own.ID, Entry: entry, Row: x.Row, Agree: true}); err != nil {
			t.Fatal(err)
		}
		after := cardOf(t, w, own)
		if after.Points != 100 || after.Short >= before.Short {
			t.Errorf("approved: %+v, before %+v", after, before)
		}
		// the lists show it, and only to whoever may see the client
		page, err := svc.Find(w.As("head"), standardsvc.Filter{What: standardsvc.Short})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range w.Clients {
			listed := slices.ContainsFunc(page.Lines, func(l standardsvc.Line) bool { return l.Client == c.ID })
			if listed && !c.Stand(w.Member("head")).Visible {
				t.Errorf("%s is listed", c.State)
			}
		}
		if page.Count == 0 || page.Count != len(page.Lines) {
			t.Errorf("%d counted, %d listed", page.Count, len(page.Lines))
		}
	})
}
