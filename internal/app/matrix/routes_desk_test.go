package matrix

import "tuzjol/internal/access"

func dutyDeskRoutes() map[string]row {
	const desk = "/monitoring/desk"
	return map[string]row{
		"GET " + desk: over(access.ReadAlerts), "GET " + desk + "/live": over(access.ReadAlerts), "GET " + desk + "/csv": over(access.ReadAlerts),
		"GET " + desk + "/map": over(access.ReadAlerts), "GET " + desk + "/places": over(access.ReadAlerts),
		"GET " + desk + "/shifts": over(access.ReadAlerts), "POST " + desk + "/shifts": over(access.WorkAlerts), "GET " + desk + "/shifts/{shift}": over(access.ReadAlerts),
		"POST " + desk + "/shifts/{shift}/hand": over(access.WorkAlerts), "POST " + desk + "/shifts/{shift}/accept": over(access.WorkAlerts),
		"GET " + desk + "/drills": over(access.RunDrill), "POST " + desk + "/drills": over(access.RunDrill), "GET " + desk + "/lines": over(access.ReadAlerts),
		"POST " + desk + "/lines": over(access.ApproveMonitoring), "POST " + desk + "/lines/{line}/end": over(access.ApproveMonitoring),
		"GET /monitoring/alerts/{alert}":      {about: item, action: access.ReadAlerts},
		"POST /monitoring/alerts/{alert}/act": {about: item, action: access.WorkAlerts},
	}
}

func deskMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.ReadAlerts, "desksvc.Queue", "desksvc.Standing", "desksvc.Show", "desksvc.Shifts", "desksvc.HandedOver", "linesvc.List"),
		rights(list, access.WorkAlerts, "desksvc.Act", "desksvc.Open", "desksvc.Hand", "desksvc.Accept"),
		rights(list, access.RunDrill, "desksvc.Drill", "desksvc.Drills"), rights(list, access.ApproveMonitoring, "linesvc.Add", "linesvc.End"),
		rights(client, access.ReadAlerts, "desksvc.OfClient"), rights(job, "", "desksvc.Sweep"),
		plainly("gives the steps within a transaction", "desksvc.Ops"), plainly("a setting", "desksvc.Now", "desksvc.Today", "desksvc.Rulebook"),
	}
}
