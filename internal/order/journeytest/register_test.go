package journeytest

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/order/ordersvc"
)

func date(s string) civil.Date { return civil.MustDate(s) }

func explained(on string) order.Explanation {
	return order.Explanation{On: date(on), Language: "ky", ReadAloud: true, OwnWords: "Айына эки жолу келем, дарегим өзгөрсө айтам", Proof: "signature"}
}

// called, appeared, explained, registered: each step is saved by itself and the journey shows what is next.
func TestPlacingOnTheRegister(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("100"))
		officer := k.as("officer", access.Officer, karakol)
		x := k.latest(client)
		next := func(want string) orderregistersvc.Journey {
			t.Helper()
			j, err := k.reg.Journey(officer, client)
			k.ok(err)
			for _, s := range j.Steps {
				if s.Next && s.Name == want {
					return j
				}
			}
			t.Fatalf("next is not %s: %+v", want, j.Steps)
			return j
		}
		j := next(order.StepCall)
		if !j.Due.ToConfirm() || len(j.Missing) == 0 || j.FileNumber == "" || j.ByDistrict != karakol {
			t.Fatalf("%+v", j)
		}
		k.ok(k.reg.Attempt(officer, x.ID, order.Attempt{On: date("2026-03-03"), Channel: "phone", Outcome: "will_come", Note: "эжесине айтылды"}))
		next(order.StepAppear)
		f := k.want(k.reg.Register(officer, orderregistersvc.Register{Order: x.ID, Version: x.Version, On: date("2026-03-03")}), fault.Invalid)
		if len(f.Problems) != 2 {
			t.Fatalf("%v", f)
		}
		k.ok(k.reg.Appeared(officer, x.ID, x.Version, date("2026-03-03")))
		next(order.StepExplain)
		e := explained("2026-03-03")
		e.Proof, e.OwnWords = "refused", ""
		got := fields(k.want(k.reg.Explain(officer, x.ID, e), fault.Invalid))
		if got["own_words"] == "" || got["witness"] == "" || got["note"] == "" {
			t.Fatalf("%v", got)
		}
		k.ok(k.reg.Explain(officer, x.ID, explained("2026-03-03")))
		j = next(order.StepRegister)
		if j.Explanation.OwnWords == "" {
			t.Fatal("the client's own words are lost")
		}
		k.want(k.reg.Register(officer, orderregistersvc.Register{Order: x.ID, Version: x.Version, On: date("2026-03-03")}), fault.Conflict)
		k.ok(k.reg.Register(officer, orderregistersvc.Register{Order: x.ID, Version: j.Order.Version, On: date("2026-03-03")}))
		x = k.latest(client)
		if x.State != order.StateRunning || x.RegisteredOn.String() != "2026-03-03" || k.book.Facts("order.registered", client) != 1 {
			t.Fatalf("%+v", x)
		}
		k.want(k.reg.Attempt(officer, x.ID, order.Attempt{On: date("2026-03-03"), Channel: "phone", Outcome: "no_answer"}), fault.Conflict)
	})
}

// Under 18 the legal representative takes part.
func TestAChildIsHeardWithTheRepresentative(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(other("101", "Асанов", "Бекзат", 2009))
		x := k.latest(client)
		got := fields(k.want(k.reg.Explain(k.head(), x.ID, explained("2026-03-03")), fault.Invalid))
		if got["representative"] == "" || got["relation"] == "" {
			t.Fatalf("%v", got)
		}
		e := explained("2026-03-03")
		e.Representative, e.Relation = "Асанова Гүлнара", "parent"
		k.ok(k.reg.Explain(k.head(), x.ID, e))
	})
}

// Not appeared: home check, inquiry, search, in this order.
func TestNotAppearedIsSearchedFor(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("102"))
		x := k.latest(client)
		k.clock.Set(time.Date(2026, 3, 24, 3, 0, 0, 0, time.UTC))
		k.want(k.reg.Inquire(k.head(), x.ID, order.Inquiry{Kind: order.Search, On: date("2026-03-24"), Reason: "келген жок"}), fault.Invalid)
		j, err := k.reg.Journey(k.head(), client)
		k.ok(err)
		if len(j.Steps) != 8 || !j.Steps[5].Next {
			t.Fatalf("%+v", j.Steps)
		}
		k.ok(k.reg.Inquire(k.head(), x.ID, order.Inquiry{Kind: order.HomeCheck, On: date("2026-03-23"), Result: "moved"}))
		k.ok(k.reg.Inquire(k.head(), x.ID, order.Inquiry{Kind: order.Enquiry, On: date("2026-03-24"), Body: "ayil_okmotu"}))
		k.ok(k.reg.Inquire(k.head(), x.ID, order.Inquiry{Kind: order.Search, On: date("2026-03-24"), Reason: "дареги белгисиз"}))
		if k.book.Facts("order.search_opened", client) != 1 {
			t.Fatal("no fact")
		}
		k.ok(k.reg.CloseSearch(k.head(), x.ID, date("2026-03-24")))
		k.want(k.reg.CloseSearch(k.head(), x.ID, date("2026-03-24")), fault.Conflict)
	})
}

// Any office may receive: the file's office is told, and nobody learns whether a file exists.
func TestAnyOfficeMayReceive(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("103"))
		v, err := k.orders.Views(k.head(), client)
		k.ok(err)
		far := k.as("officer-osh", access.Officer, osh)
		k.want(k.reg.Appeared(far, v[0].ID, v[0].Version, date("2026-03-03")), fault.NotFound)
		k.ok(k.reg.ReceivedHere(far, orderregistersvc.CameHere{FileNumber: string(v[0].FileNumber), Birth: "1987-05-15"}))
		k.ok(k.reg.ReceivedHere(far, orderregistersvc.CameHere{FileNumber: "00000-26-000001", Birth: "1987-05-14"}))
		if len(k.told.notices) != 0 {
			t.Fatalf("%+v", k.told.notices)
		}
		k.ok(k.reg.ReceivedHere(far, orderregistersvc.CameHere{FileNumber: string(v[0].FileNumber), Birth: "1987-05-14"}))
		if len(k.told.notices) != 1 || k.told.notices[0].Office != karakol {
			t.Fatalf("%+v", k.told.notices)
		}
		k.ok(k.reg.Explain(far, v[0].ID, explained("2026-03-03")))
		k.want(k.reg.ReceivedHere(far, orderregistersvc.CameHere{FileNumber: "abc", Birth: "1987"}), fault.Invalid)
	})
}

// A running case is taken over in one step, marked until another person has compared it with the paper.
func TestTakingOverARunningCase(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("104")
		x := k.latest(client)
		if x.State != order.StateRunning || !x.Unchecked() || x.HoursDone != 84 || x.Warnings != 1 || x.TermEnd.String() != "2027-03-09" {
			t.Fatalf("%+v", x)
		}
		k.want(k.reg.CheckTakeOver(k.clerk(), x.ID, x.Version), fault.Forbidden)
		k.ok(k.reg.CheckTakeOver(k.head(), x.ID, x.Version))
		if x = k.latest(client); x.Unchecked() {
			t.Fatal("still marked")
		}
		k.want(k.reg.CheckTakeOver(k.head(), x.ID, x.Version), fault.Conflict)
	})
}

// Several orders of one person: added, beside, swallowed.
func TestSeveralOrdersInOneTerm(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("106")
		act := order.Act{Number: "УД-1/25", On: date("2026-01-20")}
		for _, c := range []struct {
			e    order.Entry
			want string
		}{
			{order.Entry{Kind: order.ChangeJoin, Code: string(order.Consecutive), Term: civil.Term{Months: 6}, Act: act}, "2027-09-09"},
			{order.Entry{Kind: order.ChangeJoin, Code: string(order.Concurrent), To: date("2027-12-31"), Act: act}, "2027-12-31"},
			{order.Entry{Kind: order.ChangeJoin, Code: string(order.Absorbed), Term: civil.Term{Years: 1}, Act: act}, "2027-12-31"},
		} {
			x := k.latest(client)
			k.ok(k.orders.Change(k.head(), ordersvc.Change{Order: x.ID, Version: x.Version, Entry: c.e}))
			if x = k.latest(client); x.TermEnd.String() != c.want {
				t.Fatalf("%s: %s", c.e.Code, x.TermEnd)
			}
		}
		x := k.latest(client)
		got := fields(k.want(k.orders.Change(k.head(), ordersvc.Change{Order: x.ID, Version: x.Version, Entry: order.Entry{Kind: order.ChangeJoin}}), fault.Invalid))
		if got["join"] == "" || got["act_number"] == "" {
			t.Fatalf("%v", got)
		}
	})
}

// The term with its arithmetic: suspension, extension, another length, withdrawal of a mistake.
func TestChangesOfTheTerm(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("105")
		do := func(e order.Entry) ordersvc.Order {
			t.Helper()
			x := k.latest(client)
			k.ok(k.orders.Change(k.head(), ordersvc.Change{Order: x.ID, Version: x.Version, Entry: e}))
			return k.latest(client)
		}
		act := order.Act{Court: "Ысык-Көл облустук соту", Number: "АЖ-5/26", On: date("2026-02-20")}
		x := k.latest(client)
		k.want(k.orders.Change(k.head(), ordersvc.Change{Order: x.ID, Version: x.Version, Entry: order.Entry{Kind: order.ChangeExtension}}), fault.Invalid)
		k.want(k.orders.Change(k.as("stranger", access.Officer, karakol), ordersvc.Change{
			Order: x.ID, Version: x.Version,
			Entry: order.Entry{Kind: order.ChangeExtension, Term: civil.Term{Months: 1}, Act: act},
		}), fault.Forbidden)
		if x = do(order.Entry{Kind: order.ChangeExtension, Term: civil.Term{Months: 6}, Act: act}); x.TermEnd.String() != "2027-09-09" {
			t.Fatal(x.TermEnd)
		}
		if x = do(order.Entry{Kind: order.ChangeSuspension, Code: "treatment", From: date("2026-02-20"), To: date("2026-03-01")}); x.TermEnd.String() != "2027-09-19" {
			t.Fatal(x.TermEnd)
		}
		if x = do(order.Entry{Kind: order.ChangeSuspension, Code: "search", From: date("2026-03-03")}); x.State != order.StateSuspended || !x.TermEnd.IsZero() {
			t.Fatalf("%+v", x)
		}
		k.ok(k.orders.Resume(k.head(), x.ID, x.Version, date("2026-03-03")))
		if x = k.latest(client); x.State != order.StateRunning || x.TermEnd.String() != "2027-09-20" {
			t.Fatalf("%s %s", x.State, x.TermEnd)
		}
		v, err := k.orders.Views(k.head(), client)
		k.ok(err)
		if len(v[0].Term.Lines) < 4 {
			t.Fatalf("%+v", v[0].Term.Lines)
		}
		for _, c := range v[0].Changes {
			if c.Kind == order.ChangeExtension {
				k.ok(k.orders.Withdraw(k.head(), x.ID, x.Version, c.ID, "typing"))
			}
		}
		if x = k.latest(client); x.TermEnd.String() != "2027-03-20" {
			t.Fatal(x.TermEnd)
		}
		k.want(k.orders.Change(k.head(), ordersvc.Change{Order: x.ID, Version: 1, Entry: order.Entry{Kind: order.ChangeCredit, Code: "detention", Days: 5}}), fault.Conflict)
	})
}
