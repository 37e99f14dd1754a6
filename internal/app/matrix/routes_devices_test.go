package matrix

import "tuzjol/internal/access"

// deviceRoutes are commands to devices, what is owed to them, check-ins at random moments, and the reports of monitoring.
func deviceRoutes() map[string]row {
	const dev, of = "/monitoring/devices", "/clients/{id}/monitoring/prompts"
	return map[string]row{
		"GET " + dev + "/attention": over(access.ReadDevices), "GET " + dev + "/stock": over(access.ReadDevices),
		"GET " + dev + "/{device}/commands": over(access.ReadDevices), "POST " + dev + "/{device}/commands": over(access.CommandDevice),
		"POST " + dev + "/{device}/commands/{request}/withdraw": over(access.CommandDevice),
		"GET /monitoring/prompts":                               over(access.WorkAlerts), "GET " + of: about(access.ReadMonitoring), "POST " + of: about(access.DraftMonitoring),
		"POST " + of + "/end": about(access.DraftMonitoring), "GET " + of + "/{prompt}": about(access.ReadMonitoring), "POST " + of + "/{prompt}": about(access.WorkAlerts),
		"GET " + of + "/{prompt}/photo": about(access.ReadMonitoring), "GET " + of + "/{prompt}/reference": about(access.ReadMonitoring),
		"GET /monitoring/reports": over(access.ReadReports), "GET /monitoring/reports/csv": over(access.ReadReports), "GET /monitoring/reports/review": over(access.ReadMonitoring),
	}
}

func deviceMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.CommandDevice, "commandsvc.Queue", "commandsvc.Withdraw"), rights(list, access.ReadDevices, "commandsvc.Of", "devicesvc.Attention", "devicesvc.Stock"),
		rights(client, access.ReadMonitoring, "promptsvc.Of", "promptsvc.Compare", "promptsvc.Picture"), rights(client, access.DraftMonitoring, "promptsvc.Set", "promptsvc.End"),
		rights(client, access.WorkAlerts, "promptsvc.Decide"), rights(list, access.WorkAlerts, "promptsvc.Queue"),
		rights(list, access.ReadReports, "reportsvc.Figures"), rights(list, access.ReadMonitoring, "reportsvc.Review"),
		rights(job, "", "commandsvc.Take", "commandsvc.Answered", "commandsvc.Sweep", "devicesvc.SweepRemovals", "promptsvc.Sweep", "vendorsvc.Add", "vendorsvc.End", "vendorsvc.List",
			"vendorsvc.Admit", "vendorsvc.Known", "vendorsvc.Remember", "vendorsvc.Sweep"),
		plainly("the client's own, refused to everybody else: see promptsvc.TestRefusals", "promptsvc.Waiting", "promptsvc.Answer"),
		plainly("names of devices for which something waits, from memory", "commandsvc.Waits"),
		plainly("a setting", "commandsvc.Today", "commandsvc.Rulebook", "commandsvc.Limits", "promptsvc.Now", "promptsvc.Today", "promptsvc.Rulebook", "promptsvc.Limits", "reportsvc.Today"),
	}
}
