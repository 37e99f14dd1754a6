package matrix

import "tuzjol/internal/access"

func lifeRoutes() map[string]row {
	const crises, events = "/clients/{id}/crises", "/clients/{id}/life"
	return map[string]row{
		"GET /crises":   over(access.HandleCrisis),
		"GET " + crises: about(access.HandleCrisis), "POST " + crises: about(access.HandleCrisis), "GET " + crises + "/{crisis}": about(access.HandleCrisis),
		"POST " + crises + "/{crisis}/answer": about(access.HandleCrisis), "POST " + crises + "/{crisis}/take-over": about(access.HandleCrisis),
		"POST " + crises + "/{crisis}/close": about(access.HandleCrisis),
		"GET /life":                          over(access.ReadCaseload), "GET /life/csv": over(access.ExportClients),
		"GET " + events: about(access.ReadClient), "POST " + events: about(access.ManageLifeEvent), "GET " + events + "/{event}": about(access.ReadClient),
		"POST " + events + "/{event}/move": about(access.ManageLifeEvent), "POST " + events + "/{event}/decide": about(access.DecideLifeEvent),
		"POST " + events + "/{event}/appointments": about(access.ManageLifeEvent), "POST " + events + "/{event}/paper": about(access.ManageLifeEvent),
		"POST " + events + "/{event}/correct": about(access.CorrectRecord),
	}
}

func lifeMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.HandleCrisis, "crisissvc.List"),
		rights(client, access.HandleCrisis, "crisissvc.OfClient", "crisissvc.Task", "crisissvc.RaiseByHand", "crisissvc.Answer", "crisissvc.TakeOver", "crisissvc.Close"),
		rights(job, "", "crisissvc.Escalate"),
		rights(list, access.ReadCaseload, "lifesvc.List"),
		rights(client, access.ReadClient, "lifesvc.OfClient", "lifesvc.Event"),
		rights(client, access.ManageLifeEvent, "lifesvc.Start", "lifesvc.Move", "lifesvc.Rearrange", "lifesvc.Attach"),
		rights(client, access.DecideLifeEvent, "lifesvc.Decide"), rights(client, access.CorrectRecord, "lifesvc.Correct"),
		plainly("a setting", "lifesvc.Today", "lifesvc.Rulebook"),
		plainly("gives the steps within a transaction", "crisissvc.Ops", "lifesvc.Ops"),
		plainly("a setting; a count that is 0 without access.HandleCrisis", "crisissvc.Now", "crisissvc.Today", "crisissvc.Rulebook", "crisissvc.Waiting"),
	}
}
