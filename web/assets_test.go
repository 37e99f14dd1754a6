package web_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tuzjol/web"
)

func assets(t *testing.T) *web.Assets {
	t.Helper()
	a, err := web.New()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func get(a http.Handler, method, path, encoding string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w.Result()
}

// Ensure that every file a page names is served, packed when asked, and may be kept for ever.
func TestServe(t *testing.T) {
	a := assets(t)
	for _, name := range []string{"tuzjol.css", "app.js", "htmx.min.js", "golos-latin.woff2", "golos-cyrillic.woff2", "golos-kyrgyz.woff2", "icon.svg"} {
		res := get(a, http.MethodGet, a.Path(name), "gzip, br")
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", name, res.StatusCode)
			continue
		}
		if cc := res.Header.Get("Cache-Control"); !strings.Contains(cc, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, cc)
		}
		body, _ := io.ReadAll(res.Body)
		if res.Header.Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			body, _ = io.ReadAll(z)
		}
		plain, _ := io.ReadAll(get(a, http.MethodGet, a.Path(name), "").Body)
		if !bytes.Equal(body, plain) || len(plain) == 0 {
			t.Errorf("%s: packed and plain answers differ", name)
		}
	}
}

// Ensure that a wrong hash is not answered with other content that a cache would then keep for a year.
func TestWrongAddress(t *testing.T) {
	a := assets(t)
	for _, path := range []string{"/static/000000000000/tuzjol.css", "/static/tuzjol.css", "/static/", a.Path("nothing.css")} {
		res := get(a, http.MethodGet, path, "")
		if res.StatusCode != http.StatusNotFound || strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d, cache %q", path, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
	if res := get(a, http.MethodPost, a.Path("app.js"), ""); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", res.StatusCode)
	}
}

// Ensure that the style sheet reaches its fonts, uses no face that is not ours, and stays small.
func TestStyleSheet(t *testing.T) {
	a := assets(t)
	css, _ := io.ReadAll(get(a, http.MethodGet, a.Path("tuzjol.css"), "").Body)
	urls := regexp.MustCompile(`url\(([^)]*)\)`).FindAllSubmatch(css, -1)
	if len(urls) < 3 {
		t.Fatalf("found %d fonts, want 3", len(urls))
	}
	for _, u := range urls {
		at := strings.Trim(string(u[1]), `"'`)
		if res := get(a, http.MethodGet, at, ""); res.StatusCode != http.StatusOK {
			t.Errorf("style sheet names %s: status %d", at, res.StatusCode)
		}
	}
	if bytes.Contains(css, []byte("GDS Transport")) || bytes.Contains(css, []byte("font-family:sans-serif")) {
		t.Error("the style sheet names a font that is not ours")
	}
	if packed := get(a, http.MethodGet, a.Path("tuzjol.css"), "gzip").ContentLength; packed > 14<<10 {
		t.Errorf("style sheet is %d bytes packed, at most 14 KB", packed)
	}
}

// Ensure that what others wrote is the file that was pinned.
func TestVendoredHashes(t *testing.T) {
	f, err := os.Open(filepath.Join("static", "VENDOR.sha256"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		want, name, _ := strings.Cut(s.Text(), "  ")
		body, err := os.ReadFile(filepath.Join("static", name))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := sha256.Sum256(body); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s differs from its pinned hash", name)
		}
	}
	if n < 4 {
		t.Errorf("%d pinned files, want htmx and three fonts", n)
	}
}
