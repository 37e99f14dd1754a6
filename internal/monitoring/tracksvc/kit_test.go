package tracksvc_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/monitored"
)

const (
	osh     = monitored.Osh
	bishkek = monitored.Bishkek
)

// kit is orders, devices and positions, and what the tests here need.
type kit struct {
	*monitored.Kit
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{Kit: monitored.New(t, d, clock, monitored.Ties{})}
	return k
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(newKit(t, d, clock)) })
}

func (k *kit) outcomes(list ...track.Arrived) []track.Outcome {
	k.T.Helper()
	var out []track.Outcome
	for _, v := range k.Store(list...) {
		out = append(out, v.Outcome)
	}
	return out
}

func (k *kit) read(ctx context.Context, c id.Client, fitting string) (tracksvc.Track, error) {
	now := k.DB.Now()
	return k.Tracks.ReadPositions(ctx, tracksvc.Read{
		Client: c, Fitting: fitting, From: now.Add(-24 * time.Hour), Until: now.Add(time.Hour), Purpose: "read_obligation", Words: "Проверка нахождения дома ночью",
	})
}
