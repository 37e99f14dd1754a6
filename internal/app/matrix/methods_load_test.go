package matrix

import "tuzjol/internal/access"

func loadMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.DraftStandard, "rulebooksvc.Draft", "rulebooksvc.Save", "rulebooksvc.Preview", "rulebooksvc.Withdraw"),
		rights(list, access.PutInForce, "rulebooksvc.PutInForce"), rights(own, access.ReadRulebook, "rulebooksvc.Tables"),
		rights(job, "", "rulebooksvc.Recount", "rulebooksvc.Nightly", "opportunitysvc.Sweep"),
		rights(list, access.DecideOpportunity, "opportunitysvc.Find"), rights(client, access.DecideOpportunity, "opportunitysvc.Client", "opportunitysvc.Decide"),
		rights(client, access.ReadClient, "opportunitysvc.Basis"),
		plainly("a setting or a list of the rulebook", "rulebooksvc.Today", "rulebooksvc.Rulebook", "opportunitysvc.Today", "opportunitysvc.Rulebook", "opportunitysvc.List"),
		plainly("gives the steps within a transaction", "rulebooksvc.Ops", "opportunitysvc.Ops"),
	}
}
