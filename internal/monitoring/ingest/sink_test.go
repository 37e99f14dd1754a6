package ingest

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

var errAway = errors.New("the database is away")

// memory is a sink that stores in memory: a position once by device, fix time and content.
type memory struct {
	mu     sync.Mutex
	known  map[string]bool
	stored map[[16]byte]Judged
	order  []Judged // as they came, without repeats
	seen   []Received
	groups int
	fail   int // so many commits fail
	after  error
	entry  chan struct{} // a commit tells that it has begun
	hold   chan struct{} // and waits for this
	failed chan struct{}
}

func newMemory(known ...string) *memory {
	m := &memory{known: map[string]bool{}, stored: map[[16]byte]Judged{}, failed: make(chan struct{}, 1000)}
	for _, k := range known {
		m.known[k] = true
	}
	return m
}

func (m *memory) Commit(_ context.Context, group []Received) ([]Verdict, error) {
	if m.entry != nil {
		m.entry <- struct{}{}
		<-m.hold
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.groups++
	if m.fail != 0 {
		m.fail--
		m.failed <- struct{}{}
		return nil, errAway
	}
	out := make([]Verdict, len(group))
	for i, r := range group {
		m.seen = append(m.seen, r)
		out[i] = Unknown
		if !m.known[r.Device] {
			continue
		}
		out[i] = Stored
		for _, j := range r.Messages {
			if _, twice := m.stored[j.Content]; !twice {
				m.stored[j.Content] = j
				m.order = append(m.order, j)
			}
		}
	}
	return out, m.after
}

func (m *memory) all() []Judged {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Judged(nil), m.order...)
}

func (m *memory) set(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// house is a gate with one listener.
type house struct {
	*Gate
	addr string
	t    testing.TB
}

// open starts a gate; it ends with the test, and the test fails if it does not end.
func open(t testing.TB, sink Sink, p protocols.Protocol, s Settings) *house {
	t.Helper()
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Wall == nil { // the network counts by the machine, whatever the clock of the service says
		s.Wall = time.Now
	}
	g := New(sink, s)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { g.Run(ctx) })
	all.Go(func() {
		if err := g.ServeTCP(ctx, ln, p); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		cancel()
		all.Wait()
		if n := g.Counts().Open; n != 0 {
			t.Errorf("%d connections are still open", n)
		}
	})
	return &house{Gate: g, addr: ln.Addr().String(), t: t}
}

// device is the other end of a connection.
type device struct {
	net.Conn
	t testing.TB
}

func (h *house) dial() device {
	h.t.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	return device{Conn: c, t: h.t}
}

func (d device) say(b []byte) {
	d.t.Helper()
	if _, err := d.Write(b); err != nil {
		d.t.Fatal(err)
	}
}

// hear reads exactly what is expected.
func (d device) hear(want []byte) {
	d.t.Helper()
	got := make([]byte, len(want))
	if n, err := io.ReadFull(d, got); err != nil || string(got) != string(want) {
		d.t.Fatalf("heard %x (%v), want %x", got[:n], err, want)
	}
}

// closed waits until the other side hangs up, and tells what it said before.
func (d device) closed() []byte {
	d.t.Helper()
	b, err := io.ReadAll(d)
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		d.t.Fatal("the connection stays open")
	}
	return b
}

const imei = "356307042441013"

var (
	loginIMEI = append([]byte{0, 15}, imei...)
	yes       = []byte{1}
	no        = []byte{0}
)

func taken(n byte) []byte { return []byte{0, 0, 0, n} }

// at is one record of a Teltonika packet.
type at struct {
	when     time.Time
	lat, lon int32
	priority byte
}

// packet builds a packet of codec 8.
func packet(records ...at) []byte {
	data := []byte{8, byte(len(records))}
	for _, r := range records {
		data = binary.BigEndian.AppendUint64(data, uint64(r.when.UnixMilli()))
		data = append(data, r.priority)
		data = binary.BigEndian.AppendUint32(data, uint32(r.lon))
		data = binary.BigEndian.AppendUint32(data, uint32(r.lat))
		data = append(data, 0, 100, 0, 90, 7, 0, 5) // altitude, course, satellites, speed
		data = append(data, 0, 0, 0, 0, 0, 0)       // event, no elements
	}
	data = append(data, byte(len(records)))
	out := binary.BigEndian.AppendUint32([]byte{0, 0, 0, 0}, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(out, data...), uint32(frame.SumIBM(data)))
}

var (
	noon    = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	bishkek = at{when: noon, lat: 428746000, lon: 745698000}
)

func later(d time.Duration) at {
	a := bishkek
	a.when = noon.Add(d)
	return a
}

func clockAt(t time.Time) func() time.Time {
	return func() time.Time { return t }
}

var loopback = netip.MustParseAddr("127.0.0.1")
