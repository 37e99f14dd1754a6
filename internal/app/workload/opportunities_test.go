package workload_test

import (
	"context"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// earn gives a client a record that allows a lower level: at a level for long, an assessment in force, appointments kept.
func earn(t *testing.T, w *world.World, c *world.Client, code string) {
	t.Helper()
	ctx := context.Background()
	err := w.App.DB.Write(w.Job(), func(tx *db.Tx) error {
		for range 3 {
			made := tx.NewID()
			if err := tx.Insert(ctx, "supervision_appointment", db.Row{
				"id": made, "client_id": c.ID, "appointment_id": made, "kind": "office_visit", "planned_at": w.Today().AddDays(-45).StartIn(w.App.Zone), "minutes": 30,
				"place": nil, "purpose": nil, "officer_id": w.Member("officer").Account, "state": "closed", "outcome": "complied", "absence_reason": nil, "ground": nil,
				"closing": nil, "closed_at": tx.Now, "source": "screen", "written_at": tx.Now, "written_by": "test", "fact_id": made, "moved": false,
				"recorded_at": tx.Now, "recorded_by": "test", "replaced_at": nil, "replaced_by": nil, "reason": nil, "reason_text": nil,
			}); err != nil {
				return err
			}
		}
		if err := assessed(ctx, tx, w, c); err != nil {
			return err
		}
		level := tx.NewID()
		if err := tx.Insert(ctx, "assessment_level", db.Row{
			"id": level, "client_id": c.ID, "level": code, "from_level": nil, "proposed": nil, "departs": false, "assessment_id": nil, "state": "in_force",
			"reason": "paper", "reason_text": nil, "valid_from": w.Today().AddMonths(-7), "decided_at": tx.Now, "decided_by": "test", "second_at": nil, "second_by": nil,
			"fact_id": level, "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.App.DB.System(w.Job(), "test", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `update casefile_card set level = $1, level_since = $2, rna_state = 'valid', flags_n = 0 where client_id = $3`,
			code, w.Today().AddMonths(-7), c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// assessed gives the client an assessment in force instead of the open one.
func assessed(ctx context.Context, tx *db.Tx, w *world.World, c *world.Client) error {
	open, err := db.All[string](ctx, tx.System(), `select a.id from assessment_assessment a where a.client_id = $1 and a.state = 'open' and {visible a.client_id}
		and {inside a.client_id a.compartment}`, c.ID)
	if err != nil {
		return err
	}
	for _, x := range open {
		if err := tx.Update(ctx, "assessment_assessment", x, db.Row{"state": "dropped", "closed_at": tx.Now}); err != nil {
			return err
		}
	}
	officer := w.Member("officer").Account
	return tx.Insert(ctx, "assessment_assessment", db.Row{
		"id": tx.NewID(), "client_id": c.ID, "compartment": nil, "instrument": "kg-rna", "instrument_version": "1", "instrument_use": "assessment",
		"cause": "first", "state": "in_force", "assessor_id": officer, "started_at": tx.Now, "signed_at": tx.Now, "signed_by": string(officer),
		"valid_until": w.Today().AddMonths(6), "version": 1,
	})
}

func kinds(list []opportunity.Opportunity) string {
	out := ""
	for _, o := range list {
		out += string(o.Kind) + " "
	}
	return out
}

func TestOpportunitiesAreFoundAndDecidedByAPerson(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		svc := world.Service[*opportunitysvc.Service](w)
		own, sealed := w.Client(world.Own), w.Client(world.Restricted)
		earn(t, w, own, "medium")
		earn(t, w, sealed, "medium")
		for range 2 { // done twice, the look finds the same
			if err := svc.Sweep(w.Job()); err != nil {
				t.Fatal(err)
			}
		}
		want(t, svc.Sweep(w.As("director")), fault.Forbidden)
		mine, err := svc.Find(w.As("officer"), opportunitysvc.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(mine.Lines) != 1 || mine.Count != 1 || mine.Lines[0].Client != own.ID || mine.Lines[0].Kind != opportunity.LowerLevel || mine.Lines[0].To != assessment.Low || len(mine.Lines[0].Reasons) != 3 {
			t.Fatalf("%+v", mine)
		}
		// whoever may not see a restricted client does not find the client, nor the number; the regional head is not on the list
		if list, _ := svc.Find(w.As("regional"), opportunitysvc.Filter{Scope: "office"}); list.Count != 1 {
			t.Errorf("the restricted client is counted: %+v", list)
		}
		if list, _ := svc.Find(w.As("head"), opportunitysvc.Filter{Scope: "office"}); list.Count != 2 {
			t.Errorf("who is on the list does not find the restricted client: %+v", list)
		}
		if list, _ := svc.Find(w.As("officer2"), opportunitysvc.Filter{Scope: "office"}); list.Count != 0 {
			t.Errorf("a colleague's client stands in the own list: %+v", list)
		}
		_, err = svc.Client(w.As("officer"), sealed.ID)
		want(t, err, fault.NotFound)

		panel, err := svc.Client(w.As("officer"), own.ID)
		if err != nil || kinds(panel.Open) != "lower_level " {
			t.Fatalf("%q %v", kinds(panel.Open), err)
		}
		not := opportunitysvc.Decide{Client: own.ID, Kind: opportunity.LowerLevel, Answer: opportunity.ChanceNotNow}
		want(t, decide(svc, w.As("officer"), not), fault.Invalid)
		not.Reason, not.Until, not.Text = "check_facts", w.Today().AddDays(10), "Дареги такталсын"
		want(t, decide(svc, w.As("officer_b"), not), fault.NotFound)
		if err := decide(svc, w.As("officer"), not); err != nil {
			t.Fatal(err)
		}
		want(t, decide(svc, w.As("officer"), not), fault.Conflict)
		if list, _ := svc.Find(w.As("officer"), opportunitysvc.Filter{}); list.Count != 0 {
			t.Errorf("what was put off stands in the list: %+v", list)
		}
		panel, err = svc.Client(w.As("officer"), own.ID)
		if err != nil || len(panel.Open) != 0 || len(panel.Decided) != 1 || panel.Decided[0].Text != not.Text || panel.Decided[0].Reason != "check_facts" {
			t.Fatalf("%+v %v", panel, err)
		}

		w.Clock.Set(not.Until.AddDays(1).StartIn(w.App.Zone).Time())
		yes := opportunitysvc.Decide{Client: own.ID, Kind: opportunity.LowerLevel, Answer: opportunity.ChanceAccepted, Text: "Үч ай бою баары аткарылды"}
		if err := decide(svc, w.As("officer"), yes); err != nil {
			t.Fatal(err)
		}
		if state := levelState(t, w, own); state != "low in_force" {
			t.Errorf("the level: %s", state)
		}
	})
}

func TestALevelThatFallsFromHighWaitsForASecondPerson(t *testing.T) {
	w := world.Open(t, "sqlite")
	svc, own := world.Service[*opportunitysvc.Service](w), w.Client(world.Own)
	earn(t, w, own, "high")
	if err := decide(svc, w.As("officer"), opportunitysvc.Decide{Client: own.ID, Kind: opportunity.LowerLevel, Answer: opportunity.ChanceAccepted, Text: "жакшы"}); err != nil {
		t.Fatal(err)
	}
	if state := levelState(t, w, own); state != "medium proposed" {
		t.Errorf("the level: %s", state)
	}
}

func decide(svc *opportunitysvc.Service, ctx context.Context, in opportunitysvc.Decide) error { //nolint:revive // reads as the call it stands for
	_, err := svc.Decide(ctx, in)
	return err
}

// levelState is the last decision on the level of a client.
func levelState(t *testing.T, w *world.World, c *world.Client) string {
	t.Helper()
	var out string
	if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
		out, err = db.One[string](context.Background(), r, `select c.level || ' ' || c.state from assessment_level c where c.client_id = $1 and {visible c.client_id}
			order by c.decided_at desc, c.id desc limit 1`, c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
