package monitor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"tuzjol/internal/app/mapground"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/config"
)

// Commit stores a group of frames for the listeners: see ingest.Sink.
func (k *Kit) Commit(ctx context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	var list []track.Arrived
	var of []int // which frame a message comes from
	for i, f := range group {
		quiet := monitoring.Message{Device: f.Device, ReceivedAt: f.ReceivedAt}
		for _, m := range f.Messages {
			m.Device, m.ReceivedAt = f.Device, f.ReceivedAt
			list, of = append(list, track.Arrived{Message: m.Message, Protocol: string(f.Protocol), Frame: f.Raw, Marks: m.Marks}), append(of, i)
		}
		if len(f.Messages) == 0 {
			list, of = append(list, track.Arrived{Message: quiet, Protocol: string(f.Protocol), Frame: f.Raw, Quiet: true}), append(of, i)
		}
	}
	ctx = k.System(ctx, "monitoring.ingest")
	got, err := k.Tracks.Store(ctx, list)
	if err != nil {
		return nil, err
	}
	k.wake(group, of, got)
	if err := k.answered(ctx, group); err != nil {
		return nil, err
	}
	out := make([]ingest.Verdict, len(group))
	for i, v := range got {
		out[of[i]] = ingest.Stored
		if v.Outcome == track.Unknown {
			out[of[i]] = ingest.Unknown
		}
	}
	return out, nil
}

// gate makes the way in for devices; its clock is the service's, and the network's that of the machine.
func (k *Kit) gate() *ingest.Gate {
	return ingest.New(k, ingest.Settings{Now: func() time.Time { return k.DB.Now().Time() }, Wall: time.Now, Commands: asked{k}})
}

// Start lets groups be stored until ctx ends. The handler of OsmAnd and the listeners answer nobody before.
func (k *Kit) Start(ctx context.Context) {
	k.running.Go(func() { k.Gate.Run(ctx) })
	k.running.Go(func() { k.Gate.Push(ctx) })
	k.running.Go(func() { k.sendAtOnce(ctx) })
	k.running.Go(func() { k.Watch.Run(ctx) })
}

// Wait returns when the last group is stored after the end of Start's context.
func (k *Kit) Wait() { k.running.Wait() }

// Phones is where phones speak to a demonstration, which has one address for everything.
const Phones = "/osmand"

// Beside serves the operator's map file beside the pages, and lets phones into a demonstration; a real service has a door of its own for them.
func (k *Kit) Beside(mux *http.ServeMux, c config.Config) {
	mapground.Beside(mux, c)
	if c.Demo {
		mux.Handle(Phones, k.Gate.OsmAnd())
		mux.Handle(Passed, k.Gate.Vendor(vendors{k}))
	}
}

// Listen opens the doors for devices that the settings name and serves them until ctx ends.
func (k *Kit) Listen(ctx context.Context, c config.Config, log *slog.Logger) error {
	if err := mapground.Check(c); err != nil {
		log.Warn("the map file is not used", "error", err)
	}
	context.AfterFunc(ctx, k.Hub.Close) // open desks end before the last requests are waited for
	if c.DevicesHTTP != "" {
		ln, err := net.Listen("tcp", c.DevicesHTTP)
		if err != nil {
			return fmt.Errorf("listen for phones: %w", err)
		}
		srv := &http.Server{Handler: k.door(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 3 * time.Minute, IdleTimeout: time.Minute}
		context.AfterFunc(ctx, func() { srv.Close() }) //nolint:errcheck,gosec // the process ends
		go serve(log, "phones", func() error { return srv.Serve(ln) })
	}
	for _, d := range doors(c.DevicesTCP) {
		ln, err := net.Listen("tcp", d.addr)
		if err != nil {
			return fmt.Errorf("listen for %s: %w", d.protocol, err)
		}
		go serve(log, string(d.protocol), func() error { return k.Gate.ServeTCP(ctx, ln, d.protocol) })
	}
	for _, d := range doors(c.DevicesUDP) {
		pc, err := net.ListenPacket("udp", d.addr)
		if err != nil {
			return fmt.Errorf("listen for %s: %w", d.protocol, err)
		}
		go serve(log, string(d.protocol), func() error { return k.Gate.ServeUDP(ctx, pc, d.protocol) })
	}
	return nil
}

func serve(log *slog.Logger, what string, run func() error) {
	if err := run(); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, context.Canceled) {
		log.Error("monitoring listener", "for", what, "error", err)
	}
}

type door struct {
	protocol protocols.Protocol
	addr     string
}

// doors reads "protocol=address" pairs; the settings have checked them.
func doors(s string) []door {
	var out []door
	for pair := range strings.SplitSeq(s, ",") {
		if p, addr, ok := strings.Cut(strings.TrimSpace(pair), "="); ok {
			out = append(out, door{protocols.Protocol(p), addr})
		}
	}
	return out
}
