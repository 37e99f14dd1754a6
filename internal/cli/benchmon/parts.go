package benchmon

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"time"

	"tuzjol/internal/bench/monitored"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/db"
)

// cpu is the processor time of this process so far.
func cpu() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func (r *run) points(context.Context) error {
	set, err := evaluator.FromRulebook(r.a.Rules.At(demo.Today()), demo.Today())
	if err != nil {
		return err
	}
	p, err := monitored.MeasurePoints(set, r.a.Zone, cpu)
	if err != nil {
		return err
	}
	million := func(ns float64) string { return fmt.Sprintf("%.2f M/CPU-s, %.0f ns", monitored.PerSecond(ns)/1e6, ns) }
	r.add("decode and rules of three zones, points", million(p.Whole), "1 M/CPU-s", monitored.PerSecond(p.Whole)/1e6)
	r.add("  of it decoding (frames of ten)", million(p.Decode), "-", p.Whole/p.Decode)
	r.add("  of it rules with their state", million(p.Rules), "-", p.Whole/p.Rules)
	r.add("  zones alone (three)", million(p.Zones), "-", p.Whole/p.Zones)
	r.add("  the loop without zones", million(p.Loop), "-", p.Whole/p.Loop)
	return nil
}

func (r *run) stored(ctx context.Context) (n int64, err error) {
	err = r.a.DB.Read(ctx, func(x *db.Reader) (err error) {
		n, err = db.One[int64](ctx, x, `select count(*) from monitoring_position`)
		return err
	})
	return n, err
}

// rows measures frames on TCP to rows that are committed and checked for repeats.
func (r *run) rows(ctx context.Context) error {
	d, err := r.door()
	if err != nil {
		return err
	}
	defer d.Close()
	before, err := r.stored(ctx)
	if err != nil {
		return err
	}
	timed, stop := context.WithTimeout(ctx, time.Duration(r.Seconds)*time.Second)
	defer stop()
	began, used := time.Now(), cpu()
	_, took, err := r.flood(0, r.Devices).Run(timed, d.Addr)
	if err != nil {
		return err
	}
	spent, burnt := time.Since(began), cpu()-used
	after, err := r.stored(ctx)
	if err != nil {
		return err
	}
	rate := float64(after-before) / spent.Seconds()
	r.add(fmt.Sprintf("frame on TCP to committed row, %d connections, %d s", r.Devices, r.Seconds), fmt.Sprintf("%.1f k rows/s", rate/1000), "30 k rows/s", rate/30_000)
	r.add("  CPU of the process for a row, devices included", fmt.Sprintf("%.1f us", float64(burnt.Microseconds())/float64(after-before)), "-", 1)
	r.add("  packet of ten to its answer, p99", monitored.Quantile(took, 0.99).Round(time.Millisecond).String(), "-", 1)
	return nil
}

// backlog measures how long live fixes and their alerts wait while a backlog comes in.
func (r *run) backlog(ctx context.Context) error {
	d, err := r.door()
	if err != nil {
		return err
	}
	defer d.Close()
	if err := r.work(ctx); err != nil {
		return err
	}
	liveCtx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan lived, 1)
	over := max(time.Duration(r.Backlog/40_000)*time.Second, 5*time.Second) // about as long as the backlog takes
	go func() { done <- r.live(liveCtx, d, r.Devices/4, r.Devices/2, over) }()
	time.Sleep(warm)
	old := r.flood(r.Devices/2, r.Devices)
	old.Rows, old.Each = r.Backlog, 20
	old.Step = min(old.Step, 40*time.Hour*time.Duration(len(old.Devices))/time.Duration(max(r.Backlog, 1))).Truncate(time.Millisecond)
	old.Step = max(old.Step, time.Millisecond)
	before, err := r.stored(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	if _, _, err := old.Run(ctx, d.Addr); err != nil {
		return err
	}
	spent := time.Since(began)
	stop()
	got := <-done
	if got.err != nil {
		return got.err
	}
	after, err := r.stored(ctx)
	if err != nil {
		return err
	}
	rows := after - before - int64(len(got.answers))
	full := time.Duration(float64(spent) * 3_000_000 / float64(max(rows, 1)))
	r.add(fmt.Sprintf("backlog of %d rows beside %.0f live fixes/s", rows, r.Live), fmt.Sprintf("%s, %.1f k/s", spent.Round(100*time.Millisecond), float64(rows)/spent.Seconds()/1000), "3 M in 2m0s", 120/full.Seconds())
	r.waits("meanwhile", got, 3*time.Second)
	return nil
}

// alert measures from a fix to its alert on an open desk.
func (r *run) alert(ctx context.Context) error {
	d, err := r.door()
	if err != nil {
		return err
	}
	defer d.Close()
	if err := r.work(ctx); err != nil {
		return err
	}
	timed, stop := context.WithTimeout(ctx, warm+time.Duration(r.Seconds)*time.Second)
	defer stop()
	got := r.live(timed, d, 0, r.Devices/4, time.Duration(r.Seconds)*time.Second*3/4)
	if got.err != nil {
		return got.err
	}
	r.waits(fmt.Sprintf("at %.0f fixes/s", float64(len(got.answers))/(warm.Seconds()+float64(r.Seconds))), got, time.Second)
	return nil
}

func (r *run) waits(when string, got lived, aim time.Duration) {
	p99 := monitored.Quantile(got.answers, 0.99)
	r.add(fmt.Sprintf("  live fix to committed row %s, p99 of %d", when, len(got.answers)), p99.Round(time.Millisecond).String(), "-", aim.Seconds()/max(p99.Seconds(), 1e-6))
	p99 = monitored.Quantile(got.alerts, 0.99)
	r.add(fmt.Sprintf("  fix to alert on the open desk %s, p99 of %d (%d lost, %d of them not raised)", when, len(got.alerts), got.lost, got.unraised), p99.Round(time.Millisecond).String(), aim.String(), aim.Seconds()/max(p99.Seconds(), 1e-6))
}

func (r *run) idle(ctx context.Context) error {
	d, err := r.door()
	if err != nil {
		return err
	}
	defer d.Close()
	want, limit := r.Idle, syscall.Rlimit{}
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil && uint64(want)+300 > limit.Cur { //nolint:gosec // a count
		want = int(limit.Cur) - 300 //nolint:gosec // a limit of files
		fmt.Fprintf(r.out, "the machine allows %d open files a process: %d connections instead of %d\n", limit.Cur, want, r.Idle)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dial := exec.CommandContext(ctx, self, "bench", "monitoring", "--dial", d.Addr, "--idle", strconv.Itoa(want), //nolint:gosec // this program again, as the devices
		"--devices", strconv.Itoa(r.Devices), "--seed", strconv.FormatUint(r.Seed, 10))
	dial.Stderr = os.Stderr
	got, err := monitored.MeasureIdle(dial)
	if err != nil {
		return err
	}
	r.add(fmt.Sprintf("idle connection, %d at once, memory of the service", got.Open), fmt.Sprintf("%.1f KB", got.Each/1024), "10 KB", 10*1024/got.Each)
	return nil
}

// track measures reading 48 hours of one wearer, 11,520 points, and writing them as JSON.
func (r *run) track(ctx context.Context) error {
	d, err := r.door()
	if err != nil {
		return err
	}
	f := r.flood(0, 1)
	f.Devices, f.Each, f.Step, f.Rows = []int{r.Devices - 1}, 20, 15*time.Second, 11_520
	if r.Only == "" {
		f.From = f.From.Add(7 * time.Second) // beside what the backlog has stored of the same device
	}
	_, _, err = f.Run(ctx, d.Addr)
	d.Close()
	if err != nil {
		return err
	}
	type row struct {
		Client  id.Client
		Fitting string
	}
	var of row
	operator := r.a.Operator(ctx)
	if err := r.a.DB.Read(operator, func(x *db.Reader) (err error) {
		of, err = db.One[row](ctx, x.System(), `select c.client_id, c.id from monitoring_fitting c join monitoring_device d on d.id = c.device_id where d.ident = $1 and {visible c.client_id}`,
			simulate.Ident(r.Seed, r.Devices-1))
		return err
	}); err != nil {
		return err
	}
	var took []time.Duration
	points, bytes := 0, 0
	for range 15 {
		began := time.Now()
		t, err := r.a.Monitoring().Tracks.ReadPositions(operator, tracksvc.Read{
			Client: of.Client, Fitting: of.Fitting, From: civil.At(f.From), Until: civil.At(f.From.Add(48 * time.Hour)), Purpose: "read_obligation", Words: "Өлчөө үчүн окуу, бенч.",
		})
		if err != nil {
			return err
		}
		type point struct {
			At       int64
			Lat, Lon float64
			Accuracy float64
		}
		list := make([]point, 0, len(t.Fixes))
		for _, x := range t.Fixes {
			list = append(list, point{x.At.UnixMilli(), x.Lat.Degrees(), x.Lon.Degrees(), x.Accuracy})
		}
		b, err := json.Marshal(list)
		if err != nil {
			return err
		}
		took, points, bytes = append(took, time.Since(began)), len(list), len(b)
	}
	slices.Sort(took)
	mid := took[len(took)/2]
	r.add(fmt.Sprintf("48 h track of %d points read and written as %d KB of JSON", points, bytes/1024), mid.Round(time.Millisecond).String(), "200ms", 0.2/mid.Seconds())
	return nil
}
