package workload_test

import (
	"context"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/testkit/world"
)

// level writes a supervision level on a card, as the part of assessment would.
func level(t *testing.T, w *world.World, c *world.Client, code string) {
	t.Helper()
	if err := w.App.DB.System(w.Job(), "test", func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), `update casefile_card set level = $1 where client_id = $2`, code, c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// unqualified takes every qualification back.
func unqualified(t *testing.T, w *world.World) {
	t.Helper()
	ctx := context.Background()
	if err := w.App.DB.Write(w.Job(), func(tx *db.Tx) error {
		held, err := db.All[string](ctx, tx.System(), `select id from org_qualification where replaced_at is null`)
		if err != nil {
			return err
		}
		for _, q := range held {
			if err := tx.Update(ctx, "org_qualification", q, db.Row{"replaced_at": tx.Now, "reason": "test"}); err != nil {
				return err
			}
		}
		return tx.Record(w.Job(), "test", "")
	}); err != nil {
		t.Fatal(err)
	}
}

func pointsOf(t *testing.T, w *world.World, c *world.Client) int {
	t.Helper()
	var n int
	if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](context.Background(), r, `select c.points from casefile_card c where c.client_id = $1 and {visible c.client_id}`, c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

func want(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Fatalf("%v, want %s", err, kind)
	}
}

// draft makes a draft as the programme lead that gives every level three visits and five points.
func draft(t *testing.T, w *world.World, who string) (string, rulebooksvc.Edit) {
	t.Helper()
	svc := world.Service[*rulebooksvc.Service](w)
	made, err := svc.Draft(w.As(who))
	if err != nil {
		t.Fatal(err)
	}
	all, err := svc.Tables(w.As(who))
	if err != nil {
		t.Fatal(err)
	}
	table, err := all.Table(made)
	if err != nil {
		t.Fatal(err)
	}
	for i := range table.Rows {
		for p := range table.Rows[i].Phases {
			table.Rows[i].Phases[p].Office = rulebook.Cell{Set: true, N: 300, Status: rulebook.Sourced}
			table.Rows[i].Phases[p].Points = rulebook.Cell{Set: true, N: 500, Status: rulebook.Sourced}
		}
	}
	return made, rulebooksvc.Edit{ID: made, Version: 1, Table: table, Reason: "workload", ReasonText: "  Жүктөм  "}
}

func TestADraftIsPreviewedAndPutInForceByAnother(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		svc := world.Service[*rulebooksvc.Service](w)
		own := w.Client(world.Own)
		if got := pointsOf(t, w, own); got != 200 {
			t.Fatalf("an unassessed client on the register weighs %d", got)
		}
		if got := pointsOf(t, w, w.Client(world.Waiting)); got != 0 {
			t.Fatalf("a client who is awaited weighs %d", got)
		}
		made, edit := draft(t, w, "programme_lead")
		want(t, svc.PutInForce(w.As("director"), made, 1, w.Today()), fault.Invalid) // no reason yet
		if err := svc.Save(w.As("programme_lead"), edit); err != nil {
			t.Fatal(err)
		}
		want(t, svc.Save(w.As("programme_lead"), edit), fault.Conflict) // the version that was shown is gone
		_, err := svc.Preview(w.As("head"), made)
		want(t, err, fault.Forbidden)

		// the effect counts those in sight: nobody without right learns of the restricted and sealed by a number
		e, err := svc.Preview(w.As("programme_lead"), made)
		if err != nil {
			t.Fatal(err)
		}
		inSight := 0
		for _, c := range w.Clients {
			if c.State != world.Waiting && c.Stand(w.Member("programme_lead")).Visible {
				inSight++
			}
		}
		if inSight == 0 || e.Total.Cases != inSight || e.Total.Points != [2]int{200 * inSight, 500 * inSight} || e.Total.Contacts != [2]int{2 * inSight, 3 * inSight} {
			t.Errorf("%d in sight: %+v", inSight, e.Total)
		}

		want(t, svc.PutInForce(w.As("programme_lead"), made, 2, w.Today()), fault.Forbidden)
		want(t, svc.PutInForce(w.As("director"), made, 2, w.Today().AddDays(-1)), fault.Invalid)
		want(t, svc.PutInForce(w.As("director"), made, 1, w.Today()), fault.Conflict)
		if err := svc.PutInForce(w.As("director"), made, 2, w.Today()); err != nil {
			t.Fatal(err)
		}
		want(t, svc.PutInForce(w.As("director"), made, 3, w.Today()), fault.Conflict)
		want(t, svc.Withdraw(w.As("director"), made, 3, "жок"), fault.Conflict) // it holds: a new one replaces it
		want(t, svc.Save(w.As("programme_lead"), edit), fault.Conflict)

		if got := pointsOf(t, w, own); got != 200 {
			t.Errorf("cards were counted within the request: %d", got)
		}
		all, err := svc.Tables(w.As("officer"))
		if err != nil {
			t.Fatal(err)
		}
		if all.Now.ID != made || !all.Recount.Running() || all.Recount.Total < len(w.Clients) {
			t.Errorf("in force %s, recount %+v", all.Now.ID, all.Recount)
		}
		if err := svc.Recount(w.Job(), all.Recount.ID); err != nil {
			t.Fatal(err)
		}
		if got := pointsOf(t, w, own); got != 500 {
			t.Errorf("after the recount: %d", got)
		}
		if all, _ = svc.Tables(w.As("officer")); all.Recount.Running() || all.Recount.Done != all.Recount.Total {
			t.Errorf("%+v", all.Recount)
		}
		// an old month keeps its table
		c := rulebook.Case{Level: "low", Start: civil.MustDate("2026-01-01")}
		if before, after := all.Set.Required(c, 2026, 2), all.Set.Required(c, 2026, 4); before.Office != 1 || after.Office != 3 {
			t.Errorf("February %+v, April %+v", before, after)
		}
	})
}

func TestWhoDraftedTheSameTableCannotDecideIt(t *testing.T) {
	w := world.Open(t, "sqlite")
	svc := world.Service[*rulebooksvc.Service](w)
	made, edit := draft(t, w, "director")
	if err := svc.Save(w.As("director"), edit); err != nil {
		t.Fatal(err)
	}
	want(t, svc.PutInForce(w.As("director"), made, 2, w.Today()), fault.Forbidden)
	edit.Version = 2
	if err := svc.Save(w.As("programme_lead"), edit); err != nil { // changed by another: still the drafter's table
		t.Fatal(err)
	}
	want(t, svc.PutInForce(w.As("director"), made, 3, w.Today()), fault.Forbidden)
	want(t, svc.Withdraw(w.As("programme_lead"), made, 3, " "), fault.Invalid)
	if err := svc.Withdraw(w.As("programme_lead"), made, 3, "ката"); err != nil {
		t.Fatal(err)
	}
	all, err := svc.Tables(w.As("officer"))
	if err != nil || len(all.Decisions) != 0 {
		t.Errorf("an officer is shown drafts: %+v %v", all.Decisions, err)
	}
}

func TestATableAheadHoldsFromItsDay(t *testing.T) {
	w := world.Open(t, "sqlite")
	svc := world.Service[*rulebooksvc.Service](w)
	made, edit := draft(t, w, "programme_lead")
	edit.Table.Source = "№ 45 буйрук, 01.03.2026"
	if err := svc.Save(w.As("programme_lead"), edit); err != nil {
		t.Fatal(err)
	}
	day := w.Today().AddDays(2)
	if err := svc.PutInForce(w.As("director"), made, 2, day); err != nil {
		t.Fatal(err)
	}
	second, edit2 := draft(t, w, "programme_lead")
	if err := svc.Save(w.As("programme_lead"), edit2); err != nil {
		t.Fatal(err)
	}
	want(t, svc.PutInForce(w.As("director"), second, 2, day), fault.Invalid) // two tables of one day
	if err := svc.Nightly(w.Job()); err != nil {
		t.Fatal(err)
	}
	if got := pointsOf(t, w, w.Client(world.Own)); got != 200 {
		t.Errorf("before its day: %d", got)
	}
	w.Clock.Set(day.AddDays(1).StartIn(w.App.Zone).Time())
	if err := svc.Nightly(w.Job()); err != nil {
		t.Fatal(err)
	}
	if got := pointsOf(t, w, w.Client(world.Own)); got != 500 {
		t.Errorf("from its day: %d", got)
	}
	all, err := svc.Tables(w.As("officer"))
	if err != nil {
		t.Fatal(err)
	}
	low, _ := all.Now.Row("low", "")
	if c := low.Phases[rulebook.Usual]; c.Office.Status != rulebook.Sourced || c.Home.Status != rulebook.Unknown {
		t.Errorf("only what changed rests on the named document: %+v", c)
	}
	want(t, svc.Nightly(w.As("director")), fault.Forbidden)
}

func TestCapacityAndWhatAnOfficerMayHold(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		cases := world.Service[*orgcasesvc.Service](w)
		team, officer, officer2 := w.Client(world.Team), w.Member("officer"), w.Member("officer2")
		level(t, w, team, "high")
		unqualified(t, w)
		err := cases.Allocate(w.As("head"), orgcasesvc.Allocate{Client: team.ID, Account: officer.Account, Reason: "workload", Seen: seen(t, w, team.ID)})
		want(t, err, fault.Invalid)
		if p := fault.As(err).Problems; len(p) != 1 || p[0].Msg.Key != "org.allocate.unqualified" {
			t.Fatalf("%+v", p)
		}
		page, err := cases.Client(w.As("head"), team.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Candidates {
			if !c.Load.Measured || c.Unfit.Key == "" || c.Adds != 400 {
				t.Errorf("%+v", c)
			}
			if c.Account == officer2.Account && c.Load.Capacity != 5000 || c.Role == "head" && c.Load.Capacity != 2500 {
				t.Errorf("capacity %+v", c)
			}
		}
		// a post too full is a hint that needs a reason
		level(t, w, team, "low")
		full(t, w, "1.5")
		give := orgcasesvc.Allocate{Client: team.ID, Account: officer.Account, Reason: "workload", Seen: seen(t, w, team.ID)}
		err = cases.Allocate(w.As("head"), give)
		want(t, err, fault.Invalid)
		if p := fault.As(err).Problems; len(p) != 1 || p[0].Field != "note" || p[0].Msg.Key != "org.allocate.over_capacity" {
			t.Fatalf("%+v", p)
		}
		give.Note = "Башка кызматкер жок"
		if err := cases.Allocate(w.As("head"), give); err != nil {
			t.Fatal(err)
		}
	})
}

// full puts a table in force whose full post carries so many points.
func full(t *testing.T, w *world.World, points string) {
	t.Helper()
	svc := world.Service[*rulebooksvc.Service](w)
	made, edit := draft(t, w, "programme_lead")
	n, _, _ := rulebook.ParseHundredths(points)
	edit.Table.Capacity.Full = rulebook.Cell{Set: true, N: n}
	if err := svc.Save(w.As("programme_lead"), edit); err != nil {
		t.Fatal(err)
	}
	if err := svc.PutInForce(w.As("director"), made, 2, w.Today()); err != nil {
		t.Fatal(err)
	}
}

func seen(t *testing.T, w *world.World, c id.Client) string {
	t.Helper()
	page, err := world.Service[*orgcasesvc.Service](w).Client(w.As("head"), c)
	if err != nil || page.Current == nil {
		t.Fatal(err)
	}
	return page.Current.ID
}
