package matrix

import "tuzjol/internal/access"

func assessmentRoutes() map[string]row {
	const all = "/clients/{id}/assessment"
	const one = all + "/{assessment}"
	out := map[string]row{
		"GET /assessments/waiting": over(access.CountersignAssessment), "POST /clients/{id}/level/{proposal}": about(access.CountersignAssessment),
		"POST " + one + "/countersign": about(access.CountersignAssessment),
	}
	for _, r := range []string{all, one, one + "/review", one + "/print", one + "/{domain}"} {
		out["GET "+r] = about(access.ReadAssessment)
	}
	for _, r := range []string{all, one + "/sign", one + "/read", one + "/refuse", one + "/drop", one + "/{domain}"} {
		out["POST "+r] = about(access.Assess)
	}
	return out
}

func assessmentMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "assessmentsvc.Today", "assessmentsvc.Now", "assessmentsvc.Rulebook", "assessmentsvc.Instruments"),
		plainly("gives the steps within a transaction", "assessmentsvc.Ops", "assessmentlevelsvc.Ops"),
		rights(client, access.Assess, "assessmentsvc.Begin", "assessmentsvc.Save", "assessmentsvc.Sign", "assessmentsvc.Read", "assessmentsvc.Drop"),
		rights(client, access.ReadAssessment, "assessmentsvc.Overview", "assessmentsvc.Sheet", "assessmentsvc.Review"),
		rights(client, access.ReadClient, "assessmentsvc.Change"),
		rights(client, access.CountersignAssessment, "assessmentsvc.Countersign", "assessmentlevelsvc.Settle"),
		{"assessmentsvc.Refuse": {about: client, action: access.CountersignAssessment, or: access.Assess}},
		rights(list, access.CountersignAssessment, "assessmentsvc.Waiting", "assessmentlevelsvc.Waiting"),
	}
}
