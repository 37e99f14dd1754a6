package monitored

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// Idle is what connections that say nothing hold.
type Idle struct {
	Open int
	Each float64 // bytes of the service's process a connection, without the kernel's buffers
}

// Dial logs in so many devices, each on its own connection, says how many there are, and holds them until it is told to end: it is the
// devices' end, in a process of its own, so that the service's end is measured alone and has all files of a process to itself.
func Dial(addr string, seed uint64, devices, want int, said io.Writer, end io.Reader) error {
	conns := make([]net.Conn, 0, want)
	for i := range want {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			break // the machine has no more: what there is, is measured
		}
		conns = append(conns, c)
		v := simulate.Voice{Protocol: protocols.Teltonika, Ident: simulate.Ident(seed, i%devices)}
		b, _ := v.Login()
		if !admitted(c, b) { // turned away: the service has as many as it takes
			c.Close() //nolint:errcheck,gosec // of no use
			conns = conns[:len(conns)-1]
			break
		}
	}
	if _, err := fmt.Fprintln(said, "open", len(conns)); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, end)
	for _, c := range conns {
		c.Close() //nolint:errcheck,gosec // done with
	}
	return err
}

// admitted logs in.
func admitted(c net.Conn, login []byte) bool {
	var answer [1]byte
	if _, err := c.Write(login); err != nil || c.SetReadDeadline(time.Now().Add(30*time.Second)) != nil {
		return false
	}
	_, err := io.ReadFull(c, answer[:])
	return err == nil && answer[0] == 1
}

// MeasureIdle starts the devices' end by a command that calls Dial, and counts what the process holds more with all connections open.
func MeasureIdle(dial *exec.Cmd) (out Idle, err error) {
	end, err := dial.StdinPipe()
	if err != nil {
		return out, err
	}
	said, err := dial.StdoutPipe()
	if err != nil {
		return out, err
	}
	before := held()
	if err := dial.Start(); err != nil {
		return out, err
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		if n, ok := strings.CutPrefix(lines.Text(), "open "); ok {
			if out.Open, err = strconv.Atoi(n); err != nil {
				return out, err
			}
			break
		}
	}
	if out.Open > 0 {
		out.Each = float64(held()-before) / float64(out.Open)
	} else {
		err = fmt.Errorf("no connection was opened: %s", lines.Text())
	}
	end.Close()               //nolint:errcheck,gosec // it ends by this
	io.Copy(io.Discard, said) //nolint:errcheck,gosec // until it is over
	if e := dial.Wait(); err == nil {
		err = e
	}
	return out, err
}

// held is what the process holds in heap and stacks.
func held() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse) //nolint:gosec // far below
}
