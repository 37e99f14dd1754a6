package monitored

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// Idle is what connections that say nothing hold.
type Idle struct {
	Open  int
	Each  float64 // bytes of the process a connection, both ends, without the kernel's buffers
	Alone float64 // bytes a connection of the devices' ends alone, opened against a listener that reads nothing
}

// MeasureIdle logs in so many devices, each on its own connection, and counts what the process holds more.
func MeasureIdle(d *Door, seed uint64, devices, want int) (Idle, error) {
	alone, err := bare(min(want, 2000))
	if err != nil {
		return Idle{}, err
	}
	before := held()
	conns := make([]net.Conn, 0, want)
	defer func() {
		for _, c := range conns {
			c.Close() //nolint:errcheck,gosec // done with
		}
	}()
	for i := range want {
		c, err := net.Dial("tcp", d.Addr)
		if err != nil {
			if i < 100 {
				return Idle{}, fmt.Errorf("connection %d: %w", i+1, err)
			}
			break // the machine has no more: what there is, is measured
		}
		conns = append(conns, c)
		v := simulate.Voice{Protocol: protocols.Teltonika, Ident: simulate.Ident(seed, i%devices)}
		b, _ := v.Login()
		if _, err := c.Write(b); err != nil {
			return Idle{}, err
		}
		var answer [1]byte
		if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			return Idle{}, err
		}
		if _, err := io.ReadFull(c, answer[:]); err != nil || answer[0] != 1 {
			return Idle{}, fmt.Errorf("log-in %d: %x, %w", i+1, answer, err)
		}
	}
	return Idle{Open: len(conns), Each: float64(held()-before) / float64(len(conns)), Alone: alone}, nil
}

// bare measures connections that nobody serves: two ends.
func bare(n int) (float64, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer ln.Close() //nolint:errcheck // done with
	before := held()
	var all []net.Conn
	defer func() {
		for _, c := range all {
			c.Close() //nolint:errcheck,gosec // done with
		}
	}()
	for range n {
		a, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			return 0, err
		}
		b, err := ln.Accept()
		if err != nil {
			return 0, err
		}
		all = append(all, a, b)
	}
	return float64(held()-before) / float64(n) / 2, nil
}

// held is what the process holds in heap and stacks.
func held() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse) //nolint:gosec // far below
}
