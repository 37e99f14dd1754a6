package desksvc_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// kit is the desk over one database, with duty operators d1 and d2, a head h1, an officer o1 and a client in Osh.
type kit struct {
	t      testing.TB
	d      *db.DB
	clock  *testkit.Clock
	book   *testkit.Book
	seal   *seal.Sealer
	zone   *time.Location
	box    *notify.Outbox
	desk   *desksvc.Service
	client id.Client
	told   []string // notices: account, kind
	victim []desksvc.Way
	woke   int
	hurry  int
	n      int
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}}
	d.SetRecorders(k.book)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	k.must(err)
	set, err := rules()
	k.must(err)
	k.zone, err = time.LoadLocation("Asia/Bishkek")
	k.must(err)
	k.seal = seal.New(ring)
	k.box = &notify.Outbox{Seal: k.seal, Zone: k.zone}
	k.desk = desksvc.New(d, desksvc.Deps{
		Seal: k.seal, Rules: set, Zone: k.zone, Outbox: k.box, Staff: k, Woke: func() { k.woke++ }, Hurry: func() { k.hurry++ },
		Victims: func(ctx context.Context, tx *db.Tx, _ string, danger bool) (keys []string, err error) {
			for _, w := range k.victim {
				key := ""
				if w.Channel != "" {
					key = "victim/" + tx.NewID()
					err = errors.Join(err, k.box.Put(ctx, tx, notify.Message{Key: key, Channel: w.Channel, Address: w.Address, Lang: w.Lang, Urgent: true, Text: fmt.Sprint("danger ", danger), Expires: tx.Now.Add(time.Hour)}))
				}
				keys = append(keys, key)
			}
			return keys, err
		},
		Wearer: func(context.Context, *db.Reader, id.Client) ([]desksvc.Way, error) {
			return []desksvc.Way{{Channel: notify.SMS, Address: "+996555000001", Lang: "ky"}}, nil
		},
		Say: func(lang, key string, args ...any) string { return fmt.Sprint(lang, " ", key, args) },
	})
	ops := accesssvc.Ops{}
	k.must(d.Write(k.job(), func(tx *db.Tx) error {
		for _, p := range []struct {
			who  id.Account
			role access.Role
			at   id.Office
		}{{"d1", access.DutyOperator, osh}, {"d2", access.DutyOperator, osh}, {"h1", access.Head, osh}, {"o1", access.Officer, osh}, {"x1", access.DutyOperator, bishkek}} {
			if _, err := ops.AddPost(k.job(), tx, accesssvc.PostRow{ID: tx.NewID(), Account: p.who, Role: p.role, Office: p.at, From: k.desk.Today()}); err != nil {
				return err
			}
		}
		k.client = id.Client(tx.NewID())
		if err := ops.Admit(k.job(), tx, k.client, osh); err != nil {
			return err
		}
		return tx.Record(k.job(), access.Allocate, "")
	}))
	return k
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// Above implements desksvc.Staff.
func (*kit) Above(_ context.Context, _ *db.Reader, office id.Office) ([]id.Office, error) {
	return []id.Office{office}, nil
}

// Duty implements desksvc.Staff.
func (*kit) Duty(_ context.Context, _ *db.Reader, office id.Office) ([]id.Account, error) {
	if office == osh {
		return []id.Account{"d1", "d2"}, nil
	}
	return []id.Account{"x1"}, nil
}

// Chief implements desksvc.Staff.
func (*kit) Chief(context.Context, *db.Reader, id.Office) ([]id.Account, error) {
	return []id.Account{"h1"}, nil
}

// Tell implements desksvc.Staff.
func (k *kit) Tell(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
	k.told = append(k.told, string(to)+" "+n.Kind)
	return nil
}

func (k *kit) job() context.Context {
	return accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"}), access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) as(who id.Account) context.Context {
	k.t.Helper()
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: who})
	var rights access.Rights
	k.must(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, who, k.d.Now(), k.zone)
		return err
	}))
	return accesssvc.Context(ctx, rights)
}

// raise writes an alert as the watch does, and tells the desk of it within the same transaction.
func (k *kit) raise(s alert.Subject, set db.Row) string {
	k.t.Helper()
	k.n++
	key := fmt.Sprintf("alert%027d", k.n)
	k.must(k.d.Write(k.job(), func(tx *db.Tx) error {
		explain, err := k.seal.Seal(k.job(), tx, k.client, "monitoring_alert", "explain", key, []byte("{}"))
		if err != nil {
			return err
		}
		row := db.Row{
			"id": key, "client_id": k.client, "monitoring_id": "m1", "regime": string(s.Regime), "office_id": osh, "rule": string(s.Rule), "class": string(s.Class),
			"severity": int(s.Severity()), "zone_kind": db.Null(s.Kind), "from_at": tx.Now, "decided_at": tx.Now, "raised_at": tx.Now, "raised_by": 1, "told_at": tx.Now,
			"updates": 0, "late": false, "drill": false, "endangers": s.Endangers(), "weakens": s.Weakens(), "explain": explain, "state": "raised", "version": 1,
		}
		for name, v := range set {
			row[name] = v
		}
		if err := tx.Insert(k.job(), "monitoring_alert", row); err != nil {
			return err
		}
		if err := k.desk.Ops().Raised(k.job(), tx, []desksvc.Heard{{Alert: key, What: evaluator.Raised}}); err != nil {
			return err
		}
		return tx.Record(k.job(), access.WorkAlerts, "")
	}))
	return key
}

func (k *kit) show(who id.Account, key string) desksvc.Whole {
	k.t.Helper()
	w, err := k.desk.Show(k.as(who), key)
	k.must(err)
	return w
}

// do acts on an alert at the version that stands.
func (k *kit) do(who id.Account, in desksvc.Do) error {
	k.t.Helper()
	if in.Version == 0 {
		in.Version = k.show(who, in.Alert).Row
	}
	return k.desk.Act(k.as(who), in)
}

func (k *kit) is(err error, kind fault.Kind, what string) {
	k.t.Helper()
	if fault.KindOf(err) != kind || err == nil {
		k.t.Fatalf("%s: %v, want %s", what, err, kind)
	}
}

// messages are the keys in the outbox by recipient: whose record, to whom.
func (k *kit) messages() []string {
	k.t.Helper()
	type row struct {
		Client, State string
		Urgent        bool
	}
	var out []string
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		rows, err := db.All[row](k.job(), r, `select coalesce(m.client_id, ''), m.state, m.urgent from notify_message m order by m.put_at, m.id`)
		for _, x := range rows {
			out = append(out, fmt.Sprintf("%s/%s/%v", map[bool]string{true: "nobody", false: "client"}[x.Client == ""], x.State, x.Urgent))
		}
		return err
	}))
	return out
}

var (
	danger = alert.Subject{Rule: judge.KeepOutEntry, Class: judge.Violation, Kind: zone.VictimFixed, Regime: alert.Supervision}
	absent = alert.Subject{Rule: judge.PresenceAbsent, Class: judge.Violation, Kind: zone.Home, Regime: alert.Supervision}
	weak   = alert.Subject{Rule: judge.Silent, Class: judge.Technical, Regime: alert.ProtectionOrder}
	low    = alert.Subject{Rule: judge.BatteryLow, Class: judge.Technical, Regime: alert.Supervision}
)

func later(k *kit, d time.Duration) { k.clock.Set(k.d.Now().Time().Add(d)) }
