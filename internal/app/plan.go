package app

import (
	"tuzjol/internal/app/planning"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan/planweb"
)

// bindPlan makes the use cases of plans.
func (a *App) bindPlan() {
	*a.plans = planning.Kit{DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Orders: a.orders, Needs: a.assess.Service.Ops().Needs, Own: a.ownCase}
	a.plans.Bind()
}

func (a *App) newPlanPages(bar shell) *planweb.Web {
	return a.plans.Pages(a.casefile, func() map[id.Office]map[string]string { return a.officeNames }, planweb.Deps{Shell: bar, Names: a.names, Labels: a.shortLabels})
}
