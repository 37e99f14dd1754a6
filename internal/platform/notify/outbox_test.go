package notify_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
)

// desk is an outbox over one engine with a clock that the test moves.
type desk struct {
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	box   *notify.Outbox
	ctx   context.Context
}

func each(t *testing.T, test func(d desk)) {
	t.Helper()
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation("Asia/Bishkek")
		if err != nil {
			t.Fatal(err)
		}
		ctx := actor.With(db.WithSight(context.Background(), db.Everyone{}), actor.Actor{Kind: actor.Job, Name: "test"})
		test(desk{t: t, db: d, clock: clock, ctx: ctx, box: &notify.Outbox{Seal: seal.New(ring), Zone: zone}})
	})
}

func (d desk) put(m notify.Message, after error) {
	d.t.Helper()
	err := d.db.Write(d.ctx, func(tx *db.Tx) error {
		if err := d.box.Put(d.ctx, tx, m); err != nil {
			return err
		}
		return after
	})
	if !errors.Is(err, after) {
		d.t.Fatal(err)
	}
}

func (d desk) states() string {
	d.t.Helper()
	var out []string
	if err := d.db.Read(d.ctx, func(r *db.Reader) (err error) {
		out, err = db.All[string](d.ctx, r, `select state from notify_message order by msg_key`)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func sms(key string) notify.Message {
	return notify.Message{Key: key, Client: "0195a000-0000-7000-8000-000000000001", Channel: notify.SMS, Address: "+996555123456", Lang: "ky", Text: "Сизде жолугушуу бар"}
}

// A message goes with its transaction, is there once, and says nothing to whoever reads the table.
func TestPut(t *testing.T) {
	each(t, func(d desk) {
		d.put(sms("a"), errors.New("rolled back"))
		if got := d.states(); got != "" {
			t.Errorf("a message of a transaction that was rolled back: %s", got)
		}
		d.put(sms("a"), nil)
		d.put(sms("a"), nil)
		staff := sms("b")
		staff.Client = ""
		d.put(staff, nil)
		if got := d.states(); got != "waiting waiting" {
			t.Errorf("states %q", got)
		}
		if err := d.db.Read(d.ctx, func(r *db.Reader) error {
			type row struct{ Address, Body []byte }
			rows, err := db.All[row](d.ctx, r, `select address, body from notify_message`)
			for _, x := range rows {
				if strings.Contains(string(x.Address), "555") || strings.Contains(string(x.Body), "жолугушуу") {
					t.Error("address or words lie open")
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestPutRefusesWhatCannotBeSent(t *testing.T) {
	each(t, func(d desk) {
		for _, m := range []notify.Message{
			{Channel: notify.SMS, Address: "+996555123456", Text: "x"},
			{Key: "a", Channel: "pigeon", Address: "+996555123456", Text: "x"},
			{Key: "a", Channel: notify.SMS, Text: "x"},
			{Key: "a", Channel: notify.SMS, Address: "+996555123456"},
		} {
			if err := d.db.Write(d.ctx, func(tx *db.Tx) error { return d.box.Put(d.ctx, tx, m) }); err == nil {
				t.Errorf("%+v was taken", m)
			}
		}
		d.put(notify.Message{Key: "s", Channel: notify.Slip, Lang: "ky", Text: "x", Expires: civil.Instant{}}, nil)
		if got := d.states(); got != "waiting" {
			t.Error(got)
		}
	})
}

func TestWithdraw(t *testing.T) {
	each(t, func(d desk) {
		d.put(sms("a"), nil)
		for _, want := range []bool{true, false} {
			if err := d.db.Write(d.ctx, func(tx *db.Tx) error {
				got, err := d.box.Withdraw(d.ctx, tx, "a")
				if got != want {
					t.Errorf("withdrawn: %v", got)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.states(); got != "dropped" {
			t.Error(got)
		}
	})
}
