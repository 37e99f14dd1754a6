package crisisweb_test

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
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/crisisweb"
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

// A danger through the pages: bad input keeps what was typed, the answer is shown in three languages, a double answer is a conflict.
func TestCrisisPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		svc := crisissvc.New(d, crisissvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		as := func(ctx context.Context) (context.Context, id.Account) {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights), "o1"
		}
		ctx, _ := as(context.Background())
		w := crisisweb.New(crisisweb.Deps{Service: svc, Takers: func(context.Context, id.Client) ([]ui.Option, error) {
			return []ui.Option{{Value: "h1", Text: "Начальник"}}, nil
		}})
		site := pagetest.New(t, d, as, w.Routes()...)
		var c id.Client
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			c = id.Client(tx.NewID())
			if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
				return err
			}
			if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(ctx, access.Allocate, "")
		}))
		base := "/clients/" + string(c) + "/crises"
		code, body := site.Post(base, "kind", "", "words", "Звонила соседка")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("without a kind: %d", code)
		}
		site.Wants(body, "Звонила соседка", `href="#kind`)
		code, at := site.Post(base, "kind", "violence", "words", "Звонила соседка")
		if code != http.StatusSeeOther {
			t.Fatalf("raise: %d %.300s", code, at)
		}
		at, _, _ = strings.Cut(at, "?")
		for lang, word := range map[string]string{"ky": "зордук-зомбулук", "ru": "насилие", "en": "violence"} {
			for _, page := range []string{"/crises", base, at} {
				code, body := site.Get(page, lang)
				if code != http.StatusOK {
					t.Fatalf("%s in %s: %d", page, lang, code)
				}
				site.Wants(body, word)
			}
		}
		if code, body = site.Post(at+"/answer", "version", "1", "action", "police", "text", ""); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="police" selected`) {
			t.Errorf("answer without words: %d", code)
		}
		if code, _ = site.Post(at+"/answer", "version", "1", "action", "police", "text", "Сообщили 102"); code != http.StatusSeeOther {
			t.Errorf("answer: %d", code)
		}
		if code, body = site.Post(at+"/answer", "version", "1", "action", "talked_today", "text", "Поговорили"); code != http.StatusUnprocessableEntity {
			t.Errorf("second answer at once: %d", code)
		}
		site.Wants(body, "Поговорили", "Сообщили 102") // what was typed stays beside what the other wrote
		if code, body = site.Post(at+"/take-over", "version", "2", "to", "nobody", "text", "x"); code != http.StatusUnprocessableEntity {
			t.Errorf("taken over by a stranger: %d", code)
		}
		site.Wants(body, "Выберите другого")
		if b, err := w.Banner(ctx, c); err != nil || b == nil {
			t.Errorf("no banner while a danger is watched: %v", err)
		}
		if code, _ = site.Post(at+"/close", "version", "2", "reason", "safe_now", "text", "Соседка подтвердила"); code != http.StatusSeeOther {
			t.Errorf("close: %d", code)
		}
		if b, err := w.Banner(ctx, c); err != nil || b != nil {
			t.Errorf("banner after closing: %v", err)
		}
	})
}
