package desksvc_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/testkit"
)

// An alert is seen, taken by one of two, somebody is called, it is closed with a reason and opened again; whoever is second is told so.
func TestActs(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		a := k.raise(absent, nil)
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.See}))
		v := k.show("d1", a).Row
		k.must(k.do("d1", desksvc.Do{Alert: a, Version: v, What: alert.Take}))
		err := k.do("d2", desksvc.Do{Alert: a, Version: v, What: alert.Take})
		k.is(err, fault.Conflict, "the second to take it")
		if fault.As(err).Msg.Key != "monitoring.desk.already_taken" {
			t.Fatal(err)
		}
		k.is(k.do("d1", desksvc.Do{Alert: a, Version: v, What: alert.Contact, Whom: "wearer", Way: "call", Result: "reached"}), fault.Conflict, "an old version")
		err = k.do("d1", desksvc.Do{Alert: a, What: alert.Contact, Whom: "nobody"})
		if f := fault.As(err); f == nil || len(f.Problems) != 3 {
			t.Fatal("all problems of a contact at once", err)
		}
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Contact, Whom: "wearer", Way: "call", Result: "promised", Words: "Айтты: он мүнөттө үйдө болом"}))
		k.is(k.do("d1", desksvc.Do{Alert: a, What: desksvc.Note}), fault.Invalid, "a note without words")
		k.must(k.do("d2", desksvc.Do{Alert: a, Version: 1, What: desksvc.Note, Words: "Картадан карадым"})) // a note needs no version
		k.is(k.do("d1", desksvc.Do{Alert: a, What: alert.Resolve}), fault.Invalid, "no reason")
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Resolve, Reason: "gps"}))
		w := k.show("d1", a)
		if w.State != alert.Resolved || !w.FalseAlarm || w.ResolvedBy != "d1" || w.Done[0].Reason != "gps" || w.Done[2].Words != "Айтты: он мүнөттө үйдө болом" {
			t.Fatalf("%+v", w)
		}
		_, _, figures, err := k.desk.Queue(k.as("d1"), desksvc.Filter{})
		k.must(err)
		if figures != (desksvc.Figures{Closed: 1, Failed: 1}) {
			t.Fatal(figures)
		}
		k.is(k.do("d1", desksvc.Do{Alert: a, What: alert.Reopen}), fault.Invalid, "no reason to reopen")
		k.must(k.do("d2", desksvc.Do{Alert: a, What: alert.Reopen, Reason: "news"}))
		if w = k.show("d2", a); w.State != alert.Raised || w.TakenBy != "" || w.FalseAlarm || w.Reason != "" {
			t.Fatalf("%+v", w.Alert)
		}
		for _, want := range []string{"see", "take", "contact", "note", "resolve", "reopen"} {
			if k.book.Facts("monitoring.alert_"+want, k.client) == 0 {
				t.Error("no fact of", want)
			}
		}
	})
}

// A danger goes to police and victim in the transaction that raises it, whatever the officer on duty does; where there is no way, the desk
// says so until somebody has called. It is not stood down without words. Nothing of the victim lies with the client's messages.
func TestDangerIsToldAtOnce(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		a := k.raise(danger, nil)
		if got := k.messages(); len(got) != 0 {
			t.Fatal("no line and no consent, no message", got)
		}
		list, _, _, err := k.desk.Queue(k.as("d1"), desksvc.Filter{})
		k.must(err)
		if len(list) != 1 || list[0].Failed != 2 {
			t.Fatalf("two could not be told: %+v", list)
		}
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Take}))
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Contact, Whom: "police", Way: "call", Result: "no_answer"}))
		if n := broken(k.show("d1", a)); n != 2 {
			t.Fatal("nobody answered, it is still said", n)
		}
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Contact, Whom: "police", Way: "call", Result: "reached"}))
		if n := broken(k.show("d1", a)); n != 1 {
			t.Fatal("the police have answered", n)
		}
		k.is(k.do("d1", desksvc.Do{Alert: a, What: alert.Resolve, Reason: "safe"}), fault.Invalid, "a danger without words")
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Resolve, Reason: "safe", Words: "Милиция жеринде, коопсуз экенин ырастады"}))
		for _, f := range k.book.Timeline(k.client) {
			for name, v := range f.Data {
				if strings.Contains(name+v, "victim") || strings.Contains(v, "police") {
					t.Error("the record tells of the victim:", f.Type, name, v)
				}
			}
		}

		k.must(linesvc.New(k.d, k.seal).Add(k.as("h1"), linesvc.Line{Office: osh, Way: notify.SMS, Address: "+996 3222 10202", Lang: "ru"}))
		k.victim = []desksvc.Way{{Channel: notify.SMS, Address: "+996700111222", Lang: "ky"}}
		before := k.hurry
		b := k.raise(danger, nil)
		if got := k.messages(); !slices.Equal(got, []string{"nobody/waiting/true", "nobody/waiting/true"}) || k.hurry != before+2 {
			t.Fatal("police and victim, urgent, of nobody's record:", got, k.hurry)
		}
		if n := broken(k.show("d1", b)); n != 0 {
			t.Fatal("everybody was told", n)
		}
		k.must(d.System(k.job(), "test", func(tx *db.Tx) error {
			_, err := tx.Exec(k.job(), `update notify_message set state = 'failed', cause = 'down'`)
			return err
		}))
		if n := broken(k.show("d1", b)); n != 2 {
			t.Fatal("a message that did not go out is said", n)
		}
		k.raise(danger, db.Row{"late": true, "until_at": d.Now()})
		k.raise(weak, nil)
		if got := k.messages(); len(got) != 3 {
			t.Fatal("what was over before anybody knew warns nobody; a reduced protection tells the victim alone:", got)
		}
		k.raise(low, nil)
		k.raise(low, nil)
		if got := k.messages(); len(got) != 4 || got[3] != "client/waiting/false" {
			t.Fatal("the wearer is told once, in neutral words, and not at night:", got)
		}
	})
}

func broken(w desksvc.Whole) int {
	n := 0
	for _, t := range w.Told {
		if t.Broken() {
			n++
		}
	}
	return n
}

// Nobody takes it: the next on duty, then the chief, once each, by the times of the rulebook; whoever takes it ends the climbing.
func TestEscalation(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		k.must(k.desk.Open(k.as("d1"), osh))
		a := k.raise(absent, nil)
		want := []string{"d1 monitoring_alert_duty"}
		sweep := func(wait time.Duration, facts int, more ...string) {
			t.Helper()
			later(k, wait)
			n, err := k.desk.Sweep(k.job())
			k.must(err)
			if want = append(want, more...); n != facts || !slices.Equal(k.told, want) {
				t.Fatalf("%d steps, told %v; want %d, %v", n, k.told, facts, want)
			}
		}
		sweep(299*time.Second, 0)
		sweep(time.Second, 1, "d2 monitoring_alert_next_duty")
		sweep(time.Minute, 0)
		sweep(10*time.Minute, 1, "h1 monitoring_alert_chief")
		sweep(time.Hour, 0)
		b := k.raise(absent, nil)
		want = append(want, "d1 monitoring_alert_duty")
		k.must(k.do("d2", desksvc.Do{Alert: b, What: alert.Take}))
		sweep(time.Hour, 0)
		if told := k.show("h1", a).Told; len(told) != 4 || told[3].Recipient != alert.Chief || told[3].Account != "h1" {
			t.Fatalf("%+v", told)
		}
		if _, err := k.desk.Sweep(k.as("h1")); !fault.Is(err, fault.Forbidden) {
			t.Fatal("only a task climbs", err)
		}
	})
}

// Whoever is out of sight is not there: no line of the queue, no mark of an open desk, no figure, no page; and nobody who may not see the
// client is told. An officer sees own clients alone.
func TestSight(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		a := k.raise(absent, nil)
		seen := func(who id.Account) int {
			t.Helper()
			list, _, figures, err := k.desk.Queue(k.as(who), desksvc.Filter{})
			k.must(err)
			marks, err := k.desk.Standing(k.as(who))
			k.must(err)
			_, err = k.desk.Show(k.as(who), a)
			if len(list) != len(marks) || figures.Open != len(list) || (err == nil) != (len(list) > 0) {
				t.Fatalf("%s: %d lines, %d marks, %+v, page %v", who, len(list), len(marks), figures, err)
			}
			return len(list)
		}
		if seen("d1") != 1 || seen("h1") != 1 || seen("o1") != 0 || seen("x1") != 0 {
			t.Fatal("sight of an ordinary client")
		}
		k.is(k.desk.Act(k.as("x1"), desksvc.Do{Alert: a, Version: 1, What: alert.Take}), fault.NotFound, "another office")
		k.is(k.desk.Act(k.as("o1"), desksvc.Do{Alert: a, Version: 1, What: alert.Take}), fault.NotFound, "somebody else's client")
		k.must(d.Write(k.job(), func(tx *db.Tx) error {
			if err := (accesssvc.Ops{}).Relate(k.job(), tx, k.client, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(k.job(), access.Allocate, "")
		}))
		if seen("o1") != 1 {
			t.Fatal("an officer sees own clients")
		}
		k.must(d.Write(k.job(), func(tx *db.Tx) error {
			if err := tx.Update(k.job(), "access_client", string(k.client), db.Row{"restricted": true}); err != nil {
				return err
			}
			return tx.Record(k.job(), access.RestrictClient, "")
		}))
		if seen("d1") != 0 || seen("h1") != 0 {
			t.Fatal("a restricted client is absent")
		}
		k.told = nil
		b := k.raise(danger, nil)
		if len(k.told) != 0 {
			t.Fatal("somebody was told of a client out of sight", k.told)
		}
		if _, err := k.desk.Show(k.as("d1"), b); !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
	})
}

// A shift is handed over with the open alerts to a named person and ends when that person accepts.
func TestHandOver(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		k.is(k.desk.Open(k.as("o1"), osh), fault.Conflict, "an officer of own clients")
		k.is(k.desk.Open(k.as("d1"), bishkek), fault.Invalid, "another office")
		k.must(k.desk.Open(k.as("d1"), osh))
		k.is(k.desk.Open(k.as("d1"), osh), fault.Conflict, "twice")
		k.raise(absent, nil)
		list, err := k.desk.Shifts(k.as("d2"))
		k.must(err)
		s := list[0]
		k.is(k.desk.Hand(k.as("d2"), desksvc.HandOver{Shift: s.ID, Version: 1, Next: "d2", Words: "x"}), fault.Forbidden, "not the own shift")
		err = k.desk.Hand(k.as("d1"), desksvc.HandOver{Shift: s.ID, Version: 1, Next: "x1"})
		if f := fault.As(err); f == nil || len(f.Problems) != 2 {
			t.Fatal("words and a person who may", err)
		}
		k.is(k.desk.Accept(k.as("d2"), s.ID, 1), fault.Forbidden, "not handed over yet")
		k.must(k.desk.Hand(k.as("d1"), desksvc.HandOver{Shift: s.ID, Version: 1, Next: "d2", Words: "Үйүндө жок, жооп бербейт"}))
		x, handed, _, err := k.desk.HandedOver(k.as("d2"), s.ID)
		k.must(err)
		if x.Words != "Үйүндө жок, жооп бербейт" || len(handed) != 1 || handed[0].State != alert.Raised || !x.Closed.IsZero() {
			t.Fatalf("%+v %+v", x, handed)
		}
		k.must(k.desk.Accept(k.as("d2"), s.ID, x.Row))
		list, err = k.desk.Shifts(k.as("h1"))
		k.must(err)
		open := slices.DeleteFunc(list, func(s desksvc.Shift) bool { return !s.Closed.IsZero() })
		if len(open) != 1 || open[0].Account != "d2" {
			t.Fatalf("%+v", open)
		}
		if _, _, _, err := k.desk.HandedOver(k.as("x1"), s.ID); !fault.Is(err, fault.NotFound) {
			t.Fatal("another office", err)
		}
	})
}

// A drill goes the whole way and out of the service nothing goes; it stands in no figures and in nobody's record.
func TestDrill(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		k.victim = []desksvc.Way{{Channel: notify.SMS, Address: "+996700111222", Lang: "ky"}}
		k.must(linesvc.New(k.d, k.seal).Add(k.as("h1"), linesvc.Line{Office: osh, Way: notify.SMS, Address: "+996 3222 10202", Lang: "ru"}))
		_, err := k.desk.Drill(k.as("o1"), osh, "entry")
		k.is(err, fault.Forbidden, "an officer")
		_, err = k.desk.Drill(k.as("h1"), bishkek, "nothing")
		if f := fault.As(err); f == nil || len(f.Problems) != 2 {
			t.Fatal("both problems", err)
		}
		key, err := k.desk.Drill(k.as("h1"), osh, "entry")
		k.must(err)
		_, err = k.desk.Drill(k.as("d1"), osh, "silent")
		k.is(err, fault.Conflict, "one at a time")
		if got := k.messages(); len(got) != 0 || !slices.Contains(k.told, "d1 monitoring_alert_duty") {
			t.Fatal("outside nothing, inside the officer on duty:", got, k.told)
		}
		w := k.show("d1", key)
		if !w.Drill || w.Client != "" || len(w.Told) < 3 {
			t.Fatalf("%+v", w)
		}
		if _, err := k.desk.Show(k.as("x1"), key); !fault.Is(err, fault.NotFound) {
			t.Fatal("another office", err)
		}
		later(k, 40*time.Second)
		k.must(k.do("d1", desksvc.Do{Alert: key, What: alert.Take}))
		later(k, 20*time.Second)
		k.must(k.do("d1", desksvc.Do{Alert: key, What: alert.Resolve, Reason: "test", Words: "Машыгуу бүттү"}))
		_, _, figures, err := k.desk.Queue(k.as("d1"), desksvc.Filter{State: desksvc.ShowClosed})
		k.must(err)
		list, err := k.desk.Drills(k.as("h1"))
		k.must(err)
		if figures != (desksvc.Figures{}) || len(list) != 1 || list[0].TakenAt.Time().Sub(list[0].RaisedAt.Time()).Truncate(time.Second) != 40*time.Second {
			t.Fatal(figures, list)
		}
	})
}

// An alert that the rules reopen after it was closed waits for somebody again.
func TestTheRulesReopen(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := newKit(t, d, clock)
		a := k.raise(absent, nil)
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Take}))
		k.must(k.do("d1", desksvc.Do{Alert: a, What: alert.Resolve, Reason: "returned"}))
		k.must(d.Write(k.job(), func(tx *db.Tx) error {
			if err := k.desk.Ops().Raised(k.job(), tx, []desksvc.Heard{{Alert: a, What: "reopened"}}); err != nil {
				return err
			}
			return tx.Record(k.job(), access.WorkAlerts, "")
		}))
		if w := k.show("d1", a); w.State != alert.Raised || w.TakenBy != "" {
			t.Fatalf("%+v", w.Alert)
		}
	})
}
