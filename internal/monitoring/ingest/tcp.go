package ingest

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// ServeTCP takes connections of one protocol until ctx ends, then closes them all and returns nil.
func (g *Gate) ServeTCP(ctx context.Context, ln net.Listener, p protocols.Protocol) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { ln.Close() }) //nolint:errcheck // closing twice is no harm
	var all sync.WaitGroup
	defer all.Wait()
	for {
		nc, err := ln.Accept()
		if ctx.Err() != nil {
			return nil //nolint:nilerr // asked to end
		}
		if err != nil {
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() || errors.Is(err, net.ErrClosed) {
				cancel()
				return err
			}
			// out of descriptors or a connection that died in the queue: let others go first
			if !pause(ctx, 50*time.Millisecond) {
				return nil
			}
			continue
		}
		from := address(nc.RemoteAddr())
		if !g.enter(from) {
			nc.Close() //nolint:errcheck // it is not wanted
			continue
		}
		all.Go(func() {
			defer g.leave(from)
			stop := context.AfterFunc(ctx, func() { nc.Close() }) //nolint:errcheck // ending
			defer stop()
			defer nc.Close() //nolint:errcheck // done with
			serve(ctx, g, nc, from, p)
		})
	}
}

func address(a net.Addr) netip.Addr {
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		return ap.Addr().Unmap()
	}
	return netip.Addr{}
}

// pause waits; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// conn is one connection. While it is idle it holds no more than this: what it reads comes into a few bytes first, and a
// buffer is taken from a pool only when something came.
type conn struct {
	net.Conn
	g        *Gate
	protocol protocols.Protocol
	from     netip.Addr
	decoder  frame.Decoder
	splitter frame.Splitter
	opened   time.Time
	admitted string // the device that was let in
	garbage  int
	refusals int
	head     [16]byte
}

// desk is what a connection works with while something is there to do.
type desk struct {
	buf   []byte
	group []pending
	wait  sync.WaitGroup
}

type pending struct {
	rec         Received
	reply, deny []byte
	verdict     Verdict
	err         error
}

const firstBuffer = 2 << 10

var desks = sync.Pool{New: func() any { return &desk{buf: make([]byte, 0, firstBuffer)} }}

func serve(ctx context.Context, g *Gate, nc net.Conn, from netip.Addr, p protocols.Protocol) {
	c := &conn{Conn: nc, g: g, protocol: p, from: from, opened: g.s.Wall()}
	var ok bool
	if c.decoder, ok = p.Decoder(g.settings()); !ok {
		return
	}
	c.splitter, _ = p.Splitter()
	defer func() {
		if c.admitted != "" {
			g.lost(c.admitted, c)
		}
	}()
	for {
		n, err := c.idle()
		if err != nil {
			return
		}
		d := desks.Get().(*desk) //nolint:errcheck // the pool holds nothing else
		d.buf = append(d.buf[:0], c.head[:n]...)
		ok := c.busy(ctx, d)
		clear(d.group)
		d.group = d.group[:0]
		if cap(d.buf) <= 64<<10 {
			desks.Put(d)
		}
		if !ok {
			return
		}
	}
}

// idle waits for the first bytes of something.
func (c *conn) idle() (int, error) {
	until := c.g.s.Wall().Add(c.g.s.Idle)
	if c.admitted == "" {
		until = c.opened.Add(c.g.s.LoginWithin)
	}
	return c.read(c.head[:], until)
}

func (c *conn) read(b []byte, until time.Time) (int, error) {
	if err := c.SetReadDeadline(until); err != nil {
		return 0, err
	}
	n, err := c.Read(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		c.g.count.slow.Add(1)
	}
	return n, err
}

// busy works until nothing is left in the buffer. False means that the connection is to be closed.
func (c *conn) busy(ctx context.Context, d *desk) bool {
	began := c.g.s.Wall()
	for {
		used, frames, ok := c.frames(ctx, d)
		if !ok {
			return false
		}
		d.buf = d.buf[:copy(d.buf, d.buf[used:])]
		if len(d.buf) == 0 {
			return true
		}
		if frames > 0 {
			began = c.g.s.Wall()
		}
		until := began.Add(c.g.s.FrameWithin)
		if login := c.opened.Add(c.g.s.LoginWithin); c.admitted == "" && login.Before(until) {
			until = login
		}
		if !c.more(d, until) {
			return false
		}
	}
}

// more reads behind what is in the buffer; a buffer larger than any frame is refused.
func (c *conn) more(d *desk, until time.Time) bool {
	if len(d.buf) == cap(d.buf) {
		limit := c.protocol.MaxFrame() + firstBuffer
		if len(d.buf) >= limit {
			c.g.count.refused.Add(1)
			return false
		}
		bigger := make([]byte, len(d.buf), min(2*cap(d.buf), limit))
		copy(bigger, d.buf)
		d.buf = bigger
	}
	n, err := c.read(d.buf[len(d.buf):cap(d.buf)], until)
	d.buf = d.buf[:len(d.buf)+n]
	return err == nil
}

// frames cuts and reads whatever is whole, hands it on and answers.
func (c *conn) frames(ctx context.Context, d *desk) (used, frames int, ok bool) {
	for used < len(d.buf) {
		skip, size, err := c.splitter.Split(d.buf[used:])
		c.garbage += skip
		if err != nil || c.garbage > c.g.s.Garbage {
			c.g.count.refused.Add(1)
			c.flush(ctx, d)
			return used, frames, false
		}
		used += skip
		if size == 0 {
			break
		}
		raw := d.buf[used : used+size]
		used += size
		frames++
		if !c.one(ctx, d, raw) {
			c.flush(ctx, d)
			return used, frames, false
		}
	}
	return used, frames, c.flush(ctx, d)
}

// one reads a frame and puts it to the group.
func (c *conn) one(ctx context.Context, d *desk, raw []byte) bool {
	now := c.g.s.Now()
	r, err := c.g.decode(c.decoder, raw, now)
	if err != nil {
		c.g.count.refused.Add(1)
		c.refusals++
		return c.refusals < c.g.s.Refusals
	}
	c.g.count.frames.Add(1)
	if r.Device == "" {
		c.g.count.refused.Add(1)
		return false // nobody has said who speaks
	}
	newcomer := r.Device != c.admitted
	if newcomer && !c.flush(ctx, d) {
		return false
	}
	d.group = append(d.group, pending{rec: c.g.received(c.protocol, r, raw, c.from, now), reply: r.Reply, deny: r.Deny})
	if !newcomer {
		return true
	}
	if !c.flush(ctx, d) {
		return false
	}
	if c.admitted != "" {
		c.g.lost(c.admitted, c)
	}
	c.admitted = r.Device
	c.g.reached(c.admitted, c)
	return true
}

// flush has the group stored and answers it. What could not be stored is tried again for a while, unanswered; then the
// connection is closed so that the device says it again.
func (c *conn) flush(ctx context.Context, d *desk) bool {
	if len(d.group) == 0 {
		return true
	}
	defer func() {
		clear(d.group)
		d.group = d.group[:0]
	}()
	began := c.g.s.Now()
	for !c.store(ctx, d) {
		if c.g.s.Now().Sub(began) >= c.g.s.Hold || !pause(ctx, c.g.s.Retry) {
			return false
		}
	}
	var answers []byte
	known := true
	for i := range d.group {
		p := &d.group[i]
		if p.verdict == Unknown {
			answers, known = append(answers, p.deny...), false
			break
		}
		answers = append(answers, p.reply...)
	}
	if len(answers) > 0 {
		if c.SetWriteDeadline(c.g.s.Wall().Add(c.g.s.WriteWithin)) != nil {
			return false
		}
		if _, err := c.Write(answers); err != nil {
			return false
		}
	}
	if known {
		return c.tell(ctx, d.group[len(d.group)-1].rec.Device)
	}
	return false
}

// store gives everything of the group that is not stored yet to the sink and waits; true when all of it has a verdict.
func (c *conn) store(ctx context.Context, d *desk) bool {
	for i := range d.group {
		p := &d.group[i]
		if p.verdict != 0 {
			continue
		}
		d.wait.Add(1)
		err := c.g.submit(ctx, job{rec: p.rec, done: func(v Verdict, err error) {
			p.verdict, p.err = v, err
			d.wait.Done()
		}})
		if err != nil {
			d.wait.Done()
			p.err = err
			break
		}
	}
	d.wait.Wait()
	for i := range d.group {
		if d.group[i].verdict == 0 {
			return false
		}
	}
	return true
}
