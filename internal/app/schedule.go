package app

import (
	"context"
	"time"

	"tuzjol/internal/app/care"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/job"
)

// schedule names the recurring tasks. Legal clocks are due dates in rows; these sweeps only act on what is past.
func (a *App) schedule() {
	night := job.Daily(a.Zone, 0, 5)
	a.jobs.Schedule(
		job.Sweep{Name: "order.end_due", Next: night, Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := a.orders.EndDue(ctx)
			return err
		}},
		job.Sweep{Name: "order.escalate", Next: job.Daily(a.Zone, 0, 20), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := a.orders.Escalate(ctx)
			return err
		}},
		job.Sweep{Name: "org.sweep", Next: job.Daily(a.Zone, 0, 10), Run: func(ctx context.Context, _ civil.Instant) error { return a.org.Sweep(ctx) }},
		job.Sweep{Name: "org.escalate", Next: job.Daily(a.Zone, 0, 25), Run: func(ctx context.Context, _ civil.Instant) error { return a.orgCases.Escalate(ctx) }},
		job.Sweep{Name: "access.compartments", Next: job.Daily(a.Zone, 0, 15), Run: func(ctx context.Context, _ civil.Instant) error { return a.compartments.Sweep(ctx) }},
		job.Sweep{Name: "cards.next", Next: job.Daily(a.Zone, 2, 0), Run: func(ctx context.Context, _ civil.Instant) error { return a.cards.RefreshNext(ctx, a.DB) }},
		job.Sweep{Name: "audit.checkpoint", Next: job.Daily(a.Zone, 23, 50), Run: func(ctx context.Context, _ civil.Instant) error {
			_, _, err := a.audit.WriteCheckpoint(ctx, a.CheckpointFolder())
			return err
		}},
		job.Sweep{Name: "signin.sweep", Next: job.Every(time.Hour), Run: a.signin.Sweep},
		job.Sweep{Name: "blob.sweep", Next: job.Daily(a.Zone, 3, 0), Run: func(ctx context.Context, now civil.Instant) error {
			_, err := a.Blobs.Sweep(ctx, a.DB, now, 24*time.Hour)
			return err
		}},
		job.Sweep{Name: "study.sweep", Next: job.Daily(a.Zone, 0, 30), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := a.studies.Sweep(ctx)
			return err
		}},
		a.jobs.Housekeeping(),
	)
	a.jobs.Schedule(append(care.Sweeps(a.care, a.DB, a.audit), a.life.Sweeps()...)...)
	a.jobs.Schedule(append(a.portal.Sweeps(), a.monitoring.Sweeps()...)...)
}
