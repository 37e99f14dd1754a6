package bench

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestSampleTellsPercentiles(t *testing.T) {
	var s Sample
	if s.At(0.99) != 0 {
		t.Error("an empty sample has a time")
	}
	for i := range 100 {
		s.Add(time.Duration(100-i) * time.Millisecond)
	}
	if s.At(0.5) != 51*time.Millisecond || s.At(0.99) != 100*time.Millisecond {
		t.Errorf("p50 %s, p99 %s", s.At(0.5), s.At(0.99))
	}
}

// Statements of the audit entry are told from those of the page, and only reading ones are sent again.
func TestStatementsAreToldApart(t *testing.T) {
	for text, want := range map[string][2]bool{
		"select name from casefile_card where client_id = $1":              {true, false},
		"insert into audit_entry (id) values ($1)":                         {false, true},
		"select size, chain from audit_head where name = 'main'":           {false, true},
		"update signin_session set seen_at = $1":                           {false, false},
		"select id from audit_entry where actor = $1 order by id limit 50": {true, false},
	} {
		s := Statement{SQL: text}
		if s.Read() != want[0] || s.Audit() != want[1] {
			t.Errorf("%s: read %v, audit %v", text, s.Read(), s.Audit())
		}
	}
	var r Recorder
	r.Trace("select 1", nil)
	r.Start()
	r.Trace("select 2", []any{1})
	if list := r.Stop(); len(list) != 1 || list[0].SQL != "select 2" {
		t.Errorf("%+v", list)
	}
}

// The bench refuses every address but this machine's, and learns clients from the caseload.
func TestDriverStaysAtHome(t *testing.T) {
	d := &Driver{Base: "http://example.org:80", Users: []*User{{}}}
	if err := d.Prepare(context.Background()); err == nil {
		t.Fatal("it would drive a foreign service")
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("tuzjol"); err != nil || c.Value != "x" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Write([]byte(`<a href="/clients/019c0000-0000-7000-8000-000000000001">A</a><a href="/clients/019c0000-0000-7000-8000-000000000001/x">A</a>`)) //nolint:errcheck // a test
	}))
	defer srv.Close()
	d = &Driver{
		Base: strings.Replace(srv.URL, "localhost", "127.0.0.1", 1), FormKey: func(string) string { return "k" }, Words: []string{"a"}, NextDay: "18.11.2026",
		Users: []*User{{Cookie: &http.Cookie{Name: "tuzjol", Value: "x"}}},
	}
	d.Director = d.Users[0]
	if err := d.Prepare(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(d.Users[0].clients) != 1 {
		t.Fatalf("clients: %v", d.Users[0].clients)
	}
	got, err := d.together(context.Background(), 3, 0, 150*time.Millisecond)
	if err != nil || got.All.Len() == 0 || got.Failed > 0 {
		t.Fatalf("%+v %v", got, err)
	}
}

func TestPlanIsBounded(t *testing.T) {
	p := Plan{Users: 100000, Each: 1 << 20, Latency: time.Hour, Full: time.Hour}.Within()
	if p.Users != MaxUsers || p.Each != MaxEach || p.Latency != MaxSpend || p.Full != MaxSpend {
		t.Errorf("%+v", p)
	}
}

// No appointment is asked for after a term's end, unless nobody else is there.
func TestAppointmentsAreAskedOfThoseWhoMayCome(t *testing.T) {
	u := &User{clients: []string{"over", "under way"}}
	for range 50 {
		if c := u.toCome(map[string]bool{"over": true}); c != "under way" {
			t.Fatal(c)
		}
	}
	if c := u.toCome(map[string]bool{"over": true, "under way": true}); c == "" {
		t.Error("nobody")
	}
}
