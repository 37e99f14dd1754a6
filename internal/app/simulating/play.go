// Package simulating lets invented wearers of devices speak to a running service over the network, as real devices do: they log in, wait
// for the answer, say again what was not answered, keep what they could not send. It also prepares such devices in a demonstration.
package simulating

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// Outage is a time of the play, counted from its beginning, in which no device reaches the service.
type Outage struct{ From, Until time.Duration }

// Options say what is played.
type Options struct {
	Protocol protocols.Protocol
	Addr     string // host:port; for phones the URL of the door
	Devices  int
	Interval time.Duration // between fixes
	Minutes  int           // of simulated time
	From     time.Time     // where simulated time begins
	Speed    float64       // simulated seconds in a real one; 0 = as fast as the service answers
	Late     float64       // share of fixes that come late
	Dup      float64       // share of packets that are sent twice although they were answered
	Outages  []Outage
	Seed     uint64
	Near     simulate.Place
	Zone     *time.Location
	Patience time.Duration // for an answer, before the packet is sent again (10 s)
	// Wearer may change a wearer before the play; nil leaves everyday life.
	Wearer func(n int, w *simulate.Wearer)
}

// Sum is what was played.
type Sum struct {
	Devices      int64
	Fixes        int64 // different ones
	Acknowledged int64 // of them, answered at least once
	Repeated     int64 // sent again: not answered in time, or on purpose
	LateFixes    int64
	Reconnects   int64
	Refused      int64 // log-ins that the service refused
	Took         time.Duration
}

type counts struct {
	fixes, acknowledged, repeated, late, reconnects, refused atomic.Int64
}

// Play plays until all fixes are answered or ctx ends. Faults: an address that cannot be reached is tried again until ctx ends.
func Play(ctx context.Context, o Options) (Sum, error) {
	if o.Devices < 1 || o.Interval <= 0 || o.Minutes < 1 || o.Zone == nil {
		return Sum{}, fmt.Errorf("devices %d, interval %s, minutes %d: all must be more than 0", o.Devices, o.Interval, o.Minutes)
	}
	if o.Patience == 0 {
		o.Patience = 10 * time.Second
	}
	began := time.Now()
	c := &counts{}
	var all sync.WaitGroup
	for n := range o.Devices {
		all.Go(func() {
			w := simulate.NewWearer(o.Seed, n, o.Near, o.Zone)
			if o.Wearer != nil {
				o.Wearer(n, w)
			}
			d := &device{
				o: &o, c: c, w: w, voice: &simulate.Voice{Protocol: o.Protocol, Ident: simulate.Ident(o.Seed, n)}, began: began,
				rnd: rand.New(rand.NewPCG(o.Seed, uint64(n))), //nolint:gosec // an invented world
			}
			d.line = newLine(d)
			defer d.line.close()
			d.play(ctx, n)
		})
	}
	all.Wait()
	return Sum{
		Devices: int64(o.Devices), Fixes: c.fixes.Load(), Acknowledged: c.acknowledged.Load(), Repeated: c.repeated.Load(), LateFixes: c.late.Load(),
		Reconnects: c.reconnects.Load(), Refused: c.refused.Load(), Took: time.Since(began),
	}, ctx.Err()
}

// device is one that is played.
type device struct {
	o     *Options
	c     *counts
	w     *simulate.Wearer
	voice *simulate.Voice
	rnd   *rand.Rand
	began time.Time
	line  line

	backlog []simulate.Sample // what could not be sent, oldest first
	held    []held            // what is held back on purpose
}

// held is a sample that comes late.
type held struct {
	simulate.Sample
	until time.Duration
}

func (d *device) play(ctx context.Context, n int) {
	// devices do not speak in step
	first := d.o.Interval * time.Duration(n) / time.Duration(d.o.Devices)
	end := time.Duration(d.o.Minutes) * time.Minute
	for at := first; at < end && ctx.Err() == nil; at += d.o.Interval {
		if !d.wait(ctx, at) {
			return
		}
		s := d.w.Sample(d.o.From.Add(at).Truncate(time.Second)) // devices count in seconds
		if !s.Silent {
			d.c.fixes.Add(1)
			d.take(s, at)
		}
		d.held = slices.DeleteFunc(d.held, func(h held) bool {
			if h.until <= at {
				d.backlog = append(d.backlog, h.Sample)
			}
			return h.until <= at
		})
		if !d.out(at) {
			d.flush(ctx)
			continue
		}
		d.line.close()
	}
	for _, h := range d.held {
		d.backlog = append(d.backlog, h.Sample)
	}
	d.held = nil
	d.flush(ctx)
}

// take puts a fix to those that are to be sent, or holds it back.
func (d *device) take(s simulate.Sample, at time.Duration) {
	if d.rnd.Float64() < d.o.Late {
		d.c.late.Add(1)
		d.held = append(d.held, held{s, at + time.Duration(1+d.rnd.IntN(20))*time.Minute})
		return
	}
	d.backlog = append(d.backlog, s)
}

func (d *device) out(at time.Duration) bool {
	for _, x := range d.o.Outages {
		if at >= x.From && at < x.Until {
			return true
		}
	}
	return false
}

// wait waits for a moment of the play.
func (d *device) wait(ctx context.Context, at time.Duration) bool {
	if d.o.Speed <= 0 {
		return ctx.Err() == nil
	}
	return pause(ctx, time.Until(d.began.Add(time.Duration(float64(at)/d.o.Speed))))
}

func pause(ctx context.Context, left time.Duration) bool {
	t := time.NewTimer(max(left, 0))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// flush sends everything that waits, the newest first as bracelets do when they are back, until all of it is answered.
func (d *device) flush(ctx context.Context) {
	for len(d.backlog) > 0 && ctx.Err() == nil {
		n := min(d.voice.Most(), len(d.backlog))
		part := slices.Clone(d.backlog[len(d.backlog)-n:])
		if !d.send(ctx, part) {
			return
		}
		d.backlog = d.backlog[:len(d.backlog)-n]
		d.c.acknowledged.Add(int64(n))
		if d.rnd.Float64() < d.o.Dup {
			d.c.repeated.Add(int64(n))
			d.send(ctx, part)
		}
	}
}

// send says one packet until it is answered; false when ctx ended or the service refuses the device.
func (d *device) send(ctx context.Context, part []simulate.Sample) bool {
	for try := 0; ctx.Err() == nil; try++ {
		if try > 0 {
			d.c.repeated.Add(int64(len(part)))
			d.c.reconnects.Add(1)
			if !pause(ctx, min(time.Duration(try)*200*time.Millisecond, 5*time.Second)) {
				return false
			}
		}
		err := d.line.say(ctx, part)
		if err == nil {
			return true
		}
		if errors.Is(err, errRefused) {
			d.c.refused.Add(1)
			return false
		}
		d.line.close()
	}
	return false
}
