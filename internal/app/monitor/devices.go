package monitor

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/app/care"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/deviceweb"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/promptweb"
	"tuzjol/internal/monitoring/reportsvc"
	"tuzjol/internal/monitoring/reportweb"
	"tuzjol/internal/monitoring/vendorsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/rate"
)

// bindDevices makes the queue of commands.
func (k *Kit) bindDevices() {
	k.Commands = commandsvc.New(k.DB, commandsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Queued: func(ident string) { k.Gate.Nudge(ident) }})
	k.Vendors = vendorsvc.New(k.DB)
	k.often = rate.New(0, 0)
	k.Reports = reportsvc.New(k.DB, reportsvc.Deps{Rules: k.Rules, Zone: k.Zone, Traits: traits})
}

// traits reads sex and birth from the cards of clients.
func traits(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]reportsvc.Traits, error) {
	type row struct {
		Client id.Client
		Sex    string
		Born   civil.Date
	}
	out := map[id.Client]reportsvc.Traits{}
	for part := range slices.Chunk(clients, 500) {
		rows, err := db.All[row](ctx, r, `select c.client_id, c.sex, c.birth_from from casefile_card c where c.client_id in `+db.In(len(part), 1)+` and {visible c.client_id}`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			out[x.Client] = reportsvc.Traits{Sex: x.Sex, Born: x.Born}
		}
	}
	return out, nil
}

// tellOfficer tells whoever answers for the client today; without one, the head of the office.
func (k *Kit) tellOfficer(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	a := care.Answers(care.Bound{DB: k.DB, Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Org: k.Org})
	who, err := a.Named(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	if who != "" {
		return a.Account(ctx, tx, who, n)
	}
	return a.Head(ctx, tx, client, n)
}

// asked is what people have asked of devices, as the ingest sees it.
type asked struct{ kit *Kit }

// Waits implements ingest.Commands.
func (a asked) Waits(device string) bool { return a.kit.Commands.Waits(device) }

// Take implements ingest.Commands.
func (a asked) Take(ctx context.Context, p protocols.Protocol, device string) ([][]byte, error) {
	return a.kit.Commands.Take(a.kit.System(ctx, "monitoring.commands"), p, device)
}

// vendors are the makers' services as the ingest sees them.
type vendors struct{ kit *Kit }

// PerMinute is how many requests a maker's service, and one address, may send in a minute.
const PerMinute = 240

func (v vendors) as(ctx context.Context) context.Context {
	return v.kit.System(ctx, "monitoring.vendor")
}

// Admit implements ingest.Vendors.
func (v vendors) Admit(ctx context.Context, token string) (string, error) {
	return v.kit.Vendors.Admit(v.as(ctx), token)
}

// Known implements ingest.Vendors.
func (v vendors) Known(ctx context.Context, vendor string, messages []string) (map[string]bool, error) {
	return v.kit.Vendors.Known(v.as(ctx), vendor, messages)
}

// Remember implements ingest.Vendors.
func (v vendors) Remember(ctx context.Context, vendor string, messages []string) error {
	return v.kit.Vendors.Remember(v.as(ctx), vendor, messages)
}

// Slow implements ingest.Vendors.
func (v vendors) Slow(now time.Time, who string) error {
	return v.kit.often.Take(now, who, PerMinute, time.Minute)
}

// Passed is where makers' services pass messages on, on the devices' door over HTTP.
const Passed = "/devices/vendor"

// door is what stands behind the devices' door over HTTP: makers' services at their address, phones everywhere else.
func (k *Kit) door() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(Passed, k.Gate.Vendor(vendors{k}))
	mux.Handle("/", k.Gate.OsmAnd())
	return mux
}

// answered writes down what devices answered to commands; a group that fails here comes again, and its positions are known by then.
func (k *Kit) answered(ctx context.Context, group []ingest.Received) error {
	for _, f := range group {
		for _, m := range f.Messages {
			if m.Answer == "" {
				continue
			}
			if err := k.Commands.Answered(ctx, f.Device, m.AnswerTo, m.Answer); err != nil {
				return err
			}
		}
	}
	return nil
}

// deviceSweeps are the recurring tasks of devices.
func (k *Kit) deviceSweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "monitoring.commands", Next: job.Every(time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Commands.Sweep(ctx)
			return err
		}},
		{Name: "monitoring.removals", Next: job.Every(30 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Devices.SweepRemovals(ctx)
			return err
		}},
		{Name: "monitoring.prompts", Next: job.Every(time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Prompts.Sweep(ctx)
			return err
		}},
		{Name: "monitoring.vendor", Next: job.Every(24 * time.Hour), Run: func(ctx context.Context, _ civil.Instant) error { return k.Vendors.Sweep(ctx) }},
	}
}

// deviceRoutes makes the pages of devices.
func (k *Kit) deviceRoutes(
	shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
	names func(ctx context.Context, refs []string) (map[string]string, error),
	labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
	cards *casefilesvc.Service,
) []httpx.Route {
	out := deviceweb.New(deviceweb.Deps{Commands: k.Commands, Devices: k.Devices, Names: names, Labels: labels, Offices: cards.OfficeNames}).Routes()
	out = append(out, reportweb.New(reportweb.Deps{Service: k.Reports, Labels: labels, Offices: cards.OfficeNames}).Routes()...)
	return append(out, promptweb.New(promptweb.Deps{Service: k.Prompts, Shell: shell, Names: names, Labels: labels}).Routes()...)
}
