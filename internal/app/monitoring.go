package app

import (
	"context"
	"net/http"

	"tuzjol/internal/app/monitor"
	"tuzjol/internal/platform/httpx"
)

// bindMonitoring makes the use cases of electronic monitoring.
func (a *App) bindMonitoring() {
	a.monitoring = (&monitor.Kit{
		DB: a.DB, Seal: a.Sealer, Rules: a.Rules, Zone: a.Zone, Org: a.org, Plans: a.plans, System: a.System,
	}).Bind()
}

// monitoringPages are the pages of electronic monitoring.
func (a *App) monitoringPages(bar shell) []httpx.Route {
	return a.monitoring.Routes(monitor.Shared{Shell: bar, Names: a.names, Labels: a.shortLabels, Papers: a.papers, Cards: a.casefile})
}

// Phones is where phones speak to a demonstration, which has one address for everything.
const Phones = "/osmand"

// phones lets phones into a demonstration beside the pages; a real service has a door of its own for them.
func (a *App) phones(mux *http.ServeMux) {
	if a.Config.Demo {
		mux.Handle(Phones, a.monitoring.Phones())
	}
}

// listenForDevices opens the doors for devices that the settings name.
func (a *App) listenForDevices(ctx context.Context) (stop func(), err error) {
	return a.monitoring.Listen(ctx, monitor.Doors{HTTP: a.Config.DevicesHTTP, TCP: a.Config.DevicesTCP, UDP: a.Config.DevicesUDP}, a.Log)
}
