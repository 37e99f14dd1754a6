package wearing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/demo/working"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/monitoring/zonesvc"
)

// Work are the use cases by which the stories are told.
type Work struct {
	Orders  *monitoringsvc.Service
	Devices *devicesvc.Service
	Tracks  *tracksvc.Service
	Zones   *zonesvc.Service
	Victims *victimsvc.Service
	Watch   *watchsvc.Service
	Desk    *desksvc.Service
	System  func(ctx context.Context, name string) context.Context
}

// Beside makes the teller of these stories beside one of the work: the same world, clock and staff.
func (w Work) Beside(t *working.Teller) working.Beside {
	return &Teller{Work: w, World: t.World, Clock: t.Clock, As: t.As, Client: t.Client, Days: t.Days}
}

// Teller tells the stories of monitoring as the staff would have acted.
type Teller struct {
	Work
	World  *demo.World
	Clock  *demo.Clock
	As     func(ctx context.Context, staff int) context.Context
	Client func(of int) id.Client
	Days   []int // clients of the persona officer's day

	dealt  map[demo.Story]int
	orders map[demo.Story]string
	caught time.Time // up to when positions are told
}

// deal gives the stories to the first clients of the day who have been on the register for long enough: those have plans.
func (d *Teller) deal() {
	d.dealt = map[demo.Story]int{}
	stories := demo.WearStories()
	for _, n := range d.Days {
		c := &d.World.Clients[n]
		if len(d.dealt) < len(stories) && c.Stage == demo.Running && !c.Registered.IsZero() && c.Registered.Before(civil.MustDate("2026-10-01")) && !c.Minor {
			d.dealt[stories[len(d.dealt)]] = n
		}
	}
}

// Stories says whom the stories are told of.
func (d *Teller) Stories() map[demo.Story]id.Client {
	out := map[demo.Story]id.Client{}
	for s, n := range d.dealt {
		if c := d.Client(n); c != "" {
			out[s] = c
		}
	}
	return out
}

func (d *Teller) persona(p demo.Persona) int {
	for i, s := range d.World.Staff {
		if s.Persona == p {
			return i
		}
	}
	return 0
}

// Acts are the acts up to the evening before the first day: orders and fitting.
func (d *Teller) Acts() []working.Act {
	d.deal()
	d.orders = map[demo.Story]string{}
	var out []working.Act
	for n, r := range Cast(d.World.Seed, d.World.Zone) {
		of, ok := d.dealt[r.Story]
		if !ok {
			continue
		}
		out = append(out, working.Act{At: Fitted(d.World.Zone).Add(time.Duration(n-10) * time.Minute), Tell: func(ctx context.Context) error { return d.wear(ctx, r, of) }})
	}
	out = append(out, working.Act{At: Fitted(d.World.Zone).Add(-30 * time.Minute), Tell: d.stock})
	return append(out, d.nights()...)
}

// nights are the evenings on which the duty desk settled what the rules had found.
func (d *Teller) nights() []working.Act {
	zone := d.World.Zone
	sunday, monday := clock(zone, -2, 23, 50), clock(zone, -1, 20, 5)
	return []working.Act{
		{At: sunday, Tell: func(ctx context.Context) error { return d.catch(ctx, sunday) }},
		{At: sunday.Add(4 * time.Minute), Tell: func(ctx context.Context) error {
			return d.settle(ctx, demo.CurfewStory, "explained", "Телефон чалдым: досунун үйүнөн чыгып келе жатыптыр, 23:40та үйүндө болду. Эртең түшүнүк кат жазат.")
		}},
		{At: monday, Tell: func(ctx context.Context) error { return d.catch(ctx, monday) }},
		{At: monday.Add(4 * time.Minute), Tell: func(ctx context.Context) error {
			return d.settle(ctx, demo.MarketStory, "breach", "Базарда жыйырма мүнөт болгон, өзү да мойнуна алды. Инспекторго өткөрүлдү.")
		}},
		{At: monday.Add(8 * time.Minute), Tell: func(ctx context.Context) error {
			return d.settle(ctx, demo.ProtectStory, "safe", "Участкалык барып келди: көчөдөн өтүп кеткен, токтогон эмес. Корголгон адам менен сүйлөштүк, тынч.")
		}},
	}
}

// settle is the duty operator who takes the open alerts of a story, calls the wearer and closes them.
func (d *Teller) settle(ctx context.Context, s demo.Story, reason, words string) error {
	ctx = d.As(ctx, d.persona(demo.DutyPersona))
	list, _, _, err := d.Desk.Queue(ctx, desksvc.Filter{})
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.Client != d.Client(d.dealt[s]) {
			continue
		}
		for _, act := range []desksvc.Do{
			{What: alert.Take}, {What: alert.Contact, Whom: "wearer", Way: "call", Result: "reached", Words: words}, {What: alert.Resolve, Reason: reason, Words: words},
		} {
			now, err := d.Desk.Show(ctx, x.ID)
			if err != nil {
				return err
			}
			act.Alert, act.Version = x.ID, now.Row
			if err := d.Desk.Act(ctx, act); err != nil {
				return fmt.Errorf("%s: %s: %w", s, act.What, err)
			}
		}
	}
	return nil
}

func (d *Teller) wear(ctx context.Context, r Role, of int) error {
	c := &d.World.Clients[of]
	client := d.Client(of)
	if client == "" {
		return nil
	}
	f := Fitter{Orders: d.Orders, Devices: d.Devices, Drafts: d.As(ctx, c.Officer), Decides: d.As(ctx, d.persona(demo.HeadPersona))}
	order, err := f.Wear(Worn{
		Client: client, Office: c.Office, Regime: r.Regime, Level: r.Level, Kind: r.Kind, Ident: r.Ident, Model: r.Model, Number: r.Number, Body: r.Body,
		Begun: r.Begun - 2, Days: r.Days + 2, Words: r.Words,
	})
	if err != nil {
		return fmt.Errorf("%s: %w", r.Story, err)
	}
	d.orders[r.Story] = order
	if err := d.zones(ctx, r, client, c.Officer, order); err != nil {
		return fmt.Errorf("%s: zones: %w", r.Story, err)
	}
	if r.Story == demo.ProtectStory {
		if err := d.protect(ctx, r, c.Officer, order); err != nil {
			return fmt.Errorf("%s: protected person: %w", r.Story, err)
		}
	}
	return nil
}

// stock is what lies in the office: two that may be fitted, one that came back with a broken strap.
func (d *Teller) stock(ctx context.Context) error {
	ctx = d.As(ctx, d.persona(demo.HeadPersona))
	for n := range 3 {
		ident := fmt.Sprintf("86%013d", 771_000+n)
		made, err := d.Devices.Add(ctx, devicesvc.Add{Ident: ident, Kind: regime.Bracelet, Model: "Teltonika GH5200", Serial: "S-" + ident[7:], Office: demo.HomeOffice, Firmware: "03.27.10"})
		if err != nil {
			return err
		}
		if n == 2 {
			if err := d.Devices.Move(ctx, devicesvc.Move{Device: made, Version: 1, What: regime.DeviceDamaged, Words: "Боосу үзүлгөн, оңдоого жөнөтүлсүн."}); err != nil {
				return err
			}
		}
	}
	return nil
}

// catch lets the devices have told where they were up to an instant, and the rules judge it.
func (d *Teller) catch(ctx context.Context, until time.Time) error {
	var list []track.Arrived
	var orders []string
	for _, r := range Cast(d.World.Seed, d.World.Zone) {
		if d.orders[r.Story] == "" {
			continue
		}
		orders = append(orders, d.orders[r.Story])
		for _, s := range Past(r.Wearer, Fitted(d.World.Zone), until) {
			if !s.At.Before(d.caught) { // the way through a day does not depend on when one looks
				list = append(list, track.Arrived{Protocol: protocol(r), Message: s.Message(r.Ident, s.At.Add(2*time.Second))})
			}
		}
	}
	d.caught = until
	byArrival(list)
	ctx = d.System(ctx, "monitoring.ingest")
	for part := range slices.Chunk(list, 2000) {
		if _, err := d.Tracks.Store(ctx, part); err != nil {
			return err
		}
	}
	if len(orders) == 0 {
		return nil
	}
	return d.Watch.Judge(ctx, orders...)
}

// TellToday is the morning of the first day: the night's positions, and a device that nobody knows.
func (d *Teller) TellToday(ctx context.Context) error {
	start := demo.Start(d.World.Zone)
	stranger := track.Arrived{Protocol: "gt06", Quiet: true, Message: monitoring.Message{Device: Stranger(d.World.Seed), ReceivedAt: start.Add(-17 * time.Minute)}}
	if _, err := d.Tracks.Store(d.System(ctx, "monitoring.ingest"), []track.Arrived{stranger}); err != nil {
		return err
	}
	if err := d.catch(ctx, start); err != nil {
		return err
	}
	_, err := d.Watch.Sweep(d.System(ctx, "monitoring.watch"))
	return err
}

func protocol(r Role) string {
	if r.Kind == regime.PhoneApp {
		return "osmand"
	}
	return "teltonika"
}

func byArrival(list []track.Arrived) {
	slices.SortStableFunc(list, func(a, b track.Arrived) int { return a.ReceivedAt.Compare(b.ReceivedAt) })
}
