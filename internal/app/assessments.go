package app

import (
	"context"

	"tuzjol/internal/app/assessing"
	"tuzjol/internal/assessment/assessmentweb"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
)

// bindAssessments makes the use of instruments.
func (a *App) bindAssessments() {
	a.assess = &assessing.Kit{
		DB: a.DB, Rules: a.Rules, Zone: a.Zone, Seal: a.Sealer, Demo: a.Config.Demo, Org: a.org, Orders: a.orders,
		Term: term{a}, Instruments: a.instruments,
	}
	a.assess.Bind()
}

func (a *App) newAssessmentPages(bar shell) *assessmentweb.Web {
	return a.assess.Pages(assessmentweb.Deps{Shell: bar, Names: a.names, Labels: a.shortLabels, Print: func(ctx context.Context, client id.Client) (assessmentweb.PrintFacts, error) {
		c, err := a.casefile.Card(ctx, client)
		return assessmentweb.PrintFacts{Client: c.Label(), Office: a.officeNames[c.Office][i18n.Lang(ctx)], Number: c.FileNumber}, err
	}})
}
