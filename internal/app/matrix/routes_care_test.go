package matrix

import "tuzjol/internal/access"

func careRoutes() map[string]row {
	const flags, valid = "/clients/{id}/flags", "/clients/{id}/validity"
	return map[string]row{
		"GET /flags": over(access.HandleFlag), "GET /assessments/quality": over(access.CountersignAssessment),
		"GET " + flags: about(access.ReadAssessment), "POST " + flags: about(access.HandleFlag), "GET " + flags + "/{flag}": about(access.ReadAssessment),
		"POST " + flags + "/{flag}/close": about(access.HandleFlag), "POST " + flags + "/{flag}/correct": about(access.HandleFlag),
		"GET " + valid: about(access.ReadAssessment), "POST " + valid + "/changes": about(access.Assess),
		"POST " + valid + "/changes/{change}": about(access.Assess), "POST " + valid + "/confirm": about(access.Assess),
		"GET /clients/{id}/compare": about(access.ReadAssessment),
	}
}

func careMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.HandleFlag, "assessmentcaresvc.FlagList"), rights(list, access.CountersignAssessment, "assessmentcaresvc.Questions"),
		rights(client, access.ReadAssessment, "assessmentcaresvc.ClientFlags", "assessmentcaresvc.FlagTask", "assessmentcaresvc.Validity", "assessmentcaresvc.Comparison"),
		rights(client, access.HandleFlag, "assessmentcaresvc.OpenFlag", "assessmentcaresvc.CloseFlag", "assessmentcaresvc.CorrectFlag"),
		rights(client, access.Assess, "assessmentcaresvc.NoteChange", "assessmentcaresvc.SettleChange", "assessmentcaresvc.ConfirmNoChange"),
		rights(job, "", "assessmentcaresvc.EscalateFlags", "assessmentcaresvc.OutlineSigned"),
		plainly("gives the steps within a transaction", "assessmentcaresvc.Ops", "assessmentcaresvc.ChangeReader"),
		plainly("a setting, an instrument's words or the reader's own scope", "assessmentcaresvc.Today", "assessmentcaresvc.Now", "assessmentcaresvc.Rulebook",
			"assessmentcaresvc.Flag", "assessmentcaresvc.Flags", "assessmentcaresvc.Title", "assessmentcaresvc.Day", "assessmentcaresvc.Covers"),
	}
}
