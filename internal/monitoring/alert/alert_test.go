package alert

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/jurisdiction/kg"
)

func ladders(t *testing.T) Ladders {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, err := FromRulebook(set.At(civil.MustDate("2026-03-02")), civil.MustDate("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var (
	victimEntry  = Subject{Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.VictimFixed, Regime: Supervision}
	victimBuffer = Subject{Rule: judge.KeepOutWarning, Class: judge.Warning, Kind: zone.VictimMoving, Regime: ProtectionOrder}
	curfewLeft   = Subject{Rule: judge.PresenceLeft, Class: judge.Violation, Kind: zone.Home, Regime: Supervision}
	orderEntry   = Subject{Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.Exclusion, Regime: ProtectionOrder}
	battery      = Subject{Rule: judge.BatteryLow, Class: judge.Technical, Regime: Supervision}
	lostVictim   = Subject{Rule: judge.VictimUnknown, Class: judge.Warning, Kind: zone.VictimMoving, Regime: ProtectionOrder}
)

// Who is told, at what age, in which state of the alert.
func TestWhoIsTold(t *testing.T) {
	l := ladders(t)
	for _, c := range []struct {
		name  string
		s     Subject
		age   time.Duration
		state State
		told  []Recipient
		want  string
	}{
		{"a victim's zone: police, victim and duty in the first second", victimEntry, 0, Raised, nil, "[police victim duty]"},
		{"and though somebody took it before they were told", victimEntry, 0, Taken, nil, "[police victim]"},
		{"a place that a protection order forbids, the same", orderEntry, 0, Raised, nil, "[police victim duty]"},
		{"a buffer goes to the operator", victimBuffer, 0, Raised, nil, "[duty]"},
		{"protection is reduced: the victim is told", lostVictim, 0, Raised, nil, "[victim duty]"},
		{"a curfew at once", curfewLeft, 0, Raised, nil, "[duty]"},
		{"a curfew that nobody takes for five minutes", curfewLeft, 5 * time.Minute, Seen, []Recipient{Duty}, "[next_duty]"},
		{"for a quarter of an hour", curfewLeft, 15 * time.Minute, Seen, []Recipient{Duty, NextDuty}, "[chief]"},
		{"taken: it climbs no further", curfewLeft, time.Hour, Taken, []Recipient{Duty}, "[]"},
		{"a battery climbs slowly", battery, 15 * time.Minute, Raised, []Recipient{Duty}, "[]"},
		{"but does", battery, 31 * time.Minute, Raised, []Recipient{Duty}, "[next_duty]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := []Recipient{}
			for _, s := range Due(c.s, l, c.age, c.state, c.told) {
				got = append(got, s.To)
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("told %v, want %s", got, c.want)
			}
		})
	}
}

// No rule, kind or regime may make a view for the wearer that holds a place; of victims nothing is said at all.
func TestTheWearerLearnsNothingOfAVictim(t *testing.T) {
	rules := []judge.Rule{
		judge.PresenceAbsent, judge.PresenceLeft, judge.PresenceUnknown, judge.KeepOutEntry, judge.KeepOutWarning, judge.KeepOutPossible,
		judge.VictimUnknown, judge.Silent, judge.NoPlace, judge.BatteryLow, judge.TamperLatched, judge.VictimPanic, judge.OfAlarm(monitoring.Jamming),
	}
	device := []string{"monitoring.wearer.charge", "monitoring.wearer.sky"}
	for _, r := range rules {
		for _, k := range []zone.Kind{"", zone.Home, zone.Exclusion, zone.VictimFixed, zone.VictimMoving} {
			for _, g := range []Regime{Supervision, Observation, EarlyRelease, ProtectionOrder} {
				v, ok := ForWearer(Subject{Rule: r, Kind: k, Regime: g})
				if ok != (v.Text != "") {
					t.Errorf("%s %s %s: text %q, told %v", r, k, g, v.Text, ok)
				}
				if ok && (k.Victim() || g == ProtectionOrder || r == judge.VictimUnknown || r == judge.VictimPanic) && !slices.Contains(device, v.Text) {
					t.Errorf("%s %s %s tells the wearer %q", r, k, g, v.Text)
				}
			}
		}
	}
	if n := reflect.TypeFor[WearerView]().NumField(); n != 1 {
		t.Errorf("the wearer's view has %d fields: each could carry a place", n)
	}
}

func TestLife(t *testing.T) {
	const me = "a"
	for _, c := range []struct {
		name string
		from State
		s    Subject
		d    Done
		want State
		kind fault.Kind
	}{
		{"seen", Raised, curfewLeft, Done{Act: See, By: me}, Seen, ""},
		{"taken", Seen, curfewLeft, Done{Act: Take, By: me}, Taken, ""},
		{"contacted only once taken", Seen, curfewLeft, Done{Act: Contact, By: me}, Seen, fault.Conflict},
		{"contacted", Taken, curfewLeft, Done{Act: Contact, By: me}, Contacted, ""},
		{"resolved without a reason", Contacted, curfewLeft, Done{Act: Resolve, By: me}, Contacted, fault.Invalid},
		{"resolved", Contacted, curfewLeft, Done{Act: Resolve, By: me, Reason: "explained"}, Resolved, ""},
		{"resolved by nobody", Contacted, curfewLeft, Done{Act: Resolve, Reason: "explained"}, Contacted, fault.Invalid},
		{"resolved by one who never took it", Seen, curfewLeft, Done{Act: Resolve, By: me, Reason: "explained"}, Seen, fault.Conflict},
		{"a danger stood down without words", Contacted, victimEntry, Done{Act: Resolve, By: me, Reason: "explained"}, Contacted, fault.Invalid},
		{"a danger stood down", Contacted, victimEntry, Done{Act: Resolve, By: me, Reason: "explained", Note: "the police are with him"}, Resolved, ""},
		{"opened again", Resolved, curfewLeft, Done{Act: Reopen, By: me}, Raised, ""},
		{"a resolved one is not taken", Resolved, curfewLeft, Done{Act: Take, By: me}, Resolved, fault.Conflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Next(c.from, c.s, c.d)
			if got != c.want || fault.KindOf(err) != c.kind {
				t.Errorf("%s, %v; want %s, %s", got, err, c.want, c.kind)
			}
		})
	}
}

func TestDeskGroupsAStorm(t *testing.T) {
	t0 := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	var list []Waiting
	for i := range 30 {
		list = append(list, Waiting{fmt.Sprint("b", i), "client-1", battery, t0.Add(time.Duration(i) * time.Minute)})
	}
	list = append(list, Waiting{"c", "client-2", curfewLeft, t0.Add(time.Hour)}, Waiting{"v", "client-3", victimEntry, t0.Add(2 * time.Hour)}, Waiting{"d", "client-1", curfewLeft, t0.Add(3 * time.Hour)})
	got := Desk(list)
	if len(got) != 3 || got[0].Client != "client-3" || got[1].Client != "client-2" || got[2].Client != "client-1" {
		t.Fatalf("%v", got)
	}
	if g := got[2]; len(g.Alerts) != 31 || g.Alerts[0].ID != "d" || !g.Since.Equal(t0) || g.Severity != High {
		t.Errorf("the storm: %d alerts, first %s, since %v", len(g.Alerts), g.Alerts[0].ID, g.Since)
	}
}

func TestBodiesComeFromTheRulebook(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	book := set.At(civil.MustDate("2026-03-02"))
	for _, r := range []Regime{Supervision, Observation, EarlyRelease, ProtectionOrder} {
		bodies, toConfirm := Bodies(book, r)
		if len(bodies) == 0 || !toConfirm {
			t.Errorf("%s: %v, to be confirmed: %v", r, bodies, toConfirm)
		}
	}
	if bodies, _ := Bodies(book, "none"); bodies != nil {
		t.Errorf("an unknown regime has %v", bodies)
	}
}
