package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that recorded frames are decoded from the command line, and that a refused one is named and does not stop the rest.
func TestMonitoringDecode(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.csv"), filepath.Join(dir, "out.csv")
	fatal(t, os.WriteFile(in, []byte("id,encoding,frame\n"+
		"wrong,hex,78781f120f0a140e150bc505e51e780293a9e800540000f601006e0055da00035f250d0a\n"+
		"right,hex,78781f120f0a140e150bc505e51e780293a9e800540000f601006e0055da00035f240d0a\n"), 0o600))
	if got, want := command(t, ExitOK, "monitoring", "decode", "--protocol", "gt06", "--in", in, "--out", out), "rows=2 messages=1 refused=1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	b, err := os.ReadFile(out)
	fatal(t, err)
	lines := strings.Split(string(b), "\n")
	if lines[0] != "id,positions,time_utc,lat,lon,valid,attributes,error" ||
		lines[1] != `wrong,0,,,,,{},"crc: the frame says 5f25, its bytes give 5f24"` ||
		!strings.HasPrefix(lines[2], "right,1,2015-10-20 14:21:11.000,54.9453467,24.0176222,true,") {
		t.Errorf("%s", b)
	}
	command(t, ExitUsage, "monitoring", "decode", "--protocol", "morse", "--in", in, "--out", out)
}
