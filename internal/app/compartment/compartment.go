// Package compartment binds what opens sealed compartments to the staff and the names of the service.
package compartment

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesscompartmentweb"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/org/orgweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Labels says how clients are called, within the reader's sight.
type Labels = func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)

// Service makes what opens compartments.
func Service(d *db.DB, rules *rulebook.Set, zone *time.Location, sealer *seal.Sealer, org *orgsvc.Service, labels Labels) *accesscompartmentsvc.Service {
	return accesscompartmentsvc.New(d, accesscompartmentsvc.Deps{
		Rules: rules, Zone: zone, Sealer: sealer, Labels: labels, Staff: org.Ops().StaffNames, Notify: org.Ops().NotifyAccount,
		Qualified: func(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error) {
			return org.Ops().Qualified(ctx, r, account, code, day)
		},
	})
}

// Pages makes its pages.
func Pages(svc *accesscompartmentsvc.Service, rules *rulebook.Set, org *orgweb.Web,
	bar func(ctx context.Context, client id.Client, tab string) (templ.Component, error),
) *accesscompartmentweb.Web {
	return accesscompartmentweb.New(accesscompartmentweb.Deps{
		Service: svc, Rules: rules, Shell: bar, Staff: func(ctx context.Context) ([]ui.Option, error) { return org.StaffOptions(ctx, false) },
	})
}
