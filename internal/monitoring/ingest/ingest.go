// Package ingest lets devices in: listeners over TCP and UDP, and a handler for phones over HTTP. It reads frames, judges
// their clocks and hands them to a Sink in groups; a device is answered only after its group is stored. It knows no
// database. Slow, broken and hostile connections are bounded, and an idle one costs a few kilobytes.
package ingest

import (
	"context"
	"crypto/sha256"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// Received is one frame that came, read and judged.
type Received struct {
	Protocol   protocols.Protocol
	Device     string     // what the device calls itself
	Remote     netip.Addr // where it came from
	ReceivedAt time.Time  // our clock, UTC
	Login      bool       // the frame says who speaks; the verdict decides whether the connection may go on
	Raw        []byte     // the frame as it came, kept for evidence
	Sum        [sha256.Size]byte
	Messages   []Judged // empty for a log-in and for a sign of life
	Live       bool     // it holds something of the last minutes, or an alarm
}

// Judged is one message with what is said of its position, and the hash by which the same content is found again.
type Judged struct {
	monitoring.Message
	Marks   monitoring.Mark
	Doubts  []frame.Doubt
	Content [16]byte // of device, fix time and everything told, not of when it came
}

// Verdict is what became of one frame.
type Verdict uint8

// The verdicts.
const (
	Stored  Verdict = iota + 1 // stored now or before: the device may forget it
	Unknown                    // nobody has claimed the device; it is kept in quarantine and refused
)

// Sink stores frames.
type Sink interface {
	// Commit stores a group in one transaction and gives a verdict for each frame, in their order. It must take the same
	// frame twice without storing it twice (key: device, fix time, content), because a device repeats what was not
	// answered. On an error nothing of the group is answered and all of it comes again; a single frame that can never be
	// stored must therefore not fail its group.
	Commit(ctx context.Context, group []Received) ([]Verdict, error)
}

// Settings bound what devices may use. Zero values take the default.
type Settings struct {
	Now         func() time.Time // our clock; must be set
	Wall        func() time.Time // the machine's clock, by which the network counts; only a demonstration's clock differs from it (Now)
	All         int              // connections at once (30,000)
	PerAddress  int              // connections at once from one address; mobile networks put many devices behind one (2,000)
	LoginWithin time.Duration    // until a connection has said who speaks (30 s)
	FrameWithin time.Duration    // from the first to the last byte of a frame (20 s)
	Idle        time.Duration    // between frames (30 min)
	WriteWithin time.Duration    // for an answer (10 s)
	Garbage     int              // bytes of no frame before a connection is closed (4 KiB)
	Refusals    int              // refused frames before a connection is closed (8)
	Group       int              // messages in one commit, about (1,000)
	LiveWithin  time.Duration    // a fix as young as this is live (5 min)
	Retry       time.Duration    // between tries of a group that could not be stored (1 s)
	Hold        time.Duration    // for how long a connection keeps trying before it is closed (2 min)
	Commands    Commands         // what waits to be told to devices; nil = nothing ever
	Details     bool             // read all attributes; without them only what a message has a place for
}

func (s Settings) filled() Settings {
	def := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	wait := func(v *time.Duration, d time.Duration) {
		if *v == 0 {
			*v = d
		}
	}
	if s.Wall == nil {
		s.Wall = s.Now
	}
	def(&s.All, 30000)
	def(&s.PerAddress, 2000)
	def(&s.Garbage, 4<<10)
	def(&s.Refusals, 8)
	def(&s.Group, 1000)
	wait(&s.LoginWithin, 30*time.Second)
	wait(&s.FrameWithin, 20*time.Second)
	wait(&s.Idle, 30*time.Minute)
	wait(&s.WriteWithin, 10*time.Second)
	wait(&s.LiveWithin, 5*time.Minute)
	wait(&s.Retry, time.Second)
	wait(&s.Hold, 2*time.Minute)
	return s
}

// Counts are what a gate has seen since it was made; for the operator's page.
type Counts struct {
	Open      int64 // connections now
	TurnedOff int64 // connections over a limit
	Frames    int64 // frames read
	Refused   int64 // frames refused
	Unknown   int64 // frames of devices nobody has claimed
	Slow      int64 // connections closed because a frame or a log-in did not come in time
	Failed    int64 // groups that could not be stored
	Broken    int64 // frames on which a reader broke: a fault of ours, to be looked at
}

type counters struct {
	open, turnedOff, frames, refused, unknown, slow, failed, broken atomic.Int64
}

// Gate is the way in for all listeners of a process.
type Gate struct {
	sink    Sink
	s       Settings
	live    chan job
	backlog chan job
	stopped chan struct{}
	door    sync.RWMutex // read while something is put into a queue
	ended   bool
	count   counters
	mu      sync.Mutex
	from    map[netip.Addr]int
	reach   map[string]line // where each device was heard last, where it can be told something unasked
	nudges  chan string
}

// New makes a gate; Run has to run for it to store anything.
func New(sink Sink, s Settings) *Gate {
	return &Gate{
		sink: sink, s: s.filled(), live: make(chan job, 4096), backlog: make(chan job, 4096), stopped: make(chan struct{}),
		from: map[netip.Addr]int{}, reach: map[string]line{}, nudges: make(chan string, 256),
	}
}

// Counts tells what has been seen.
func (g *Gate) Counts() Counts {
	c := &g.count
	return Counts{
		Open: c.open.Load(), TurnedOff: c.turnedOff.Load(), Frames: c.frames.Load(), Refused: c.refused.Load(), Unknown: c.unknown.Load(),
		Slow: c.slow.Load(), Failed: c.failed.Load(), Broken: c.broken.Load(),
	}
}

var errStopped = errors.New("the gate has stopped")

// enter counts a connection in; false when a limit is reached.
func (g *Gate) enter(a netip.Addr) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if int(g.count.open.Load()) >= g.s.All || g.from[a] >= g.s.PerAddress {
		g.count.turnedOff.Add(1)
		return false
	}
	g.from[a]++
	g.count.open.Add(1)
	return true
}

func (g *Gate) leave(a netip.Addr) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.from[a]--; g.from[a] <= 0 {
		delete(g.from, a)
	}
	g.count.open.Add(-1)
}

// settings are those of the decoders.
func (g *Gate) settings() frame.Settings { return frame.Settings{Details: g.s.Details} }
