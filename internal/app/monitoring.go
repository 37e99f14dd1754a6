package app

import (
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
