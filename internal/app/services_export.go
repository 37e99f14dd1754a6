package app

import "tuzjol/internal/monitoring/watchsvc"

// Services are the use cases of every capability by the name of their package: for the access matrix, which calls each of
// their methods, and for tests that fill a whole service.
func (a *App) Services() map[string]any {
	return map[string]any{
		"accesssvc": a.access, "accesscompartmentsvc": a.compartments, "auditsvc": a.audit, "signinsvc": a.signin, "orgsvc": a.org, "orgcasesvc": a.orgCases,
		"personsvc": a.people, "ordersvc": a.orders, "orderintakesvc": a.intake, "orderregistersvc": a.register, "orderlistsvc": a.lists,
		"supervisionsvc": a.supervision, "casefilesvc": a.casefile,
		"assessmentsvc": a.assess.Service, "assessmentlevelsvc": a.assess.Levels,
		"rulebooksvc":        a.weights.Service,
		"assessmentcaresvc":  a.care,
		"assessmentstudysvc": a.studies,
		"opportunitysvc":     a.weights.Chances,
		"plansvc":            a.plans.Service,
		"enforcementsvc":     a.enforcement.Service,
		"standardsvc":        a.contacts.Service,
		"earlyendsvc":        a.releases.Service,
		"visitsvc":           a.visits.Service,
		"visitsamplesvc":     a.visits.Samples,
		"remindersvc":        a.messages.Reminders,
		"seriessvc":          a.messages.Series,
		"crisissvc":          a.life.Crises,
		"lifesvc":            a.life.Life,
		"papersvc":           a.outgoing.Papers,
		"mailsvc":            a.outgoing.Mail,
		"portalsvc":          a.portal.Portal,
		"requestsvc":         a.portal.Requests,
		"checkinsvc":         a.portal.Checkins,
		"monitoringsvc":      a.monitoring.Orders, "devicesvc": a.monitoring.Devices, "tracksvc": a.monitoring.Tracks,
		"watchsvc": a.monitoring.Watch, "zonesvc": a.monitoring.Zones,
		"victimsvc": a.monitoring.Victims,
		"desksvc":   a.monitoring.Desk,
	}
}

// Watch judges orders of monitoring: for the command line.
func (a *App) Watch() *watchsvc.Service { return a.monitoring.Watch }
