package matrix

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

// studied are the words of a study that must appear before nobody to whom it is not open.
var studied = []string{"Кыдыралиева", "Зейнеп", "ЖК-707", "205-2-сын", "Мурас көчөсү"} //nolint:gochecknoglobals // a table

func typedStudy(who *world.Client) url.Values {
	v := url.Values{
		"asker": {"court"}, "body": {"Сверд-сот"}, "number": {"ЖК-707"}, "dated": {"2026-02-27"}, "received": {"2026-03-02"}, "how": {"by_hand"},
		"surname": {"Кыдыралиева"}, "given": {"Зейнеп"}, "birth": {"1993-12-18"}, "sex": {"f"}, "article": {"205-2-сын"}, "asked": {"report"}, "address": {"Мурас көчөсү"},
	}
	if who != nil {
		v.Set("pin", who.PIN)
	}
	return v
}

// study puts a study of office A on record: received by the head, given to the officer, with the consent of the person studied.
func study(t *testing.T, w *world.World, who *world.Client) string {
	t.Helper()
	svc := world.Service[*assessmentstudysvc.Service](w)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(w.App.DB.Write(w.Job(), func(tx *db.Tx) error {
		if err := world.Service[*orgsvc.Service](w).Ops().Grant(w.Job(), tx, org.Qualification{
			Account: w.Member("officer").Account, Code: assessmentstudysvc.Qualification, Valid: civil.Since(w.Today()), Source: "course",
		}); err != nil {
			return err
		}
		return tx.Record(w.Job(), "org.manage_staff", "")
	}))
	head, officer := w.As("head"), w.As("officer")
	key, err := svc.Receive(head, typedStudy(who))
	check(err)
	on := func(version int) assessmentstudysvc.On { return assessmentstudysvc.On{Study: key, Version: version} }
	check(svc.Check(head, on(1), url.Values{"signed": {"yes"}, "identity": {"yes"}, "clear": {"yes"}}))
	check(svc.Assign(head, on(2), w.Member("officer").Account))
	check(svc.Consent(officer, on(3), url.Values{"outcome": {"given"}, "on": {w.Today().String()}, "informed_in": {"ky"}, "explained": {"yes"}}))
	return key
}

// With and without a study, every page answers the same to everybody to whom it is not open: the person studied is in no list,
// count, search, export or log. Before those to whom it is open, only the study's own pages speak of it.
func TestAStudyIsAbsent(t *testing.T) {
	for _, engine := range world.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			w := twins{world.Open(t, engine), world.Open(t, engine)}
			who := world.Latecomer()
			key := study(t, w.with, nil)
			nights(t, w.with)
			nights(t, w.without)
			asked := leakPages(t, w.without, who)
			outside := slices.DeleteFunc(actors(w.with), func(s *world.Staff) bool { return s.Key == "head" || s.Key == "officer" })
			for _, s := range outside { // one after another: logs of access show who came when
				a, b := visit(t, w.with, s.Key), visit(t, w.without, s.Key)
				for _, p := range asked {
					if _, refused := p.want(a.staff); !refused && !ofStaff(p) {
						compare(a, b, p)
					}
				}
			}
			for _, s := range outside {
				visit(t, w.with, s.Key).meetsNothing(key)
			}
			for _, member := range []string{"head", "officer"} {
				v := visit(t, w.with, member)
				for _, p := range asked {
					if _, refused := p.want(v.staff); !refused && !strings.HasPrefix(p.path, "/studies") && p.path != "/audit" {
						v.silent(p, key)
					}
				}
				if a := v.get("/studies"); !strings.Contains(a.body, studied[0]) {
					t.Errorf("%s does not see the study", member)
				}
			}
		})
	}
}

// silent reads a page before a member of the study: it may lead there, as a notice does, and says nothing of the person.
func (v *visitor) silent(p page, key string) {
	v.t.Helper()
	body := v.leak(p).body
	for _, word := range studied {
		if strings.Contains(body, word) && !strings.Contains(p.row.query, url.QueryEscape(word)) {
			v.errorf(p, "shows %q of a study", word)
		}
	}
	if strings.Contains(body, "study-"+key) {
		v.errorf(p, "names the person studied as if a client")
	}
}

// ofStaff are the pages of those who work in the service, where the qualification given for the test stands, the record of
// what the service did, and the custodians' list, which has identifiers anyway.
func ofStaff(p page) bool {
	return strings.HasPrefix(p.path, "/staff") || strings.HasPrefix(p.path, "/audit") || strings.HasPrefix(p.path, "/sealed")
}

// meetsNothing asks for the study and for what somebody might think of as its client, by address.
func (v *visitor) meetsNothing(key string) {
	v.t.Helper()
	for _, path := range []string{"/studies/%s", "/studies/%s/papers/report", "/studies/%s/papers/script", "/studies/closed/%s", "/clients/study-%s", "/clients/study-%s/contacts", "/clients/study-%s/access-log", "/clients/%s"} {
		a, none := v.get(fmt.Sprintf(path, key)), v.get(fmt.Sprintf(path, nobody))
		if a.status != http.StatusNotFound || a.calm(key) != none.calm(nobody) {
			v.t.Errorf("%s as %s answers %d: %s", path, v.staff.Key, a.status, differ(a.calm(key), none.calm(nobody)))
		}
	}
	for _, path := range []string{"/check", "/return", "/assign", "/consent", "/interview", "/statement", "/letter", "/submit", "/remark", "/sign", "/delivery", "/decision", "/withdrawal"} {
		a, none := v.post("/studies/"+key+path, nil), v.post("/studies/"+nobody+path, nil)
		if a.status != http.StatusNotFound || a.calm(key) != none.calm(nobody) {
			v.t.Errorf("POST %s as %s answers %d", path, v.staff.Key, a.status)
		}
	}
	for _, path := range []string{"/studies", "/notices", "/caseload?status=any", "/office", "/office/unallocated", "/national", "/audit", "/sealed", "/restrictions"} {
		body := v.get(path).body
		for _, word := range studied {
			if strings.Contains(body, word) {
				v.t.Errorf("%s as %s shows %q", path, v.staff.Key, word)
			}
		}
	}
}

// Somebody who is a client already can be studied, and nothing in the client's record changes or tells of it.
func TestAClientWhoIsStudied(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		who := w.Client(world.Own)
		v := visit(t, w, "head")
		before := map[string]string{}
		const menu = "Сотко чейинки иликтөөлөр"
		tabs := []string{"", "/timeline", "/registration", "/order", "/contacts", "/documents", "/person", "/allocation", "/restriction"}
		read := func(tab string) string { return plain(v.get("/clients/" + string(who.ID) + tab)) }
		for _, tab := range tabs {
			before[tab] = read(tab)
		}
		key := study(t, w, who)
		for _, tab := range tabs {
			if after := read(tab); after != before[tab] {
				t.Errorf("the client's page %q tells of the study: %s", tab, differ(after, before[tab]))
			}
		}
		log := v.get("/clients/" + string(who.ID) + "/access-log").body
		for _, word := range append([]string{key, "иликтөө"}, studied...) {
			if strings.Contains(strings.ReplaceAll(log, menu, ""), word) {
				t.Errorf("the client's access log tells of the study: %q", word)
			}
		}
	})
}
