package simulating

import (
	"context"
	"time"

	"tuzjol/internal/app/monitor"
	"tuzjol/internal/demo"
	"tuzjol/internal/demo/wearing"
)

// Told are the use cases by which the stories of monitoring are told in a demonstration.
func Told(k *monitor.Kit, system func(ctx context.Context, name string) context.Context) wearing.Work {
	return wearing.Work{Orders: k.Orders, Devices: k.Devices, Tracks: k.Tracks, Zones: k.Zones, Victims: k.Victims, Watch: k.Watch, Desk: k.Desk, System: system}
}

// Wear lets those who wear devices in the stories of a demonstration speak on, through the door for phones, until ctx ends.
func Wear(ctx context.Context, k *monitor.Kit, mark demo.Mark, now func() time.Time) {
	var list []Worn
	for _, r := range wearing.Cast(mark.Seed, k.Zone) {
		if mark.Stories[r.Story] != "" {
			list = append(list, Worn{Ident: r.Ident, Wearer: r.Wearer})
		}
	}
	Live(ctx, k.Gate.OsmAnd(), now, list)
}
