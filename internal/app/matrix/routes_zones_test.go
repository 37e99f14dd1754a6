package matrix

import "tuzjol/internal/access"

func zoneRoutes() map[string]row {
	const of, one = "/clients/{id}/monitoring/orders/{decision}/zones", "/clients/{id}/monitoring/orders/{decision}/zones/{zone}"
	return map[string]row{
		"GET " + of: about(access.ReadMonitoring), "GET " + of + "/print": about(access.ReadMonitoring),
		"GET " + of + "/new": about(access.DrawZones), "POST " + of + "/new": about(access.DrawZones),
		"GET " + of + "/life": about(access.DrawZones), "POST " + of + "/life": about(access.DrawZones), "POST " + of + "/life/remove": about(access.DrawZones),
		"GET " + one: about(access.ReadMonitoring), "GET " + one + "/change": about(access.DrawZones), "POST " + one + "/change": about(access.DrawZones),
		"POST " + one + "/confirm": about(access.DrawZones), "POST " + one + "/decide": about(access.ApproveZones), "POST " + one + "/end": about(access.DrawZones),
		"POST " + one + "/permit": about(access.DrawZones), "POST " + one + "/withdraw": about(access.DrawZones),
		"GET /monitoring/zones": over(access.ApproveZones),
	}
}

func zoneMethods() []map[string]method {
	return []map[string]method{
		rights(client, access.ReadMonitoring, "zonesvc.OfOrder", "zonesvc.One"),
		rights(client, access.DrawZones, "zonesvc.Draw", "zonesvc.Change", "zonesvc.Confirm", "zonesvc.End", "zonesvc.Permit", "zonesvc.Withdraw",
			"zonesvc.AddPlace", "zonesvc.RemovePlace"),
		rights(client, access.ApproveZones, "zonesvc.Approve"), rights(list, access.ApproveZones, "zonesvc.Queue"),
		plainly("gives the steps within a transaction", "zonesvc.Ops"),
		plainly("a setting", "zonesvc.Now", "zonesvc.Today", "zonesvc.Rulebook", "zonesvc.Zone"),
	}
}
