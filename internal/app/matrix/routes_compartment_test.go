package matrix

import "tuzjol/internal/access"

func compartmentRoutes() map[string]row {
	return map[string]row{
		"GET /compartments":                          over(access.OpenCompartment),
		"POST /compartments/proposals/{proposal}":    over(access.OpenCompartment, "/compartments/proposals/"+nobody),
		"POST /compartments/members/{member}/close":  over(access.OpenCompartment, "/compartments/members/"+nobody+"/close"),
		"POST /compartments/members/{member}/review": over(access.OpenCompartment, "/compartments/members/"+nobody+"/review"),
		"GET /clients/{id}/compartments":             about(access.ProposeCompartment),
		"POST /clients/{id}/compartments":            about(access.ProposeCompartment),
	}
}

func compartmentMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "accesscompartmentsvc.Today", "accesscompartmentsvc.Reasons"),
		plainly("gives the steps within a transaction", "accesscompartmentsvc.Ops"),
		rights(client, access.ProposeCompartment, "accesscompartmentsvc.Propose", "accesscompartmentsvc.Client"),
		rights(list, access.OpenCompartment, "accesscompartmentsvc.Board", "accesscompartmentsvc.Decide", "accesscompartmentsvc.Close", "accesscompartmentsvc.Review"),
		rights(job, "", "accesscompartmentsvc.Sweep"),
	}
}
