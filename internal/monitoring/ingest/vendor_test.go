package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// makers are makers' services in memory.
type makers struct {
	mu     sync.Mutex
	stored map[string]bool
	away   bool
	left   int // requests before somebody comes too often
}

func (m *makers) Admit(_ context.Context, token string) (string, error) {
	if m.away {
		return "", errors.New("the database is away")
	}
	return map[string]string{"secret": "alfa", "other": "beta"}[token], nil
}

func (m *makers) Known(_ context.Context, v string, list []string) (map[string]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]bool{}
	for _, x := range list {
		out[x] = m.stored[v+x]
	}
	return out, nil
}

func (m *makers) Remember(_ context.Context, v string, list []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, x := range list {
		m.stored[v+x] = true
	}
	return nil
}

func (m *makers) Slow(time.Time, string) error {
	if m.left--; m.left < 0 {
		return errors.New("too often")
	}
	return nil
}

// knowing stores what devices of alfa say, and knows no device that is called strange.
type knowing struct{ keeper }

func (k *knowing) Commit(ctx context.Context, group []Received) ([]Verdict, error) {
	out, err := k.keeper.Commit(ctx, group)
	for i, r := range group {
		if strings.HasSuffix(r.Device, ":strange") {
			out[i] = Unknown
		}
	}
	return out, err
}

func TestVendor(t *testing.T) {
	k, m := &knowing{}, &makers{stored: map[string]bool{}, left: 1000}
	g := New(k, Settings{Now: time.Now})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); g.Run(ctx) }()
	defer func() { stop(); <-done }()
	post := func(token, body string) (int, vendorAnswer) {
		t.Helper()
		r := httptest.NewRequest(http.MethodPost, "/devices/vendor", strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		g.Vendor(m).ServeHTTP(w, r)
		var a vendorAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatalf("%d %q", w.Code, w.Body)
		}
		return w.Code, a
	}
	three := `[{"id":"1","device":"b7","fix_time":1793599171,"lat":42,"lon":74},{"id":"2","device":"b7","fix_time":"soon"},{"id":"3","device":"strange","fix_time":1793599171}]`
	code, a := post("secret", three)
	if code != http.StatusOK || a.Taken != 1 || len(a.Errors) != 2 || a.Errors[0].Index != 1 || a.Errors[0].Field != "fix_time" || a.Errors[1].Index != 2 || a.Errors[1].Code != "unknown" {
		t.Fatalf("%d %+v", code, a)
	}
	if len(k.all) != 2 || k.all[0].Device != "alfa:b7" || k.all[0].Protocol != "vendor" || !strings.Contains(string(k.all[0].Raw), `"id":"1"`) {
		t.Fatalf("%+v", k.all)
	}
	// the same again stores nothing twice; what nobody had claimed is asked again
	if code, a = post("secret", three); code != http.StatusOK || a.Taken != 0 || a.Repeated != 1 || len(k.all) != 3 {
		t.Fatalf("%d %+v %d", code, a, len(k.all))
	}
	// another maker's device of the same name is another device
	if code, a = post("other", three); code != http.StatusOK || a.Taken != 1 || k.all[3].Device != "beta:b7" {
		t.Fatalf("%d %+v", code, a)
	}
	if code, a = post("secret", `[]`); code != http.StatusOK || a.Taken != 0 || a.Errors == nil {
		t.Fatalf("%d %+v", code, a)
	}
	for body, want := range map[string]int{"{}": 400, "": 400, strings.Repeat(" ", 1<<20+1): 413, "[" + strings.Repeat("1,", 1000) + "1]": 413} {
		if code, _ = post("secret", body); code != want {
			t.Errorf("%d for %.10q, want %d", code, body, want)
		}
	}
	for _, token := range []string{"", "wrong"} {
		if code, _ = post(token, three); code != http.StatusUnauthorized {
			t.Errorf("%d for the token %q", code, token)
		}
	}
	m.away = true
	if code, _ = post("secret", three); code != http.StatusServiceUnavailable {
		t.Errorf("%d while the database is away", code)
	}
	m.away, m.left = false, 1
	if code, _ = post("secret", three); code != http.StatusTooManyRequests {
		t.Errorf("%d for one who comes too often", code)
	}
	w := httptest.NewRecorder()
	g.Vendor(m).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/devices/vendor", strings.NewReader("")))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET gives %d", w.Code)
	}
}
