package world

import (
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
)

// The service of tests answers a head with the start page of the day, on both engines.
func TestTheServiceAnswers(t *testing.T) {
	Each(t, func(t *testing.T, w *World) {
		r := httptest.NewRequest(http.MethodGet, BaseURL+"/day", nil)
		r.AddCookie(w.Enter("head"))
		rec := httptest.NewRecorder()
		w.Handler.ServeHTTP(rec, r)
		if rec.Code != http.StatusOK {
			t.Fatalf("%d %s\n%s", rec.Code, rec.Body, w.Log)
		}
		for _, c := range w.Clients {
			if c.ID == "" || c.Order == "" || c.File == "" {
				t.Errorf("%+v", c)
			}
		}
	})
}

func TestMain(m *testing.M) { os.Exit(Run(m)) }
