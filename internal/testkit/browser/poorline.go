package browser

import (
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"testing"
	"time"
)

// Line describes a poor line.
type Line struct {
	Bits  int           // a second, each way
	Delay time.Duration // each way
	Loss  float64       // share of segments that are lost and sent again after a second
}

// District is the line of a district office: 128 kbit/s, 600 ms there and back, 5 % loss.
var District = Line{Bits: 128_000, Delay: 300 * time.Millisecond, Loss: 0.05}

const segment = 1400 // bytes, as on the wire

// Poor puts a poor line before an address and returns the address to use instead. It works on the bytes of the
// connection, because the browser's own throttling knows no loss.
func Poor(t testing.TB, base string, line Line) string {
	t.Helper()
	target := strings.TrimPrefix(base, "http://")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			in, err := ln.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", target)
			if err != nil {
				in.Close()
				continue
			}
			go line.carry(out, in)
			go line.carry(in, out)
		}
	}()
	return "http://" + ln.Addr().String()
}

// carry copies one direction: each segment takes its time on the line and arrives after the delay; a lost one holds up
// those behind it, as TCP does.
func (l Line) carry(dst io.WriteCloser, src io.Reader) {
	type packet struct {
		body []byte
		at   time.Time
	}
	way := make(chan packet, 1024)
	go func() {
		defer dst.Close() //nolint:errcheck // the connection is over
		for p := range way {
			time.Sleep(time.Until(p.at))
			if _, err := dst.Write(p.body); err != nil {
				return
			}
		}
	}()
	defer close(way)
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a repeatable line
	free := time.Now()
	for {
		buf := make([]byte, segment)
		n, err := src.Read(buf)
		if n > 0 {
			if now := time.Now(); free.Before(now) {
				free = now
			}
			free = free.Add(time.Duration(float64(n*8) / float64(l.Bits) * float64(time.Second)))
			arrive := free.Add(l.Delay)
			if random.Float64() < l.Loss {
				arrive = arrive.Add(time.Second)
				free = free.Add(time.Second / 5)
			}
			way <- packet{buf[:n], arrive}
		}
		if err != nil {
			return
		}
	}
}
