package matrix

import "tuzjol/internal/access"

// Protected persons stand in no client's pages: their addresses name no client, and a role that may not read of them is told so.
func victimRoutes() map[string]row {
	const at, one, zones = "/monitoring/victims", "/monitoring/victims/{row}", "/monitoring/victim-places"
	return map[string]row{
		"GET " + at: over(access.ReadVictims), "POST " + at + "/search": over(access.ReadVictims), "GET " + one: over(access.ReadVictims),
		"GET " + at + "/new": over(access.ManageVictims), "POST " + at + "/new": over(access.ManageVictims), "POST " + one + "/open": over(access.ReadVictims),
		"POST " + one + "/change": over(access.ManageVictims), "POST " + one + "/phones": over(access.ManageVictims),
		"POST " + one + "/phones/{entry}/remove": over(access.ManageVictims), "POST " + one + "/consent": over(access.ManageVictims),
		"POST " + one + "/withdraw": over(access.ReadVictims), "POST " + one + "/places": over(access.ManageVictims),
		"POST " + one + "/device": over(access.ManageVictims), "POST " + one + "/device/back": over(access.ManageVictims),
		"POST " + one + "/calls/{entry}": over(access.ReadVictims), "GET " + zones: over(access.ApproveZones), "POST " + zones + "/{entry}": over(access.ApproveZones),
		"GET /monitoring/victim-text": over(access.ReadVictims),
	}
}

func victimMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.ReadVictims, "victimsvc.List", "victimsvc.Person", "victimsvc.Open", "victimsvc.Withdraw", "victimsvc.Called"),
		rights(list, access.ManageVictims, "victimsvc.Enter", "victimsvc.OfOrder", "victimsvc.Change", "victimsvc.AddPhone", "victimsvc.RemovePhone", "victimsvc.Consent",
			"victimsvc.Propose", "victimsvc.Give", "victimsvc.TakeBack"),
		rights(list, access.ApproveZones, "victimsvc.Proposals", "victimsvc.Decide"),
		rights(job, "", "victimsvc.Sweep"),
		plainly("gives the steps within a transaction", "victimsvc.Ops"),
		plainly("a setting or a text of the jurisdiction", "victimsvc.Now", "victimsvc.Today", "victimsvc.Rulebook", "victimsvc.Zone", "victimsvc.Texts"),
	}
}
