package app

// Services are the use cases of every capability by the name of their package: for the access matrix, which calls each of
// their methods, and for tests that fill a whole service.
func (a *App) Services() map[string]any {
	return map[string]any{
		"accesssvc": a.access, "auditsvc": a.audit, "signinsvc": a.signin, "orgsvc": a.org, "orgcasesvc": a.orgCases,
		"personsvc": a.people, "ordersvc": a.orders, "orderintakesvc": a.intake, "orderregistersvc": a.register, "orderlistsvc": a.lists,
		"supervisionsvc": a.supervision, "casefilesvc": a.casefile, "plansvc": a.plans.Service,
	}
}
