package deskweb_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/deskweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
)

// On a client's record stand the client's alerts, the newest first and page by page; of one that speaks of a protected person no more than
// that there was an alert. An officer sees those of the own clients alone.
func TestAlertsOnARecord(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := newKit(t, d)
		w := deskweb.New(deskweb.Deps{Desk: k.desk})
		site := pagetest.New(t, d, k.as, httpx.Route{Method: http.MethodGet, Pattern: "/part", Action: access.ReadAlerts, Purpose: "test", Do: func(q *httpx.Req) (httpx.Reply, error) {
			skip, err := strconv.Atoi(q.Query().Get("skip"))
			k.must(err)
			c, err := w.OfClient(q.Ctx(), k.client, skip)
			if err != nil {
				return httpx.Reply{}, err
			}
			return httpx.Page(c), nil
		}})
		part := func(skip int) string {
			t.Helper()
			_, body := site.Get("/part?skip="+strconv.Itoa(skip), "en")
			return body
		}
		k.site.Wants(part(0), "There are no alerts about this client.")
		plain, victim := k.raise(absent), k.raise(danger)
		body := part(0)
		k.site.Wants(body, "Not where they have to be", "Monitoring alert", "/monitoring/alerts/"+plain, "/monitoring/alerts/"+victim)
		if strings.Contains(strings.ToLower(body), "victim") || strings.Contains(body, "danger") {
			t.Error("the record tells of a protected person:", body)
		}
		for range desksvc.ClientPage {
			k.raise(absent)
		}
		list, total, err := k.desk.OfClient(k.duty(), k.client, 0)
		k.must(err)
		if total != desksvc.ClientPage+2 || len(list) != desksvc.ClientPage || list[0].ID != fmt.Sprintf("alert%027d", k.n) {
			t.Errorf("%d of %d, first %s", len(list), total, list[0].ID)
		}
		k.site.Wants(part(0), "?alerts=20")
		if last := part(20); !strings.Contains(last, plain) || strings.Contains(last, "?alerts=40") {
			t.Error("the oldest is on the last page")
		}
		k.role.Store(access.Officer)
		k.who.Store(id.Account("o1"))
		if _, err := w.OfClient(k.duty(), k.client, 0); !fault.Is(err, fault.NotFound) {
			t.Error("an officer of another client:", err)
		}
		k.must(d.Write(k.job(), func(tx *db.Tx) error {
			if err := (accesssvc.Ops{}).Relate(k.job(), tx, k.client, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(context.WithoutCancel(k.job()), access.Allocate, "")
		}))
		k.site.Wants(part(0), "?alerts=20")
	})
}
