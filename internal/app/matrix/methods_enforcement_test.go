package matrix

import "tuzjol/internal/access"

// enforcementMethods are those of what follows when an obligation was not kept.
func enforcementMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "enforcementsvc.Now", "enforcementsvc.Today", "enforcementsvc.Rulebook"),
		plainly("gives the steps within a transaction", "enforcementsvc.Ops"),
		rights(client, access.ReadClient, "enforcementsvc.Overview", "enforcementsvc.Case", "enforcementsvc.File"),
		rights(client, access.Enforce, "enforcementsvc.Open", "enforcementsvc.Attempt", "enforcementsvc.Hear", "enforcementsvc.Propose",
			"enforcementsvc.Issue", "enforcementsvc.Deliver", "enforcementsvc.Send", "enforcementsvc.Court", "enforcementsvc.Withdraw"),
		rights(client, access.DecideEnforcement, "enforcementsvc.Decide"),
		rights(client, access.CorrectRecord, "enforcementsvc.CorrectStep"),
		rights(list, access.Enforce, "enforcementsvc.Cases"),
	}
}
