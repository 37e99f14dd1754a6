package reminderweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/reminder"
	"tuzjol/internal/supervision/remindersvc"
	"tuzjol/internal/supervision/reminderweb"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The client's page, the wish, a mark, and the decision on a message of which nobody knows.
func TestPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		box := &notify.Outbox{Seal: sealer, Zone: zone}
		s := remindersvc.New(d, remindersvc.Deps{Seal: sealer, Rules: rules, Zone: zone, Outbox: box, Reach: func(context.Context, *db.Reader, id.Client) (remindersvc.Reach, error) {
			return remindersvc.Reach{Lang: "ky", Phones: []reminder.Phone{{Row: "p1", Index: "i1", Number: "+996555123456", Shared: true}}}, nil
		}})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		as := func(ctx context.Context) context.Context {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights)
		}
		ctx, c := as(context.Background()), id.Client("")
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			c = id.Client(tx.NewID())
			if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
				return err
			}
			if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			if err := box.Put(ctx, tx, notify.Message{Key: "reminder:1", Client: string(c), Channel: notify.SMS, Address: "+996555123456", Lang: "ky", Text: "Сизде жолугушуу бар", Expires: tx.Now.Add(time.Hour)}); err != nil {
				return err
			}
			return tx.Record(ctx, access.Allocate, "")
		}))
		site := pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return as(ctx), "o1" }, reminderweb.New(reminderweb.Deps{
			Service: s, Labels: func(context.Context, []id.Client) (map[id.Client]string, error) {
				return map[id.Client]string{c: "Асанов Нурлан"}, nil
			},
		}).Routes()...)
		base := "/clients/" + string(c) + "/messages"
		for _, lang := range []string{"ky", "ru", "en"} {
			code, body := site.Get(base, lang)
			if code != http.StatusOK {
				t.Fatalf("%s: %d", lang, code)
			}
			site.Wants(body, "+996 555 123 456", "Сизде жолугушуу бар")
		}
		code, body := site.Post(base+"/wish", "wish", "email", "said_on", "03.03.2026", "email", "не адрес")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("a bad address: %d", code)
		}
		site.Wants(body, `value="не адрес"`, "name@example.kg")
		if code, _ = site.Post(base+"/wish", "wish", "message", "shared_ok", "yes", "said_on", "03.03.2026"); code != http.StatusSeeOther {
			t.Errorf("a wish: %d", code)
		}
		must(t, d.System(ctx, "test", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update notify_message set state = 'uncertain', cause = 'silent', version = 2`)
			return err
		}))
		_, body = site.Get("/messages", "ru")
		site.Wants(body, "Асанов Нурлан", "неизвестно, отправлено ли", `name="decision"`)
		if _, body = site.Get("/messages?state=sent", "ru"); strings.Contains(body, "Асанов") {
			t.Error("the filter in the address does nothing")
		}
		row := message(t, d)
		if code, body = site.Post("/messages/"+row, "version", "2", "decision", "again"); code != http.StatusUnprocessableEntity {
			t.Errorf("a decision without a reason: %d", code)
		}
		site.Wants(body, "govuk-error-summary", `checked`)
		if code, _ = site.Post("/messages/"+row, "version", "2", "decision", "again", "text", "клиент ничего не получил"); code != http.StatusSeeOther {
			t.Errorf("a decision: %d", code)
		}
		if code, _ = site.Post("/messages/"+row, "version", "2", "decision", "drop", "text", "x"); code != http.StatusUnprocessableEntity {
			t.Errorf("decided by two: %d", code)
		}
		if code, _ = site.Post(base+"/mark", "phone", "p1", "mark", "taken_over", "text", "ответил другой"); code != http.StatusSeeOther {
			t.Errorf("a mark: %d", code)
		}
		_, body = site.Get(base, "ru")
		site.Wants(body, "теперь принадлежит другому человеку")
		if code, _ = site.Get("/messages/slips", "ky"); code != http.StatusOK {
			t.Errorf("slips: %d", code)
		}
	})
}

func message(t *testing.T, d *db.DB) string {
	t.Helper()
	out := ""
	must(t, d.Read(db.WithSight(context.Background(), db.Everyone{}), func(r *db.Reader) (err error) {
		out, err = db.One[string](context.Background(), r, `select id from notify_message`)
		return err
	}))
	return out
}
