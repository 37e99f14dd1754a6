package matrix

import (
	"maps"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
)

// routes is the table of all routes.
func routes() map[string]row {
	out := map[string]row{}
	for _, part := range []map[string]row{
		signinRoutes(), auditRoutes(), deskRoutes(), personRoutes(), supervisionRoutes(), apiRoutes(), planRoutes(),
		intakeRoutes(), orderRoutes(), orgRoutes(), accessRoutes(),
		assessmentRoutes(),
		compartmentRoutes(),
		careRoutes(),
		lifeRoutes(),
		portalRoutes(),
		loadRoutes(),
		studyRoutes(),
		enforcementRoutes(),
		contactRoutes(),
		earlyEndRoutes(),
		visitRoutes(),
		messageRoutes(),
		paperRoutes(),
		monitoringRoutes(),
		zoneRoutes(),
		watchRoutes(),
	} {
		maps.Copy(out, part)
	}
	return out
}

func about(a actor.Action) row                 { return row{about: client, action: a} }
func over(a actor.Action, paths ...string) row { return row{about: list, action: a, paths: paths} }
func mine(paths ...string) row                 { return row{about: own, action: access.UseService, paths: paths} }

func signinRoutes() map[string]row {
	out := map[string]row{"GET /{$}": {about: open}, "POST /signout": {about: open}, "GET /signin/enrol/qr.png": {about: open}, "POST /signin/enrol/sheet": {about: open}}
	for _, p := range []string{"", "/code", "/resume", "/enrol", "/first", "/token"} {
		out["GET /signin"+p], out["POST /signin"+p] = row{about: open}, row{about: open}
	}
	for _, r := range []string{
		"GET /signin/step-up", "POST /signin/step-up", "GET /alive", "GET /account", "POST /account/sessions/{id}/end", "GET /account/password",
		"POST /account/password", "GET /account/factor", "POST /account/factor", "GET /account/factor/qr.png", "POST /account/sheet", "GET /account/tokens",
		"POST /account/tokens", "POST /account/tokens/{id}/end", "POST /account/drafts/{id}/drop",
	} {
		out[r] = mine()
	}
	for _, r := range []string{"GET /accounts/{id}", "POST /accounts/{id}/token", "POST /accounts/{id}/end", "POST /accounts/{id}/disable"} {
		out[r] = over(access.ManageAccounts)
	}
	return out
}

func auditRoutes() map[string]row {
	out := map[string]row{
		"GET /rulebook":              {about: own, action: access.ReadRulebook},
		"GET /rulebook/lists/{list}": {about: own, action: access.ReadRulebook, paths: []string{"/rulebook/lists/measures"}},
		"GET /rulebook/calendar":     {about: own, action: access.ReadRulebook},
		"GET /rulebook/texts/{lang}": {about: own, action: access.ReadRulebook, paths: []string{"/rulebook/texts/ky"}},
		"GET /rulebook/instructions": {about: own, action: access.ReadRulebook},
	}
	for _, r := range []string{"GET /audit", "POST /audit/find", "GET /audit/print", "GET /audit/export", "GET /audit/entries/{entry}"} {
		out[r] = over(access.ReadAudit)
	}
	for _, r := range []string{"GET /audit/verify", "POST /audit/verify", "GET /audit/checkpoint"} {
		out[r] = over(access.VerifyAudit)
	}
	out["GET /clients/{id}/access-log"], out["GET /clients/{id}/access-log/print"] = about(access.ReadAccessLog), about(access.ReadAccessLog)
	return out
}

func deskRoutes() map[string]row {
	return map[string]row{
		"GET /day": over(access.ReadDay), "GET /day/pack": over(access.ReadDay),
		"GET /caseload": over(access.ReadCaseload), "GET /caseload/print": over(access.ReadCaseload), "GET /caseload/export": over(access.ExportClients),
		"GET /search": over(access.SearchClients), "POST /search": over(access.SearchClients),
		"GET /clients/{id}": about(access.ReadClient), "GET /clients/{id}/timeline": about(access.ReadClient), "GET /clients/{id}/print": about(access.ReadClient),
		"GET /national": over(access.ReadNational),
	}
}

func personRoutes() map[string]row {
	const doc = "/clients/{id}/documents"
	return map[string]row{
		"GET /clients/{id}/person": about(access.ReadClient), "GET /clients/{id}/as-of": about(access.ReadClient),
		"GET /clients/{id}/person/edit": {about: client, action: access.EditPerson, query: "?part=phone"}, "POST /clients/{id}/person/edit": about(access.EditPerson),
		"POST /clients/{id}/person/withdraw": about(access.CorrectRecord),
		"GET " + doc:                         about(access.ReadClient), "POST " + doc: about(access.UploadDocument),
		"GET " + doc + "/{document}": about(access.ReadClient), "POST " + doc + "/{document}": about(access.CorrectRecord),
		"GET " + doc + "/{document}/file": about(access.ReadClient),
		"GET " + doc + "/{document}/move": about(access.MoveEntry), "POST " + doc + "/{document}/move": about(access.MoveEntry),
	}
}

func supervisionRoutes() map[string]row {
	const meet = "/clients/{id}/appointments"
	return map[string]row{
		"GET /clients/{id}/contacts": about(access.ReadClient), "POST /clients/{id}/contacts": about(access.AddNote), "POST " + meet: about(access.ManageAppointment),
		"GET " + meet + "/{entry}": about(access.ReadClient), "POST " + meet + "/{entry}/outcome": about(access.ManageAppointment),
		"POST " + meet + "/{entry}/correct": about(access.CorrectRecord), "POST " + meet + "/{entry}/change": about(access.ManageAppointment),
		"POST " + meet + "/{entry}/cancel": about(access.ManageAppointment), "GET " + meet + "/{entry}/slip": about(access.ReadClient),
		"GET /clients/{id}/entries/{entry}": about(access.ReadClient), "POST /clients/{id}/entries/{entry}": about(access.CorrectRecord),
		"GET /clients/{id}/entries/{entry}/move": about(access.MoveEntry), "POST /clients/{id}/entries/{entry}/move": about(access.MoveEntry),
		"GET /reopened": over(access.DecideReopen), "POST /reopened/{reopen}": over(access.DecideReopen),
	}
}

func apiRoutes() map[string]row {
	return map[string]row{
		"GET /api/v1/openapi.json": {about: open, action: access.UseService}, "GET /api/v1/clients": over(access.ReadCaseload),
		"GET /api/v1/clients/{id}": about(access.ReadClient), "GET /api/v1/clients/{id}/timeline": about(access.ReadClient),
		"POST /api/v1/judgments": over(access.ReceiveJudgment), "GET /api/v1/judgments/{id}": {about: list, action: access.ReadIntake},
	}
}
