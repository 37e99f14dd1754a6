package matrix

import "tuzjol/internal/access"

func lifeRoutes() map[string]row {
	const crises = "/clients/{id}/crises"
	return map[string]row{
		"GET /crises":   over(access.HandleCrisis),
		"GET " + crises: about(access.HandleCrisis), "POST " + crises: about(access.HandleCrisis), "GET " + crises + "/{crisis}": about(access.HandleCrisis),
		"POST " + crises + "/{crisis}/answer": about(access.HandleCrisis), "POST " + crises + "/{crisis}/take-over": about(access.HandleCrisis),
		"POST " + crises + "/{crisis}/close": about(access.HandleCrisis),
	}
}

func lifeMethods() []map[string]method {
	return []map[string]method{
		rights(list, access.HandleCrisis, "crisissvc.List"),
		rights(client, access.HandleCrisis, "crisissvc.OfClient", "crisissvc.Task", "crisissvc.RaiseByHand", "crisissvc.Answer", "crisissvc.TakeOver", "crisissvc.Close"),
		rights(job, "", "crisissvc.Escalate"),
		plainly("gives the steps within a transaction", "crisissvc.Ops"),
		plainly("a setting; a count that is 0 without access.HandleCrisis", "crisissvc.Now", "crisissvc.Today", "crisissvc.Rulebook", "crisissvc.Waiting"),
	}
}
