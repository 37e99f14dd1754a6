package mapground_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuzjol/internal/app/mapground"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/testkit/groundfile"
)

// Ensure that a right map file is taken and that each wrong one is told with the setting, the file, the reason and the remedy.
func TestCheck(t *testing.T) {
	whole := groundfile.Make(t, groundfile.Layers)
	with := func(at int, b byte) []byte {
		c := bytes.Clone(whole)
		c[at] = b
		return c
	}
	for name, x := range map[string]struct {
		body []byte
		want string
	}{
		"whole":               {whole, ""},
		"cut":                 {whole[:len(whole)-1], "is cut short"},
		"only a head":         {whole[:127], "is cut short"},
		"less than a head":    {whole[:90], "is no PMTiles file of version 3"},
		"empty":               {nil, "is no PMTiles file of version 3"},
		"a web page":          {bytes.Repeat([]byte("<html>"), 100), "is no PMTiles file of version 3"},
		"an old version":      {with(7, 2), "is no PMTiles file of version 3"},
		"pictures":            {with(99, 2), "holds pictures"},
		"brotli":              {with(98, 3), "is compressed"},
		"a length past all":   {with(63, 0xff), "is cut short"},
		"a begin past all":    {with(15, 0xff), "is cut short"},
		"another schema":      {groundfile.Make(t, groundfile.Foreign), "holds no layer of the Protomaps basemap"},
		"no description":      {groundfile.Make(t, "nothing"), "is damaged"},
		"a description of it": {with(97, 1), "is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kg.pmtiles")
			if err := os.WriteFile(path, x.body, 0o600); err != nil {
				t.Fatal(err)
			}
			told(t, mapground.Check(config.Config{MapFile: path}), path, x.want)
		})
	}
	gone := filepath.Join(t.TempDir(), "gone.pmtiles")
	told(t, mapground.Check(config.Config{MapFile: gone}), gone, "cannot be read")
	told(t, mapground.Check(config.Config{MapFile: t.TempDir()}), "", "is no PMTiles file of version 3")
	if err := mapground.Check(config.Config{}); err != nil {
		t.Errorf("no file is named: %v", err)
	}
}

func told(t *testing.T, err error, path, want string) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("a right file is refused: %v", err)
		}
		return
	}
	if err == nil {
		t.Fatalf("nothing is told; want %q", want)
	}
	for _, part := range []string{"TUZJOL_MAP_FILE: " + path, want, "leave TUZJOL_MAP_FILE empty"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}
