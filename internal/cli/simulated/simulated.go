// Package simulated is the command that plays devices against a running service, and prepares a demonstration for them.
package simulated

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/demo/wearing"

	"tuzjol/internal/app"
	"tuzjol/internal/app/simulating"
	"tuzjol/internal/cli/demorun"
	"tuzjol/internal/demo"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// Cmd is `tuzjol monitoring simulate`.
type Cmd struct {
	Devices  int           `help:"How many devices." default:"20"`
	Interval time.Duration `help:"Between the fixes of a device." default:"15s"`
	Minutes  int           `help:"Minutes of simulated time." default:"10"`
	Late     float64       `help:"Share of fixes that come late, 0 to 1." default:"0"`
	Dup      float64       `help:"Share of packets that are sent twice although they were answered." default:"0"`
	Outage   []string      `help:"Minutes in which no device reaches the service; may be given several times." placeholder:"FROM-TO"`
	Protocol string        `help:"What the devices speak: teltonika, gt06, h02, nmea or osmand." enum:"teltonika,gt06,h02,nmea,osmand" default:"teltonika"`
	Addr     string        `help:"Door of the service: host:port, for osmand its URL. Default 127.0.0.1:5027, http://127.0.0.1:8080/osmand." placeholder:"ADDR"`
	Speed    float64       `help:"Simulated seconds in a real one; 0 is as fast as the service answers." default:"1"`
	Seed     uint64        `help:"The same seed plays the same days, by devices of the same names." default:"1"`
	From     string        `help:"Where simulated time begins, as 2026-11-17T09:00:00+06:00. Default: now, or the clock of the demonstration." placeholder:"TIME"`
	Demo     string        `help:"Folder of the demonstration that is played against: its clock holds." type:"existingdir" placeholder:"DIR"`
	Fit      bool          `help:"Instead of playing, prepare the demonstration in --demo, which must not be running: orders, devices, fitting. Its clock then stands --minutes later, so that this time can be played at any speed."`
	Idents   bool          `help:"Instead of playing, print the names of the devices, one a line."`
}

// Help gives an example.
func (Cmd) Help() string {
	return `Examples:
  tuzjol monitoring simulate --fit --demo ./demo --devices 50 --minutes 60
  tuzjol demo --data ./demo --devices teltonika=127.0.0.1:5027
  tuzjol monitoring simulate --demo ./demo --devices 50 --minutes 60 --speed 60 --late 0.05 --dup 0.05 --outage 10-22

A real service takes the same play once devices with the names that --idents prints are in its inventory and fitted.
Silence, outages and late fixes are those of real devices: a packet that is not answered is sent again.`
}

// Run plays, or prepares.
func (c Cmd) Run(ctx context.Context, out io.Writer) error {
	switch {
	case c.Idents:
		for n := range c.Devices {
			if _, err := fmt.Fprintln(out, simulate.Ident(c.Seed, n)); err != nil {
				return err
			}
		}
		return nil
	case c.Fit && c.Demo == "":
		return errors.New("--fit needs --demo: only a demonstration is prepared")
	case c.Fit:
		return c.fit(ctx, out)
	}
	o, err := c.options()
	if err != nil {
		return err
	}
	sum, err := simulating.Play(ctx, o)
	perSecond := float64(sum.Acknowledged+sum.Repeated) / max(sum.Took.Seconds(), 0.001)
	fmt.Fprintf(out, "devices=%d fixes=%d acknowledged=%d repeated=%d late=%d reconnects=%d refused=%d\nsimulated %d min from %s in %.1f s, %.0f fixes/s\n",
		sum.Devices, sum.Fixes, sum.Acknowledged, sum.Repeated, sum.LateFixes, sum.Reconnects, sum.Refused, c.Minutes, o.From.Format(time.RFC3339), sum.Took.Seconds(), perSecond)
	if err == nil && sum.Refused > 0 {
		err = fmt.Errorf("the service refused %d log-ins: the devices are not in its inventory (--fit, --idents)", sum.Refused)
	}
	return err
}

func (c Cmd) options() (o simulating.Options, err error) {
	if c.Late < 0 || c.Late > 1 || c.Dup < 0 || c.Dup > 1 || c.Speed < 0 {
		return o, errors.New("--late and --dup are shares from 0 to 1, --speed is not negative")
	}
	o = simulating.Options{
		Protocol: protocols.Protocol(c.Protocol), Addr: c.Addr, Devices: c.Devices, Interval: c.Interval, Minutes: c.Minutes, Speed: c.Speed, Late: c.Late, Dup: c.Dup,
		Seed: c.Seed, Near: wearing.Osh,
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:5027"
		if o.Protocol == protocols.OsmAnd {
			o.Addr = "http://127.0.0.1:8080/osmand"
		}
	}
	for _, s := range c.Outage {
		from, to, ok := strings.Cut(s, "-")
		a, err1 := strconv.ParseFloat(from, 64)
		b, err2 := strconv.ParseFloat(to, 64)
		if !ok || err1 != nil || err2 != nil || a < 0 || b <= a {
			return o, fmt.Errorf("--outage %s: write minutes from-to, as 10-22", s)
		}
		o.Outages = append(o.Outages, simulating.Outage{From: time.Duration(a * float64(time.Minute)), Until: time.Duration(b * float64(time.Minute))})
	}
	if o.Zone, err = time.LoadLocation("Asia/Bishkek"); err != nil {
		return o, err
	}
	o.From, err = c.from()
	return o, err
}

// from is where simulated time begins. What is played faster than it passes must lie in the past of the service, or its clock would be
// found wrong.
func (c Cmd) from() (time.Time, error) {
	if c.From != "" {
		t, err := time.Parse(time.RFC3339, c.From)
		if err != nil {
			return t, fmt.Errorf("--from %s: write it as 2026-11-17T09:00:00+06:00", c.From)
		}
		return t, nil
	}
	now := time.Now()
	if c.Demo != "" {
		mark, ok, err := demo.ReadMark(c.Demo)
		if err != nil || !ok {
			return now, errors.Join(err, fmt.Errorf("%s holds no demonstration", c.Demo))
		}
		now = mark.Clock
	}
	if c.Speed != 1 {
		now = now.Add(-time.Duration(c.Minutes) * time.Minute)
	}
	return now.Truncate(time.Second), nil
}

// fit prepares a demonstration that is not running.
func (c Cmd) fit(ctx context.Context, out io.Writer) error {
	cfg, err := demorun.Config(c.Demo, "", "127.0.0.1:0")
	if err != nil {
		return err
	}
	if _, known, err := demo.ReadMark(c.Demo); err != nil || !known {
		return errors.Join(err, fmt.Errorf("%s holds no demonstration", c.Demo))
	}
	a, _, err := demorun.Open(ctx, cfg, demorun.Wish{}, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	n, err := Prepare(ctx, a, c.Devices, c.Seed)
	mark := a.Demonstration()
	mark.Clock = a.DB.Now().Time().Add(time.Duration(c.Minutes)*time.Minute + 20*time.Second)
	if err := errors.Join(err, a.Close(), demo.WriteMark(c.Demo, mark)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "devices=%d fitted; the clock of the demonstration goes on at %s\n", n, mark.Clock.Format(time.RFC3339))
	return err
}
