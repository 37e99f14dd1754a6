package matrix

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/testkit/world"
)

// When the record cannot be written nothing is shown and nothing is done (S24), and the page that says so tells nothing of
// the inside (S49); afterwards work goes on.
func TestWithoutTheRecordNothingIsShownOrDone(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		v := visit(t, w, "head")
		who := w.Client(world.Own)
		own := "/clients/" + string(who.ID)
		note := url.Values{"kind": {"note"}, "text": {"Кабыл алынбашы керек"}}
		contacts := func() int { return count(t, w, `select count(*) from supervision_contact`) }
		if a := v.get(own); a.status != http.StatusOK || !strings.Contains(a.body, who.Surname) {
			t.Fatalf("before: %d", a.status)
		}
		before := contacts()
		w.Break(`alter table audit_entry rename to audit_gone`)
		for _, path := range []string{own, own + "/timeline", "/caseload", "/caseload/export", "/clients/" + nobody, "/api/v1/clients"} {
			a := v.get(path)
			if a.status != http.StatusServiceUnavailable {
				t.Errorf("GET %s without the record answers %d", path, a.status)
			}
			silent(t, w, path, a)
		}
		a := v.post(own+"/contacts", note)
		if a.status < http.StatusInternalServerError || contacts() != before {
			t.Errorf("a note without the record: %d, %d contacts more", a.status, contacts()-before)
		}
		silent(t, w, own+"/contacts", a)
		w.Break(`alter table audit_gone rename to audit_entry`)
		if a := v.get(own); a.status != http.StatusOK {
			t.Errorf("after: %d", a.status)
		}
	})
}

// silent looks for anybody's traces and for the inside of the service.
func silent(t *testing.T, w *world.World, path string, a answer) {
	t.Helper()
	for _, c := range w.Clients {
		for _, text := range append(c.Secrets(), c.Surname) {
			if text != "" && strings.Contains(a.body, text) {
				t.Errorf("%s shows %q", path, text)
			}
		}
	}
	for _, text := range []string{"audit_", "select ", "SQL", "goroutine", ".go:", "panic"} {
		if strings.Contains(a.body, text) {
			t.Errorf("%s tells of the inside: %q", path, text)
		}
	}
}

func count(t *testing.T, w *world.World, query string, args ...any) int {
	t.Helper()
	n := 0
	err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](context.Background(), r.System(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A change of rights holds from the next request on (S18), also for sessions that are open (S09) and for whoever stands
// high (S16): restricted, shut out, opened by break-glass, moved to no post, closed.
func TestRightsHoldFromTheNextRequest(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		svc := world.Service[*accesssvc.Service](w)
		officer, director := visit(t, w, "officer"), visit(t, w, "director")
		team := w.Client(world.Team)
		path := "/clients/" + string(team.ID)
		must := func(v *visitor, path string, want int) {
			t.Helper()
			if a := v.get(path); a.status != want {
				t.Errorf("%s asks %s: %d, want %d", v.staff.Key, path, a.status, want)
			}
		}
		do := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(officer, path, http.StatusOK)
		must(director, path, http.StatusOK)
		do(svc.ChangeList(w.As("head"), accesssvc.ChangeList{Client: team.ID, Account: director.staff.Account, Kind: access.Exclude, Reason: "relative"}))
		must(director, path, http.StatusNotFound)
		if a := director.get("/caseload?status=any"); strings.Contains(a.body, team.Surname) {
			t.Error("the director is shut out and finds the person in the list")
		}
		do(svc.Restrict(w.As("head"), accesssvc.Restrict{Client: team.ID, Reason: "safety", Text: "x"}))
		must(officer, path, http.StatusNotFound)
		_, err := svc.Open(w.As("officer"), accesssvc.OpenGlass{Query: access.GlassQuery{PIN: team.PIN}, Reason: "danger", Text: "Өмүрүнө коркунуч бар"})
		do(err)
		must(officer, path, http.StatusOK)
		end := orgsvc.EndPost{Post: officer.staff.PostID, Last: w.Today().AddDays(-1), Reason: "left"}
		do(world.Service[*orgsvc.Service](w).EndPost(w.As("admin"), end))
		must(officer, "/caseload", http.StatusForbidden)
		must(officer, "/clients/"+string(w.Client(world.Waiting).ID), http.StatusNotFound)
		do(world.Service[*orgsvc.Service](w).AddPost(w.As("admin"), orgsvc.AddPost{
			Reason: "x",
			Post:   org.Post{Account: officer.staff.Account, Role: access.Head, Office: world.A, Valid: civil.Since(w.Today())},
		}))
		must(again(officer), "/office", http.StatusOK)
		do(world.Service[*signinsvc.Service](w).SetDisabled(w.As("admin"), officer.staff.Account, true, "left"))
		must(officer, "/caseload", http.StatusSeeOther)
	})
}

// again enters anew, since a change of posts may end sessions.
func again(v *visitor) *visitor { return visit(v.t, v.w, v.staff.Key) }

// A program's token reaches what its scopes and its owner's posts allow, nothing else; without one the API is shut.
func TestATokenReachesNoFurtherThanItsScopes(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		ctx := w.Job()
		grant := func(key string, scopes ...actor.Action) string {
			token := ""
			err := w.App.DB.Write(ctx, func(tx *db.Tx) (err error) {
				token, err = world.Service[*signinsvc.Service](w).Ops().GrantToken(ctx, tx, w.Member(key).Account, "test", scopes, 30)
				if err != nil {
					return err
				}
				return tx.Record(ctx, "signin.grant_token", "")
			})
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		ask := func(token, path string) answer {
			r := httptest.NewRequest(http.MethodGet, world.BaseURL+path, nil)
			if token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			return (&visitor{t: t, w: w}).roundTrip(r)
		}
		lists, reads, none := grant("officer", access.ReadCaseload), grant("officer", access.ReadClient), grant("analyst", access.ReadClient, access.ReadCaseload)
		one := func(state string) string { return "/api/v1/clients/" + string(w.Client(state).ID) }
		for _, x := range []struct {
			token, path string
			want        int
		}{
			{"", "/api/v1/clients", http.StatusUnauthorized},
			{"wrong", "/api/v1/clients", http.StatusUnauthorized},
			{lists, "/api/v1/clients", http.StatusOK},
			{lists, one(world.Own), http.StatusNotFound},
			{reads, "/api/v1/clients", http.StatusForbidden},
			{reads, one(world.Own), http.StatusOK},
			{reads, one(world.Team), http.StatusOK},
			{reads, one(world.Restricted), http.StatusNotFound},
			{reads, one(world.Other), http.StatusNotFound},
			{reads, one(world.Excluded), http.StatusNotFound},
			{none, "/api/v1/clients", http.StatusForbidden},
			{none, one(world.Own), http.StatusNotFound},
			{lists, "/caseload/export", http.StatusForbidden},
		} {
			if a := ask(x.token, x.path); a.status != x.want {
				t.Errorf("%s: %d, want %d", x.path, a.status, x.want)
			}
		}
	})
}
