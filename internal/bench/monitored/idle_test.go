package monitored

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"tuzjol/internal/monitoring/ingest"
)

// everybody is a sink that knows every device.
type everybody struct{}

func (everybody) Commit(_ context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	out := make([]ingest.Verdict, len(group))
	for i := range out {
		out[i] = ingest.Stored
	}
	return out, nil
}

// TestTenThousandIdle: more than ten thousand connections that say nothing cost less than ten kilobytes each, and one more than the limit is
// turned away.
func TestTenThousandIdle(t *testing.T) {
	if addr := os.Getenv("DIAL_TO"); addr != "" {
		if err := Dial(addr, 3, 500, 10_600, os.Stdout, os.Stdin); err != nil {
			t.Fatal(err)
		}
		return
	}
	if testing.Short() {
		t.Skip("ten thousand connections")
	}
	const most = 10_500
	d, err := Open(everybody{}, ingest.Settings{Now: time.Now, All: most, PerAddress: 20_000, LoginWithin: 2 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	cmd := exec.Command(os.Args[0], "-test.run=^TestTenThousandIdle$") //nolint:gosec // this test again, as the devices
	cmd.Env = append(os.Environ(), "DIAL_TO="+d.Addr)
	got, err := MeasureIdle(cmd)
	t.Logf("%+v, %v, %+v", got, err, d.Gate.Counts())
	if err != nil || got.Open < most || got.Each > 10<<10 || d.Gate.Counts().TurnedOff == 0 {
		t.Errorf("%+v, %+v, %v", got, d.Gate.Counts(), err)
	}
}
