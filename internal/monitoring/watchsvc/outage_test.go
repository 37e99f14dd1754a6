package watchsvc_test

import (
	"fmt"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/regime"
)

// village is where the test's clients live: see fresh.
const village = "41706226832010"

// Ten devices of one village fall silent within minutes: the register gets one entry, the ten alerts of silence are withdrawn, and when the
// devices are heard again it ends. A person who knows better dismisses it, and it does not come back for the same silence.
func TestAVillageFallsSilent(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		var orders, idents []string
		for i := range 10 {
			ident := fmt.Sprintf("86%013d", i)
			_, o := k.fitted(ident, regime.ZonesOnly)
			orders, idents = append(orders, o), append(idents, ident)
		}
		for i, ident := range idents {
			k.fix(ident, k.local(0, 9, 1).Add(time.Duration(i)*time.Second), home)
		}
		k.tick(k.local(0, 10, 30))
		silent := func() (n int) {
			for _, o := range orders {
				n += k.has(o, judge.Silent)
			}
			return n
		}
		if silent() != 10 {
			t.Fatalf("%d silent devices told", silent())
		}
		k.clock.Set(k.local(0, 10, 31))
		if n, err := k.outages.Recognise(k.job()); err != nil || n != 1 {
			t.Fatalf("%d outages: %v", n, err)
		}
		k.judge()
		list, _, err := k.outages.List(k.duty(), outagesvc.Filter{})
		k.must(err)
		if silent() != 0 || len(list) != 1 || list[0].State != outage.Recognised || list[0].Place.Area != village || list[0].Silent != 10 {
			t.Fatalf("%d still told; register %+v", silent(), list)
		}
		if n, err := k.outages.Recognise(k.job()); err != nil || n != 0 {
			t.Errorf("the same outage again: %d %v", n, err)
		}
		k.want(k.outages.Decide(k.duty(), outagesvc.Decide{ID: list[0].ID, Version: 1, What: outage.Dismissed}), fault.Invalid)
		k.want(k.outages.Decide(k.officer(), outagesvc.Decide{ID: list[0].ID, Version: 1, What: outage.Dismissed, Reason: "x"}), fault.Forbidden)
		k.want(k.outages.Decide(k.duty(), outagesvc.Decide{ID: list[0].ID, Version: 7, What: outage.Dismissed, Reason: "x"}), fault.Conflict)
		k.must(k.outages.Decide(k.duty(), outagesvc.Decide{ID: list[0].ID, Version: 1, What: outage.Dismissed, Reason: "Оператор не подтверждает"}))
		k.judge()
		if silent() != 10 {
			t.Errorf("dismissed, and %d silences stand", silent())
		}
		if n, err := k.outages.Recognise(k.job()); err != nil || n != 0 {
			t.Errorf("dismissed, and entered again: %d %v", n, err)
		}
		k.same()
	})
}

// An outage that a person enters later explains the silence of the hours before; a wrong entry is told with all its faults at once.
func TestAnOutageEnteredLater(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		_, order := k.fitted(phone, regime.ZonesOnly)
		k.fix(phone, k.local(0, 9, 1), home)
		k.tick(k.local(0, 12, 0))
		if k.has(order, judge.Silent) != 1 {
			t.Fatalf("alerts %+v", k.alerts(order))
		}
		err := k.outages.Add(k.duty(), outage.Entry{What: "weather", Area: "here", From: k.local(1, 9, 0)})
		k.want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 5 {
			t.Errorf("%d problems of 5: %v", n, fault.As(err).Problems)
		}
		k.want(k.outages.Add(k.officer(), outage.Entry{}), fault.Forbidden)
		entry := outage.Entry{What: outage.Power, Area: "41706226000000", From: k.local(0, 9, 2), Source: outage.Told, Note: "Авария на подстанции, журнал РЭС № 14"}
		k.must(k.outages.Add(k.duty(), entry))
		k.judge()
		if k.has(order, judge.Silent) != 0 {
			t.Errorf("explained, and yet %+v", k.alerts(order))
		}
		list, _, err := k.outages.List(k.duty(), outagesvc.Filter{})
		k.must(err)
		k.clock.Set(k.local(0, 13, 0))
		k.must(k.outages.Decide(k.duty(), outagesvc.Decide{ID: list[0].ID, Version: 1, What: "ended", Reason: "Подача восстановлена"}))
		k.judge()
		k.tick(k.local(0, 15, 0))
		if k.has(order, judge.Silent) != 1 {
			t.Errorf("two hours after the outage and silent: %+v", k.alerts(order))
		}
		k.same()
	})
}

// An outage of one village explains the silence of those whose address names it and of nobody else in the territory; one of an operator
// explains nobody's whose card is not known; a correction of the village moves the explanation with it.
func TestAnOutageOfOneVillage(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		here, first := k.fitted(phone, regime.ZonesOnly)
		there, second := k.fitted("860000000000077", regime.ZonesOnly)
		k.address[here], k.address[there] = "с. Кара-Дөбө, ул. Ленина 4", "Жаңы-Айыл айылы, Мектеп көчөсү 1"
		k.fix(phone, k.local(0, 9, 1), home)
		k.fix("860000000000077", k.local(0, 9, 1), home)
		k.tick(k.local(0, 12, 0))
		told := func(one, two int) {
			t.Helper()
			k.judge()
			if a, b := k.has(first, judge.Silent), k.has(second, judge.Silent); a != one || b != two {
				t.Fatalf("silences %d and %d, want %d and %d", a, b, one, two)
			}
		}
		told(1, 1)
		entry := outage.Entry{What: outage.Network, Area: village, Operator: "megacom", From: k.local(0, 9, 2), Source: outage.Told, Note: "Звонок"}
		k.must(k.outages.Add(k.duty(), entry))
		told(1, 1)
		entry.Operator, entry.Village = "", "Кара-Добо"
		k.must(k.outages.Add(k.duty(), entry))
		told(0, 1)
		list, _, err := k.outages.List(k.duty(), outagesvc.Filter{Words: "кара-дөбө"})
		k.must(err)
		if len(list) != 1 || list[0].Place.Village != "Кара-Добо" {
			t.Fatalf("found %+v", list)
		}
		whole, err := k.outages.One(k.officer(), list[0].ID) // who sees the client
		k.must(err)
		if whole.Worn != 1 || whole.Quiet != 1 {
			t.Errorf("%d worn there, %d quiet", whole.Worn, whole.Quiet)
		}
		entry.Village = "Жаңы-Айыл"
		in := outagesvc.Correct{ID: list[0].ID, Version: 1, Entry: entry}
		k.want(k.outages.Correct(k.duty(), in), fault.Invalid)
		in.Reason = "Перепутали село"
		k.want(k.outages.Correct(k.officer(), in), fault.Forbidden)
		k.must(k.outages.Correct(k.duty(), in))
		k.want(k.outages.Correct(k.duty(), in), fault.Conflict)
		told(1, 0)
		k.same()
	})
}

// A list that is announced is entered whole or not at all; what stands already is passed over, works to come count among it.
func TestAnAnnouncedList(t *testing.T) {
	each(t, func(k *kit) {
		k.clock.Set(k.local(0, 9, 0))
		good := outage.Row{Line: 2, Entry: outage.Entry{What: outage.Power, Area: village, Village: "Кара-Суу", From: k.local(2, 9, 0), To: k.local(2, 17, 0), Source: outage.Announced, Note: "График РЭС"}}
		wrong := outage.Row{Line: 3, Entry: outage.Entry{What: "gas", Area: "x", From: k.local(400, 9, 0), Source: outage.Announced}}
		_, err := k.outages.Import(k.duty(), []outage.Row{good, wrong})
		k.want(err, fault.Invalid)
		if n := len(fault.As(err).Problems); n != 4 {
			t.Errorf("%d problems of 4: %v", n, fault.As(err).Problems)
		}
		_, err = k.outages.Import(k.officer(), []outage.Row{good})
		k.want(err, fault.Forbidden)
		for _, want := range []int{1, 0} {
			if n, err := k.outages.Import(k.duty(), []outage.Row{good, good}); err != nil || n != want {
				t.Fatalf("%d entered, want %d: %v", n, want, err)
			}
		}
		for when, want := range map[string]int{outagesvc.Ahead: 1, outagesvc.Running: 0, outagesvc.Over: 0} {
			if list, _, err := k.outages.List(k.duty(), outagesvc.Filter{Time: when, What: outage.Power, Area: village}); err != nil || len(list) != want {
				t.Errorf("%s: %d %v", when, len(list), err)
			}
		}
	})
}

func (k *kit) duty() ctxType { return k.as("d1", access.DutyOperator, access.TopOffice) }
