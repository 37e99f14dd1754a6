package app

import (
	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentweb"
	"tuzjol/internal/access/accessweb"
	"tuzjol/internal/app/clientpages"
	"tuzjol/internal/app/living"
	"tuzjol/internal/app/papering"
	"tuzjol/internal/app/phones"
	"tuzjol/internal/app/reminding"
	"tuzjol/internal/assessment/assessmentcareweb"
	"tuzjol/internal/assessment/assessmentstudyweb"
	"tuzjol/internal/assessment/assessmentweb"
	"tuzjol/internal/assessment/opportunityweb"
	"tuzjol/internal/audit/auditweb"
	"tuzjol/internal/casefile/casefileweb"
	"tuzjol/internal/demo/demoweb"
	"tuzjol/internal/order/orderintakeweb"
	"tuzjol/internal/order/orderweb"
	"tuzjol/internal/org/orgweb"
	"tuzjol/internal/person/personweb"
	"tuzjol/internal/plan/planweb"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/rulebook/rulebookweb"
	"tuzjol/internal/rulebook/standardweb"
	"tuzjol/internal/signin/signinweb"
	"tuzjol/internal/supervision/earlyendweb"
	"tuzjol/internal/supervision/enforcementweb"
	contactweb "tuzjol/internal/supervision/standardweb"
	"tuzjol/internal/supervision/supervisionweb"
	"tuzjol/internal/supervision/visitweb"
)

// pages are the pages of every capability.
type pages struct {
	signin       *signinweb.Web
	audit        *auditweb.Web
	rulebook     *rulebookweb.Web
	casefile     *casefileweb.Web
	access       *accessweb.Web
	compartments *accesscompartmentweb.Web
	org          *orgweb.Web
	intake       *orderintakeweb.Web
	orders       *orderweb.Web
	people       *personweb.Web
	supervision  *supervisionweb.Web
	contactstd   *contactweb.Web
	messages     *reminding.Pages
	plan         *planweb.Web
	visits       *visitweb.Web
	life         *living.Kit
	portal       []httpx.Route
	assessments  *assessmentweb.Web
	care         *assessmentcareweb.Web
	demo         *demoweb.Web
	standards    *standardweb.Web
	studies      *assessmentstudyweb.Web
	chances      *opportunityweb.Web
	enforcement  *enforcementweb.Web
	earlyEnds    *earlyendweb.Web
	papers       [][]httpx.Route
}

func (p *pages) routes() [][]httpx.Route {
	return append(p.papers, [][]httpx.Route{
		p.signin.Routes(), p.audit.Routes(), p.rulebook.Routes(), p.casefile.Routes(), p.access.Routes(), p.compartments.Routes(), p.org.Routes(),
		p.intake.Routes(), p.orders.Routes(), p.people.Routes(), p.supervision.Routes(), p.demo.Routes(),
		p.assessments.Routes(),
		p.standards.Routes(),
		p.care.Routes(),
		p.studies.Routes(),
		p.chances.Routes(),
		p.plan.Routes(),
		p.enforcement.Routes(),
		p.earlyEnds.Routes(),
		p.contactstd.Routes(),
		p.visits.Routes(),
		p.messages.Routes(),
		p.life.Routes(),
		p.portal,
	}...)
}

// tabs are the pages of a client's record in the order of their use.
func tabs() []casefileweb.Tab {
	return []casefileweb.Tab{
		{Name: "overview", Label: "casefile.tab.overview", Action: access.ReadClient},
		{Name: "timeline", Label: "casefile.tab.timeline", Action: access.ReadClient},
		{Name: "registration", Label: "casefile.tab.registration", Action: access.ReadClient},
		{Name: "order", Label: "casefile.tab.order", Action: access.ReadClient},
		{Name: "assessment", Label: "casefile.tab.assessment", Action: access.ReadAssessment},
		{Name: "plan", Label: "casefile.tab.plan", Action: access.ReadPlan},
		{Name: "contacts", Label: "casefile.tab.contacts", Action: access.ReadClient},
		{Name: "enforcement", Label: "casefile.tab.enforcement", Action: access.ReadClient},
		{Name: "standards", Label: "casefile.tab.standards", Action: access.ReadClient},
		{Name: "monitoring", Label: "casefile.tab.monitoring", Action: access.ReadMonitoring},
		{Name: "life", Label: "casefile.tab.life", Action: access.ReadClient},
		{Name: "opportunities", Label: "casefile.tab.opportunities", Action: access.DecideOpportunity},
		{Name: "papers", Label: "casefile.tab.papers", Action: access.ReadClient},
		{Name: "portal", Label: "casefile.tab.portal", Action: access.ManagePortal},
		{Name: "documents", Label: "casefile.tab.documents", Action: access.ReadClient},
		{Name: "person", Label: "casefile.tab.person", Action: access.ReadClient},
		{Name: "allocation", Label: "casefile.tab.allocation", Action: access.ReadClient},
		{Name: "access-log", Label: "casefile.tab.access", Action: access.ReadAccessLog},
		{Name: "restriction", Label: "casefile.tab.restriction", Action: access.RestrictClient},
		{Name: "compartments", Label: "casefile.tab.compartments", Action: access.ProposeCompartment},
	}
}

func (a *App) newPages() *pages {
	p := &pages{life: a.life}
	p.signin = &signinweb.Web{Service: a.signin, Plain: a.Config.Demo || !a.Config.Production && !a.Config.TLS(), Home: "/"}
	p.casefile = casefileweb.New(casefileweb.Deps{Service: a.casefile, Rules: a.Rules, Tabs: tabs(), PIN: phones.Book{DB: a.DB, Seal: a.Sealer}.PIN, Names: a.names, Phones: phones.Book{DB: a.DB, Seal: a.Sealer}.Of, Court: a.courtName, Overview: a.assess.Overview, Word: a.assess.Word, Banner: a.life.Banner})
	shell := p.casefile.Shell
	p.audit = auditweb.New(auditweb.Deps{Service: a.audit, Shell: shell, Now: a.DB.Now, Words: a.reasonWords})
	p.rulebook = rulebookweb.New(rulebookweb.Deps{Rules: a.Rules, Today: a.Today, Now: a.DB.Now})
	p.studies = assessmentstudyweb.New(assessmentstudyweb.Deps{Service: a.studies, Now: a.DB.Now, Names: a.names, OfficeNames: a.casefile.OfficeNames})
	a.newCasePages(p, shell)
	p.assessments = a.newAssessmentPages(shell, p.care.Panel)
	p.standards = standardweb.New(standardweb.Deps{Service: a.weights.Service, Names: a.names, Offices: a.casefile.OfficeNames})
	p.chances = opportunityweb.New(opportunityweb.Deps{Service: a.weights.Chances, Shell: shell, Names: a.names, Offices: a.casefile.OfficeNames, Led: a.releases.Led})
	p.papers = a.outgoing.Routes(papering.Shared{Shell: shell, Names: a.names, Labels: a.shortLabels, Cards: a.casefile, Words: p.casefile, Supervision: a.supervision, Phones: phones.Book{DB: a.DB, Seal: a.Sealer}.Of})
	p.portal = a.portal.Staff(clientpages.Shared{Shell: shell, Names: a.names, Labels: a.shortLabels, Office: a.casefile.OfficeNames})
	p.papers = append(p.papers, a.monitoring.Routes(shell, a.names, a.shortLabels, a.papers, a.casefile))
	p.papers = append(p.papers, a.monitoring.DeskRoutes(a.session, shell, a.names, a.shortLabels, a.casefile))
	p.papers = append(p.papers, a.monitoring.VictimRoutes(a.names, a.shortLabels))
	p.demo = a.demoPages(p.signin)
	return p
}
