package reportweb_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/reportsvc"
	"tuzjol/internal/monitoring/reportweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// Through the pages: an empty month is said in three languages, a month that cannot be read is no fault, the file comes as CSV, the monthly
// list opens, and who may read no figures is refused.
func TestReportPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		d.SetRecorders(&testkit.Book{})
		rules, err := kg.Load()
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation("Asia/Bishkek")
		if err != nil {
			t.Fatal(err)
		}
		role := access.Head
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: "h1", Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "h1"}), rights), "h1"
		}
		site := pagetest.New(t, d, as, reportweb.New(reportweb.Deps{Service: reportsvc.New(d, reportsvc.Deps{Rules: rules, Zone: zone})}).Routes()...)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, page := range []string{"/monitoring/reports", "/monitoring/reports?from=yesterday", "/monitoring/reports/csv", "/monitoring/reports/review"} {
				if code, body := site.Get(page, lang); code != http.StatusOK {
					t.Errorf("%s in %s: %d %.200s", page, lang, code, body)
				}
			}
		}
		_, body := site.Get("/monitoring/reports", "ru")
		site.Wants(body, "За этот период ничего не было.", `name="from"`, "/monitoring/reports/csv")
		role = access.Records
		if code, _ := site.Get("/monitoring/reports", "ru"); code != http.StatusForbidden {
			t.Errorf("figures for who may not read them: %d", code)
		}
	})
}
