package journeytest

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
)

// A judgment comes on paper, is received, checked and accepted: a person as the document spells them, an order with its
// obligations, a file number, and the day by which the client is to be registered.
func TestAJudgmentBecomesAnOrder(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("УД-114/26"))
		x := k.latest(client)
		if x.State != order.StatePending || x.Measure != "probation_supervision" || x.RegisterDue.String() != "2026-03-16" || x.TermEnd.String() != "2028-03-01" {
			t.Fatalf("order %+v", x)
		}
		v, err := k.orders.Views(k.head(), client)
		k.ok(err)
		if len(v[0].Duties) != 2 || v[0].FileNumber == "" {
			t.Fatalf("view %+v", v[0])
		}
		if _, ok := order.ParseFileNumber(string(v[0].FileNumber)); !ok {
			t.Fatalf("file number %q", v[0].FileNumber)
		}
		if k.book.Facts("order.judgment_accepted", client) != 1 {
			t.Fatal("no fact of the acceptance")
		}
	})
}

// Everything wrong with a judgment is said at once, by field.
func TestAllProblemsAtOnce(t *testing.T) {
	each(t, func(k *kit) {
		in := paper("1")
		in.DecidedOn, in.Court, in.Person.PIN, in.Person.Surname = "31.02.2026", " ", "2140519870012", "Бaктыбеков"
		in.TermFrom, in.TermTo, in.Measures[0].Code, in.Person.Birth = "2026-03-01", "2026-02-01", "flogging", "2030"
		_, err := k.intake.Receive(k.clerk(), in)
		got := fields(k.want(err, fault.Invalid))
		want := map[string]string{
			"court": "field.required", "decided_on": "date.invalid", "person.pin": "pin.short", "term_to": "date.order",
			"person.surname": "name.latin_inside", "measures": "judgment.measure_unknown", "person.birth": "date.future",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
		if n := k.count(`select count(*) from order_judgment`); n != 0 {
			t.Fatalf("%d judgments were stored", n)
		}
	})
}

// Not in force, not signed: the judgment goes back to the court with a list of reasons.
func TestReturnToTheCourt(t *testing.T) {
	each(t, func(k *kit) {
		ctx := k.clerk()
		judgment := k.receive(ctx, paper("2"))
		k.ok(k.intake.Check(ctx, orderintakesvc.Check{ID: judgment, Version: 1, InForce: order.Yes, Signed: order.No, Identity: order.Yes}))
		j, err := k.intake.Judgment(ctx, judgment)
		k.ok(err)
		k.want(k.accept(ctx, judgment), fault.Conflict)
		f := k.want(k.intake.Return(ctx, orderintakesvc.Return{ID: judgment, Version: j.Version, Reasons: []string{"other"}}), fault.Invalid)
		if fields(f)["note"] == "" {
			t.Fatalf("a reason in words is not asked for: %v", f)
		}
		k.ok(k.intake.Return(ctx, orderintakesvc.Return{ID: judgment, Version: j.Version, Reasons: []string{"unsigned", "no_seal"}, Note: "Экинчи бет"}))
		j, err = k.intake.Judgment(ctx, judgment)
		k.ok(err)
		if j.State != order.JudgmentReturned || len(j.Reasons) != 2 || j.ReturnNote != "Экинчи бет" || j.LetterNo == "" {
			t.Fatalf("%+v", j)
		}
		k.want(k.intake.Return(ctx, orderintakesvc.Return{ID: judgment, Version: j.Version, Reasons: []string{"unsigned"}}), fault.Conflict)
		if again := k.receive(ctx, paper("2")); again == judgment {
			t.Fatal("a returned judgment must be able to come again")
		}
	})
}

// A day in force that has not come contradicts the answer that the judgment is in force.
func TestNotYetInForce(t *testing.T) {
	each(t, func(k *kit) {
		in := paper("3")
		in.InForceOn = "2026-03-20"
		judgment := k.receive(k.clerk(), in)
		err := k.intake.Check(k.clerk(), orderintakesvc.Check{ID: judgment, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes})
		if got := fields(k.want(err, fault.Invalid))["in_force"]; got != "judgment.not_yet_in_force" {
			t.Fatal(got)
		}
	})
}

// The same judgment twice is refused with the one that is here named; another person of the same case is not.
func TestTheSameJudgmentTwice(t *testing.T) {
	each(t, func(k *kit) {
		first := k.receive(k.clerk(), paper("УД-7/26"))
		in := paper("уд 7/26")
		in.Court = "«Каракол» шаардык соту"
		_, err := k.intake.Receive(k.clerk(), in)
		f := k.want(err, fault.Conflict)
		if f.Msg.Args["Judgment"] != first {
			t.Fatalf("%+v", f.Msg)
		}
		in.Another = true
		if second := k.receive(k.clerk(), in); second == first {
			t.Fatal("not a new judgment")
		}
	})
}

// A person on record in sight is offered, and must be chosen or refused; what the document spells otherwise is added.
func TestAKnownPersonIsOffered(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("10"))
		in := paper("11")
		in.Person = order.IncomingPerson{Surname: "Бактыбек уулу", Given: "Усон", PIN: "21405198700123", Birth: "1987", District: string(karakol)}
		ctx := k.clerk()
		judgment := k.receive(ctx, in)
		k.check(ctx, judgment)
		offered, err := k.intake.Candidates(ctx, judgment)
		k.ok(err)
		if len(offered) != 1 || offered[0].Client != client || offered[0].FileNumber == "" {
			t.Fatalf("offered %+v", offered)
		}
		if got := fields(k.want(k.accept(ctx, judgment), fault.Invalid))["client"]; got != "judgment.choose_person" {
			t.Fatal(got)
		}
		j, err := k.intake.Judgment(ctx, judgment)
		k.ok(err)
		k.ok(k.intake.Accept(ctx, orderintakesvc.Accept{ID: judgment, Version: j.Version, Client: client}))
		all, err := k.orders.Orders(k.head(), client)
		k.ok(err)
		if len(all) != 2 || k.count(`select count(*) from order_file`) != 1 {
			t.Fatalf("%d orders; a later order stands in the same file", len(all))
		}
		if n := k.count(`select count(*) from person_name where client_id = $1`, client); n < 3 {
			t.Fatalf("%d spellings", n)
		}
	})
}

// A person of whom the clerk has no sight: the clerk sees what is seen with every judgment, and a custodian decides.
func TestAHiddenMatchGoesToTheCustodian(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("20"))
		ctx := k.as("clerk-osh", access.Records, osh)
		in := paper("21")
		in.Person.District = string(osh)
		judgment := k.receive(ctx, in)
		k.check(ctx, judgment)
		offered, err := k.intake.Candidates(ctx, judgment)
		k.ok(err)
		if len(offered) != 0 {
			t.Fatalf("a hidden person was offered: %+v", offered)
		}
		k.ok(k.accept(ctx, judgment))
		j, err := k.intake.Judgment(ctx, judgment)
		k.ok(err)
		if j.State != order.JudgmentAccepted || k.count(`select count(*) from order_order`) != 1 {
			t.Fatalf("state %s", j.State)
		}
		_, err = k.intake.HiddenMatches(ctx)
		k.want(err, fault.Forbidden)
		custodian := k.as("custodian", access.Custodian, access.TopOffice)
		queue, err := k.intake.HiddenMatches(custodian)
		k.ok(err)
		if len(queue) != 1 || queue[0].Candidates[0].Client != client {
			t.Fatalf("queue %+v", queue)
		}
		k.want(k.intake.Resolve(custodian, orderintakesvc.Resolve{
			Judgment: judgment, Version: j.Version, Client: "0190a0a0-0000-7000-8000-000000000001",
			Reason: "x",
		}), fault.NotFound)
		k.ok(k.intake.Resolve(custodian, orderintakesvc.Resolve{Judgment: judgment, Version: j.Version, Client: client, Reason: "ПИН"}))
		if n := k.count(`select count(*) from order_order where client_id = $1`, client); n != 2 {
			t.Fatalf("%d orders", n)
		}
		k.want(k.intake.Resolve(custodian, orderintakesvc.Resolve{Judgment: judgment, Version: j.Version, Reason: "again"}), fault.NotFound)
	})
}

// The same judgment out of sight is a double that only the custodian learns of.
func TestAHiddenDoubleMakesNoSecondOrder(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("30"))
		ctx := k.as("clerk-osh", access.Records, osh)
		in := paper("30")
		in.Person.District = string(osh)
		judgment := k.receive(ctx, in)
		k.check(ctx, judgment)
		k.ok(k.accept(ctx, judgment))
		custodian := k.as("custodian", access.Custodian, access.TopOffice)
		queue, err := k.intake.HiddenMatches(custodian)
		k.ok(err)
		if len(queue) != 1 || !queue[0].Twin {
			t.Fatalf("queue %+v", queue)
		}
		k.ok(k.intake.Resolve(custodian, orderintakesvc.Resolve{Judgment: judgment, Version: queue[0].Judgment.Version, Client: client, Double: true, Reason: "кайталанды"}))
		if n := k.count(`select count(*) from order_order where client_id = $1`, client); n != 1 {
			t.Fatalf("%d orders", n)
		}
	})
}

// Who may not, may not; another office's judgment does not exist.
func TestIntakeRefusals(t *testing.T) {
	each(t, func(k *kit) {
		_, err := k.intake.Receive(k.as("p", access.Psychologist, karakol), paper("40"))
		k.want(err, fault.Forbidden)
		_, err = k.intake.List(k.as("a", access.Auditor, access.TopOffice), orderintakesvc.Filter{})
		k.want(err, fault.Forbidden)
		judgment := k.receive(k.clerk(), paper("40"))
		far := k.as("clerk-osh", access.Records, osh)
		_, err = k.intake.Judgment(far, judgment)
		k.want(err, fault.NotFound)
		k.want(k.intake.Check(far, orderintakesvc.Check{ID: judgment, Version: 1, InForce: order.Yes, Signed: order.Yes, Identity: order.Yes}), fault.NotFound)
		list, err := k.intake.List(far, orderintakesvc.Filter{})
		k.ok(err)
		if len(list.Items) != 0 || len(list.Counts) != 0 {
			t.Fatalf("%+v", list)
		}
		k.want(k.intake.Check(k.clerk(), orderintakesvc.Check{ID: judgment, Version: 9, InForce: order.Yes}), fault.Conflict)
	})
}

// Two clerks accept the same judgment at once: one order.
func TestTwoAcceptancesMakeOneOrder(t *testing.T) {
	each(t, func(k *kit) {
		judgment := k.receive(k.clerk(), paper("50"))
		k.check(k.clerk(), judgment)
		var wg sync.WaitGroup
		errs := make([]error, 2)
		for i := range errs {
			wg.Go(func() {
				errs[i] = k.intake.Accept(k.as(id.Account([]string{"a", "b"}[i]), access.Records, karakol), orderintakesvc.Accept{ID: judgment, Version: 2})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
		if n := k.count(`select count(*) from order_order`); n != 1 {
			t.Fatalf("%d orders", n)
		}
	})
}

// The list filters by state and finds a name in any order and script.
func TestTheListOfJudgments(t *testing.T) {
	each(t, func(k *kit) {
		ctx := k.clerk()
		k.receive(ctx, paper("60"))
		checked := k.receive(ctx, other("61", "Асанова", "Нургүл", 1990))
		k.check(ctx, checked)
		list, err := k.intake.List(ctx, orderintakesvc.Filter{State: order.JudgmentChecked})
		k.ok(err)
		if len(list.Items) != 1 || list.Items[0].ID != checked || list.Counts[order.JudgmentReceived] != 1 {
			t.Fatalf("%+v", list)
		}
		for _, text := range []string{"нургул асан", "nurgul", "61"} {
			list, err = k.intake.List(ctx, orderintakesvc.Filter{Text: text})
			k.ok(err)
			if len(list.Items) != 1 || list.Items[0].ID != checked {
				t.Fatalf("%q: %+v", text, list.Items)
			}
		}
	})
}

// A court's system learns how far its judgment has come, and why it comes back.
func TestTheCourtsSystem(t *testing.T) {
	each(t, func(k *kit) {
		ctx := k.clerk()
		st, err := k.intake.Submit(ctx, paper("70"))
		k.ok(err)
		if st.State != "received" || st.Number != "70" {
			t.Fatalf("%+v", st)
		}
		k.ok(k.intake.Return(ctx, orderintakesvc.Return{ID: st.ID, Version: 1, Reasons: []string{"illegible"}}))
		st, err = k.intake.Status(ctx, st.ID)
		k.ok(err)
		if st.State != "returned" || st.Reasons[0] != "illegible" || st.Letter == "" {
			t.Fatalf("%+v", st)
		}
	})
}
