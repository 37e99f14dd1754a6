// Package mapground serves the operator's own map file under the maps of the service. It says nothing about anybody, so it needs no session.
package mapground

import (
	"context"
	"net/http"
	"os"
	"time"

	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/ui/mapui"
)

// Address is where the map file is served.
const Address = "/map/ground.pmtiles"

// With tells the pages which ground there is.
func With(ctx context.Context, c config.Config) context.Context {
	if c.MapFile == "" {
		return ctx
	}
	return mapui.WithGround(ctx, mapui.Ground{Tiles: Address, Attribution: c.MapCredit})
}

// Beside serves the file that the settings name, in the parts that browsers ask for. A file that is gone answers 404, and maps show the
// boundaries that are in the program.
func Beside(mux *http.ServeMux, c config.Config) {
	if c.MapFile == "" {
		return
	}
	mux.HandleFunc("GET "+Address, func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Open(c.MapFile)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer f.Close() //nolint:errcheck // read only
		modified := time.Time{}
		if i, err := f.Stat(); err == nil {
			modified = i.ModTime()
		}
		h := w.Header()
		h.Set("Content-Type", "application/octet-stream")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "private, max-age=3600")
		http.ServeContent(w, r, "", modified, f)
	})
}
