package matrix

import "tuzjol/internal/access"

// earlyEndMethods are those of submissions for an early end.
func earlyEndMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "earlyendsvc.Today", "earlyendsvc.Rulebook"),
		plainly("gives the steps within a transaction", "earlyendsvc.Ops"),
		rights(client, access.ReadClient, "earlyendsvc.Client", "earlyendsvc.Submission"),
		rights(client, access.ProposeEarlyEnd, "earlyendsvc.Propose", "earlyendsvc.Withdraw", "earlyendsvc.Answer"),
		rights(client, access.DecideEarlyEnd, "earlyendsvc.Decide"),
		rights(list, access.ProposeEarlyEnd, "earlyendsvc.Open"),
	}
}
