package matrix

import "tuzjol/internal/access"

// contactMethods are those of contact standards and exemptions.
func contactMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "standardsvc.Today", "standardsvc.Rulebook"),
		plainly("gives the steps within a transaction", "standardsvc.Ops"),
		rights(client, access.ReadClient, "standardsvc.Client", "standardsvc.Exemption"),
		rights(client, access.ExemptContact, "standardsvc.Propose", "standardsvc.End", "standardsvc.Correct", "standardsvc.Confirm"),
		rights(client, access.ApproveExemption, "standardsvc.Decide"),
		rights(list, access.ReadCaseload, "standardsvc.Find"),
		rights(list, access.ApproveExemption, "standardsvc.Waiting"),
	}
}
