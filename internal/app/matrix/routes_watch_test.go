package matrix

import "tuzjol/internal/access"

func watchRoutes() map[string]row {
	const outages = "/monitoring/outages"
	return map[string]row{
		"GET " + outages: over(access.ReadAlerts), "POST " + outages: over(access.ManageOutages), "POST " + outages + "/{row}": over(access.ManageOutages),
		"GET " + outages + "/csv": over(access.ReadAlerts), "POST " + outages + "/import": over(access.ManageOutages),
		"GET " + outages + "/{row}": over(access.ReadAlerts), "POST " + outages + "/{row}/correct": over(access.ManageOutages),
	}
}

func watchMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.ReadAlerts, "outagesvc.List", "outagesvc.One"), rights(list, access.ManageOutages, "outagesvc.Add", "outagesvc.Decide", "outagesvc.Correct", "outagesvc.Import"),
		rights(job, "", "watchsvc.Judge", "watchsvc.Sweep", "outagesvc.Recognise", "outagesvc.Alive", "watchsvc.Replay"),
		plainly("takes notice within the transaction of whoever changed it, or reads for one who has asked for the right", "watchsvc.Changed", "watchsvc.Peer",
			"watchsvc.Clear", "watchsvc.Explanation", "watchsvc.Frame"),
		plainly("queues and runs what is stored; reads no record for anybody", "watchsvc.Wake", "watchsvc.Run"),
		plainly("gives what explains a silence to the watch, which reads for the system", "outagesvc.Of"),
		plainly("a setting", "watchsvc.Now", "outagesvc.Now", "outagesvc.Operators"),
	}
}
