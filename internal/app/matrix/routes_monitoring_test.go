package matrix

import "tuzjol/internal/access"

func monitoringRoutes() map[string]row {
	const of, order, dev = "/clients/{id}/monitoring", "/clients/{id}/monitoring/orders/{decision}", "/monitoring/devices"
	return map[string]row{
		"GET " + of: about(access.ReadMonitoring), "GET " + of + "/new": about(access.DraftMonitoring), "POST " + of + "/new": about(access.DraftMonitoring),
		"GET " + of + "/positions": about(access.ReadPositions), "POST " + of + "/positions": about(access.ReadPositions), "POST " + of + "/unfit": about(access.FitDevice),
		"GET " + order: about(access.ReadMonitoring), "GET " + order + "/vary": about(access.DraftMonitoring), "POST " + order + "/vary": about(access.DraftMonitoring),
		"POST " + order + "/decide": about(access.ApproveMonitoring), "POST " + order + "/note": about(access.DraftMonitoring),
		"POST " + order + "/stop": about(access.ApproveMonitoring), "POST " + order + "/fit": about(access.FitDevice),
		"GET /monitoring": over(access.ReadMonitoring), "GET " + dev: over(access.ReadDevices), "GET " + dev + "/csv": over(access.ReadDevices),
		"GET " + dev + "/new": over(access.ManageDevices), "POST " + dev + "/new": over(access.ManageDevices), "GET " + dev + "/{device}": over(access.ReadDevices),
		"POST " + dev + "/{device}/move": over(access.ManageDevices), "GET /monitoring/quarantine": over(access.SeeQuarantine),
	}
}

func monitoringMethods() []map[string]method {
	return []map[string]method{
		rights(client, access.ReadMonitoring, "monitoringsvc.OfClient", "monitoringsvc.Order", "monitoringsvc.Links", "devicesvc.Worn"),
		rights(client, access.DraftMonitoring, "monitoringsvc.Draft", "monitoringsvc.Vary", "monitoringsvc.Note"),
		rights(client, access.ApproveMonitoring, "monitoringsvc.Decide", "monitoringsvc.Stop"),
		rights(list, access.ReadMonitoring, "monitoringsvc.Due"),
		rights(client, access.FitDevice, "devicesvc.Fit", "devicesvc.Unfit"), rights(list, access.FitDevice, "devicesvc.Free"),
		rights(list, access.ManageDevices, "devicesvc.Add", "devicesvc.Move"), rights(list, access.ReadDevices, "devicesvc.List", "devicesvc.Device"),
		rights(list, access.SeeQuarantine, "devicesvc.Quarantine"),
		rights(client, access.ReadPositions, "tracksvc.ReadPositions"),
		rights(job, "", "monitoringsvc.Sweep", "tracksvc.Store", "tracksvc.Digest", "tracksvc.Verify", "victimsumsvc.Digest", "victimsumsvc.Verify"),
		plainly("needs the transaction of another use case", "victimsumsvc.Add", "victimsumsvc.Withdrawn", "victimsumsvc.Aged", "devicesvc.HandUnit", "devicesvc.UnitBack"),
		plainly("gives the steps within a transaction", "monitoringsvc.Ops"),
		plainly("a setting", "monitoringsvc.Now", "monitoringsvc.Today", "monitoringsvc.Rulebook", "monitoringsvc.Zone", "monitoringsvc.Languages",
			"devicesvc.Now", "devicesvc.Today", "devicesvc.Rulebook", "tracksvc.Now", "tracksvc.Today", "tracksvc.Rulebook"),
	}
}
