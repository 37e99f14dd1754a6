package matrix

import "tuzjol/internal/access"

// visitMethods are those of the record of a visit and of field work.
func visitMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "visitsvc.Now", "visitsvc.Today", "visitsvc.Rulebook", "visitsvc.Zone"),
		plainly("gives the steps within a transaction", "visitsvc.Ops"),
		rights(client, access.ReadClient, "visitsvc.Visit", "visitsvc.Photo", "visitsvc.OfContacts"),
		rights(list, access.RecordVisit, "visitsvc.Questions", "visitsvc.Take", "visitsvc.Outside", "visitsvc.Back"),
		rights(list, access.SampleVisits, "visitsamplesvc.Samples", "visitsamplesvc.Draw"),
		rights(client, access.SampleVisits, "visitsamplesvc.Judge"),
		rights(client, access.RecordVisit, "visitsvc.Receive", "visitsvc.Decide", "visitsvc.PlanSafety", "visitsvc.Before", "visitsvc.Record"),
		rights(client, access.CorrectRecord, "visitsvc.Correct"),
		rights(job, "", "visitsvc.AlertOverdue"),
	}
}
