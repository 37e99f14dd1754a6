package demorun

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"tuzjol/internal/app"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// A demonstration opens with its stories; whoever comes meanwhile works, a start that was called off goes on, and in the end the same
// people stand as in one that was filled whole.
func TestEarly(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { early(t, "") })
	t.Run("postgres", func(t *testing.T) {
		url, drop, err := pgtest.Clone("demo_early", func(string) error { return nil })
		if errors.Is(err, pgtest.ErrAbsent) {
			testkit.SkipOrFail(t, "postgres", err.Error())
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(drop)
		early(t, url)
	})
}

const few = 130

// until is a context that is called off once more than a share of the clients stand.
type until struct {
	context.Context
	a       *app.App
	percent int
}

func (u until) over() bool {
	_, percent, ok := u.a.Growing().Of()
	return ok && percent > u.percent
}

func (u until) Done() <-chan struct{} {
	if !u.over() {
		return u.Context.Done()
	}
	closed := make(chan struct{})
	close(closed)
	return closed
}

func (u until) Err() error {
	if u.over() {
		return context.Canceled
	}
	return u.Context.Err()
}

func early(t *testing.T, database string) {
	ctx, dir := context.Background(), t.TempDir()
	cfg, err := Config(dir, database, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a, rest, err := OpenEarly(ctx, cfg, Wish{Seed: 1, Clients: few}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rest == nil || !a.Demonstration().Owed {
		t.Fatal("nobody is owed")
	}
	v := visit(t, a)
	code, body := v.post("/demo", "/demo/enter/officer", url.Values{"return": {"/day"}})
	if code != http.StatusOK || !strings.Contains(body, "Бактыбек уулу") || !strings.Contains(body, "кошулуп жатат") {
		t.Errorf("the officer's day before everybody stands: %d, and it says so: %v", code, strings.Contains(body, "кошулуп жатат"))
	}
	half, _, _ := a.Growing().Of()
	if err := rest(until{ctx, a, 60}); !errors.Is(err, context.Canceled) || half != few {
		t.Fatalf("called off: %v, of %d", err, half)
	}
	standing := census(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, rest, err = OpenEarly(ctx, cfg, Wish{}, app.Options{})
	if err != nil || rest == nil {
		t.Fatalf("the second start: %v", err)
	}
	v = visit(t, a)
	done := make(chan error, 1)
	go func() { done <- rest(ctx) }()
	story := "/clients/" + string(a.Demonstration().Stories[demo.WaitingStory])
	v.post("/demo", "/demo/enter/officer", url.Values{"return": {"/day"}})
	for range 5 { // somebody works meanwhile
		if code, _ := v.post(story+"/contacts", story+"/contacts", url.Values{"kind": {"phone_call"}, "minutes": {"5"}, "source": {"phone"}, "text": {"."}}); code >= http.StatusInternalServerError {
			t.Errorf("a contact meanwhile answers %d", code)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if _, body = v.get("/day"); strings.Contains(body, "кошулуп жатат") || a.Demonstration().Owed {
		t.Error("everybody stands, and the pages say otherwise")
	}
	if err := a.Number(ctx); err != nil {
		t.Fatal(err)
	}
	if rep, err := a.Audit().Verify(a.Operator(ctx), auditsvc.VerifyOptions{Records: true}); err != nil || !rep.OK() {
		t.Errorf("verify: %v, %+v", err, rep.Problems)
	}
	got := census(t, a)
	if err := a.RebuildCards(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if anew := census(t, a); !maps.Equal(got, anew) {
		t.Errorf("the cards as they were written and anew:\n%v\n%v", got, anew)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if whole := wholeCensus(t); !maps.Equal(got, whole) || maps.Equal(got, standing) {
		t.Errorf("early:\n%v\nwhole:\n%v\ncalled off:\n%v", got, whole, standing)
	}
}

// wholeCensus is that of the same world filled at once.
func wholeCensus(t *testing.T) map[string]int {
	t.Helper()
	a := demoAt(t, t.TempDir(), "", few)
	defer a.Close() //nolint:errcheck // the test is over
	return census(t, a)
}

// census counts the cards and the figures by office and standing.
func census(t *testing.T, a *app.App) map[string]int {
	t.Helper()
	type line struct {
		Of string
		N  int
	}
	out, ctx := map[string]int{}, context.Background()
	if err := a.DB.Read(a.Operator(ctx), func(r *db.Reader) error {
		list, err := db.All[line](ctx, r, `select 'card ' || coalesce(c.office_id, '') || ' ' || coalesce(c.order_status, '') || ' ' || coalesce(c.term_end, ''), count(*)
			from casefile_card c where {visible c.client_id} group by 1
			union all select 'figure ' || f.what || ' ' || f.office_id, cast(sum(f.n) as bigint) from casefile_figure f where f.n <> 0 group by 1`)
		for _, x := range list {
			out[x.Of] = x.N
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}
