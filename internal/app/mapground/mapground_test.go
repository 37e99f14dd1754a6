package mapground_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"tuzjol/internal/app/mapground"
	"tuzjol/internal/platform/config"
)

func get(mux http.Handler, ranged string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, mapground.Address, nil)
	if ranged != "" {
		r.Header.Set("Range", ranged)
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	return w
}

// Ensure that browsers get the parts they ask for, and nothing where no file is named or the file is gone.
func TestRanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kg.pmtiles")
	if err := os.WriteFile(path, []byte("PMTiles3 and more"), 0o600); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mapground.Beside(mux, config.Config{MapFile: path})
	if w := get(mux, "bytes=0-6"); w.Code != http.StatusPartialContent || w.Body.String() != "PMTiles" {
		t.Errorf("a part: %d %q", w.Code, w.Body)
	}
	if w := get(mux, "bytes=900-"); w.Code != http.StatusRequestedRangeNotSatisfiable {
		t.Errorf("beyond the end: %d", w.Code)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if w := get(mux, ""); w.Code != http.StatusNotFound {
		t.Errorf("file gone: %d", w.Code)
	}
	none := http.NewServeMux()
	mapground.Beside(none, config.Config{})
	if w := get(none, ""); w.Code != http.StatusNotFound {
		t.Errorf("no file named: %d", w.Code)
	}
}
