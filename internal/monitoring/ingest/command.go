package ingest

import (
	"context"

	"tuzjol/internal/monitoring/frame/protocols"
)

// Commands is what people have asked of devices and what waits until they are heard.
type Commands interface {
	// Waits tells without looking anything up whether something waits for a device; it is asked for every answer given.
	Waits(device string) bool
	// Take gives the frames that are to be told to a device now and writes down that they are sent, before they are: a command is told
	// once at most, because shaking somebody twice is worse than not at all.
	Take(ctx context.Context, p protocols.Protocol, device string) ([][]byte, error)
}

// tell gives what waits for a device that has just been answered, in one piece; nil when nothing does.
func (g *Gate) tell(ctx context.Context, p protocols.Protocol, device string) []byte {
	if g.s.Commands == nil || device == "" || !g.s.Commands.Waits(device) {
		return nil
	}
	var out []byte
	frames, err := g.s.Commands.Take(ctx, p, device)
	if err != nil {
		g.count.failed.Add(1) // what was not written down as sent is not sent, and waits on
	}
	for _, b := range frames {
		out = append(out, b...)
	}
	return out
}

// tell sends what waits for the device of the connection. False when the connection is broken.
func (c *conn) tell(ctx context.Context, device string) bool {
	b := c.g.tell(ctx, c.protocol, device)
	if len(b) == 0 {
		return true
	}
	if c.SetWriteDeadline(c.g.s.Wall().Add(c.g.s.WriteWithin)) != nil {
		return false
	}
	_, err := c.Write(b)
	return err == nil
}
