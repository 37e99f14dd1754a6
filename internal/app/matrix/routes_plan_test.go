package matrix

import "tuzjol/internal/access"

// planRoutes are those of the plan made with a client.
func planRoutes() map[string]row {
	const one, version = "/clients/{id}/plan", "/clients/{id}/plans/{plan}"
	out := map[string]row{"GET /plans": over(access.ReadPlan)}
	for _, r := range []string{"GET " + one, "GET " + one + "/versions", "GET " + version + "/print/{code}"} {
		out[r] = about(access.ReadPlan)
	}
	for _, r := range []string{
		"POST " + one, "GET " + one + "/withdraw", "POST " + one + "/withdraw", "GET " + one + "/progress", "POST " + one + "/progress",
		"POST " + version + "/notes", "GET " + version + "/goals", "POST " + version + "/goals", "GET " + version + "/goals/{goal}",
		"POST " + version + "/goals/{goal}", "POST " + version + "/goals/{goal}/place", "POST " + version + "/goals/{goal}/steps",
		"GET " + version + "/steps/{step}", "POST " + version + "/steps/{step}", "POST " + version + "/steps/{step}/drop",
		"GET " + version + "/gap", "POST " + version + "/gap", "GET " + version + "/agreement/{code}", "POST " + version + "/agreement/{code}",
		"POST " + version + "/submit", "POST " + version + "/back", "POST " + version + "/drop",
	} {
		out[r] = about(access.ManagePlan)
	}
	out["GET "+one+"/progress/{note}"], out["POST "+one+"/progress/{note}"] = about(access.CorrectRecord), about(access.CorrectRecord)
	out["GET "+version+"/answers/{entry}"], out["POST "+version+"/answers/{entry}"] = about(access.CorrectRecord), about(access.CorrectRecord)
	out["POST "+version+"/return"], out["POST "+version+"/countersign"] = about(access.CountersignPlan), about(access.CountersignPlan)
	return out
}
