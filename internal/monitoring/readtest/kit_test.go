package readtest

import (
	"testing"

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
	near *nearsvc.Service
	keep *keepsvc.Service
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{Kit: monitored.New(t, d, clock, monitored.Ties{Days: 20, Review: 15})}
	k.near = nearsvc.New(d, nearsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone})
	k.keep = keepsvc.New(d, keepsvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Destroy: k.Tracks.Ops().Destroy, Gone: k.Tracks.Forget})
	return k
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(newKit(t, d, clock)) })
}
