package matrix

import "tuzjol/internal/access"

func readingRoutes() map[string]row {
	const read, holds, near = "/clients/{id}/monitoring/positions/{read}", "/clients/{id}/monitoring/holds", "/monitoring/near"
	return map[string]row{
		"GET " + read: about(access.ReadPositions), "GET " + read + "/points": about(access.ReadPositions), "POST " + read + "/export": about(access.ExportPositions),
		"GET " + near: over(access.AskNear), "GET " + near + "/new": over(access.AskNear), "POST " + near + "/new": over(access.AskNear),
		"GET " + near + "/{near}": over(access.AskNear), "POST " + near + "/{near}/decide": over(access.ApproveNear), "POST " + near + "/{near}/run": over(access.AskNear),
		"GET " + near + "/{near}/report": over(access.AskNear),
		"GET /monitoring/retention":      over(access.ReadRetention), "GET /monitoring/retention/{certificate}": over(access.ReadRetention), "GET /monitoring/holds": over(access.HoldPositions),
		"GET " + holds: about(access.HoldPositions), "POST " + holds: about(access.HoldPositions),
		"POST " + holds + "/{hold}/lift": about(access.HoldPositions), "POST " + holds + "/{hold}/agree": about(access.HoldPositions),
	}
}

func readingMethods() []map[string]method {
	return []map[string]method{
		rights(client, access.ReadPositions, "tracksvc.Again"), rights(client, access.ExportPositions, "tracksvc.ExportPositions"),
		rights(list, access.AskNear, "nearsvc.List", "nearsvc.Ask", "nearsvc.Run", "nearsvc.Result"), rights(list, access.ApproveNear, "nearsvc.Decide"),
		rights(client, access.HoldPositions, "keepsvc.OfClient", "keepsvc.Hold", "keepsvc.AskLift", "keepsvc.AgreeLift"),
		rights(list, access.HoldPositions, "keepsvc.Standing"), rights(list, access.ReadRetention, "keepsvc.State", "keepsvc.Certificate"),
		rights(job, "", "tracksvc.Verified", "keepsvc.Sweep"),
		plainly("gives the steps within a transaction", "tracksvc.Ops"), plainly("forgets what is remembered of stored rows", "tracksvc.Forget"),
		plainly("a setting", "tracksvc.Gap", "tracksvc.When", "nearsvc.Now", "nearsvc.Today", "nearsvc.Rulebook", "nearsvc.Limits", "keepsvc.Now", "keepsvc.Today", "keepsvc.Rulebook"),
	}
}
