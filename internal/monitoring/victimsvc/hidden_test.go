package victimsvc_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/db"
)

// Whoever is excluded from the client, of another office, or without the right finds nothing, and nothing tells that there is something.
func TestNobodyElseFindsHer(t *testing.T) {
	each(t, func(k *kit) {
		client, order := k.order()
		v := k.agreed(order)
		k.guarded(v, "home")
		see := func(ctx context.Context) (found bool) {
			_, err := k.victims.Person(ctx, v)
			if err != nil && !fault.Is(err, fault.Forbidden) {
				k.want(err, fault.NotFound)
			}
			return err == nil
		}
		if !see(k.officer()) || !see(k.head()) {
			t.Error("those who work with her do not see her")
		}
		for name, ctx := range map[string]context.Context{
			"another office": k.as("x", access.Head, bishkek), "an officer of others": k.as("o2", access.Officer, osh), "a psychologist": k.as("p", access.Psychologist, osh),
		} {
			if see(ctx) {
				t.Error(name)
			}
			list, _, err := k.victims.List(ctx, victimsvc.Filter{})
			if err == nil && len(list) > 0 {
				t.Error(name, "lists her")
			}
			k.want(k.victims.Withdraw(ctx, v, 1, "phone", ""), kindOf(k.victims.Open(ctx, v, "tell", "Проверка доступа к карточке")))
		}
		clerk := k.as("clerk", access.Head, osh)
		k.must(k.d.Write(clerk, func(tx *db.Tx) error {
			for _, who := range []id.Account{"h1", "o1"} {
				if err := (accesssvc.Ops{}).Relate(clerk, tx, client, who, access.Exclude, "", nil); err != nil {
					return err
				}
			}
			return tx.Record(clerk, access.DecideConflict, "")
		}))
		if see(k.head()) || see(k.officer()) {
			t.Error("an excluded worker sees her")
		}
		for _, ctx := range []context.Context{k.head(), k.officer()} {
			list, _, err := k.victims.List(ctx, victimsvc.Filter{Name: "Сезимбаева"})
			k.must(err)
			if len(list) != 0 {
				t.Error("an excluded worker lists her")
			}
		}
		proposals, err := k.victims.Proposals(k.head())
		k.must(err)
		if len(proposals) != 0 {
			t.Error("an excluded head approves")
		}
		k.want(k.victims.Open(k.head(), v, "tell", "Проверка доступа к карточке"), fault.NotFound)
	})
}

func kindOf(err error) fault.Kind { return fault.KindOf(err) }

// A record is opened for a reason, each time written down; without it nothing but number and state is there.
func TestARecordIsOpenedForAReason(t *testing.T) {
	each(t, func(k *kit) {
		_, order := k.order()
		v := k.agreed(order)
		w, err := k.victims.Person(k.head(), v)
		k.must(err)
		if w.Open || w.Name != "" || w.Lang != "" || len(w.Phones)+len(w.Places)+len(w.Consents)+len(w.Openings) > 0 {
			t.Fatalf("closed: %+v", w)
		}
		if f := fault.As(k.victims.Open(k.head(), v, "curious", "нужно")); f == nil || len(f.Problems) != 2 {
			t.Errorf("%v", f)
		}
		k.must(k.victims.Open(k.head(), v, "review", "Проверка перед продлением меры"))
		w, err = k.victims.Person(k.head(), v)
		k.must(err)
		if !w.Open || w.Name != herName || len(w.Phones) != 2 || w.Phones[1].Person == "" || len(w.Openings) != 2 || w.Openings[0].Words != "Проверка перед продлением меры" {
			t.Fatalf("open: %+v", w)
		}
		list, _, err := k.victims.List(k.head(), victimsvc.Filter{Name: "айсулуу"})
		k.must(err)
		if len(list) != 1 || list[0].State != victim.Standing {
			t.Errorf("found by name: %+v", list)
		}
		if list, _, err = k.victims.List(k.head(), victimsvc.Filter{Name: "Бактыгүл"}); err != nil || len(list) != 0 {
			t.Error("found by another name")
		}
		k.clock.Advance(31 * time.Minute)
		if w, err = k.victims.Person(k.head(), v); err != nil || w.Open {
			t.Error("an opening does not end")
		}
		k.want(k.victims.Change(k.officer(), v, 99, k.entry()), fault.Conflict)
	})
}

// Positions of her device are hers: no fitting leads to them, her alarm button is kept with them, and they are destroyed soon.
func TestHerPositionsAreHers(t *testing.T) {
	each(t, func(k *kit) {
		client, order := k.order()
		v := k.agreed(order)
		k.must(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, herDevice))
		d, err := k.devices.Add(k.head(), devicesvc.Add{Ident: "bracelet-1", Kind: regime.Bracelet, Model: "М", Serial: "S", Office: osh})
		k.must(err)
		k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: client, Order: order, Device: d}))
		k.want(k.victims.Give(k.officer(), k.agreed(order), -1, regime.PhoneApp, herDevice), fault.Invalid)
		if got := k.store(k.point(herDevice, k.now(), 40.5, monitoring.Panic)); got != "stored" {
			t.Fatal(got)
		}
		var peers []victim.Peer
		k.must(k.d.Read(k.job(), func(r *db.Reader) error {
			peers, err = k.victims.Ops().Devices(k.job(), r, order)
			return err
		}))
		if len(peers) != 1 || peers[0].Zone != v || peers[0].Device >= 0 {
			t.Fatalf("%+v", peers)
		}
		k.clock.Advance(time.Minute)
		again := k.point(herDevice, k.now(), 40.5)
		if got := k.store(again, again); got != "stored repeated" || len(k.peers) != 2 {
			t.Errorf("%s, %d fixes are judged", got, len(k.peers))
		}
		if p := k.peers[0]; p.zone != v || p.order != order || len(p.fix.Alarms) != 1 || p.fix.Lat != monitoring.DegreesE7(40.5) {
			t.Errorf("judged: %+v", p)
		}
		if n := k.count(`select count(*) from monitoring_position`); n != 0 {
			t.Error("a position of hers stands among those of wearers")
		}
		if n := k.count(`select count(*) from monitoring_frame`); n != 0 {
			t.Error("a frame of hers is kept")
		}
		worn, err := k.devices.Worn(k.officer(), client)
		k.must(err)
		if len(worn) != 1 || worn[0].Ident != "bracelet-1" {
			t.Errorf("%+v", worn)
		}
		_, err = k.devices.Add(k.head(), devicesvc.Add{Ident: herDevice, Kind: regime.PhoneApp, Model: "М", Serial: "S2", Office: osh})
		k.want(err, fault.Invalid)
		for _, device := range k.inventory() {
			if strings.Contains(device, herDevice) {
				t.Error("her device stands in the inventory")
			}
		}
		k.clock.Advance(49 * time.Hour)
		_, err = k.victims.Sweep(k.job())
		k.must(err)
		if k.count(`select count(*) from monitoring_victim_fix`) != 0 {
			t.Error("what is known of her device is kept too long")
		}
	})
}

func (k *kit) inventory() []string {
	k.t.Helper()
	list, _, err := k.devices.List(k.head(), devicesvc.Filter{})
	k.must(err)
	var out []string
	for _, d := range list {
		out = append(out, d.Ident)
	}
	return out
}

// Nothing of her leaves her own tables: no fact, no entry of a client, no word in clear anywhere in the database.
func TestNoWordOfHerAnywhereElse(t *testing.T) {
	each(t, func(k *kit) {
		_, order := k.order()
		before := len(k.book.Entries())
		v := k.agreed(order)
		k.guarded(v, "home")
		k.must(k.victims.Give(k.officer(), v, k.row(v), regime.PhoneApp, herDevice))
		k.must(k.victims.Withdraw(k.officer(), v, k.row(v), "phone", "Боюсь, что узнает"))
		for _, e := range k.book.Entries()[before:] {
			if len(e.Facts) > 0 || len(e.Clients()) > 0 {
				t.Errorf("%s leaves %d facts about %v", e.Action, len(e.Facts), e.Clients())
			}
		}
		for _, table := range k.d.Tables() {
			k.must(k.d.Read(k.job(), func(r *db.Reader) error {
				rows, err := k.dump(r, table.Name)
				for _, word := range []string{herName, "Айсулуу", "Гүлзат", "731942", "731 942", herAddress, "Моңуева", herDevice, herPhrase, "40.514", "405140000", "Боюсь"} {
					for _, row := range rows {
						if strings.Contains(row, word) {
							t.Errorf("%s holds %q in clear", table.Name, word)
						}
					}
				}
				return err
			}))
		}
	})
}

// dump reads every row of a table as one line of text.
func (k *kit) dump(r *db.Reader, table string) ([]string, error) {
	for _, t := range k.d.Tables() {
		if t.Name != table {
			continue
		}
		parts := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			parts[i] = "coalesce(cast(" + c + " as text), '')"
		}
		return db.All[string](k.job(), r.System(), "select "+strings.Join(parts, " || ' ' || ")+" from "+table)
	}
	return nil, nil
}
