package monitored

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/simulate"
)

// Door is a gate that listens on a port of this machine.
type Door struct {
	Addr string
	Gate *ingest.Gate
	stop func()
}

// Open opens a door for Teltonika devices before a sink.
func Open(sink ingest.Sink, s ingest.Settings) (*Door, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &Door{Addr: ln.Addr().String(), Gate: ingest.New(sink, s)}
	var all sync.WaitGroup
	all.Go(func() { d.Gate.Run(ctx) })
	all.Go(func() { d.Gate.ServeTCP(ctx, ln, protocols.Teltonika) }) //nolint:errcheck // closed by stop
	d.stop = func() {
		cancel()
		all.Wait()
	}
	return d, nil
}

// Close ends all connections.
func (d *Door) Close() { d.stop() }

// Flood says what is sent.
type Flood struct {
	Devices []int         // numbers of the devices
	Seed    uint64        // of their names
	From    time.Time     // time of the first fix of each device
	Step    time.Duration // between its fixes
	Each    int           // records in a packet
	Rows    int64         // at most so many rows in all; 0 = until ctx ends
	PerSec  float64       // rows a second in all; 0 = as fast as they are answered
	Near    simulate.Place
	Zone    *time.Location
	// Alarm tells whether the n-th packet of a device, counted in this flood, holds an alarm; Sent hears of those when they go out. May be nil.
	Alarm func(device, n int) bool
	Sent  func(device int, at time.Time)
}

// Run sends until it is done or ctx ends. Returns the rows that were answered and the latencies from the sending of a packet to its answer.
func (f Flood) Run(ctx context.Context, addr string) (rows int64, took []time.Duration, err error) {
	var left, sent atomic.Int64
	left.Store(f.Rows)
	var mu sync.Mutex
	var all sync.WaitGroup
	for n, device := range f.Devices {
		all.Go(func() {
			own, e := f.one(ctx, addr, n, device, &left, &sent)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, own...)
			if e != nil && ctx.Err() == nil && err == nil {
				err = e
			}
		})
	}
	all.Wait()
	return sent.Load(), took, err
}

func (f Flood) one(ctx context.Context, addr string, n, device int, left, sent *atomic.Int64) (took []time.Duration, err error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()                                      //nolint:errcheck // done with
	defer context.AfterFunc(ctx, func() { conn.Close() })() //nolint:errcheck // ending
	v := &simulate.Voice{Protocol: protocols.Teltonika, Ident: simulate.Ident(f.Seed, device)}
	b, _ := v.Login()
	answer := make([]byte, 4)
	if _, err := conn.Write(b); err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(conn, answer[:1]); err != nil {
		return nil, err
	}
	if answer[0] != 1 {
		return nil, fmt.Errorf("device %s is refused", v.Ident)
	}
	w := simulate.NewWearer(f.Seed, device, f.Near, f.Zone)
	var pace time.Duration
	if f.PerSec > 0 {
		pace = time.Duration(float64(f.Each*len(f.Devices)) / f.PerSec * float64(time.Second))
	}
	next := time.Now().Add(pace * time.Duration(n) / time.Duration(len(f.Devices)))
	part := make([]simulate.Sample, f.Each)
	base := w.Sample(f.From)
	for i := 0; ctx.Err() == nil; i++ {
		if f.Rows > 0 && left.Add(int64(-f.Each)) < 0 {
			return took, nil
		}
		for k := range part { // all of a day at one place would be one row of an index: the device walks a little
			j := i*f.Each + k
			part[k] = simulate.Sample{
				At: f.From.Add(time.Duration(j) * f.Step), Place: simulate.Place{Lat: base.Place.Lat + float64(j%997)*1e-5, Lon: base.Place.Lon + float64(j%787)*1e-5},
				Accuracy: 6, Battery: float64(40 + j/100%60),
			}
		}
		alarm := f.Alarm != nil && f.Alarm(device, i)
		if alarm {
			part[0].Alarms = []monitoring.Alarm{monitoring.Panic}
		}
		b, _ := v.Packet(part)
		if pace > 0 {
			wait(ctx, time.Until(next))
			next = next.Add(pace)
		}
		began := time.Now()
		if alarm {
			f.Sent(device, began)
		}
		if _, err := conn.Write(b); err != nil {
			return took, quiet(ctx, err)
		}
		if _, err := io.ReadFull(conn, answer); err != nil {
			return took, quiet(ctx, err)
		}
		if int(answer[3]) != f.Each {
			return took, fmt.Errorf("%d records answered with %x", f.Each, answer)
		}
		took = append(took, time.Since(began))
		sent.Add(int64(f.Each))
	}
	return took, nil
}

func wait(ctx context.Context, d time.Duration) {
	t := time.NewTimer(max(d, 0))
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

func quiet(ctx context.Context, err error) error {
	if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// Quantile is the value below which a share of the durations lies.
func Quantile(list []time.Duration, share float64) time.Duration {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Clone(list)
	slices.Sort(sorted)
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}
