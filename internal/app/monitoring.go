package app

import (
	"context"

	"tuzjol/internal/app/monitor"
	"tuzjol/internal/app/simulating"
	"tuzjol/internal/demo/wearing"
)

// Monitoring is electronic monitoring: orders, devices, what devices send.
func (a *App) Monitoring() *monitor.Kit { return a.monitoring }

// worn are the use cases by which the stories of monitoring are told.
func (a *App) worn(today func(tell func(context.Context) error)) *wearing.Work {
	return &wearing.Work{Orders: a.monitoring.Orders, Devices: a.monitoring.Devices, Tracks: a.monitoring.Tracks, System: a.System, Today: today}
}

// LetWear lets those who wear devices in a demonstration speak on, through the door for phones, until ctx ends.
func (a *App) LetWear(ctx context.Context) {
	var list []simulating.Worn
	for _, r := range wearing.Cast(a.demo.Seed, a.Zone) {
		if a.demo.Stories[r.Story] != "" {
			list = append(list, simulating.Worn{Ident: r.Ident, Wearer: r.Wearer})
		}
	}
	simulating.Live(ctx, a.monitoring.Gate.OsmAnd(), a.Clock, list)
}
