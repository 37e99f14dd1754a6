// Package living binds dangers and what happens in a client's life to the staff, the orders and the person's record.
package living

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/app/care"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisissvc"
	"tuzjol/internal/supervision/crisisweb"
)

// Kit is what this part needs of the service, and what comes of it. It is allocated before it is filled, because the use cases
// that see dangers are made before the one that keeps them.
type Kit struct {
	DB    *db.DB
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Org   *orgsvc.Service
	Tree  func(ctx context.Context, r *db.Reader) (org.Tree, error)

	Crises *crisissvc.Service
	crises *crisisweb.Web
}

// Bind makes the services.
func (k *Kit) Bind() {
	answers := care.Answers(care.Bound{DB: k.DB, Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Org: k.Org})
	k.Crises = crisissvc.New(k.DB, crisissvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Duty: onDuty{answers, k}, Tell: answers})
}

// Raise opens the task of a danger within the transaction that wrote down what spoke of it.
func (k *Kit) Raise(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error) {
	return k.Crises.Ops().Raise(ctx, tx, c)
}

// Dangers counts the dangers that wait for the reader.
func (k *Kit) Dangers(ctx context.Context, r *db.Reader) (open, late int, err error) {
	return k.Crises.Ops().Count(ctx, r)
}

// Sweeps are the recurring tasks.
func (k *Kit) Sweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "supervision.crises", Next: job.Every(10 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Crises.Escalate(ctx)
			return err
		}},
	}
}

// Shared is what all pages of clients need.
type Shared struct {
	Shell  func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	Names  func(ctx context.Context, refs []string) (map[string]string, error)
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
}

// Pages makes the pages.
func (k *Kit) Pages(s Shared) {
	k.crises = crisisweb.New(crisisweb.Deps{Service: k.Crises, Shell: s.Shell, Names: s.Names, Labels: s.Labels, Takers: k.takers})
}

// Routes lists the pages.
func (k *Kit) Routes() []httpx.Route { return k.crises.Routes() }

// Urgent is the list of dangers on the page of danger flags.
func (k *Kit) Urgent(ctx context.Context, scope, state string) (templ.Component, error) {
	return k.crises.Urgent(ctx, scope, state)
}

// Banner stands above the pages of a client while a danger waits.
func (k *Kit) Banner(ctx context.Context, client id.Client) (templ.Component, error) {
	return k.crises.Banner(ctx, client)
}
