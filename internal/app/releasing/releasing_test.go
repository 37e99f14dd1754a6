package releasing_test

import (
	"context"
	"testing"

	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/earlyend"
	"tuzjol/internal/supervision/earlyendsvc"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/testkit/world"
)

// later moves the clock to a day on which most of the client's term has passed, with appointments kept.
func later(t *testing.T, w *world.World, c *world.Client) {
	t.Helper()
	ctx := context.Background()
	type term struct{ Start, End civil.Date }
	var x term
	if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
		x, err = db.One[term](ctx, r, `select c.term_start, c.term_end from casefile_card c where c.client_id = $1 and {visible c.client_id}`, c.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.Clock.Set(x.Start.AddDays(x.Start.DaysUntil(x.End) * 7 / 10).StartIn(w.App.Zone).Time())
	if err := w.App.DB.Write(w.Job(), func(tx *db.Tx) error {
		for range 4 {
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
		return tx.Record(ctx, "test", "")
	}); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if !fault.Is(err, kind) {
		t.Errorf("fault %v %+v, want %s", err, fault.As(err), kind)
	}
}

func fields(err error) map[string]bool {
	out := map[string]bool{}
	if f := fault.As(err); f != nil {
		for _, p := range f.Problems {
			out[p.Field] = true
		}
	}
	return out
}

func accept(t *testing.T, w *world.World, c id.Client, kind opportunity.Chance) string {
	t.Helper()
	made, err := world.Service[*opportunitysvc.Service](w).Decide(w.As("officer"), opportunitysvc.Decide{
		Client: c, Kind: kind, Answer: opportunity.ChanceAccepted, Text: "Бардык шарттарды аткарды",
	})
	if err != nil {
		t.Fatal(kind, err)
	}
	return made
}

// From an accepted opportunity to the order that a court ended: proposed, agreed to by another person, on paper, answered, ended.
func TestAnEarlyEndFromOpportunityToOrder(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		svc, own := world.Service[*earlyendsvc.Service](w), w.Client(world.Own)
		later(t, w, own)
		chance := accept(t, w, own.ID, opportunity.EarlyEnd)
		_, err := svc.Client(w.As("officer_b"), own.ID)
		want(t, err, fault.NotFound)
		_, err = svc.Client(w.As("officer"), w.Client(world.Restricted).ID)
		want(t, err, fault.NotFound)
		panel, err := svc.Client(w.As("officer"), own.ID)
		if err != nil || len(panel.Orders) != 1 || !panel.Orders[0].Live {
			t.Fatalf("%+v %v", panel, err)
		}
		in := earlyendsvc.Propose{Client: own.ID, Basis: "no-such"}
		_, err = svc.Propose(w.As("officer"), in)
		if f := fields(err); !f["order"] || !f["lang"] || !f["ground"] || !f["account"] || !f["basis"] {
			t.Errorf("an empty form: %v", err)
		}
		in = earlyendsvc.Propose{
			Client: own.ID, Order: panel.Orders[0].ID, Basis: chance, Lang: "ky", Ground: "Милдеттерин аткарды", Chronology: "биринчи\nэкинчи", Account: "Макул",
		}
		_, err = svc.Propose(w.As("officer2"), in)
		if err == nil {
			t.Error("a colleague proposes for a client who is not theirs")
		}
		key, err := svc.Propose(w.As("officer"), in)
		if err != nil {
			t.Fatal(err)
		}
		_, err = svc.Propose(w.As("officer"), in)
		if !fields(err)["order"] {
			t.Errorf("a second submission on the same order: %v", err)
		}
		decide := earlyendsvc.Decide{Client: own.ID, ID: key, Version: 1, Agree: true}
		want(t, svc.Decide(w.As("officer"), decide), fault.Forbidden)
		decide.Version = 7
		want(t, svc.Decide(w.As("head"), decide), fault.Conflict)
		decide.Version, decide.Agree = 1, false
		want(t, svc.Decide(w.As("head"), decide), fault.Invalid) // a refusal says why
		decide.Agree = true
		if err := svc.Decide(w.As("head"), decide); err != nil {
			t.Fatal(err)
		}
		x, _, err := svc.Submission(w.As("officer"), own.ID, key)
		if err != nil || x.State != earlyend.Submitted || x.Number == "" || x.Paper == "" || x.Ground != in.Ground || x.Account != in.Account {
			t.Fatalf("%+v %v", x, err)
		}
		answered(t, w, svc, x)
		ends(t, w, own.ID, x.Order)
	})
}

// answered records the court's answer, corrects it, and keeps what was said before.
func answered(t *testing.T, w *world.World, svc *earlyendsvc.Service, x earlyend.Submission) {
	t.Helper()
	in := earlyendsvc.Answer{Client: x.Client, ID: x.ID, Version: x.Version, Result: earlyend.Result{Code: "granted", On: w.Today().AddDays(1)}}
	if f := fields(svc.Answer(w.As("officer"), in)); !f["on"] || !f["number"] {
		t.Errorf("an answer from the future without its number: %v", f)
	}
	in.Result = earlyend.Result{Code: "declined", On: w.Today(), Court: "Ош шаардык соту"}
	if err := svc.Answer(w.As("officer"), in); err != nil {
		t.Fatal(err)
	}
	in.Version, in.Result = x.Version+1, earlyend.Result{Code: "granted", On: w.Today(), Court: "Ош шаардык соту", Number: "УД-5/26"}
	if f := fields(svc.Answer(w.As("officer"), in)); !f["reason"] {
		t.Error("the court's answer is changed without a reason")
	}
	in.Why = person.Why{Reason: "typing"}
	if err := svc.Answer(w.As("officer"), in); err != nil {
		t.Fatal(err)
	}
	now, _, err := svc.Submission(w.As("officer"), x.Client, x.ID)
	r, ok := now.Result()
	if err != nil || !ok || r.Code != "granted" || r.Number != "УД-5/26" || len(now.Results) != 2 {
		t.Fatalf("%+v %v", now, err)
	}
	want(t, svc.Withdraw(w.As("officer"), earlyendsvc.Withdraw{Client: x.Client, ID: x.ID, Version: now.Version, Why: "x"}), fault.Conflict)
}

// ends ends the order on the court's act: nothing binds the client, and nothing may be submitted any more.
func ends(t *testing.T, w *world.World, c id.Client, orderID string) {
	t.Helper()
	orders := world.Service[*ordersvc.Service](w)
	all, err := orders.Views(w.As("head"), c)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d orders: %v", len(all), err)
	}
	if err := orders.End(w.As("head"), ordersvc.End{
		Order: orderID, Version: all[0].Version, Ground: "early_end", On: w.Today(), Act: order.Act{Court: "Ош шаардык соту", Number: "УД-5/26", On: w.Today()},
	}); err != nil {
		t.Fatal(err)
	}
	_, err = world.Service[*earlyendsvc.Service](w).Propose(w.As("head"), earlyendsvc.Propose{Client: c, Order: orderID, Lang: "ru", Ground: "x", Account: "x"})
	if !fields(err)["order"] {
		t.Errorf("a submission on an order that ended: %v", err)
	}
}

// Recognition ends in a letter; an exemption rests only on an accepted opportunity for fewer contacts of the same client.
func TestRecognitionAndTheBasisOfAnExemption(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		own := w.Client(world.Own)
		later(t, w, own)
		made := accept(t, w, own.ID, opportunity.Recognition)
		var number string
		if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
			number, err = db.One[string](context.Background(), r, `select c.number from casefile_paper c where c.client_id = $1 and c.kind = 'recognition'
				and c.entry_id = $2 and {visible c.client_id}`, own.ID, made)
			return err
		}); err != nil || number == "" {
			t.Errorf("no letter: %q %v", number, err)
		}
		x := standard.Exemption{
			Reason: rulebook.ExemptProgress, Days: civil.Period{From: w.Today(), To: w.Today().AddMonths(2)}, Note: "Жетишкендик",
			Visits: rulebook.Cell{Set: true, N: 100, Status: rulebook.Sourced}, Basis: made,
		}
		contacts := world.Service[*standardsvc.Service](w)
		_, err := contacts.Propose(w.As("officer"), standardsvc.Propose{Client: own.ID, Exemption: x})
		if f := fields(err); !f["basis"] {
			t.Errorf("a recognition as the basis of an exemption: %v", err)
		}
		x.Basis = fewer(t, w, own.ID)
		entry, err := contacts.Propose(w.As("officer"), standardsvc.Propose{Client: own.ID, Exemption: x})
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := contacts.Exemption(w.As("head"), own.ID, entry)
		if err != nil || got.Basis != x.Basis {
			t.Fatalf("%+v %v", got, err)
		}
		if err := contacts.Decide(w.As("head"), standardsvc.Decide{Client: own.ID, Entry: entry, Row: got.Row, Agree: true}); err != nil {
			t.Fatal(err)
		}
		if got, _, err = contacts.Exemption(w.As("head"), own.ID, entry); err != nil || got.State != standard.Approved || got.Basis != x.Basis {
			t.Errorf("the basis is lost with the decision: %+v %v", got, err)
		}
	})
}

// fewer is an accepted opportunity for fewer contacts as its decision leaves it.
func fewer(t *testing.T, w *world.World, c id.Client) string {
	t.Helper()
	ctx, made := context.Background(), ""
	if err := w.App.DB.Write(w.Job(), func(tx *db.Tx) error {
		made = tx.NewID()
		if err := tx.Insert(ctx, "assessment_chance", db.Row{
			"id": made, "client_id": c, "kind": string(opportunity.FewerContacts), "answer": opportunity.ChanceAccepted, "level_to": nil, "reason": nil, "reason_text": nil,
			"reasons": `[{"code":"kept","a":4,"b":3}]`, "until": w.Today().AddMonths(3), "decided_at": tx.Now, "decided_by": "test", "fact_id": made,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}); err != nil {
		t.Fatal(err)
	}
	return made
}
