// Package monitor binds electronic monitoring to the record: orders of the court, goals of the plan, heads of offices, and the door
// through which phones and devices speak.
package monitor

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/app/care"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/monitoring/reportsvc"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/vendorsvc"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsumsvc"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/live"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/rate"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Kit is what monitoring needs of the service, and what comes of it.
type Kit struct {
	DB    *db.DB
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Org   *orgsvc.Service
	// System gives a context with the rights of a named task.
	System func(ctx context.Context, name string) context.Context

	// Outbox carries words to protected persons; Line is the number that they may call back; Texts are what is read to them.
	Outbox *notify.Outbox
	Line   func() string
	Texts  victim.Texts

	Victims *victimsvc.Service
	Orders  *monitoringsvc.Service
	Devices *devicesvc.Service
	Tracks  *tracksvc.Service
	Sums    *victimsumsvc.Service
	Watch   *watchsvc.Service
	Outages *outagesvc.Service
	Zones   *zonesvc.Service
	Gate    *ingest.Gate
	Desk    *desksvc.Service
	Lines   *linesvc.Service
	Hub     *live.Hub

	Ties DeskTies

	// ZonesOf are the parts that give zones to the case of an order; Raised and Published are those who work on alerts. They are set by the
	// parts of monitoring that come after the watch.
	ZonesOf   []ZonesOf
	Raised    func(ctx context.Context, tx *db.Tx, changes []watchsvc.Change) error
	Published func()
	// VictimLivesAt tells whether a protected person lives at a place: a curfew there is refused. Set by the part that keeps victims.
	VictimLivesAt func(ctx context.Context, r *db.Reader, client id.Client, at zone.Point) (bool, error)
	// Areas gives the territory in which clients live; Log may be nil.
	Areas func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)
	Log   *slog.Logger
	Reading

	Commands *commandsvc.Service
	Vendors  *vendorsvc.Service
	Reports  *reportsvc.Service
	Prompts  *promptsvc.Service // bound by app, which knows the clients' own pages
	often    *rate.Limiter

	running sync.WaitGroup
	hurry   chan struct{}
}

// Bind makes the services.
func (k *Kit) Bind() *Kit {
	k.bindWatch()
	tell := care.Answers(care.Bound{DB: k.DB, Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Org: k.Org})
	k.bindVictims(tell)
	k.Orders = monitoringsvc.New(k.DB, monitoringsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Languages: i18n.Languages(), Record: record{k}, Tell: tell, Changed: k.Watch.Changed, Stepped: k.Victims.Ops().Stepped})
	k.Devices = devicesvc.New(k.DB, devicesvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Changed: k.Watch.Changed, Stepped: k.Victims.Ops().Stepped, Tell: k.tellOfficer})
	k.bindDevices()
	k.Tracks = tracksvc.New(k.DB, tracksvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Peer: k.peer})
	k.VictimLivesAt = k.Victims.Ops().LivesAt
	k.bindZones(tell)
	k.bindReading()
	k.Gate = k.gate()
	k.bindDesk()
	return k
}

// record is what else the record holds of a client.
type record struct{ kit *Kit }

// Orders lists the orders of a client that monitoring may rest on.
func (x record) Orders(ctx context.Context, r *db.Reader, client id.Client) ([]monitoringsvc.Choice, error) {
	all, err := ordersvc.Of(ctx, r, []id.Client{client})
	measures := x.kit.Rules.At(x.kit.DB.Now().In(x.kit.Zone)).List(rulebook.ListMeasures)
	var out []monitoringsvc.Choice
	for _, o := range all[client] {
		out = append(out, monitoringsvc.Choice{ID: o.ID, Text: strings.Join(nonEmpty(measures.Name(o.Measure, i18n.Lang(ctx)), o.Number), ", ")})
	}
	return out, err
}

// Goals lists the goals of the plan in force, to whoever may read plans.
func (x record) Goals(ctx context.Context, r *db.Reader, client id.Client) ([]monitoringsvc.Choice, error) {
	if !access.From(ctx).May(access.ReadPlan) {
		return nil, nil
	}
	d, err := planrowsvc.Rows{Seal: x.kit.Seal}.InForce(ctx, r, client)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	var out []monitoringsvc.Choice
	for _, g := range d.At("", plan.Current) {
		out = append(out, monitoringsvc.Choice{ID: g.Goal, Text: g.Words})
	}
	return out, err
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return out
}

// Sweeps are the recurring tasks: terms that ran out, reviews that come near, the hourly hash of what arrived.
func (k *Kit) Sweeps() []job.Sweep {
	return append(append(k.watchSweeps(), k.deviceSweeps()...), []job.Sweep{
		k.retention(),
		{Name: "monitoring.orders", Next: job.Every(10 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Orders.Sweep(ctx)
			return err
		}},
		{Name: "monitoring.desk", Next: job.Every(time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Desk.Sweep(ctx)
			return err
		}},
		{Name: "monitoring.digest", Next: job.Every(15 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			if _, err := k.Tracks.Digest(ctx); err != nil {
				return err
			}
			_, err := k.Sums.Digest(ctx)
			return err
		}},
		k.victimSweep(),
	}...)
}

// Routes makes the pages with what all pages of clients share.
func (k *Kit) Routes(
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
	names func(ctx context.Context, refs []string) (map[string]string, error),
	labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
	papers func(ctx context.Context, client id.Client) ([]ui.Option, error),
	cards *casefilesvc.Service,
) []httpx.Route {
	out := append(k.zoneRoutes(shell, names, labels), k.readingRoutes(shell, names, labels, cards)...)
	out = append(out, k.outageRoutes(names, cards)...)
	out = append(out, k.deviceRoutes(shell, names, labels, cards)...)
	return append(out, monitoringweb.New(monitoringweb.Deps{
		Orders: k.Orders, Devices: k.Devices, Tracks: k.Tracks, Shell: shell, Names: names, Labels: labels, Papers: papers, Offices: cards.OfficeNames,
		OrderLinks: k.orderLinks, DueLinks: k.dueLinks, ZonesThen: k.zonesThen, Alerts: k.clientAlerts,
	}).Routes()...)
}
