package ingest

import (
	"context"
	"net"
)

// line is where a device can be told something without having spoken: an open connection, or the address of its last datagram.
type line interface {
	tell(ctx context.Context, device string) bool
}

// Nudge lets what waits for a device be told at once where it can be reached; it never waits. Where it cannot be reached, or too much is asked
// at once, the command waits until the device is heard.
func (g *Gate) Nudge(device string) {
	select {
	case g.nudges <- device:
	default:
	}
}

// Push tells devices what waits for them as it is asked, until ctx ends.
func (g *Gate) Push(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case device := <-g.nudges:
			g.mu.Lock()
			l := g.reach[device]
			g.mu.Unlock()
			if l != nil {
				l.tell(ctx, device)
			}
		}
	}
}

// reached notes where a device was heard.
func (g *Gate) reached(device string, l line) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.reach[device] = l
}

// lost forgets where a device was heard, unless it was heard elsewhere since.
func (g *Gate) lost(device string, l line) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.reach[device] == l {
		delete(g.reach, device)
	}
}

// answerLine is the address from which a device sent its last datagram.
type answerLine struct {
	u  *udp
	to net.Addr
}

func (l *answerLine) tell(ctx context.Context, device string) bool {
	b := l.u.g.tell(ctx, l.u.protocol, device)
	if len(b) == 0 {
		return true
	}
	_, err := l.u.pc.WriteTo(b, l.to)
	return err == nil
}
