package journeytest

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/orderlistsvc"
	"tuzjol/internal/order/ordersvc"
)

// takeOver takes a case over that runs since 10 March 2025 for two years.
func (k *kit) takeOver(number string) id.Client {
	k.t.Helper()
	_, client, err := k.intake.TakeOver(k.clerk(), orderintakesvc.TakeOver{TakeOver: takenOver(number)})
	k.ok(err)
	return client
}

// takenOver is a case that has run on paper for a year.
func takenOver(number string) order.TakeOver {
	in := order.TakeOver{Incoming: paper(number), RegisteredOn: "20.03.2025", HoursDone: "84", Warnings: "1"}
	in.DecidedOn, in.InForceOn = "2025-02-05", "2025-03-10"
	in.Measures = []order.IncomingMeasure{{Code: "probation_supervision"}, {Code: "community_service", Hours: "240"}}
	return in
}

// Nobody is lost: judgments in force without registration are listed by office with the days, and reported upwards once.
func TestNobodyIsLost(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("200"))
		lost, err := k.lists.Lost(k.head(), orderlistsvc.Query{})
		k.ok(err)
		if lost.Total != 0 {
			t.Fatalf("%+v", lost)
		}
		sent := func(want int) {
			t.Helper()
			n, err := k.orders.Escalate(k.job())
			k.ok(err)
			if n != want {
				t.Fatalf("%d notices, want %d", n, want)
			}
		}
		sent(0)
		k.clock.Set(time.Date(2026, 3, 17, 3, 0, 0, 0, time.UTC))
		sent(1)
		sent(0)
		k.clock.Set(time.Date(2026, 4, 16, 3, 0, 0, 0, time.UTC))
		sent(2)
		roles := k.told.notices[0].Role + " " + string(k.told.notices[1].Office) + " " + string(k.told.notices[2].Office)
		if roles != "head "+string(region)+" hq" {
			t.Fatal(roles)
		}
		lost, err = k.lists.Lost(k.head(), orderlistsvc.Query{})
		k.ok(err)
		if lost.Total != 1 || lost.Offices[0].Office != karakol || lost.Lines[0].Client != client || lost.Lines[0].Overdue(k.lists.Today()) != 31 || lost.Lines[0].Label == "" {
			t.Fatalf("%+v", lost)
		}
		far, err := k.lists.Lost(k.as("h", access.Head, osh), orderlistsvc.Query{})
		k.ok(err)
		if far.Total != 0 || len(far.Lines) != 0 {
			t.Fatalf("%+v", far)
		}
		_, err = k.lists.Lost(k.clerk(), orderlistsvc.Query{})
		k.want(err, fault.Forbidden)
		_, err = k.orders.Escalate(k.head())
		k.want(err, fault.Forbidden)
	})
}

// The worklist counts and filters.
func TestTheWorklist(t *testing.T) {
	each(t, func(k *kit) {
		a := k.client(paper("201"))
		k.client(other("202", "Асанова", "Нургүл", 1990))
		x := k.latest(a)
		k.ok(k.reg.Attempt(k.head(), x.ID, order.Attempt{On: date("2026-03-03"), Channel: "phone", Outcome: "no_answer"}))
		for view, want := range map[string]int{orderlistsvc.ViewAll: 2, orderlistsvc.ViewToCall: 1, orderlistsvc.ViewCalled: 1, orderlistsvc.ViewOverdue: 0} {
			list, err := k.lists.Register(k.head(), orderlistsvc.Query{View: view})
			k.ok(err)
			if len(list.Lines) != want || list.Counts[view] != want {
				t.Fatalf("%s: %d lines, counts %v", view, len(list.Lines), list.Counts)
			}
		}
		k.clock.Set(time.Date(2026, 3, 20, 3, 0, 0, 0, time.UTC))
		list, err := k.lists.Register(k.head(), orderlistsvc.Query{View: orderlistsvc.ViewOverdue})
		k.ok(err)
		if len(list.Lines) != 2 {
			t.Fatalf("%+v", list)
		}
		q := orderlistsvc.Query{}
		q.Page.Size = 1
		list, err = k.lists.Register(k.head(), q)
		k.ok(err)
		q.Page.After = list.Next
		second, err := k.lists.Register(k.head(), q)
		k.ok(err)
		if len(list.Lines) != 1 || len(second.Lines) != 1 || list.Lines[0].Order == second.Lines[0].Order || second.Next.ID != "" {
			t.Fatalf("%+v\n%+v", list, second)
		}
	})
}

// Nobody is kept too long: the last day is counted down, and the day after it everything stops by itself, once.
func TestNobodyIsKeptTooLong(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("210")
		at := func(day string, want map[string]int) {
			t.Helper()
			k.clock.Set(date(day).Time().Add(4 * time.Hour))
			n, err := k.orders.EndDue(k.job())
			k.ok(err)
			if n != want["ended"] {
				t.Fatalf("%s: %d ended", day, n)
			}
			list, err := k.lists.Endings(k.head(), orderlistsvc.Query{})
			k.ok(err)
			for _, v := range []string{orderlistsvc.ViewSoon, orderlistsvc.ViewMid, orderlistsvc.ViewNow, orderlistsvc.ViewOver} {
				if list.Counts[v] != want[v] {
					t.Fatalf("%s: %v", day, list.Counts)
				}
			}
		}
		at("2027-02-01", map[string]int{})
		at("2027-02-10", map[string]int{"soon": 1})
		at("2027-02-25", map[string]int{"soon": 1, "mid": 1})
		at("2027-03-09", map[string]int{"soon": 1, "mid": 1, "now": 1})
		if len(k.told.stopped) != 0 {
			t.Fatal("stopped on the last day")
		}
		at("2027-03-10", map[string]int{"ended": 1})
		at("2027-03-10", map[string]int{})
		x := k.latest(client)
		if x.State != order.StateEnded || x.EndsGround != "served" || x.EndedOn.String() != "2027-03-09" || k.book.Facts("order.ended", client) != 1 {
			t.Fatalf("%+v", x)
		}
		if len(k.told.stopped) != 1 || k.told.stopped[0] != string(client)+" 2027-03-09" {
			t.Fatalf("%v", k.told.stopped)
		}
		if n := k.count(`select count(*) from order_obligation where state <> 'ended'`); n != 0 {
			t.Fatalf("%d obligations still bind", n)
		}
		k.told.demands = []order.Demand{{Client: client, Kind: "office_visit", On: date("2027-03-12")}, {Client: client, On: date("2027-03-09")}}
		after, err := k.lists.AfterEnd(k.head())
		k.ok(err)
		if len(after) != 1 || after[0].EndedOn.String() != "2027-03-09" {
			t.Fatalf("%+v", after)
		}
	})
}

// Grounds of an early end; an expunged conviction hides the record at once, even long after the end.
func TestEndingOnAGround(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("220")
		x := k.latest(client)
		end := ordersvc.End{Order: x.ID, Version: x.Version, Ground: "amnesty", On: date("2026-03-03")}
		k.want(k.orders.End(k.as("officer", access.Officer, karakol), end), fault.Forbidden)
		if got := fields(k.want(k.orders.End(k.head(), end), fault.Invalid))["document"]; got != "term.end.document" {
			t.Fatal(got)
		}
		end.Act = order.Act{Number: "Мыйзам 12", On: date("2026-02-01")}
		k.ok(k.orders.End(k.head(), end))
		x = k.latest(client)
		if x.State != order.StateEnded || x.EndsGround != "amnesty" || len(k.told.stopped) != 1 {
			t.Fatalf("%+v", x)
		}
		end.Version, end.Ground = x.Version, "pardon"
		k.want(k.orders.End(k.head(), end), fault.Conflict)
		end.Ground = "expunged"
		k.ok(k.orders.End(k.head(), end))
		_, err := k.orders.Orders(k.head(), client)
		k.want(err, fault.NotFound)
	})
}

// A judgment quashed before the register ends the order without it; a later order opens the same person again.
func TestALaterOrderReopensThePerson(t *testing.T) {
	each(t, func(k *kit) {
		client := k.client(paper("230"))
		x := k.latest(client)
		k.ok(k.orders.End(k.head(), ordersvc.End{
			Order: x.ID, Version: x.Version, Ground: "quashed", On: date("2026-03-03"),
			Act: order.Act{Number: "АЖ-9/26", On: date("2026-03-02")},
		}))
		if x = k.latest(client); x.State != order.StateEnded {
			t.Fatal(x.State)
		}
		ctx := k.clerk()
		judgment := k.receive(ctx, paper("231"))
		k.check(ctx, judgment)
		j, err := k.intake.Judgment(ctx, judgment)
		k.ok(err)
		k.ok(k.intake.Accept(ctx, orderintakesvc.Accept{ID: judgment, Version: j.Version, Client: client}))
		if x = k.latest(client); x.State != order.StatePending || x.Number != "231" {
			t.Fatalf("%+v", x)
		}
		part, err := k.cards(client)
		k.ok(err)
		if part["order_status"] != "pending" || part["judgment_no"] != "231" {
			t.Fatalf("%v", part)
		}
	})
}

// What the client has to do changes with an act, and each state is reached by an allowed step only.
func TestObligationsChange(t *testing.T) {
	each(t, func(k *kit) {
		client := k.takeOver("240")
		x := k.latest(client)
		k.want(k.orders.AddObligation(k.head(), x.ID, x.Version, order.Obligation{Code: "nonsense"}, civil.Date{}, ""), fault.Invalid)
		k.ok(k.orders.AddObligation(k.head(), x.ID, x.Version, order.Obligation{Code: "place_ban", Text: "Каракол борбордук базары"}, date("2026-03-01"), "Т-4/26"))
		v, err := k.orders.Views(k.head(), client)
		k.ok(err)
		var ban ordersvc.Obligation
		for _, d := range v[0].Duties {
			if d.Code == "place_ban" {
				ban = d
			}
		}
		if ban.Text == "" || ban.State != order.ObligationInForce {
			t.Fatalf("%+v", v[0].Duties)
		}
		k.ok(k.orders.MoveObligation(k.head(), ban.ID, ban.Version, order.ObligationFulfilled, date("2026-03-03"), ""))
		k.want(k.orders.MoveObligation(k.head(), ban.ID, ban.Version+1, order.ObligationInForce, date("2026-03-03"), "x"), fault.Conflict)
		k.want(k.orders.MoveObligation(k.as("h", access.Head, osh), ban.ID, ban.Version, order.ObligationEnded, date("2026-03-03"), "x"), fault.NotFound)
	})
}
