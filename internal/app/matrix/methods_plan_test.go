package matrix

import "tuzjol/internal/access"

// planMethods are those of the plan made with a client.
func planMethods() []map[string]method {
	return []map[string]method{
		plainly("a setting or a list of the rulebook", "plansvc.Now", "plansvc.Today", "plansvc.Rulebook"),
		plainly("gives the steps within a transaction", "plansvc.Ops"),
		rights(client, access.ReadPlan, "plansvc.View", "plansvc.Version", "plansvc.Compare", "plansvc.KnownAt"),
		rights(client, access.ManagePlan, "plansvc.Begin", "plansvc.SaveNotes", "plansvc.AddGoal", "plansvc.ChangeGoal", "plansvc.PlaceGoal",
			"plansvc.AddStep", "plansvc.ChangeStep", "plansvc.DropStep", "plansvc.StateGap", "plansvc.Agree", "plansvc.Withdraw", "plansvc.Submit",
			"plansvc.TakeBack", "plansvc.Drop", "plansvc.NoteProgress"),
		rights(client, access.CorrectRecord, "plansvc.CorrectProgress", "plansvc.CorrectAnswer"),
		rights(client, access.CountersignPlan, "plansvc.Return", "plansvc.Countersign"),
		rights(list, access.ReadPlan, "plansvc.Plans"),
	}
}
