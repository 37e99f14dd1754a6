package readtest

import (
	"context"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/monitored"
)

const (
	osh     = monitored.Osh
	bishkek = monitored.Bishkek
)

// kit is orders, devices and positions, who was near, and what is kept.
type kit struct {
	*monitored.Kit
	near    *nearsvc.Service
	notices []string
	keep    *keepsvc.Service
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{Kit: monitored.New(t, d, clock, monitored.Ties{Days: 20, Review: 15})}
	k.near = nearsvc.New(d, nearsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone,
		Waits: func(_ context.Context, _ *db.Tx, office id.Office, asker id.Account, n access.Notice) error {
			k.notices = append(k.notices, string(office)+" not "+string(asker)+" "+n.Kind+" "+n.Data["Number"]+" "+string(n.Client))
			return nil
		},
		Tell: func(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
			k.notices = append(k.notices, string(to)+" "+n.Kind+" "+n.Data["Number"]+" "+string(n.Client))
			return nil
		},
	})
	k.keep = keepsvc.New(d, keepsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Destroy: k.Tracks.Ops().Destroy, Gone: k.Tracks.Forget})
	return k
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(newKit(t, d, clock)) })
}
