package ingest

import (
	"context"
	"errors"
	"net"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

const (
	maxDatagram = 64 << 10
	maxInFlight = 4096  // datagrams that wait for the sink; further ones are dropped unanswered, so that devices repeat
	maxTalks    = 20000 // senders whose log-in is remembered, where a protocol says the name only once
)

// udp is one listener of datagrams.
type udp struct {
	g        *Gate
	pc       net.PacketConn
	protocol protocols.Protocol
	flight   chan struct{}
	talks    map[string]*talk
}

// talk is what is remembered of a sender.
type talk struct {
	decoder frame.Decoder
	device  string // that can be told something at this address
	line    *answerLine
}

// heard notes where a device can be told something. Of the protocols that take commands only the packets of GT06 stand by themselves in a
// datagram; the maker of Teltonika describes commands for connections alone, and theirs wait for one.
func (u *udp) heard(t *talk, device string, from net.Addr) {
	if u.protocol != protocols.GT06 || t.device == device {
		return
	}
	t.device, t.line = device, &answerLine{u: u, to: from}
	u.g.reached(device, t.line)
}

// ServeUDP takes datagrams of one protocol until ctx ends. A datagram is answered after it is stored; one that is not
// stored is not answered, and the device sends it again.
func (g *Gate) ServeUDP(ctx context.Context, pc net.PacketConn, p protocols.Protocol) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	context.AfterFunc(ctx, func() { pc.Close() }) //nolint:errcheck // closing twice is no harm
	u := &udp{g: g, pc: pc, protocol: p, flight: make(chan struct{}, maxInFlight), talks: map[string]*talk{}}
	buf := make([]byte, maxDatagram)
	for {
		n, from, err := pc.ReadFrom(buf)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // asked to end
		}
		if errors.Is(err, net.ErrClosed) {
			return err
		}
		if err != nil {
			continue // an answer of the network to something we sent
		}
		u.datagram(ctx, buf[:n], from)
	}
}

// datagram reads one; it holds one frame, or several one after the other.
func (u *udp) datagram(ctx context.Context, b []byte, from net.Addr) {
	t := u.talk(from.String())
	if u.protocol == protocols.Teltonika {
		u.frame(ctx, t, b, from)
		return
	}
	s, ok := u.protocol.Splitter()
	if !ok {
		return
	}
	if n := len(b); n > 0 && b[n-1] != '\n' && u.protocol == protocols.NMEA {
		b = append(b[:n:n], '\n')
	}
	for len(b) > 0 {
		skip, size, err := s.Split(b)
		if err != nil || size == 0 {
			u.g.count.refused.Add(1)
			return
		}
		u.frame(ctx, t, b[skip:skip+size], from)
		b = b[skip+size:]
	}
}

func (u *udp) frame(ctx context.Context, t *talk, raw []byte, from net.Addr) {
	now := u.g.s.Now()
	r, err := u.g.decode(t.decoder, raw, now)
	if err != nil || r.Device == "" {
		u.g.count.refused.Add(1)
		return
	}
	u.g.count.frames.Add(1)
	select {
	case u.flight <- struct{}{}:
	default:
		return
	}
	u.heard(t, r.Device, from)
	rec := u.g.received(u.protocol, r, raw, address(from), now)
	err = u.g.submit(ctx, job{rec: rec, done: func(v Verdict, err error) {
		<-u.flight
		answer := r.Reply
		if v == Unknown {
			answer = r.Deny
		}
		if err == nil && len(answer) > 0 {
			u.pc.WriteTo(answer, from) //nolint:errcheck // it is sent again when it is lost
		}
		if err == nil && v == Stored && u.protocol == protocols.GT06 && u.g.s.Commands != nil && u.g.s.Commands.Waits(r.Device) {
			u.g.Nudge(r.Device)
		}
	}})
	if err != nil {
		<-u.flight
	}
}

// talk finds what is remembered of a sender. When there are too many, some are forgotten: they log in again.
func (u *udp) talk(from string) *talk {
	if t := u.talks[from]; t != nil {
		return t
	}
	for k, old := range u.talks {
		if len(u.talks) < maxTalks {
			break
		}
		if old.line != nil {
			u.g.lost(old.device, old.line)
		}
		delete(u.talks, k)
	}
	d, _ := u.protocol.Decoder(u.g.settings())
	t := &talk{decoder: d}
	u.talks[from] = t
	return t
}
