package badinput

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/testkit/world"
)

// program sends judgments as a court's system does.
type program struct {
	t     *testing.T
	w     *world.World
	token string
}

func newProgram(t *testing.T, w *world.World) *program {
	t.Helper()
	p := &program{t: t, w: w}
	ctx := w.Job()
	err := w.App.DB.Write(ctx, func(tx *db.Tx) (err error) {
		p.token, err = world.Service[*signinsvc.Service](w).Ops().GrantToken(ctx, tx, w.Member("records").Account, "court", []actor.Action{access.ReceiveJudgment}, 30)
		if err != nil {
			return err
		}
		return tx.Record(ctx, "signin.grant_token", "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *program) send(key string, body any) (int, string) {
	p.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, world.BaseURL+"/api/v1/judgments", strings.NewReader(string(b)))
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	rec := httptest.NewRecorder()
	p.w.Handler.ServeHTTP(rec, r)
	return rec.Code, rec.Body.String()
}

func sent(number string) map[string]any {
	return map[string]any{
		"source": "api", "court": "Сыноо соту", "number": number, "decided_on": "2026-02-02", "in_force_on": "2026-02-20",
		"kind": "executive", "measures": []map[string]any{{"code": "probation_supervision"}}, "term_years": "1",
		"person": map[string]any{"surname": "Бекмырзаев", "given": "Дастан", "birth": "1990-03-12", "district": string(world.A)},
	}
}

// Once with a key, again with it, another body with it, the same judgment with another key: one judgment, and each answer says
// what is the matter.
func TestAProgramSendsAgain(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newProgram(t, w)
		status, first := p.send("key-000000000001", sent("УД-11/26"))
		if status != http.StatusCreated {
			t.Fatalf("%d %s", status, first)
		}
		if status, again := p.send("key-000000000001", sent("УД-11/26")); status != http.StatusCreated || again != first {
			t.Errorf("the same again: %d %s, first %s", status, again, first)
		}
		if status, body := p.send("key-000000000001", sent("УД-12/26")); status != http.StatusConflict {
			t.Errorf("the same key, another body: %d %s", status, body)
		}
		status, body := p.send("key-000000000002", sent("УД-11/26"))
		if status != http.StatusConflict || !strings.Contains(body, "body.number") {
			t.Errorf("the same judgment with another key: %d %s", status, body)
		}
		if strings.Contains(body, "УД-11") {
			t.Errorf("the answer repeats what was sent: %s", body)
		}
	})
}

// What is wrong is named by its place in the body, and nothing that was sent is repeated.
func TestAProgramSendsNonsense(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newProgram(t, w)
		for name, x := range map[string]struct {
			change map[string]any
			where  string
			echo   string
		}{
			"an impossible date":    {map[string]any{"decided_on": "2026-02-31"}, "body.decided_on", "2026-02-31"},
			"an unknown measure":    {map[string]any{"measures": []map[string]any{{"code": "exile"}}}, "body.measures", "exile"},
			"an unknown obligation": {map[string]any{"obligations": []map[string]any{{"code": "pilgrimage"}}}, "body.obligations", "pilgrimage"},
			"a short PIN": {
				map[string]any{"person": map[string]any{"given": "Дастан", "pin": "1234567890123", "district": string(world.A)}},
				"body.person.pin", "1234567890123",
			},
			"the wrong script": {
				map[string]any{"person": map[string]any{"surname": "Smith", "given": "Дастан", "district": string(world.A)}},
				"body.person.surname", "Smith",
			},
			"the end before the start": {map[string]any{"term_from": "2026-10-10", "term_to": "2026-01-01"}, "body.term_to", "2026-01-01"},
		} {
			body := sent("УД-13/26")
			maps.Copy(body, x.change)
			status, said := p.send("key-1"+strings.ReplaceAll(name, " ", "-"), body)
			if status != http.StatusUnprocessableEntity || !strings.Contains(said, `"`+x.where) {
				t.Errorf("%s: %d %s", name, status, said)
			}
			if strings.Contains(said, x.echo) {
				t.Errorf("%s: the answer repeats what was sent: %s", name, said)
			}
		}
	})
}
