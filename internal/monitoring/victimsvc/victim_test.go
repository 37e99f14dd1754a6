package victimsvc_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

// Consent is prior: without it no place, no device and no message; the text must be the one in force and it is known how she understood.
func TestNothingIsDoneBeforeHerConsent(t *testing.T) {
	each(t, func(k *kit) {
		_, order := k.order()
		v := k.entered(order)
		k.want(k.victims.Propose(k.officer(), v, k.row(v), "", place("home"), false), fault.Conflict)
		k.want(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, herDevice), fault.Conflict)
		k.must(k.d.Write(k.job(), func(tx *db.Tx) error {
			keys, err := k.victims.Ops().Warn(k.job(), tx, order, victim.Danger)
			n := len(keys)
			if n != 0 {
				t.Error("she is told without consent")
			}
			return err
		}))
		for name, bad := range map[string]func(*victim.Consent){
			"older text": func(c *victim.Consent) { c.Text = "0" }, "no language": func(c *victim.Consent) { c.Lang = "uz" },
			"tomorrow": func(c *victim.Consent) { c.On = c.On.AddDays(1) }, "not understood": func(c *victim.Consent) { c.Understood = "" },
			"no witness": func(c *victim.Consent) { c.Signed = "mark" },
		} {
			c := k.consent()
			bad(&c)
			if err := k.victims.Consent(k.officer(), v, k.row(v), c); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		k.must(k.victims.Consent(k.officer(), v, k.row(v), k.consent()))
		k.must(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, herDevice))
		k.want(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, "another"), fault.Conflict)
		if got := k.store(k.point(herDevice, k.now(), 40.51)); got != "stored" {
			t.Error(got)
		}
	})
}

// From entry to approval by another person, and the evaluator sees the zones with their versions; a renewal replaces the consent.
func TestPlacesNeedASecondPerson(t *testing.T) {
	each(t, func(k *kit) {
		client, order := k.order()
		v := k.agreed(order)
		k.must(k.victims.Propose(k.officer(), v, k.row(v), "", place("home"), false))
		bad := place("home")
		bad.Basis, bad.Radius, bad.Address = "", 5, ""
		if f := fault.As(k.victims.Propose(k.officer(), v, k.row(v), "", bad, false)); f == nil || len(f.Problems) != 3 {
			t.Errorf("problems of a bad place: %v", f)
		}
		list, err := k.victims.Proposals(k.head())
		k.must(err)
		if len(list) != 1 || list[0].Shown || list[0].Place.Address != "" || list[0].Place.Lat != 0 || list[0].Victim != "" || list[0].Square == 0 {
			t.Fatalf("to be approved: %+v", list)
		}
		k.want(k.victims.Decide(k.officer(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true}), fault.Forbidden)
		k.want(k.victims.Decide(k.as("h1", access.Head, bishkek), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true}), fault.NotFound)
		k.life = []everyday.Place{{ID: "own", What: everyday.Home, Shape: zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.At(40.5140, 72.8161)}, Radius: 50}}}
		k.want(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true}), fault.Conflict)
		k.life[0].What = everyday.Work
		k.want(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true}), fault.Invalid)
		k.must(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true, Words: "Работа через дорогу от её дома, другой нет"}))
		k.want(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 2, Approve: true}), fault.Conflict)
		if !slices.Contains(k.changed, order) {
			t.Error("the evaluator is not told")
		}
		zones := k.zones(order)
		if len(zones) != 1 || zones[0].Kind != zone.VictimFixed || len(zones[0].Versions) != 1 || zones[0].Versions[0].Shape.Radius != 300 || zones[0].Versions[0].Buffer != 200 {
			t.Fatalf("zones: %+v", zones)
		}
		if !k.livesAt(client, 40.5141) || k.livesAt(client, 40.60) {
			t.Error("where she lives")
		}
		k.clock.Advance(time.Hour)
		wider := place("home")
		wider.Radius = 500
		k.must(k.victims.Propose(k.officer(), v, k.row(v), zones[0].ID, wider, false))
		k.want(k.victims.Propose(k.officer(), v, k.row(v), zones[0].ID, wider, false), fault.Conflict)
		list, err = k.victims.Proposals(k.head())
		k.must(err)
		k.want(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1}), fault.Invalid)
		k.must(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true, Words: "Так же"}))
		zones = k.zones(order)
		if vs := zones[0].Versions; len(vs) != 2 || vs[0].To.IsZero() || !vs[0].To.Equal(vs[1].From) || vs[1].Shape.Radius != 500 {
			t.Fatalf("versions: %+v", zones)
		}
		k.clock.Advance(time.Hour)
		k.must(k.victims.Propose(k.officer(), v, k.row(v), zones[0].ID, victim.Place{}, true))
		list, err = k.victims.Proposals(k.head())
		k.must(err)
		k.must(k.victims.Decide(k.head(), victimsvc.Decide{Place: list[0].ID, Row: 1, Approve: true}))
		if vs := k.zones(order)[0].Versions; len(vs) != 2 || vs[1].To.IsZero() {
			t.Fatalf("after the end: %+v", vs)
		}
		if k.livesAt(client, 40.5141) {
			t.Error("she does not live there any more")
		}
	})
}

func (k *kit) zones(order string) []judge.Zone {
	k.t.Helper()
	var out []judge.Zone
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		out, err = k.victims.Ops().Zones(k.job(), r, order)
		return err
	}))
	return out
}

func (k *kit) ways(order string) []victim.Way {
	k.t.Helper()
	var out []victim.Way
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		out, err = k.victims.Ops().Reach(k.job(), r, order)
		return err
	}))
	return out
}

func (k *kit) livesAt(client id.Client, lat float64) bool {
	k.t.Helper()
	yes := false
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		yes, err = k.victims.Ops().LivesAt(k.job(), r, client, zone.At(lat, 72.8161))
		return err
	}))
	return yes
}

// A withdrawal stops everything in its own transaction: her device, her zones, what waits to be sent; a position that comes later and was
// measured before is not kept either.
func TestWithdrawalStopsEverythingAtOnce(t *testing.T) {
	each(t, func(k *kit) {
		_, order := k.order()
		v := k.agreed(order)
		k.guarded(v, "home")
		k.guarded(v, victim.MovingPlace)
		k.must(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, herDevice))
		before := k.now()
		k.clock.Advance(time.Minute)
		if got := k.store(k.point(herDevice, k.now(), 40.51)); got != "stored" {
			t.Fatal(got)
		}
		zones := k.zones(order)
		if len(zones) != 2 || zones[1].Kind != zone.VictimMoving || zones[1].ID != v || len(zones[1].Versions) != 1 || len(k.ways(order)) != 2 {
			t.Fatalf("%+v", zones)
		}
		k.must(k.victims.Propose(k.officer(), v, k.row(v), "", place("work"), false))
		waiting := k.count(`select count(*) from notify_message where state = 'waiting'`)
		if waiting == 0 {
			t.Fatal("nothing waits to be sent")
		}
		k.told, k.changed = nil, nil
		k.want(k.victims.Withdraw(k.officer(), v, k.row(v), "", ""), fault.Invalid)
		night := k.as("d1", access.DutyOperator, osh)
		k.must(k.victims.Open(night, v, "tell", "Позвонила ночью сама"))
		k.must(k.victims.Withdraw(night, v, k.row(v), "phone", ""))
		if k.count(`select count(*) from notify_message where state = 'waiting'`) != 0 {
			t.Error("a message waits still")
		}
		if !slices.Contains(k.told, "monitoring_victim_withdrew") || !slices.Contains(k.changed, order) {
			t.Error(k.told, k.changed)
		}
		for _, z := range k.zones(order) {
			for _, x := range z.Versions {
				if x.To.IsZero() {
					t.Errorf("%s holds still", z.Kind)
				}
			}
		}
		if len(k.ways(order)) != 0 {
			t.Error("she is told still")
		}
		k.clock.Advance(time.Minute)
		if got := k.store(k.point(herDevice, k.now(), 40.52), k.point(herDevice, before.Add(30*time.Second), 40.53)); got != "unfitted outside" {
			t.Error(got)
		}
		k.want(k.victims.Withdraw(night, v, k.row(v), "phone", ""), fault.Conflict)
		k.want(k.victims.Propose(k.officer(), v, k.row(v), "", place("home"), false), fault.Conflict)
		k.must(k.victims.Consent(k.officer(), v, k.row(v), k.consent()))
		if w, err := k.victims.Person(k.officer(), v); err != nil || w.State != victim.Standing || len(w.Consents) != 2 {
			t.Errorf("consent given anew: %v %v", w.State, err)
		}
	})
}

// She is told of every change by her own ways, in her language, by words that a stranger may read, within her hours; of danger at any hour
// and by the agreed phrase.
func TestSheIsToldOfChanges(t *testing.T) {
	each(t, func(k *kit) {
		client, order := k.order()
		v := k.agreed(order)
		e := k.entry()
		e.Hours = victim.Hours{From: "10:00", To: "12:00"}
		k.must(k.victims.Change(k.officer(), v, k.row(v), e))
		k.clock.Set(k.orders.Today().AddDays(1).StartIn(k.orders.Zone()).Add(13 * time.Hour).Time())
		row := 3
		k.must(k.orders.Stop(k.head(), monitoringsvc.Act{Client: client, Order: order, Version: row, Step: regime.Step{What: regime.StepSuspend, Code: "medical", Words: "Операция"}}))
		if out := k.send(); len(out) != 0 {
			t.Errorf("sent outside her hours: %v", out)
		}
		k.clock.Set(k.orders.Today().AddDays(1).StartIn(k.orders.Zone()).Add(10*time.Hour + time.Minute).Time())
		out := k.send()
		if len(out) != 1 || !strings.Contains(out[0].Text, line) || out[0].Lang != "ky" || !strings.Contains(out[0].Address, "555731942") {
			t.Fatalf("sent: %+v", out)
		}
		for _, word := range []string{herName, "байкоо", "түзмөк", "пробация", "сот"} {
			if strings.Contains(strings.ToLower(out[0].Text), strings.ToLower(word)) {
				t.Errorf("a stranger reads %q in %q", word, out[0].Text)
			}
		}
		k.clock.Set(k.orders.Today().StartIn(k.orders.Zone()).Add(23 * time.Hour).Time())
		k.must(k.d.Write(k.job(), func(tx *db.Tx) error {
			keys, err := k.victims.Ops().Warn(k.job(), tx, order, victim.Danger)
			n := len(keys)
			if n != 2 {
				t.Errorf("%d ways of a danger", n)
			}
			if err == nil {
				err = tx.Record(k.job(), access.ManageVictims, "")
			}
			return err
		}))
		if out = k.send(); len(out) != 1 || out[0].Text != herPhrase {
			t.Errorf("danger: %+v", out)
		}
		w, err := k.victims.Person(k.officer(), v)
		k.must(err)
		if w.Open {
			t.Error("an opening lasts longer than the rulebook says")
		}
		k.must(k.victims.Open(k.officer(), v, "tell", "Позвонить доверенному лицу"))
		w, err = k.victims.Person(k.officer(), v)
		k.must(err)
		var calls []victim.Told
		for _, m := range w.Told {
			if m.Way == victim.Trusted {
				calls = append(calls, m)
			} else if m.State != "sent" {
				t.Errorf("state of a message: %+v", m)
			}
		}
		if len(calls) != 2 || !strings.Contains(calls[0].Words, "102") {
			t.Fatalf("calls: %+v", calls)
		}
		k.want(k.victims.Called(k.officer(), v, calls[0].ID, 1, "", ""), fault.Invalid)
		k.must(k.victims.Called(k.officer(), v, calls[0].ID, 1, victim.Reached, "Передаст сразу"))
		k.want(k.victims.Called(k.officer(), v, calls[0].ID, 2, victim.Reached, ""), fault.Conflict)
		k.must(k.orders.Stop(k.head(), monitoringsvc.Act{Client: client, Order: order, Version: row + 1, Step: regime.Step{What: regime.StepEnd, Code: "revoked", Words: "Отменено"}}))
		if w, err = k.victims.Person(k.officer(), v); err != nil || w.State != victim.Over || w.Told[0].Kind != victim.Ended {
			t.Errorf("after the end: %v %v", w.State, err)
		}
	})
}

// A newer text asks once for the consent to be renewed; it stands meanwhile. A message that could not be sent becomes a call.
func TestConsentIsRenewedToANewText(t *testing.T) {
	each(t, func(k *kit) {
		_, order := k.order()
		v := k.agreed(order)
		newer, _ := k.texts.InForce("ky", k.orders.Today())
		newer.Version, newer.From = "2", k.orders.Today().AddDays(1)
		all := append(slices.Clone(k.texts), newer)
		set, err := rules()
		k.must(err)
		k.texts = all
		k.bind(set, k.orders.Zone())
		sweep := func() {
			t.Helper()
			k.told = nil
			_, err := k.victims.Sweep(k.job())
			k.must(err)
		}
		if sweep(); len(k.told) != 0 {
			t.Error(k.told)
		}
		k.clock.Advance(24 * time.Hour)
		if sweep(); !slices.Contains(k.told, "monitoring_victim_renew") {
			t.Error(k.told)
		}
		if sweep(); slices.Contains(k.told, "monitoring_victim_renew") {
			t.Error("asked twice")
		}
		if list, _, err := k.victims.List(k.head(), victimsvc.Filter{State: victim.Renew}); err != nil || len(list) != 1 || len(k.ways(order)) != 2 {
			t.Errorf("%v %v", list, err)
		}
		k.sent.fail = true
		k.send()
		if sweep(); !slices.Contains(k.told, "monitoring_victim_call") {
			t.Error("a message that failed is not told", k.told)
		}
		k.clock.Advance(7 * 24 * time.Hour)
		if sweep(); !slices.Equal(k.told, []string{"monitoring_victim_renew"}) {
			t.Error("half of the time is over, and told is", k.told)
		}
		k.clock.Advance(8 * 24 * time.Hour)
		if sweep(); !slices.Equal(k.told, []string{"monitoring_victim_renew_late"}) {
			t.Error("the time is over, and told is", k.told)
		}
		if sweep(); len(k.told) != 0 {
			t.Error("told twice", k.told)
		}
		if w, err := k.victims.Person(k.officer(), v); err != nil || w.State != victim.Renew || w.RenewFar != victim.RenewLate || len(k.ways(order)) != 2 {
			t.Errorf("a protection that was not renewed: %+v %v", w.State, err)
		}
		c := k.consent()
		k.want(k.victims.Consent(k.officer(), v, k.row(v), c), fault.Invalid)
		c.Text = "2"
		k.must(k.victims.Consent(k.officer(), v, k.row(v), c))
		if list, _, err := k.victims.List(k.head(), victimsvc.Filter{State: victim.Standing}); err != nil || len(list) != 1 {
			t.Errorf("%v %v", list, err)
		}
		k.clock.Advance(30 * 24 * time.Hour)
		_, err = k.orders.Sweep(k.job())
		k.must(err)
		if list, _, err := k.victims.List(k.head(), victimsvc.Filter{State: victim.Over}); err != nil || len(list) != 1 || len(k.ways(order)) != 0 {
			t.Errorf("%v %v", list, err)
		}
	})
}
