package matrix

import "tuzjol/internal/access"

// contactRoutes are those of contact standards and exemptions.
func contactRoutes() map[string]row {
	const one = "/clients/{id}/exemptions/{exemption}"
	return map[string]row{
		"GET /clients/{id}/standards": about(access.ReadClient), "GET /clients/{id}/exemptions": about(access.ExemptContact),
		"POST /clients/{id}/exemptions": about(access.ExemptContact), "GET " + one: about(access.ReadClient), "POST " + one + "/decide": about(access.ApproveExemption),
		"POST " + one + "/end": about(access.ExemptContact), "POST " + one + "/correct": about(access.ExemptContact), "POST " + one + "/confirm": about(access.ExemptContact),
		"GET /exemptions": over(access.ApproveExemption), "GET /contacts-due": over(access.ReadCaseload), "GET /contacts-due/export": over(access.ExportClients),
	}
}
